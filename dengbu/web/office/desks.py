"""交接和请假: a whole desk handed over, and the days on which an officer is away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dengbu.accounts import api as accounts
from dengbu.accounts.api import Actor, Permission, may
from dengbu.casework import api as casework
from dengbu.kernel.chinese import SHANGHAI, parse_date
from dengbu.kernel.fault import FaultList, Faults
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.clock import Clock
from dengbu.web.shared.looks import showed
from dengbu.web.shared.parts import Option
from dengbu.web.shared.problem import status_of

SHOWN = 200  # cases that can be chosen one by one; beyond, the whole desk


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One case of the desk."""

    case: casework.HeldCase
    clock: Clock
    marks: tuple[casework.Mark, ...]
    chosen: bool


@never_cache
@require_http_methods(["GET", "POST"])
@acting(Permission.EXAMINE)
def hand_on(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The actor's desk, or (`of`) another's for who may assign; POST hands it over.

    What is wrong is told on the page, with everything that was chosen. Raises `Faults`
    PERMISSION_MISSING.
    """
    now, of = timezone.now(), _of(request, actor)
    if request.method != "POST":
        return _show(request, actor, of, None, now=now)
    sent = request.POST
    try:
        handed = casework.hand_on(
            of,
            cases=None if sent.get("all") else _picked(sent),
            to=_numbers(sent.getlist("to")),
            reason=sent.get("why", ""),
            actor=actor,
            now=now,
        )
    except Faults as error:
        if status_of(error) == 403:
            raise
        return _show(request, actor, of, error, now=now)
    done = urlencode({"of": of, "done": len(handed), "people": len({h.to for h in handed})})
    return HttpResponseRedirect(f"{reverse('office:hand_on')}?{done}")


def _of(request: HttpRequest, actor: Actor) -> int:
    asked = _numbers([request.GET.get("of", "")])
    return asked[0] if asked and may(actor, Permission.ASSIGN) else actor.id


def _numbers(texts: list[str]) -> list[int]:
    return [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 19]


def _picked(sent: QueryDict) -> dict[str, int]:
    """Numbers of the cases that were ticked, with the revisions that were seen."""
    found = {}
    for text in sent.getlist("case")[: SHOWN + 1]:
        number, _, seen = text.partition(":")
        found[number] = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1
    return found


def _show(
    request: HttpRequest, actor: Actor, of: int, faults: Faults | None, *, now: datetime
) -> HttpResponse:
    sent = request.POST
    held = casework.desk_of(of, actor=actor)
    showed(request, cases=[one.case_no for one in held])
    choice = _desks(actor)
    names = {one.value: one.label.partition("，")[0] for one in choice}
    given, chosen = request.GET, _picked(sent)
    fresh = request.method != "POST"
    context = {
        "all": bool(sent.get("all")),
        "away": _leaves(actor, now=now),
        "chosen_to": set(sent.getlist("to")),
        "colleagues": casework.colleagues_of(of, actor=actor, now=now),
        "desks": choice,
        "done": given.get("done", "") if fresh and given.get("done", "").isdecimal() else "",
        "faults": faults,
        "first": sent.get("first", ""),
        "home": home_of(actor),
        "last": sent.get("last", ""),
        "longest": casework.limits.REASSIGNMENT,
        "more": len(held) - SHOWN if len(held) > SHOWN else 0,
        "now": now,
        "of": str(of),
        "of_name": "我" if of == actor.id else names.get(str(of), "他"),
        "people": given.get("people", ""),
        "rows": [_row(case, chosen, now=now) for case in held[:SHOWN]],
        "total": len(held),
        "why": sent.get("why", ""),
    }
    status = status_of(faults) if faults else 200
    return render(request, "office/hand_on.html", context, status=status)


def _row(case: casework.HeldCase, chosen: Mapping[str, int], *, now: datetime) -> Row:
    return Row(
        case=case,
        clock=Clock(due=case.due_at, now=now, paused=case.paused_reason),
        marks=casework.marks_of(case.marks),
        chosen=case.case_no in chosen,
    )


def _desks(actor: Actor) -> tuple[Option, ...]:
    """Whose desk may be handed over, for who may hand over others'."""
    if not may(actor, Permission.ASSIGN):
        return ()
    found = casework.desks(actor)
    others = (
        Option(value=str(e.id), label=f"{e.name}，手上 {e.open} 件")
        for e in found
        if e.id != actor.id
    )
    return (Option(value=str(actor.id), label="我自己"), *others)


def _leaves(actor: Actor, *, now: datetime) -> tuple[tuple[accounts.LeaveView, bool], ...]:
    """Leaves that are or will be, and whether the actor may take each back."""
    found = accounts.leaves(actor.office, on=now.astimezone(SHANGHAI).date())
    every = may(actor, Permission.ASSIGN)
    return tuple((one, every or one.account == actor.id) for one in found)


@never_cache
@require_POST
@acting(Permission.EXAMINE)
def leave(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Note a leave (`first`, `last`), or take one back (`end`); then on to the desk again.

    Raises `Faults` NOT_FOUND, PERMISSION_MISSING.
    """
    now, of, sent = timezone.now(), _of(request, actor), request.POST
    try:
        if ended := _numbers([sent.get("end", "")]):
            accounts.end_leave(actor, ended[0], now=now)
        else:
            first, last = _days(sent)
            accounts.take_leave(actor, account=of, first=first, last=last, now=now)
    except Faults as error:
        if status_of(error) in (403, 404):
            raise
        return _show(request, actor, of, error, now=now)
    return HttpResponseRedirect(f"{reverse('office:hand_on')}?{urlencode({'of': of})}#leave")


def _days(sent: Mapping[str, str]) -> tuple[date | None, date | None]:
    """Both days; None for one that was left empty. Raises `Faults` for what is no day."""
    faults, days = FaultList(), []
    for name in ("first", "last"):
        text, day = sent.get(name, "").strip(), None
        if text:
            with faults.catch():
                day = parse_date(text, field=name)
        days.append(day)
    faults.raise_if_any()
    return days[0], days[1]
