"""缴款单台账: the orders of an office day by day, and the one that somebody names."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum, unique

from django.db.models import Count, Q, QuerySet, Sum

from dengbu.accounts import api as accounts
from dengbu.casework.models import PaymentOrder
from dengbu.casework.payments.queries import OWED, order_views
from dengbu.casework.payments.views import OrderView
from dengbu.casework.rules.payments import NOTHING, OrderState
from dengbu.kernel.chinese import SHANGHAI

PAGE = 50
LONGEST = 40  # characters of a number that is looked for
_HELD = (OrderState.REFUND_DUE, OrderState.REFUNDED)


@unique
class Standing(StrEnum):
    """Which orders of a day."""

    ALL = ""
    OWED = "owed"
    PAID = "paid"
    BACK = "back"

    @property
    def label(self) -> str:
        """Name on screens."""
        return {"": "全部", "owed": "没缴清的", "paid": "缴清的", "back": "退费的"}[self.value]


_WHICH = {
    Standing.ALL: Q(),
    Standing.OWED: Q(state__in=OWED),
    Standing.PAID: Q(state=OrderState.PAID),
    Standing.BACK: Q(state__in=[str(state) for state in _HELD]),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPage:
    """Orders in the order of their issue, and how many there are of them in all."""

    orders: tuple[OrderView, ...]
    count: int
    amount: Decimal  # yuan, of all of them
    after: str = ""  # number of the last one, where more follow


def orders_of_day(
    day: date, *, actor: accounts.Actor, standing: Standing = Standing.ALL, after: str = ""
) -> OrderPage:
    """The orders that the actor's office issued on a day, from behind the order ``after``.

    Raises `Faults` PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.LEDGER)
    start = datetime.combine(day, datetime.min.time(), tzinfo=SHANGHAI)
    found = _orders(actor).filter(
        _WHICH[standing], issued_at__gte=start, issued_at__lt=start + timedelta(days=1)
    )
    total = found.aggregate(count=Count("id"), amount=Sum("amount"))
    last = found.filter(number=after).values_list("issued_at", "id").first() if after else None
    if last is not None:
        found = found.filter(Q(issued_at__gt=last[0]) | Q(issued_at=last[0], id__gt=last[1]))
    views = order_views(found.order_by("issued_at", "id")[: PAGE + 1])
    more = views[PAGE - 1].number if len(views) > PAGE else ""
    return OrderPage(
        orders=views[:PAGE],
        count=total["count"],
        amount=total["amount"] or NOTHING,
        after=more,
    )


def orders_named(text: str, *, actor: accounts.Actor) -> OrderPage:
    """The orders of the actor's office with this number: of the order, its case, 缴款码 or receipt.

    Numbers are named whole. Raises `Faults` PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.LEDGER)
    said = text.strip()[:LONGEST]
    if not said:
        return OrderPage(orders=(), count=0, amount=NOTHING)
    money = Q(payments__receipt_no=said) | Q(payments__transaction_no=said)
    named = Q(number=said) | Q(case__case_no=said) | Q(code=said) | Q(refunds__number=said) | money
    ids = _orders(actor).filter(named).values_list("id", flat=True)
    views = order_views(_orders(actor).filter(id__in=set(ids[:PAGE])).order_by("issued_at", "id"))
    return OrderPage(orders=views, count=len(views), amount=sum((v.amount for v in views), NOTHING))


def _orders(actor: accounts.Actor) -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.select_related("case").filter(office=actor.office)
