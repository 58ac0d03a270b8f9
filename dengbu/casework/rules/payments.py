"""缴款单: where a payment order stands after each thing that can happen to it.

One exhaustive table, so that nothing that the treasury may say is left to chance. Money is never
judged by words: what is owed, what came and what went back are sums of rows, and the state follows
from them. The fee is for the entry (财税〔2016〕79号): a case that ends without entry owes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, unique

NOTHING = Decimal("0.00")


@unique
class OrderState(StrEnum):
    """Where an order stands."""

    ISSUED = "ISSUED"  # to be paid; part of it may have come
    PAID = "PAID"
    FAILED = "FAILED"  # the last attempt to pay failed, it may be paid yet
    CANCELLED = "CANCELLED"  # nothing is owed any more, no money came
    REFUND_DUE = "REFUND_DUE"  # nothing is owed any more, money is held
    REFUNDED = "REFUNDED"  # all of it went back

    @property
    def label(self) -> str:
        """Name on screens."""
        return _LABELS[self]

    @property
    def owed(self) -> bool:
        """Whether somebody still has to pay."""
        return self in (OrderState.ISSUED, OrderState.FAILED)

    @property
    def live(self) -> bool:
        """Whether the order is for a fee that the case still asks."""
        return self.owed or self is OrderState.PAID


_LABELS: Mapping[OrderState, str] = {
    OrderState.ISSUED: "待缴费",
    OrderState.PAID: "已缴费",
    OrderState.FAILED: "缴费没有成功",
    OrderState.CANCELLED: "不用缴了",
    OrderState.REFUND_DUE: "正在退费",
    OrderState.REFUNDED: "已退费",
}


@unique
class Happening(StrEnum):
    """What can happen to an order. Of money: by what is held once it has come or gone."""

    PAYMENT_SHORT = "PAYMENT_SHORT"  # money came, less than the amount with all that came before
    PAYMENT_FULL = "PAYMENT_FULL"  # money came, the amount is reached or passed
    ATTEMPT_FAILED = "ATTEMPT_FAILED"  # the payer tried in vain
    CLOSED_EMPTY = "CLOSED_EMPTY"  # the case ended, or is billed anew; no money is held
    CLOSED_HOLDING = "CLOSED_HOLDING"  # the same, and money is held
    REFUND_PART = "REFUND_PART"  # a refund arrived, another is still on its way
    REFUND_ALL = "REFUND_ALL"  # the last refund arrived
    REFUND_FAILED = "REFUND_FAILED"  # the payer's bank sent it back
    REFUND_UNASKED = "REFUND_UNASKED"  # of money that was never to go back


_S, _H = OrderState, Happening
MOVES: Mapping[OrderState, Mapping[Happening, OrderState | None]] = {
    _S.ISSUED: {
        _H.PAYMENT_SHORT: _S.ISSUED,
        _H.PAYMENT_FULL: _S.PAID,
        _H.ATTEMPT_FAILED: _S.FAILED,
        _H.CLOSED_EMPTY: _S.CANCELLED,
        _H.CLOSED_HOLDING: _S.REFUND_DUE,
        _H.REFUND_PART: None,
        _H.REFUND_ALL: None,
        _H.REFUND_FAILED: None,
        _H.REFUND_UNASKED: None,
    },
    _S.PAID: {
        _H.PAYMENT_SHORT: None,
        _H.PAYMENT_FULL: _S.PAID,  # paid twice: what is beyond the amount goes back
        _H.ATTEMPT_FAILED: _S.PAID,
        _H.CLOSED_EMPTY: None,
        _H.CLOSED_HOLDING: _S.REFUND_DUE,
        _H.REFUND_PART: _S.PAID,
        _H.REFUND_ALL: _S.PAID,
        _H.REFUND_FAILED: _S.PAID,
        _H.REFUND_UNASKED: None,
    },
    _S.FAILED: {
        _H.PAYMENT_SHORT: _S.ISSUED,
        _H.PAYMENT_FULL: _S.PAID,
        _H.ATTEMPT_FAILED: _S.FAILED,
        _H.CLOSED_EMPTY: _S.CANCELLED,
        _H.CLOSED_HOLDING: _S.REFUND_DUE,
        _H.REFUND_PART: None,
        _H.REFUND_ALL: None,
        _H.REFUND_FAILED: None,
        _H.REFUND_UNASKED: None,
    },
    _S.CANCELLED: {
        _H.PAYMENT_SHORT: _S.REFUND_DUE,  # paid too late
        _H.PAYMENT_FULL: _S.REFUND_DUE,
        _H.ATTEMPT_FAILED: _S.CANCELLED,
        _H.CLOSED_EMPTY: _S.CANCELLED,
        _H.CLOSED_HOLDING: None,
        _H.REFUND_PART: None,
        _H.REFUND_ALL: None,
        _H.REFUND_FAILED: None,
        _H.REFUND_UNASKED: None,
    },
    _S.REFUND_DUE: {
        _H.PAYMENT_SHORT: _S.REFUND_DUE,
        _H.PAYMENT_FULL: _S.REFUND_DUE,
        _H.ATTEMPT_FAILED: _S.REFUND_DUE,
        _H.CLOSED_EMPTY: None,
        _H.CLOSED_HOLDING: _S.REFUND_DUE,
        _H.REFUND_PART: _S.REFUND_DUE,
        _H.REFUND_ALL: _S.REFUNDED,
        _H.REFUND_FAILED: _S.REFUND_DUE,
        _H.REFUND_UNASKED: None,
    },
    _S.REFUNDED: {
        _H.PAYMENT_SHORT: _S.REFUND_DUE,
        _H.PAYMENT_FULL: _S.REFUND_DUE,
        _H.ATTEMPT_FAILED: _S.REFUNDED,
        _H.CLOSED_EMPTY: _S.REFUNDED,
        _H.CLOSED_HOLDING: None,
        _H.REFUND_PART: None,
        _H.REFUND_ALL: None,
        _H.REFUND_FAILED: _S.REFUND_DUE,  # it had arrived, and came back after all
        _H.REFUND_UNASKED: None,
    },
}
"""State and happening -> state. None: this cannot be; it is kept as a finding, nothing moves."""


def moved(state: OrderState, happening: Happening) -> OrderState | None:
    """Where an order stands then; None for what cannot be."""
    return MOVES[state][happening]


def paid_in(amount: Decimal, received: Decimal) -> Happening:
    """What a payment is, by all that came for the order with it."""
    return Happening.PAYMENT_FULL if received >= amount else Happening.PAYMENT_SHORT


def closing(held: Decimal) -> Happening:
    """What the end of a case is for an order, by the money that is held for it."""
    return Happening.CLOSED_HOLDING if held > NOTHING else Happening.CLOSED_EMPTY


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One payment, and how much of it goes or went back."""

    id: int
    amount: Decimal  # yuan, above 0
    returned: Decimal = NOTHING  # in refunds asked for or arrived


def shortfall(amount: Decimal, payments: Sequence[Received]) -> Decimal:
    """What is missing to the amount, 0 where nothing is."""
    return max(amount - _kept(payments), NOTHING)


def to_refund(owed: Decimal, payments: Sequence[Received]) -> tuple[tuple[int, Decimal], ...]:
    """Which payment goes back, and how much of it: what is held beyond what is owed.

    ``payments`` in the order in which they came; the last that came goes back first, so that the
    first keeps its receipt. Money below the amount of an order that stands is kept: its payer may
    add what is missing.
    """
    beyond = _kept(payments) - owed
    found = []
    for payment in reversed(payments):
        part = min(beyond, payment.amount - payment.returned)
        if part > NOTHING:
            found.append((payment.id, part))
            beyond -= part
    return tuple(found)


def _kept(payments: Sequence[Received]) -> Decimal:
    return sum((p.amount - p.returned for p in payments), NOTHING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """What one payer has to pay for a case."""

    payer: str
    role: str  # Role value, of the first line that names them
    amount: Decimal  # yuan, above 0


def by_payer(lines: Sequence[Owed]) -> tuple[Owed, ...]:
    """One sum a payer, in the order of the bill; none for who pays nothing (0.00 yuan)."""
    sums: dict[str, Owed] = {}
    for line in lines:
        before = sums.get(line.payer)
        amount = line.amount + (before.amount if before else NOTHING)
        role = before.role if before else line.role
        sums[line.payer] = Owed(payer=line.payer, role=role, amount=amount)
    return tuple(owed for owed in sums.values() if owed.amount > NOTHING)
