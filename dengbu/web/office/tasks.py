"""要核实的事: what the day alone does not settle, for those who examine."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.kernel.chinese import SHANGHAI, parse_date
from dengbu.kernel.clause import CIVIL_CODE, Clause
from dengbu.kernel.fault import Faults
from dengbu.register import api as register
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.looks import showed

A_PAGE = 30
Kind = register.TaskKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """How a kind of task is asked, and which entry settles it."""

    title: str
    ask: str
    settled: str
    clause: Clause


QUESTIONS = {
    Kind.NOTICE_RUN_OUT: Question(
        title="预告登记可能已经失效",
        ask="能办登记已经满 90 天，请核实双方有没有申请、是不是能申请而没有申请",
        settled="失效的办预告登记注销，已经申请的照常办",
        clause=CIVIL_CODE.of(221),
    ),
    Kind.CLAIM_SEIZED: Question(
        title="最高额抵押的不动产被查封",
        ask="请通知抵押权人，核实他知道查封时债权有多少",
        settled="办最高额抵押权确定",
        clause=CIVIL_CODE.of(423),
    ),
    Kind.CLAIM_PERIOD_OVER: Question(
        title="最高额抵押的债权确定期间届满",
        ask="请通知抵押权人和抵押人，核实债权有多少，或者是不是已经还清",
        settled="办最高额抵押权确定，还清的办抵押权注销",
        clause=CIVIL_CODE.of(423),
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One task on the page."""

    question: Question
    unit_code: str
    address: str
    proof_no: str
    since: date
    days: int  # for which it has been open


@never_cache
@require_GET
@acting(Permission.EXAMINE)
def tasks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those of the officer's office, oldest first, some at a time (`after`: day, then id)."""
    now = timezone.now()
    today = now.astimezone(SHANGHAI).date()
    found = register.tasks(actor.office, now=now, after=_after(request), limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    units = cadastre.units([t.unit_code for t in shown])
    lines = [
        Line(
            question=QUESTIONS[t.kind],
            unit_code=t.unit_code,
            address=units[t.unit_code].address if t.unit_code in units else t.unit_code,
            proof_no=t.proof_no,
            since=t.since,
            days=(today - t.since).days,
        )
        for t in shown
    ]
    more = f"?after={shown[-1].since}.{shown[-1].right_id}" if len(found) > A_PAGE else ""
    first = not request.GET
    promises = casework.findings(actor.office) if first else ()
    showed(request, cases=[one.case_no for one in promises])
    context = {
        "promises": promises,
        "now": now,
        "lines": lines,
        "more": more,
        "home": home_of(actor),
        "first": first,
    }
    return render(request, "office/tasks.html", context)


def _after(request: HttpRequest) -> tuple[date, int]:
    """Where the page before ended; from the beginning where the address says nothing sound."""
    day, _, right = request.GET.get("after", "").partition(".")
    if not right.isascii() or not right.isdigit() or len(right) > 18:
        return date.min, 0
    try:
        return parse_date(day, field="after"), int(right)
    except Faults:
        return date.min, 0
