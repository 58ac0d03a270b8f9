"""提醒: what an officer was told of times that end, as it is true now."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.clock import Clock
from dengbu.web.shared.looks import showed
from dengbu.web.shared.signals import Signal

_SIGNALS = {
    casework.reminding.Kind.SOON: Signal.WARN,
    casework.reminding.Kind.OVERDUE: Signal.STOP,
    casework.reminding.Kind.BREACHED: Signal.STOP,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminded:
    """One case on the page."""

    view: casework.reminding.ReminderView
    clock: Clock
    signal: Signal
    href: str


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.EXAMINE)
def reminders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What stands against the officer; sent, all that was shown is noted as read."""
    now = timezone.now()
    if request.method == "POST":
        shown = _moment(request.POST.get("until", ""))
        until = min(shown, now) if shown else now
        casework.reminding.reminders_seen(actor, until=until, now=now)
        return HttpResponseRedirect(reverse("office:reminders"))
    found = casework.reminding.reminders(actor)
    lines = [
        Reminded(
            view=view,
            clock=Clock(due=view.line.due_at, now=now),
            signal=_SIGNALS[view.kind],
            href=reverse("office:case", args=[view.line.case_no]),
        )
        for view in found.views
    ]
    showed(request, cases=[view.line.case_no for view in found.views])
    context = {"home": home_of(actor), "lines": lines, "now": now, "unseen": found.unseen}
    return render(request, "office/reminders.html", context)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None
