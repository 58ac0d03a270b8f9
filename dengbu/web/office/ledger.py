"""对账: the money of an office day by day, what differs there, and what waits for people."""

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.kernel.chinese import SHANGHAI, parse_date
from dengbu.kernel.fault import Faults
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.signals import Signal

_DONE = {
    "same": (Signal.OK, "done", "对过了，一笔不差"),
    "differs": (Signal.WARN, "warn", "对过了，有不一样的，列在下面"),
    "refunded": (Signal.OK, "done", "退费记好了，付款人在手机上看得到"),
    "again": (Signal.OK, "done", "已经再请财政退一次，到账以前在案件里看得到"),
}
"""What was just done: its signal, its icon, and in words."""


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.LEDGER)
def ledger(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The days that were compared, the latest first; sent with ``day`` it compares that day."""
    now = timezone.now()
    faults: Faults | None = None
    day = request.POST.get("day", _yesterday(now).isoformat())
    if request.method == "POST":
        try:
            view = casework.reconcile(
                actor.office, parse_date(day, field="day"), now=now, actor=actor
            )
        except Faults as error:
            faults = error
        else:
            return _back("differs" if view.differences else "same")
    context = {
        "home": home_of(actor),
        "now": now,
        "day": day,
        "today": now.astimezone(SHANGHAI).date().isoformat(),
        "days": casework.reconciliations(actor),
        "trouble": casework.troubles(actor),
        "connected": casework.treasury_connected(actor.office),
        "faults": faults,
        "done": _DONE.get(request.GET.get("done", "")),
    }
    status = status_of(faults) if faults else 200
    return render(request, "office/ledger.html", context, status=status)


@never_cache
@require_POST
@acting(Permission.LEDGER)
def refund_again(request: HttpRequest, actor: Actor, refund_no: str) -> HttpResponse:
    """Ask for a refund that failed once more. Raises `Faults` NOT_FOUND, STEP_NOT_ALLOWED."""
    casework.refund_again(refund_no, actor=actor, now=timezone.now())
    return _back("again")


@never_cache
@require_POST
@acting(Permission.LEDGER)
def refunded(request: HttpRequest, actor: Actor, refund_no: str) -> HttpResponse:
    """Note that money was given back. Raises `Faults` NOT_FOUND, REQUIRED, STEP_NOT_ALLOWED."""
    voucher = request.POST.get("voucher_no", "")
    casework.note_refunded(refund_no, voucher_no=voucher, actor=actor, now=timezone.now())
    return _back("refunded")


def _yesterday(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date() - timedelta(days=1)


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('office:ledger')}?done={done}")
