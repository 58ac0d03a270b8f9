"""缴款单: whether somebody has paid, by number or by day, for the cashier."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission
from dengbu.casework.api import order_book
from dengbu.kernel.chinese import SHANGHAI, parse_date
from dengbu.kernel.fault import Faults
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.bills import order_cards
from dengbu.web.shared.looks import showed
from dengbu.web.shared.parts import Option


@never_cache
@require_GET
@acting(Permission.LEDGER)
def orders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The orders of a day, or those with a number; both from the address, so that it can be kept.

    Answers `Faults` of a day that is none with the form.
    """
    now = timezone.now()
    today = now.astimezone(SHANGHAI).date()
    text, faults = request.GET.get("q", "").strip()[: order_book.LONGEST], None
    standing = _standing(request.GET.get("which", ""))
    day = today
    try:
        day = parse_date(request.GET.get("day") or today.isoformat(), field="day")
    except Faults as error:
        faults = error
    page = (
        order_book.orders_named(text, actor=actor)
        if text
        else order_book.orders_of_day(
            day, actor=actor, standing=standing, after=request.GET.get("after", "")
        )
    )
    showed(request, cases=[order.case_no for order in page.orders])
    context = {
        "home": home_of(actor),
        "now": now,
        "text": text,
        "day": day.isoformat(),
        "which": standing.value,
        "choices": [Option(value=s.value, label=s.label) for s in order_book.Standing],
        "page": page,
        "rows": [(order, *order_cards([order], now=now, closed=True)) for order in page.orders],
        "following": _address(day, standing, page.after) if page.after else "",
        "faults": faults,
    }
    return render(request, "office/orders.html", context, status=422 if faults else 200)


def _standing(code: str) -> order_book.Standing:
    known = {s.value: s for s in order_book.Standing}
    return known.get(code, order_book.Standing.ALL)


def _address(day: date, standing: order_book.Standing, after: str) -> str:
    query = {"day": day.isoformat(), "which": standing.value, "after": after}
    return f"{reverse('office:orders')}?{urlencode(query)}"
