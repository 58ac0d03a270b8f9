"""What this clerk accepted, where each stands, and what waits for the applicants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission
from dengbu.casework import api as casework
from dengbu.kernel.chinese import fold, normalise_code
from dengbu.kernel.fault import Faults
from dengbu.web.shared.access import acting
from dengbu.web.shared.clock import Clock
from dengbu.web.shared.looks import showed
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.words import near_words
from dengbu.web.window.cases import case_at

LIMIT = 200  # cases looked through, the newest
WHOLE_NUMBER = 20  # digits of a case number
_ENDED = {
    casework.CaseStatus.ENTERED: Signal.OK,
    casework.CaseStatus.REFUSED: Signal.STOP,
    casework.CaseStatus.WITHDRAWN: Signal.QUIET,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A case in the list."""

    case_no: str
    title: str
    address: str
    people: str
    said: str  # where it stands
    signal: Signal
    clock: Clock | None  # None: it waits for the applicants, or has ended


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Cases that stand alike."""

    id: str
    title: str
    rows: tuple[Row, ...]
    empty: str  # said when there are none


@never_cache
@require_GET
@acting(Permission.ACCEPT)
def cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """My cases, those that wait for the applicants first; `q` finds one.

    A whole number opens any case of the office, since applicants may come back to another window.
    """
    now = timezone.now()
    text = request.GET.get("q", "").strip()
    lines = casework.accepted_by(actor, limit=LIMIT)
    number = normalise_code(text)
    found = [line for line in lines if _matches(line, text, number)] if text else list(lines)
    only = found[0].case_no if text and len(found) == 1 and number.isdecimal() else ""
    only = only or _whole(number, actor, now=now)
    if only:
        return HttpResponseRedirect(reverse("window:case", args=[only]))
    showed(request, cases=[line.case_no for line in found])
    context = {
        "text": text,
        "groups": _groups(found, now=now, searched=bool(text)),
        "found": len(found),
        "total": len(lines),
        "full": len(lines) == LIMIT,
    }
    return render(request, "window/cases.html", context)


def _whole(number: str, actor: Actor, *, now: datetime) -> str:
    """The number of a case of the office, empty when it is none."""
    if len(number) != WHOLE_NUMBER or not number.isdecimal():
        return ""
    try:
        return case_at(number, actor=actor, now=now).case_no
    except Faults:
        return ""


def _matches(line: casework.CaseLine, text: str, number: str) -> bool:
    if number.isdecimal():
        return number in line.case_no or text in line.address
    return any(fold(text) in fold(said) for said in (line.title, line.address, line.people))


def _groups(
    lines: Sequence[casework.CaseLine], *, now: datetime, searched: bool
) -> tuple[Group, ...]:
    waiting: list[Row] = []
    going: list[Row] = []
    ended: list[Row] = []
    for line in lines:
        status = casework.CaseStatus(line.status)
        group = waiting if status is casework.CaseStatus.SUPPLEMENT else going
        (group if status.open else ended).append(_row(line, status, now=now))
    made = (
        Group(
            id="waiting",
            title="等申请人补正",
            rows=tuple(waiting),
            empty="没有退回来等补正的件。",
        ),
        Group(id="going", title="在办", rows=tuple(going), empty="没有在办的件。"),
        Group(id="ended", title="办结", rows=tuple(ended), empty="还没有办结的件。"),
    )
    return tuple(group for group in made if group.rows or not searched)


def _row(line: casework.CaseLine, status: casework.CaseStatus, *, now: datetime) -> Row:
    waits = status is casework.CaseStatus.SUPPLEMENT
    said, signal = line.status_label, _ENDED.get(status, Signal.ACCENT)
    if waits:
        said, signal = "等补正，时间停着", Signal.WARN
    elif status.open and line.paused:
        said = f"{line.status_label}，{line.paused_reason}"
    elif line.entered_at is not None:
        said = f"{near_words(line.entered_at, now)} 登簿"
    running = status.open and not waits
    return Row(
        case_no=line.case_no,
        title=line.title,
        address=line.address,
        people=line.people,
        said=said,
        signal=signal,
        clock=Clock(due=line.due_at, now=now, paused=line.paused_reason) if running else None,
    )
