"""工作列表: every case of the office by what is to be done next; filters, words, pages, archive."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dengbu.accounts.api import Actor, Permission, may
from dengbu.casework import api as casework
from dengbu.kernel.fault import Faults
from dengbu.web.office.list_filters import (
    DUES,
    choices,
    filters_of,
    kept,
    narrowing,
    order_of,
    sorting,
)
from dengbu.web.office.units import home_of
from dengbu.web.shared.access import acting
from dengbu.web.shared.clock import WORDS_UNTIL, Clock
from dengbu.web.shared.looks import showed
from dengbu.web.shared.problem import status_of
from dengbu.web.shared.signals import Signal

access_log = logging.getLogger("dengbu.access")
PAGE = 30
_LISTS = {one.code.value: one for one in casework.LISTS}
_ORDER_WORDS = {
    casework.SortBy.DUE: "按到期的日子排，同一天里加急的在前",
    casework.SortBy.RECEIVED: "按受理的时间排",
    casework.SortBy.NUMBER: "按业务号排",
    casework.SortBy.APPLICANT: "按第一位申请人的姓名排，同姓的在一起",
}
_SIGNALS = {
    casework.Due.OVERDUE: Signal.STOP,
    casework.Due.SOON: Signal.WARN,
    casework.Due.TODAY: Signal.INK,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """One list with its count; none for the archive, which is counted when it is looked at."""

    label: str
    href: str
    count: int | None
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """Cases whose time is over or nearly so, with the way to them and back."""

    label: str
    count: int
    href: str
    signal: Signal
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A head of the table, and the way to the list sorted by it."""

    label: str
    href: str = ""  # none: the list is not sorted by it
    sort: str = ""  # aria-sort


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One case of a list."""

    line: casework.CaseLine
    clock: Clock | None  # promised; None for a closed case
    near: bool  # the clock tells how long, not when
    statutory: Clock | None
    place: str  # the list it is in, or how it ended
    awaited: str  # what it waits for though its clock runs
    marks: tuple[casework.Mark, ...]
    href: str


@never_cache
@require_GET
@acting()
def lists(request: HttpRequest, actor: Actor, which: str = casework.ALL) -> HttpResponse:
    """One list of the office. Who may look is casework's to say.

    An address that asks what cannot be asked is answered by the page, with everything that is wrong
    with it. Raises `Faults` PERMISSION_MISSING, or NOT_FOUND for a list that does not exist.
    """
    now, given = timezone.now(), request.GET
    code = which.upper()
    try:
        page = casework.work_list(
            actor,
            code,
            filters=filters_of(given),
            order=order_of(given, archive=code == casework.ARCHIVE),
            now=now,
            after=given.get("after") or None,
            before=given.get("before") or None,
            limit=PAGE,
        )
    except Faults as error:
        if status_of(error) != 422:
            raise
        return _show(request, actor, code, None, error, now=now)
    access_log.info(
        "list read: officer=%s list=%s cases=%s searched=%s",
        actor.id,
        code,
        len(page.lines),
        bool(given.get("q", "").strip()),
    )
    showed(request, cases=[line.case_no for line in page.lines])
    return _show(request, actor, code, page, None, now=now)


def _show(
    request: HttpRequest,
    actor: Actor,
    code: str,
    page: casework.WorkListPage | None,
    faults: Faults | None,
    *,
    now: datetime,
) -> HttpResponse:
    given, archive = request.GET, code == casework.ARCHIVE
    place = _place(code)
    order = order_of(given, archive=archive)
    context = {
        "archive": archive,
        "choices": (*choices(actor, given, now=now), sorting(given, archive=archive)),
        "clear": place if narrowing(given) else "",
        "day_from": given.get("from", ""),
        "day_to": given.get("to", ""),
        "faults": faults,
        "columns": _columns(order, place, given, archive=archive),
        "reminded": _reminded(actor),
        "received": order.by is casework.SortBy.RECEIVED,
        "order_words": _ORDER_WORDS[order.by],
        "following": _turned(place, given, after=page.after) if page else "",
        "previous": _turned(place, given, before=page.before) if page else "",
        "home": home_of(actor),
        "lines": _lines(page, now=now) if page else [],
        "nears": _nears(page, code, given) if page else (),
        "now": now,
        "page": page,
        "place": place,
        "sheet": _with(reverse("office:list_sheet", args=[code.lower()]), kept(given)),
        "tabs": _tabs(page, code, given),
        "text": given.get("q", ""),
        "title": _title(code),
        "waits": _LISTS[code].waits if code in _LISTS else "",
    }
    status = status_of(faults) if faults else 200
    response = render(request, "office/lists.html", context, status=status)
    if request.headers.get("HX-Request") == "true":  # without the fields that were left empty
        response.headers["HX-Push-Url"] = _at(place, given, **_cursor(given))
    return response


def _columns(
    order: casework.Order, place: str, given: Mapping[str, str], *, archive: bool
) -> tuple[Column, ...]:
    """The heads of the table: a click sorts by a column, a second one turns it round."""
    first = order_of({}, archive=archive)

    def column(label: str, by: casework.SortBy | None = None) -> Column:
        if by is None or (archive and by not in casework.ARCHIVED):
            return Column(label=label)
        current = order.by is by
        asked = casework.Order(by, falling=current and not order.falling)
        href = _with(place, kept(given, sort="" if asked == first else asked.code))
        falling = current and order.falling
        return Column(
            label=label,
            href=href,
            sort=("descending" if falling else "ascending") if current else "none",
        )

    by = casework.SortBy
    times: tuple[Column, ...] = (column("受理", by.RECEIVED),)
    if not archive:
        times = (column("承诺时限", by.DUE), column("法定时限"))
    return (
        *times,
        column("办什么", by.NUMBER),
        column("坐落"),
        column("谁来办", by.APPLICANT),
        column("办到哪里"),
    )


def _reminded(actor: Actor) -> int | None:
    """How many cases the officer was reminded of; None for who examines nothing."""
    if not may(actor, Permission.EXAMINE):
        return None
    return casework.reminding.unseen_reminders(actor)


def _cursor(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name] for name in ("after", "before") if given.get(name)}


def _place(code: str) -> str:
    if code == casework.ALL:
        return reverse("office:lists")
    return reverse("office:list", args=[code.lower()])


def _title(code: str) -> str:
    fixed = {casework.ALL: "全部在办", casework.ARCHIVE: "已办结"}
    return fixed[code] if code in fixed else _LISTS[code].label


def _with(place: str, query: str) -> str:
    return f"{place}?{query}" if query else place


def _turned(place: str, given: Mapping[str, str], **cursor: str | None) -> str:
    """The address of a page further on or back; empty where there is none."""
    return "" if not any(cursor.values()) else _at(place, given, **cursor)


def _at(place: str, given: Mapping[str, str], **cursor: str | None) -> str:
    found = {name: value for name, value in cursor.items() if value}
    return _with(place, "&".join(x for x in (kept(given), urlencode(found)) if x))


def _tabs(
    page: casework.WorkListPage | None, code: str, given: Mapping[str, str]
) -> tuple[Tab, ...]:
    """All lists, their counts under the same filters; every one keeps the filters."""

    def tab(value: str, count: int | None) -> Tab:
        fits = value != casework.ARCHIVE or order_of(given, archive=True).by in casework.ARCHIVED
        href = _with(_place(value), kept(given) if fits else kept(given, sort=""))
        return Tab(label=_title(value), href=href, count=count, current=value == code)

    counts = page.counts if page else {}
    return (
        tab(casework.ALL, page.open if page else None),
        *(tab(one.code.value, counts.get(one.code)) for one in casework.LISTS),
        tab(casework.ARCHIVE, None),
    )


def _nears(page: casework.WorkListPage, code: str, given: Mapping[str, str]) -> tuple[Near, ...]:
    """Over and nearly over among all open cases; a click narrows, a second one widens again."""
    place = _place(casework.ALL if code == casework.ARCHIVE else code)
    asked = given.get("due", "")
    return tuple(
        Near(
            label=label,
            count=page.due.get(which, 0),
            href=_with(place, kept(given, due="" if asked == which else which.value)),
            signal=_SIGNALS[which] if page.due.get(which) else Signal.INK,
            current=asked == which,
        )
        for which, label in DUES.items()
    )


def _lines(page: casework.WorkListPage, *, now: datetime) -> list[Listed]:
    awaited = casework.awaited(page.lines)
    return [_listed(line, awaited.get(line.id, ""), now=now) for line in page.lines]


def _listed(line: casework.CaseLine, awaited: str, *, now: datetime) -> Listed:
    ended = line.closed_at is not None
    paused = line.paused_reason if line.paused else ""
    statutory = line.statutory_due_at
    found = casework.list_of((line.status, line.paused_for))
    return Listed(
        line=line,
        clock=None if ended else Clock(due=line.due_at, now=now, paused=paused),
        near=line.due_at - now <= WORDS_UNTIL,
        statutory=None if ended or not statutory else Clock(due=statutory, now=now, paused=paused),
        place=casework.CaseStatus(line.status).label if found is None else found.label,
        awaited=awaited,
        marks=casework.marks_of(line.marks),
        href=reverse("office:case", args=[line.case_no]),
    )
