"""部门状态: how each department stands, what was asked of it in the last day; nothing of people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission
from dengbu.exchange import api as exchange
from dengbu.exchange.api import Outcome, PartnerStatus, Permit, Trouble
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.signals import Signal
from dengbu.web.shared.words import near_words

_OUTCOMES = {
    Outcome.MATCH: "相符",
    Outcome.NO_MATCH: "不符",
    Outcome.UNKNOWN: "查不到",
    Outcome.WRONG_PERSON: "答成别人",
    Outcome.GARBLED: "看不懂",
    Outcome.DOWN: "没有回答",
}
"""Counted on the page; what was not asked for want of a connection is not."""
_TROUBLES = {
    Trouble.CONNECT: "连不上",
    Trouble.BROKEN: "断线",
    Trouble.TIMEOUT: "超时",
    Trouble.STATUS: "它说出错了",
    Trouble.REFUSED: "它不受理",
    Trouble.TOO_LARGE: "答得太长",
    Trouble.NOT_JSON: "看不懂",
    Trouble.SHAPE: "格式不对",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One department on the page."""

    name: str
    code: str  # of its settings
    state: str
    signal: Signal
    note: str  # since when, why, when it is tried again
    asked: int  # in the last day
    outcomes: str  # in words, how many of each
    kept: int  # of them answered from what was kept
    took: int | None  # milliseconds, mean of its answers
    counted: bool  # whether its questions are counted here: the treasury is told, not asked


@never_cache
@require_GET
@acting(Permission.SEARCH_REGISTER)
def departments(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those of the officer's office; connected ones first."""
    now = timezone.now()
    found = sorted(exchange.partners_of(actor.office, now=now), key=lambda s: not s.connected)
    lines = [_line(status, now=now) for status in found]
    context = {"lines": lines, "now": now, "home": home_of(actor)}
    return render(request, "office/departments.html", context)


def _line(status: PartnerStatus, *, now: datetime) -> Line:
    state, signal = _state(status)
    counts = {o: status.outcomes.get(o, 0) for o in _OUTCOMES}
    return Line(
        name=status.partner.label,
        code=status.partner.value,
        state=state,
        signal=signal,
        note="，".join(_notes(status, now=now)) if status.connected else "没有设置地址，照常收材料",
        asked=sum(counts.values()),
        outcomes="，".join(f"{_OUTCOMES[o]} {n}" for o, n in counts.items() if n),
        kept=status.kept,
        took=round(status.took) if status.took is not None else None,
        counted=status.partner in {kind.partner for kind in exchange.QUESTIONS.values()},
    )


def _state(status: PartnerStatus) -> tuple[str, Signal]:
    if not status.connected:
        return "没有接通", Signal.QUIET
    if status.permit is not Permit.CALL:
        return "停了", Signal.STOP
    if status.down:
        return "不稳", Signal.WARN
    return ("正常", Signal.OK) if status.breaker.answered_at else ("还没有问过", Signal.QUIET)


def _notes(status: PartnerStatus, *, now: datetime) -> Iterator[str]:
    """Since when and why it does not answer, until when it is left alone, when it last did."""
    breaker = status.breaker
    if breaker.down_since is not None:
        why = _TROUBLES.get(Trouble(breaker.reason), "") if breaker.reason else ""
        yield f"{near_words(breaker.down_since, now)}起没有回答" + (f"（{why}）" if why else "")
        yield f"连着 {breaker.failures} 次"
    if status.permit is Permit.REST and breaker.rests_until is not None:
        yield f"{near_words(breaker.rests_until, now)}再试"
    elif status.permit is Permit.TRIAL:
        yield "下一次问就试"
    if breaker.answered_at is not None:
        yield f"上次回答 {near_words(breaker.answered_at, now)}"
