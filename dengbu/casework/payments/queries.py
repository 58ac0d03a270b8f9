"""The payment orders of cases, as they stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from dengbu.casework.models import Payment, PaymentOrder, Refund
from dengbu.casework.payments.views import OrderView, PaymentView, RefundView
from dengbu.casework.rules.payments import OrderState

OWED = [str(state) for state in OrderState if state.owed]


def orders_of(case_id: int) -> tuple[OrderView, ...]:
    """The orders of a case in the order of their issue; three queries, one where there is none."""
    rows = PaymentOrder.objects.select_related("case").filter(case_id=case_id)
    return order_views(rows.order_by("seq"))


def owing(case_ids: Collection[int]) -> frozenset[int]:
    """Those of the cases for which somebody still has to pay; one query."""
    owed = PaymentOrder.objects.filter(case_id__in=case_ids, state__in=OWED)
    return frozenset(owed.values_list("case_id", flat=True))


def order_views(found: Iterable[PaymentOrder]) -> tuple[OrderView, ...]:
    """Orders with the money that came and went back; two queries for all."""
    orders = list(found)
    ids = [order.id for order in orders]
    came: dict[int, list[PaymentView]] = defaultdict(list)
    back: dict[int, list[RefundView]] = defaultdict(list)
    if ids:
        for p in Payment.objects.filter(order_id__in=ids).order_by("heard_at", "id"):
            came[p.order_id].append(
                PaymentView(
                    transaction_no=p.transaction_no,
                    amount=p.amount,
                    receipt_no=p.receipt_no,
                    paid_at=p.paid_at,
                )
            )
        for r in Refund.objects.filter(order_id__in=ids).order_by("order_id", "seq"):
            back[r.order_id].append(
                RefundView(
                    number=r.number,
                    amount=r.amount,
                    reason=r.reason,
                    due_at=r.due_at,
                    done_at=r.done_at,
                    failure=r.failure,
                )
            )
    return tuple(_view(o, tuple(came[o.id]), tuple(back[o.id])) for o in orders)


def _view(
    order: PaymentOrder, came: tuple[PaymentView, ...], back: tuple[RefundView, ...]
) -> OrderView:
    return OrderView(
        number=order.number,
        case_no=order.case.case_no,
        payer=order.payer,
        payer_role=order.payer_role,
        amount=order.amount,
        state=OrderState(order.state),
        code=order.code,
        before_entry=order.before_entry,
        issued_at=order.issued_at,
        paid_at=order.paid_at,
        closed_at=order.closed_at,
        payments=came,
        refunds=back,
    )
