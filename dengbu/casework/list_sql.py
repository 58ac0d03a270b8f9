"""The conditions of work lists in SQL: made of ``rules/lists.py``, filters and what was typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dengbu.casework.list_views import SOON, Due, Filters, Scope
from dengbu.casework.rules import searching
from dengbu.casework.rules.lists import LISTS, ListCode, Place, WorkList, work_list
from dengbu.casework.rules.searching import Kind, Part
from dengbu.kernel.chinese import SHANGHAI

DUE_DAY = "((c.due_at AT TIME ZONE 'Asia/Shanghai')::date)"  # as the index has it
KEY = f"{DUE_DAY}, c.precedence, c.due_at, c.id"
_NUMBER = (
    "(c.case_no BETWEEN %s AND %s OR (reverse(c.case_no) BETWEEN %s AND %s AND c.case_no LIKE %s))"
)
_BEGINS = "(c.case_no BETWEEN %s AND %s AND c.accepted_at >= %s AND c.accepted_at < %s)"
_CODE = (
    "c.id = ANY(ARRAY(SELECT u.case_id FROM casework_caseunit u WHERE u.unit_code BETWEEN %s AND %s"
    " OR reverse(u.unit_code) BETWEEN %s AND %s))"
)
_PAIRS = "casework_pairs(c.search) @@ %s::tsquery"
_VERSIONS = (
    "c.service_id = ANY(ARRAY(SELECT v.id FROM casework_serviceversion v"
    " WHERE (v.office = %s OR %s)"
)


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions that all must hold, each with its values."""

    parts: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    @property
    def sql(self) -> str:
        """Joined by AND; true when there is none."""
        return " AND ".join(sql for sql, _ in self.parts) or "true"

    @property
    def values(self) -> list[Any]:
        """The values in the order of the placeholders."""
        return [value for _, values in self.parts for value in values]

    def and_(self, sql: str, *values: Any) -> "Where":
        """One condition more."""
        return Where((*self.parts, (sql, values)))

    def also(self, other: "Where") -> "Where":
        """The conditions of both."""
        return Where((*self.parts, *other.parts))


def stretch(office: str, actor: int, filters: Filters) -> Where:
    """The cases of an office between the days of acceptance that are asked for.

    What the actor accepted is theirs wherever the unit lies (全市通办).
    """
    where = Where().and_("c.office = %s", office)
    if filters.scope is Scope.ACCEPTED:
        where = Where().and_("c.acceptor_id = %s", actor)
    if filters.accepted_from:
        where = where.and_("c.accepted_at >= %s", midnight(filters.accepted_from))
    if filters.accepted_to:
        last = midnight(filters.accepted_to + timedelta(days=1))
        where = where.and_("c.accepted_at < %s", last)
    return where


def narrowed(office: str, actor: int, filters: Filters) -> Where:
    """Office, scope and every filter but the due time and the text; aliases the case as ``c``."""
    where = stretch(office, actor, filters)
    if filters.scope is Scope.MINE:
        where = where.and_("c.examiner_id = %s", actor)
    anywhere = filters.scope is Scope.ACCEPTED
    if filters.service:
        known = f"{_VERSIONS} AND v.code = %s))"
        where = where.and_(known, office, anywhere, filters.service)
    if filters.department:
        known = f"{_VERSIONS} AND v.content->>'department' = %s))"
        where = where.and_(known, office, anywhere, filters.department)
    if filters.examiner is not None:
        where = where.and_("c.examiner_id = %s", filters.examiner)
    if filters.channel:
        where = where.and_("c.channel = %s", filters.channel)
    if filters.mark:
        where = where.and_("c.marks <> '' AND c.marks LIKE %s", searching.pattern(filters.mark))
    return where


def midnight(day: date) -> datetime:
    """When a day begins in China."""
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def due(which: Due, now: datetime) -> Where:
    """Of cases whose clock runs: over by law, over as promised, soon, or today."""
    runs = "c.paused_for = ''"
    tomorrow = midnight(now.astimezone(SHANGHAI).date() + timedelta(days=1))
    match which:
        case Due.BREACHED:
            return Where().and_(f"{runs} AND c.statutory_due_at < %s", now)
        case Due.OVERDUE:
            return Where().and_(f"{runs} AND c.due_at < %s", now)
        case Due.SOON:
            return Where().and_(f"{runs} AND c.due_at >= %s AND c.due_at < %s", now, now + SOON)
        case Due.TODAY:
            return Where().and_(f"{runs} AND c.due_at >= %s AND c.due_at < %s", now, tomorrow)
        case Due.ANY:
            return Where()


def matching(typed: str, *, office: str = "", by_index: bool = True) -> Where:
    """Every part of what was typed; without ``by_index`` the index of pairs is left aside.

    A number that begins with the code of ``office`` is the beginning of a case number, no end.
    """
    found = Where()
    for part in searching.parts_of(typed):
        conditions = [_condition(kind, part, office, by_index) for kind in _kinds(part)]
        sql = " OR ".join(c.sql for c in conditions)
        found = found.and_(f"({sql})", *(v for c in conditions for v in c.values))
    return found


def _kinds(part: Part) -> Iterator[Kind]:
    if part.kind is Kind.EITHER:
        yield from (Kind.TEXT, Kind.NUMBER)
    else:
        yield part.kind


def _condition(kind: Kind, part: Part, office: str, by_index: bool) -> Where:
    if kind is Kind.NUMBER:
        own = office and part.text.startswith(office)
        days = searching.days_of(part.text) if own else None
        if days is not None:
            first, last = days
            numbers = searching.span(part.text, length=searching.CASE_NUMBER, last="9")
            end = midnight(last + timedelta(days=1))
            return Where().and_(_BEGINS, *numbers, midnight(first), end)
        return Where().and_(_NUMBER, *_ends(part.text, searching.CASE_NUMBER, "9"), f"%{part.text}")
    if kind is Kind.CODE:
        return Where().and_(_CODE, *_ends(part.text, searching.UNIT_CODE, "Z"))
    found = Where().and_("c.search LIKE %s", searching.pattern(part.text))
    if by_index:
        found = found.and_(_PAIRS, searching.pairs_query(part.text))
    begins = searching.number_begins(part.text)
    return found.and_("c.search ~ %s", begins) if begins else found


def _ends(text: str, length: int, last: str) -> Iterator[str]:
    """Spans of the codes that begin so, and of those that end so, written backwards."""
    yield from searching.span(text, length=length, last=last)
    yield from searching.span(text[::-1], length=length, last=last)


def places(code: ListCode | None) -> list[Place]:
    """The pairs of state and pause of a list, or of all of them."""
    chosen = LISTS if code is None else (work_list(code),)
    return [place for one in chosen for place in one.places]


def belongs(one: WorkList) -> str:
    """The condition of one list, for the nightly check and the proof that it is the rule's."""
    states = ", ".join(f"'{s}'" for s in one.states)
    pauses = ", ".join(f"'{p.value}'" for p in one.pauses)
    return f"c.status IN ({states}) AND c.paused_for IN ({pauses})"
