"""What the payments of a case answer: frozen values for screens and interfaces."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dengbu.casework.rules.payments import NOTHING, OrderState


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentView:
    """Money that came for an order."""

    transaction_no: str
    amount: Decimal  # yuan
    receipt_no: str  # 非税电子票据号, "" while the treasury has not written it
    paid_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundView:
    """Money that goes back."""

    number: str
    amount: Decimal  # yuan
    reason: str
    due_at: datetime
    done_at: datetime | None  # None: on its way
    failure: str  # why it last came back, "" while nothing is wrong


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderView:
    """A payment order (缴款单) as it stands."""

    number: str
    case_no: str
    payer: str
    payer_role: str  # Role value
    amount: Decimal  # yuan
    state: OrderState
    code: str  # 缴款码, "" until the treasury has given it
    before_entry: bool  # nothing is entered before it is paid
    issued_at: datetime
    paid_at: datetime | None
    closed_at: datetime | None
    payments: tuple[PaymentView, ...] = ()
    refunds: tuple[RefundView, ...] = ()

    @property
    def received(self) -> Decimal:
        """All that came."""
        return sum((p.amount for p in self.payments), NOTHING)

    @property
    def shortfall(self) -> Decimal:
        """What is missing of an order that stands after a part of it came; else 0."""
        if not self.state.owed or not self.payments:
            return NOTHING
        return max(self.amount - self.received, NOTHING)

    @property
    def coming_back(self) -> Decimal:
        """What is on its way back."""
        return sum((r.amount for r in self.refunds if r.done_at is None), NOTHING)

    @property
    def refunded(self) -> Decimal:
        """What went back."""
        return sum((r.amount for r in self.refunds if r.done_at is not None), NOTHING)

    @property
    def receipts(self) -> tuple[str, ...]:
        """Numbers of the electronic receipts, in order."""
        return tuple(p.receipt_no for p in self.payments if p.receipt_no)
