"""What was entered as one is undone as one: which entries an annulment concerns, before any lock.

All that is read here was written with the entries themselves and never changes; who still secures a
debt is asked again once the pages are locked, by the rules.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db import connection

from dengbu.register.acts import AnnulEntry, EntryName
from dengbu.register.booking.mortgages import COMPLETED, FINISHED
from dengbu.register.codes import RightType
from dengbu.register.undone import Key
from dengbu.register.values import Booking

_MORTGAGE = RightType.MORTGAGE.value
_BOOKINGS = (
    "SELECT w.unit, w.case_no, w.seq, e.booking_id, e.id"
    " FROM unnest(%s::text[], %s::text[], %s::smallint[]) AS w(unit, case_no, seq)"
    " JOIN register_booking b ON b.case_no = w.case_no"
    " JOIN register_entry e ON e.booking_id = b.id AND e.seq = w.seq"
    " JOIN register_page g ON g.id = e.page_id AND g.unit_code = w.unit"
)
_ENTRIES = (
    "SELECT e.booking_id, e.id, e.seq, e.page_id, g.unit_code, b.case_no, e.right_type,"
    " (e.registration_type, e.subclass, e.cause, e.effective_at, coalesce(e.note, ''))::text,"
    " e.subclass, e.cause,"
    " (SELECT min(c.debt_id) FROM register_mortgage m JOIN register_collateral c"
    "  ON c.mortgage_id = m.id WHERE m.page_id = e.page_id AND e.id IN (m.opened_by_id,"
    "  m.closed_by_id)),"
    " (SELECT array_agg(s.source_id) FROM register_succession s WHERE s.opened_by_id = e.id)"
    " FROM register_entry e JOIN register_booking b ON b.id = e.booking_id"
    " JOIN register_page g ON g.id = e.page_id"
    " WHERE e.booking_id = ANY(%s::bigint[]) ORDER BY e.booking_id, e.seq"
)
_CONCERNED = (
    "SELECT e.id, d.unit_code FROM unnest(%(entries)s::bigint[]) AS w(id)"
    " JOIN register_entry e ON e.id = w.id JOIN register_easement r ON r.page_id = e.page_id"
    "  AND e.id IN (r.opened_by_id, r.closed_by_id)"
    " JOIN register_page d ON d.id = r.dominant_id"
    " UNION SELECT e.id, d.unit_code FROM unnest(%(entries)s::bigint[]) AS w(id)"
    " JOIN register_entry e ON e.id = w.id"
    " JOIN register_mortgage m ON m.page_id = e.page_id AND m.closed_by_id = e.id"
    " JOIN register_collateral c ON c.mortgage_id = m.id"
    " JOIN register_collateral o ON o.debt_id = c.debt_id"
    " JOIN register_mortgage r ON r.id = o.mortgage_id AND r.recorded_to IS NULL"
    " JOIN register_page d ON d.id = r.page_id"
)


class _Line(NamedTuple):
    """An entry of a booking in which one is annulled."""

    id: int
    seq: int
    page: int
    name: EntryName
    right: str
    kind: str  # what the entries of one act have in common
    finishes: bool  # a mortgage on what was being built became one on the house
    debt: int | None  # of several units, if its mortgage secures one
    sources: tuple[int, ...]  # pages that ended, if a unit began by it


@dataclass(frozen=True, slots=True)
class _Undoing:
    """The entries that are undone as one, and further units that this concerns."""

    lines: Sequence[_Line]
    concerns: tuple[str, ...]


def widened(bookings: Sequence[Booking]) -> Sequence[Booking]:
    """The same, and what annuls an entry names all that is undone with it; few statements."""
    wanted = sorted({_key(act) for b in bookings for act in b.acts if isinstance(act, AnnulEntry)})
    if not wanted:
        return bookings
    found = _found(wanted)
    return [
        replace(
            booking,
            acts=tuple(
                _widened(act, found.get(_key(act))) if isinstance(act, AnnulEntry) else act
                for act in booking.acts
            ),
        )
        for booking in bookings
    ]


def _key(act: AnnulEntry) -> Key:
    return act.unit_code, act.case_no, act.entry_no


def _widened(act: AnnulEntry, undoing: _Undoing | None) -> AnnulEntry:
    if undoing is None:
        return replace(act, together=(), concerns=())
    several = len(undoing.lines) > 1
    together = tuple(line.name for line in undoing.lines) if several else ()
    return replace(act, together=together, concerns=undoing.concerns)


def _found(wanted: Sequence[Key]) -> dict[Key, _Undoing]:
    with connection.cursor() as cursor:
        cursor.execute(_BOOKINGS, [list(column) for column in zip(*wanted, strict=True)])
        named = {(unit, case, seq): (b, e) for unit, case, seq, b, e in cursor.fetchall()}
        cursor.execute(_ENTRIES, [sorted({booking for booking, _ in named.values()})])
        lines: dict[int, list[_Line]] = {}
        for booking, *row in cursor.fetchall():
            lines.setdefault(booking, []).append(_line(row))
        groups = {
            key: tuple(reversed(_together(entry, lines[booking])))
            for key, (booking, entry) in named.items()
        }
        entries = sorted({line.id for group in groups.values() for line in group})
        cursor.execute(_CONCERNED, {"entries": entries})
        units: dict[int, list[str]] = {}
        for entry, unit in cursor.fetchall():
            units.setdefault(entry, []).append(unit)
    return {key: _Undoing(group, _concerns(group, units)) for key, group in groups.items()}


def _line(row: Sequence[Any]) -> _Line:
    pk, seq, page, unit, case_no, right, kind, subclass, cause, debt, sources = row
    return _Line(
        id=pk,
        seq=seq,
        page=page,
        name=EntryName(unit_code=unit, case_no=case_no, entry_no=seq),
        right=right,
        kind=kind,
        finishes=(right, subclass, cause) == (_MORTGAGE, FINISHED, COMPLETED),
        debt=debt,
        sources=tuple(sorted(sources or ())),
    )


def _concerns(group: Iterable[_Line], units: Mapping[int, list[str]]) -> tuple[str, ...]:
    own = {line.name.unit_code for line in group}
    found = {unit for line in group for unit in units.get(line.id, ())}
    return tuple(sorted(found - own))


def _together(entry: int, lines: Sequence[_Line]) -> Sequence[_Line]:
    """Those of a booking that one act made with an entry, in their order."""
    place = next(n for n, line in enumerate(lines) if line.id == entry)
    return (
        _of_division(lines, lines[place])
        or _with_what_was_built(lines, place)
        or _of_debt(lines, place)
    )


def _of_division(lines: Sequence[_Line], one: _Line) -> Sequence[_Line]:
    """Every unit that ended and every one that began by the same division or merger."""
    last = {line.page: line for line in lines}  # nothing comes on a page after its division
    begun = next(
        (x for x in lines if x.sources and one in (x, *(last[p] for p in x.sources))), None
    )
    if begun is None:
        return ()
    results = [line for line in lines if line.sources == begun.sources]
    return sorted([*(last[page] for page in begun.sources), *results], key=lambda x: x.seq)


def _with_what_was_built(lines: Sequence[_Line], place: int) -> Sequence[_Line]:
    """A first registration with the mortgages that became mortgages on the house by it."""
    page, start = lines[place].page, place
    while start and lines[start].finishes and lines[start - 1].page == page:
        start -= 1
    end = start + 1
    while end < len(lines) and lines[end].finishes and lines[end].page == page:
        end += 1
    return lines[start:end] if end - start > 1 else ()


def _of_debt(lines: Sequence[_Line], place: int) -> Sequence[_Line]:
    """What was entered for one debt on all its units, one after another."""
    one = lines[place]
    if one.debt is None or one.right != _MORTGAGE:
        return (one,)
    start = end = place
    pages = {one.page}
    while start and _goes_on(lines[start - 1], one, pages):
        start -= 1
        pages.add(lines[start].page)
    while end + 1 < len(lines) and _goes_on(lines[end + 1], one, pages):
        end += 1
        pages.add(lines[end].page)
    return lines[start : end + 1]


def _goes_on(line: _Line, one: _Line, pages: Collection[int]) -> bool:
    same = (line.debt, line.right, line.kind) == (one.debt, one.right, one.kind)
    return same and line.page not in pages
