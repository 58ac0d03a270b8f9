"""The payment orders of cases, as they stand."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from dengbu.casework.models import Case, Payment, PaymentOrder, Refund
from dengbu.casework.payments.views import OrderView, PaymentView, RefundView
from dengbu.casework.rules.payments import OrderState

OWED = [str(state) for state in OrderState if state.owed]


def owing(case_ids: Collection[int]) -> frozenset[int]:
    """Those of the cases for which somebody still has to pay; one query."""
    owed = PaymentOrder.objects.filter(case_id__in=case_ids, state__in=OWED)
    return frozenset(owed.values_list("case_id", flat=True))


def order_views(
    case: Case,
    orders: Sequence[PaymentOrder],
    payments: Sequence[Payment],
    refunds: Sequence[Refund],
) -> tuple[OrderView, ...]:
    """The orders of a case, each with the money that came for it and went back, in their order."""
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
    return tuple(_view(case, o, tuple(came[o.id]), tuple(back[o.id])) for o in orders)


def _view(
    case: Case,
    order: PaymentOrder,
    came: tuple[PaymentView, ...],
    back: tuple[RefundView, ...],
) -> OrderView:
    return OrderView(
        number=order.number,
        case_no=case.case_no,
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
