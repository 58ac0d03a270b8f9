"""The payment orders of cases, as they stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from dengbu.casework.models import Case, Payment, PaymentOrder, Refund
from dengbu.casework.payments.views import OrderView, PaymentView, RefundView
from dengbu.casework.rules.payments import OrderState

OWED = [str(state) for state in OrderState if state.owed]


def owing(case_ids: Collection[int]) -> frozenset[int]:
    """Those of the cases for which somebody still has to pay; one query."""
    owed = PaymentOrder.objects.filter(case_id__in=case_ids, state__in=OWED)
    return frozenset(owed.values_list("case_id", flat=True))


def order_views(found: Iterable[PaymentOrder]) -> tuple[OrderView, ...]:
    """Orders of several cases with the money that came and went back; two queries for all."""
    orders = list(found)
    ids = [order.id for order in orders]
    came = Payment.objects.filter(order_id__in=ids).order_by("heard_at", "id") if ids else ()
    back = Refund.objects.filter(order_id__in=ids).order_by("order_id", "seq") if ids else ()
    return _joined([(order.case.case_no, order) for order in orders], came, back)


def orders_of(
    case: Case,
    orders: Sequence[PaymentOrder],
    payments: Sequence[Payment],
    refunds: Sequence[Refund],
) -> tuple[OrderView, ...]:
    """The orders of a case with the money that came and went back, of rows that are here."""
    return _joined([(case.case_no, order) for order in orders], payments, refunds)


def _joined(
    orders: Sequence[tuple[str, PaymentOrder]],
    payments: Iterable[Payment],
    refunds: Iterable[Refund],
) -> tuple[OrderView, ...]:
    """Each order, named with the number of its case, and its money in the order given."""
    came: dict[int, list[PaymentView]] = defaultdict(list)
    back: dict[int, list[RefundView]] = defaultdict(list)
    for p in payments:
        came[p.order_id].append(
            PaymentView(
                transaction_no=p.transaction_no,
                amount=p.amount,
                receipt_no=p.receipt_no,
                paid_at=p.paid_at,
            )
        )
    for r in refunds:
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
    return tuple(_view(no, o, tuple(came[o.id]), tuple(back[o.id])) for no, o in orders)


def _view(
    case_no: str,
    order: PaymentOrder,
    came: tuple[PaymentView, ...],
    back: tuple[RefundView, ...],
) -> OrderView:
    return OrderView(
        number=order.number,
        case_no=case_no,
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
