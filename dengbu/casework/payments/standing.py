"""An order with its money, locked: what all verbs on orders read before they move anything.

Locks are taken in the order case, order; who holds the case's row may add to its journal.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from dengbu.casework.models import Payment, PaymentOrder, Refund
from dengbu.casework.rules.payments import NOTHING, OrderState, Received, to_refund


@dataclass(kw_only=True, slots=True)
class Account:
    """An order with all that came and went."""

    order: PaymentOrder
    payments: list[Payment] = field(default_factory=list)  # as they came
    refunds: list[Refund] = field(default_factory=list)

    @property
    def state(self) -> OrderState:
        """Where it stands."""
        return OrderState(self.order.state)

    @property
    def received(self) -> Decimal:
        """All that came, in yuan."""
        return sum((p.amount for p in self.payments), NOTHING)

    @property
    def held(self) -> Decimal:
        """What came and is neither back nor on its way back."""
        return self.received - sum((r.amount for r in self.refunds), NOTHING)

    @property
    def lines(self) -> tuple[Received, ...]:
        """The payments as the rules read them."""
        back: dict[int, Decimal] = defaultdict(lambda: NOTHING)
        for refund in self.refunds:
            back[refund.payment_id] += refund.amount
        return tuple(Received(id=p.id, amount=p.amount, returned=back[p.id]) for p in self.payments)


def accounts_of(orders: Sequence[PaymentOrder]) -> list[Account]:
    """The orders with their money, two queries for all; the caller holds their locks."""
    kept = {order.id: Account(order=order) for order in orders}
    if kept:
        for payment in Payment.objects.filter(order_id__in=kept).order_by("heard_at", "id"):
            kept[payment.order_id].payments.append(payment)
        for refund in Refund.objects.filter(order_id__in=kept).order_by("order_id", "seq"):
            kept[refund.order_id].refunds.append(refund)
    return list(kept.values())


def locked_orders(case_id: int) -> list[Account]:
    """The orders of a case whose row the caller's transaction holds, themselves locked."""
    rows = PaymentOrder.objects.select_for_update(no_key=True).filter(case_id=case_id)
    return accounts_of(list(rows.order_by("seq")))


def give_back(account: Account, owed: Decimal, reason: str, *, now: datetime) -> Decimal:
    """Ask for the return of what is held beyond ``owed``; how much that is, in yuan.

    The engine sends each; until the treasury has answered it is on its way.
    """
    total = NOTHING
    for payment_id, amount in to_refund(owed, account.lines):
        seq = len(account.refunds) + 1
        account.refunds.append(
            Refund.objects.create(
                office=account.order.office,
                order=account.order,
                payment_id=payment_id,
                seq=seq,
                number=f"{account.order.number}-R{seq}",
                amount=amount,
                reason=reason,
                due_at=now,
                ask_at=now,
            )
        )
        total += amount
    return total


def move(account: Account, state: OrderState, *, now: datetime) -> None:
    """Write where an order stands, and whether the engine has to ask for it.

    Of what the treasury knows somebody may still pay after it was closed.
    """
    order = account.order
    order.state = state.value
    if state is OrderState.PAID and order.paid_at is None:
        order.paid_at = now
    if not state.live and order.closed_at is None:
        order.closed_at = now
    order.asks = 0
    late = state is OrderState.CANCELLED and order.told_at is not None
    order.ask_at = now if state.owed or late else None
    order.save(update_fields=["state", "paid_at", "closed_at", "asks", "ask_at"])
