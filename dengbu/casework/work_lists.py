"""工作列表: a page of a list, the exact counts of all lists from one snapshot; the archive.

Counting and paging read one covering index of open cases (``casework_case_lists``); words are found
by an index of pairs of characters. The archive is ordered by acceptance, newest first; of it is
counted up to ``CEILING``, of a frequent word no further than the page. A page is named by a cursor,
so it costs the same at any depth.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from dengbu.accounts import api as accounts
from dengbu.casework import rows
from dengbu.casework.list_orders import APPLICANT, ARCHIVED, NEWEST, Order
from dengbu.casework.list_sql import (
    Where,
    due,
    matching,
    narrowed,
    places,
    stretch,
)
from dengbu.casework.list_views import (
    ALL,
    ARCHIVE,
    CEILING,
    TABS,
    Due,
    Filters,
    Scope,
    WorkListPage,
)
from dengbu.casework.queries import LARGEST_PAGE, LINE, line_of
from dengbu.casework.rules.lists import ListCode, lists_of
from dengbu.casework.rules.searching import Kind, parts_of
from dengbu.casework.views import CaseLine
from dengbu.kernel.fault import Fault, FaultCode, Faults

AHEAD = 15_000  # cases of the archive among which a frequent word is met often enough
_NEEDS = {
    Scope.MINE: accounts.Permission.EXAMINE,
    Scope.ACCEPTED: accounts.Permission.ACCEPT,
}
_READ = (  # of a case, what filters and words are compared with
    "c.id, c.office, c.accepted_at, c.service_id, c.channel, c.examiner_id, c.acceptor_id,"
    " c.marks, c.search, c.case_no"
)
_OPEN, _CLOSED = "c.closed_at IS NULL", "c.closed_at IS NOT NULL"
_FROM = "FROM casework_case c WHERE"
_FOUND = (
    "found AS MATERIALIZED (SELECT c.id, c.status, c.paused_for, c.due_at, c.precedence,"
    " c.statutory_due_at, c.accepted_at, c.case_no, c.search"
    f" {_FROM} {{where}}), "
)
_TALLY = (
    "tally AS (SELECT c.status, c.paused_for, count(*) FILTER (WHERE {due}) AS n,"
    " count(*) FILTER (WHERE {OVERDUE}) AS over, count(*) FILTER (WHERE {SOON}) AS soon,"
    " count(*) FILTER (WHERE {TODAY}) AS today {source} GROUP BY 1, 2)"
)
_PAGE = (
    f"(SELECT {LINE}, {APPLICANT} AS applicant"  # noqa: S608 - constants only
    " FROM page p JOIN casework_case c ON c.id = p.id"
    " JOIN casework_serviceversion v ON v.id = c.service_id)"
)
_LINES = (
    " SELECT t.tally, "  # noqa: S608 - no text of people
    "l.* FROM (SELECT json_agg(json_build_array(status, paused_for, n, over, soon,"
    " today)) AS tally FROM tally) t LEFT JOIN LATERAL "
    f"{_PAGE} l ON true"
)


def work_list(
    actor: accounts.Actor,
    which: str,
    *,
    filters: Filters,
    now: datetime,
    order: Order | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> WorkListPage:
    """A page of one list (a ``ListCode`` value), of all open cases, or of the archive (CLOSED).

    ``after`` and ``before`` are cursors of a page in the same ``order``; where none is asked for,
    open cases come by the day on which they are due, urgent ones first, then by the minute, closed
    ones by acceptance, the newest first. Raises `Faults` PERMISSION_MISSING, NOT_FOUND for a list
    that does not exist, CODE_LIST for a cursor or for an order that the archive has not.
    """
    _require(actor, filters.scope)
    if which not in TABS:
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message="没有这个列表，请从列表的标签进去"))
    if filters.text.strip() and not parts_of(filters.text):
        return WorkListPage(lines=(), before=None, after=None, counts={}, total=0)
    size = max(1, min(limit, LARGEST_PAGE))
    where = narrowed(actor.office, actor.id, filters)
    here = (where, actor.office, which, filters)
    ask = partial(_open, *here, order=order or Order())
    if which == ARCHIVE:
        near = stretch(actor.office, actor.id, filters)
        ask = partial(_archive, *here, near, order=_archived(order))
    page = ask(now=now, after=after, before=before, size=size)
    short = before is not None and page.before is None and len(page.lines) < size
    return page if not short else ask(now=now, size=size)


def _require(actor: accounts.Actor, scope: Scope) -> None:
    if scope in _NEEDS:
        accounts.require(actor, _NEEDS[scope])
    elif not accounts.may(actor, accounts.Permission.AUDIT):
        accounts.require(actor, accounts.Permission.SEARCH_REGISTER)


def _archived(order: Order | None) -> Order:
    if order is not None and order.by not in ARCHIVED:
        said = "已办结的件只能按受理的时间排"
        raise Faults(Fault(code=FaultCode.CODE_LIST, message=said, field="sort"))
    return order or NEWEST


def _open(
    where: Where,
    office: str,
    which: str,
    filters: Filters,
    *,
    order: Order,
    now: datetime,
    after: str | None = None,
    before: str | None = None,
    size: int,
) -> WorkListPage:
    asked, wanted = matching(filters.text, office=office), due(filters.due, now)
    code = None if which == ALL else ListCode(which)
    head, source, values = _source(where, asked)
    tally, tally_values = _tally(wanted, source, now)
    way = _Way(order, back=before is not None, most=size + 1)
    beyond = wanted.also(order.beyond(after, before))
    page, page_values = _page(where, asked, beyond, code, way)
    source_values = [] if asked.parts else where.values
    found = rows.fetch(
        f"WITH {head}{tally}, page AS ({page}){_LINES} ORDER BY {way.named('l')}",
        [*values, *tally_values, *source_values, *page_values],
    )
    counts, times = _counted(found[0][0] or [])
    total = counts[code] if code else sum(counts.values())
    lines, cursors = _cut(found, size, after, before)
    first, last = (order.cursor(x) for x in (lines[0], lines[-1])) if lines else ("", "")
    return WorkListPage(
        lines=tuple(lines),
        before=first if cursors[0] else None,
        after=last if cursors[1] else None,
        counts={c: counts[c] for c in ListCode},
        total=total,
        due=times,
    )


def _source(where: Where, asked: Where) -> tuple[str, str, list[Any]]:
    """Where cases are counted: in the index, or among those that the words found."""
    if not asked.parts:
        return "", f"{_FROM} {_OPEN} AND {where.sql}", []
    whole = where.also(asked)
    return _FOUND.format(where=f"{_OPEN} AND {whole.sql}"), "FROM found c", whole.values


def _tally(wanted: Where, source: str, now: datetime) -> tuple[str, list[Any]]:
    times = {which.value: due(which, now) for which in (Due.OVERDUE, Due.SOON, Due.TODAY)}
    sql = _TALLY.format(due=wanted.sql, source=source, **{k: w.sql for k, w in times.items()})
    return sql, [*wanted.values, *(v for w in times.values() for v in w.values)]


@dataclass(frozen=True, slots=True)
class _Way:
    """Down a list, or up again: in which order, how many."""

    order: Order
    back: bool
    most: int

    @property
    def keys(self) -> str:
        return self.order.keys(back=self.back)

    def named(self, alias: str) -> str:
        return self.order.named(alias, back=self.back)


def _page(
    where: Where, asked: Where, beyond: Where, code: ListCode | None, way: _Way
) -> tuple[str, list[Any]]:
    """The ids of a page in order: of each place of the list its first, then the first of those."""
    states, pauses = zip(*places(code), strict=True)
    given = [list(states), list(pauses)]
    if asked.parts:
        here = "(c.status, c.paused_for) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
        conditions = Where().and_(here, *given).also(beyond)
        sql = f"SELECT c.id FROM found c WHERE {conditions.sql} ORDER BY {way.keys} LIMIT %s"  # noqa: S608 - ours
        return sql, [*conditions.values, way.most]
    here = "c.status = k.status AND c.paused_for = k.paused_for"
    conditions = where.and_(_OPEN).and_(here).also(beyond)
    sql = (
        "SELECT c.id "  # noqa: S608 - no text of people
        "FROM unnest(%s::text[], %s::text[]) AS k(status, paused_for), LATERAL"
        f" (SELECT {way.order.read} {_FROM} {conditions.sql} ORDER BY {way.keys} LIMIT %s)"
        f" c ORDER BY {way.named('c')} LIMIT %s"
    )
    return sql, [*given, *conditions.values, way.most, way.most]


def _counted(tally: Sequence[Sequence[Any]]) -> tuple[Counter[ListCode], dict[Due, int]]:
    """Counts of lists, by the rule itself, and of near times.

    What no list claims is in none of them: the nightly check names it.
    """
    counts: Counter[ListCode] = Counter()
    over = soon = today = 0
    for status, paused, n, late, near, this_day in tally:
        counts.update(dict.fromkeys(lists_of((status, paused)), n))
        over, soon, today = over + late, soon + near, today + this_day
    return counts, {Due.OVERDUE: over, Due.SOON: soon, Due.TODAY: today}


def _cut(
    found: Sequence[Sequence[Any]], size: int, after: str | None, before: str | None
) -> tuple[list[CaseLine], tuple[bool, bool]]:
    """The lines of a page in order, and whether there is more before and after it."""
    lines = [line_of(row[1:]) for row in found if row[1] is not None]
    more = len(lines) > size
    lines = lines[:size]
    if before:
        return lines[::-1], (more, True)
    return lines, (after is not None, more)


@dataclass(frozen=True, slots=True)
class _Archived:
    """Which closed cases are looked at, from where on, and which way."""

    stretch: Where  # all cases between two days
    where: Where  # those among them that are asked for
    beyond: Where
    way: _Way


def _archive(
    where: Where,
    office: str,
    which: str,
    filters: Filters,
    near: Where,
    *,
    order: Order,
    now: datetime,
    after: str | None = None,
    before: str | None = None,
    size: int,
) -> WorkListPage:
    """Closed cases, by acceptance."""
    opened = _open(where, office, ALL, filters, order=Order(), now=now, size=1)
    way = _Way(order, back=before is not None, most=size + 1)
    asked = _Archived(near, where, order.beyond(after, before), way)
    total, many, found = _closed(asked, filters.text, office)
    lines, cursors = _cut(found, size, after, before)
    ends = [order.cursor(line) for line in (lines[:1] + lines[-1:])]
    return WorkListPage(
        lines=tuple(lines),
        before=ends[0] if ends and cursors[0] else None,
        after=ends[-1] if ends and cursors[1] else None,
        counts=opened.counts,
        total=total,
        many=many,
        due=opened.due,
    )


def _closed(asked: _Archived, text: str, office: str) -> tuple[int, bool, list[tuple[Any, ...]]]:
    """How many closed cases match, whether there are more than that, and those that come next.

    Words are first looked for on a short piece of the way: the index of pairs would gather every
    case with a frequent word before it gave any. What is not frequent there is found by the
    narrowest index and sorted; where that finds more than `CEILING`, the next ones are soon met.
    """
    read, most = matching(text, office=office, by_index=False), asked.way.most
    if any(part.kind in (Kind.TEXT, Kind.EITHER) for part in parts_of(text)):
        ahead = _ahead(asked, read)
        if len(ahead) == most:
            return most - 1, True, ahead
    found = _few(asked, matching(text, office=office))
    total = found[0][0]
    if total > CEILING:
        return CEILING, True, _walked(asked, read)
    return total, False, found


def _few(asked: _Archived, words: Where) -> list[tuple[Any, ...]]:
    whole, way = asked.where.also(words), asked.way
    sql = (
        f"WITH found "  # noqa: S608 - no text of people
        f"AS MATERIALIZED (SELECT c.id, c.accepted_at {_FROM} {_CLOSED} AND {whole.sql}"
        f" LIMIT {CEILING + 1}), page AS (SELECT c.id FROM found c WHERE {asked.beyond.sql}"
        f" ORDER BY {way.keys} LIMIT %s) SELECT t.n, l.* FROM (SELECT count(*) AS n FROM found) t"
        f" LEFT JOIN LATERAL {_PAGE} l ON true ORDER BY {way.named('l')}"
    )
    return rows.fetch(sql, [*whole.values, *asked.beyond.values, way.most])


def _walked(asked: _Archived, words: Where) -> list[tuple[Any, ...]]:
    whole, way = asked.where.also(words).also(asked.beyond), asked.way
    page = f"SELECT c.id {_FROM} {_CLOSED} AND {whole.sql} ORDER BY {way.keys} LIMIT %s"
    return _lines_of(page, [*whole.values, way.most], way)


def _ahead(asked: _Archived, words: Where) -> list[tuple[Any, ...]]:
    """Those that match among the next `AHEAD` cases of whatever kind, so the cost is bounded."""
    near, whole = asked.stretch.also(asked.beyond), asked.where.also(words)
    keys = asked.way.keys
    page = (
        f"SELECT c.id FROM (SELECT {_READ} {_FROM} {_CLOSED} AND {near.sql}"  # noqa: S608 - no text of people
        f" ORDER BY {keys} LIMIT {AHEAD}) c WHERE {whole.sql} ORDER BY {keys} LIMIT %s"
    )
    return _lines_of(page, [*near.values, *whole.values, asked.way.most], asked.way)


def _lines_of(page: str, values: list[Any], way: _Way) -> list[tuple[Any, ...]]:
    sql = (
        f"WITH page AS ({page}) SELECT NULL, l.* FROM"  # noqa: S608 - no text of people
        f" {_PAGE} l ORDER BY {way.named('l')}"
    )
    return rows.fetch(sql, values)
