"""派件公平: who was drawn how often against what chance makes of it; whether it was verified."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dengbu.accounts.api import Actor, Permission, may
from dengbu.casework.api import dispatching
from dengbu.kernel.chinese import SHANGHAI, parse_date
from dengbu.kernel.fault import FaultList, Faults
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.parts import Option
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.signals import Signal

TICKS = 3  # numbers over the bars


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One examiner; places are per cent of the width, from the left."""

    line: dispatching.ExaminerLine
    low: float
    width: float
    mean: float
    dot: float
    signal: Signal


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The answer in the heading."""

    words: str
    signal: Signal


@never_cache
@require_http_methods(["GET", "POST"])
@acting()
def fairness(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A period (`from`, `to`) of the actor's office; POST enters a value drawn elsewhere.

    Who may look is casework's to say. Raises `Faults` PERMISSION_MISSING.
    """
    now = timezone.now()
    if request.method != "POST":
        return _show(request, actor, None, now=now)
    sent = request.POST
    try:
        day = parse_date(sent.get("day", ""), field="day") if sent.get("day", "").strip() else None
        dispatching.enter_outside(
            actor, day=day, source=sent.get("source", ""), value=sent.get("outside", ""), now=now
        )
    except Faults as error:
        if status_of(error) == 403:
            raise
        return _show(request, actor, error, now=now)
    return HttpResponseRedirect(f"{reverse('office:fairness')}#seeds")


def _show(
    request: HttpRequest, actor: Actor, faults: Faults | None, *, now: datetime
) -> HttpResponse:
    given, sent = request.GET, request.POST
    wrong: Faults | None = None
    try:
        first, last = _period(given.get("from", ""), given.get("to", ""))
        page = dispatching.fairness(actor, first=first, last=last, now=now)
    except Faults as error:
        if status_of(error) == 403:
            raise
        wrong = error
        page = dispatching.fairness(actor, first=None, last=None, now=now)
    tomorrow = (now + timedelta(days=1)).astimezone(SHANGHAI).date()
    bars, ticks = _bars(page.lines)
    drawn = (s for s in page.seeds if s.opened_at and not s.outside and not s.witnessed)
    context = {
        "alone": next(drawn, None),
        "bars": bars,
        "chance": round(page.chance * 100),
        "day": sent.get("day", tomorrow.isoformat()),
        "days": _days(now),
        "enters": may(actor, Permission.ASSIGN),
        "faults": wrong or faults,
        "first": given.get("from", page.first.isoformat()),
        "home": home_of(actor),
        "last": given.get("to", page.last.isoformat()),
        "longest": dispatching.LONGEST_VALUE,
        "now": now,
        "office": actor.office,
        "outside": sent.get("outside", ""),
        "page": page,
        "source": sent.get("source", ""),
        "ticks": ticks,
        "verdict": _verdict(page),
    }
    shown = wrong or faults
    return render(
        request, "office/fairness.html", context, status=status_of(shown) if shown else 200
    )


def _period(since: str, until: str) -> tuple[date | None, date | None]:
    faults, days = FaultList(), []
    for name, text in (("from", since), ("to", until)):
        day = None
        if text.strip():
            with faults.catch():
                day = parse_date(text, field=name)
        days.append(day)
    faults.raise_if_any()
    return days[0], days[1]


def _days(now: datetime) -> tuple[Option, ...]:
    """For which a value may be entered."""
    today = now.astimezone(SHANGHAI).date()
    named = ((today + timedelta(days=1), "明天"), (today, "今天，还没有派过件的话"))
    return tuple(Option(value=day.isoformat(), label=label) for day, label in named)


def _verdict(page: dispatching.Fairness) -> Verdict:
    if page.check and page.check.violations:
        return Verdict(words="核对不符，见下面", signal=Signal.STOP)
    if not page.drawn:
        return Verdict(words="这段日子没有派过件", signal=Signal.QUIET)
    if not page.fair:
        return Verdict(words="有人偏多或者偏少，先看下面", signal=Signal.WARN)
    return Verdict(words="公平，没有异常", signal=Signal.OK)


def _bars(
    lines: tuple[dispatching.ExaminerLine, ...],
) -> tuple[tuple[Bar, ...], tuple[tuple[float, int], ...]]:
    """Everybody on one scale, and the numbers over it."""
    most = max((max(line.band[1], line.drawn) for line in lines), default=0.0)
    top = max(4, -(-int(most + 1) // 4) * 4)

    def place(count: float) -> float:
        return round(2 + 96 * count / top, 2)

    bars = tuple(
        Bar(
            line=line,
            low=place(line.band[0]),
            width=round(place(line.band[1]) - place(line.band[0]), 2),
            mean=place(line.expected),
            dot=place(line.drawn),
            signal=Signal.WARN if line.unusual else Signal.ACCENT,
        )
        for line in lines
    )
    return bars, tuple((place(top * n / 4), top * n // 4) for n in range(TICKS + 2))
