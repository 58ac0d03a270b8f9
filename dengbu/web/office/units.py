"""The life of a unit: how it stands, or stood on a day, and everything ever entered on it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission, may
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.kernel.chinese import SHANGHAI, parse_date
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register
from dengbu.web.office.days import rail
from dengbu.web.shared.access import acting
from dengbu.web.shared.jurisdiction import require_own
from dengbu.web.shared.lives import life
from dengbu.web.shared.looks import people_on, showed
from dengbu.web.shared.problem import status_of
from dengbu.web.window.finding import use_words
from dengbu.web.window.strip import OpenCase, cells


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def unit(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A unit now, or with `as_of` on that day.

    Raises `Faults` UNIT_UNKNOWN, what is wrong with the code, or NOT_FOUND for a unit of another
    office.
    """
    now = timezone.now()
    parsed = UnitCode.parse(code)
    require_own(str(parsed), actor)
    facts = cadastre.unit(str(parsed))
    if facts is None:
        said = f"没有这个单元：{parsed.display()}，请核对代码"
        raise Faults(Fault(code=FaultCode.UNIT_UNKNOWN, message=said))
    day, faults = _day(request.GET.get("as_of", ""), now)
    history = register.history(facts.code)
    events = life(history, lambda line: entry_address(facts.code, line))
    today = now.astimezone(SHANGHAI).date()
    context = {
        "unit": facts,
        "use": use_words(facts.planned_use),
        "as_of": day,
        "typed": request.GET.get("as_of", ""),
        "today": today.isoformat(),
        "rail": rail([(e.day, e.title) for e in events], as_of=day, today=today),
        "faults": faults,
        "cells": _cells(request, facts.code, day, now),
        "events": events,
        "now": now,
        "home": home_of(actor),
        **_neighbours(history, day, facts.code),
    }
    status = status_of(faults) if faults else 200
    return render(request, "office/unit.html", context, status=status)


def entry_address(code: str, line: register.EntryLine) -> str:
    """Where one entry of a unit is told."""
    return reverse("office:entry", args=[code, line.case_no, line.seq + 1]) if line.case_no else ""


def home_of(actor: Actor) -> str:
    """The desk of whoever looks."""
    if may(actor, Permission.ACCEPT):
        return reverse("window:desk")
    return reverse("office:queue") if may(actor, Permission.EXAMINE) else "/"


def _day(text: str, now: datetime) -> tuple[date | None, Faults | None]:
    if not text.strip():
        return None, None
    try:
        day = parse_date(text, field="as_of")
    except Faults as error:
        return None, error
    if day > now.astimezone(SHANGHAI).date():
        said = "那天还没有到，请选今天或者以前的一天"
        return None, Faults(Fault(code=FaultCode.DATE_RANGE, message=said, field="as_of"))
    return day, None


def _cells(request: HttpRequest, code: str, day: date | None, now: datetime) -> Sequence[object]:
    if day is None:
        cases = [
            OpenCase(case_no=line.case_no, title=line.title, accepted_at=line.accepted_at)
            for line in casework.open_cases_of(code)
        ]
        state = register.unit_state(code, now=now)
        showed(request, people_on(state), place=code)
        return cells(state, now=now, cases=cases)
    end = datetime.combine(day, time(), tzinfo=SHANGHAI) + timedelta(days=1)
    state = register.unit_state(code, now=now, as_of=min(end - timedelta(seconds=1), now))
    showed(request, people_on(state), place=code)
    return cells(state, now=now, cases=None)


def _neighbours(
    history: Sequence[register.EntryLine], day: date | None, code: str
) -> dict[str, str]:
    """Addresses of the days of the events before and after the day that is looked at."""
    days = sorted({line.recorded_at.astimezone(SHANGHAI).date() for line in history})
    here = day or date.max
    address = reverse("office:unit", args=[code])
    earlier = max((d for d in days if d < here), default=None)
    later = min((d for d in days if d > here), default=None)
    return {
        "earlier": f"{address}?as_of={earlier}" if earlier else "",
        "later": f"{address}?as_of={later}" if later else (address if day else ""),
    }
