"""Reading the entries that a batch annuls, with what each ended: few statements, and seldom any."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from dengbu.database.wire import pipeline
from dengbu.register.acts import Act, AnnulEntry, EntryName
from dengbu.register.booking import selects
from dengbu.register.booking.people import People
from dengbu.register.booking.reading import states
from dengbu.register.booking.selects import Sheet
from dengbu.register.codes import RegistrationType
from dengbu.register.state import UnitState
from dengbu.register.triggers import PARTICULARS
from dengbu.register.undone import Key, Undone, key_of

_GAVE = " OR ".join(
    f"EXISTS (SELECT 1 FROM register_{name} c WHERE c.page_id = e.page_id"  # noqa: S608 - constants only
    " AND c.opened_by_id = e.id)"
    for name in PARTICULARS
)
_ENTRIES = (
    "SELECT g.unit_code, b.case_no, e.seq, e.id, e.page_id, e.registration_type, e.right_type,"  # noqa: S608 - constants only
    " e.effective_at, b.recorded_at,"
    " EXISTS (SELECT 1 FROM register_annulment a WHERE a.annulled_id = e.id),"
    " EXISTS (SELECT 1 FROM register_annulment a WHERE a.opened_by_id = e.id),"
    " EXISTS (SELECT 1 FROM register_succession s"
    "  JOIN register_entry x ON x.id = s.opened_by_id AND x.booking_id = e.booking_id"
    "  WHERE s.source_id = e.page_id) AND NOT EXISTS (SELECT 1 FROM register_entry l"
    "  WHERE l.booking_id = e.booking_id AND l.page_id = e.page_id AND l.seq > e.seq),"
    " EXISTS (SELECT 1 FROM register_succession s WHERE s.opened_by_id = e.id),"
    f" {_GAVE}"
    " FROM unnest(%s::text[], %s::text[], %s::smallint[]) AS w(unit, case_no, seq)"
    " JOIN register_booking b ON b.case_no = w.case_no"
    " JOIN register_entry e ON e.booking_id = b.id AND e.seq = w.seq"
    " JOIN register_page g ON g.id = e.page_id AND g.unit_code = w.unit"
)
_NAMED = (
    "SELECT g.unit_code, b.case_no, e.seq"
    " FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS w(unit, case_no, seq)"
    " JOIN register_booking b ON b.case_no = w.case_no"
    " JOIN register_entry e ON e.booking_id = b.id AND e.seq = w.seq"
    " JOIN register_page g ON g.id = e.page_id AND g.unit_code = w.unit"
)
_ENDS = " UNION ALL ".join(
    f"SELECT closed_by_id, id, effective_to FROM register_{right}"  # noqa: S608 - constants only
    " WHERE page_id = ANY(%(pages)s::bigint[]) AND closed_by_id = ANY(%(closers)s::bigint[])"
    for right in selects.RESTORED
)
_OPENED = " UNION ALL ".join(
    f"SELECT opened_by_id, id FROM register_{right}"  # noqa: S608 - constants only
    " WHERE page_id = ANY(%(pages)s::bigint[]) AND opened_by_id = ANY(%(closers)s::bigint[])"
    for right in selects.RESTORED
)
_FREED = (
    "SELECT r.closed_by_id, r.organ, r.document_no FROM register_seizure r"
    " JOIN register_entry e ON e.id = r.closed_by_id AND e.registration_type = %(sale)s"
    " WHERE r.page_id = ANY(%(pages)s::bigint[]) AND r.closed_by_id = ANY(%(closers)s::bigint[])"
    " ORDER BY r.delivered_at, r.place"
)
# The row by which each was entered first, whatever changed it or let it stand again. Who acquires
# an operation right has it from then on; a mortgage keeps its place in other hands.
_CHANGED = (
    "coalesce(restores_id, (SELECT previous_id FROM register_entry e"
    " WHERE e.id = opened_by_id AND e.registration_type = 300))"
)
_ROWS = " UNION ALL ".join(
    f"SELECT id, {before}, recorded_from, opened_by_id FROM register_{right}"  # noqa: S608 - constants only
    f" WHERE {page} = ANY(%(pages)s::bigint[])"
    for right, before, page in (
        ("mortgage", "coalesce(restores_id, previous_id)", "page_id"),
        ("operation", _CHANGED, "page_id"),
        *((r, "restores_id", "page_id") for r in ("ownership", "notice", "habitation", "easement")),
        ("easement", "restores_id", "dominant_id"),
    )
)
_FIRST = (
    f"WITH RECURSIVE rows (id, before, known, entry) AS ({_ROWS}),"  # noqa: S608 - constants only
    " walk (id, before, known, entry) AS (SELECT id, before, known, entry FROM rows UNION ALL"
    "  SELECT w.id, r.before, r.known, r.entry FROM walk w JOIN rows r ON r.id = w.before)"
    " SELECT id, known, entry FROM walk WHERE before IS NULL"
)
# A house leans on its land, and a unit that gains by an easement on who bears it.
_LATER = (
    "SELECT DISTINCT w.id, y.id, g.unit_code, c.case_no, y.seq"
    " FROM unnest(%(closers)s::bigint[]) AS w(id) JOIN register_entry e ON e.id = w.id"
    " JOIN register_booking b ON b.id = e.booking_id JOIN register_page p ON p.id = e.page_id,"
    " LATERAL (SELECT e.page_id AS id UNION SELECT l.id FROM register_page l"
    "  WHERE l.unit_code = left(p.unit_code, 19) || 'W00000000'"
    "  UNION SELECT r.page_id FROM register_easement r WHERE r.dominant_id = e.page_id) near"
    " JOIN register_page g ON g.id = near.id JOIN register_entry y ON y.page_id = near.id"
    " JOIN register_booking c ON c.id = y.booking_id"
    " WHERE c.recorded_at >= b.recorded_at AND y.id <> e.id"
)


def undone_by(acts: Iterable[Act], at: datetime) -> dict[Key, Undone]:
    """Each entry that one of the acts annuls, by its key; those that there are.

    The caller holds the locks of the units, or only wants to know.
    """
    annulling = [act for act in acts if isinstance(act, AnnulEntry)]
    wanted = sorted({key for act in annulling if (key := key_of(act)) is not None})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [list(column) for column in zip(*wanted, strict=True)])
        found = cursor.fetchall()
    made: dict[Key, Undone] = {}
    for some in _rounds(found):
        made |= _read(some, at)
    kept = _there(name for act in annulling for name in act.stays)
    return {key: replace(one, kept=kept) for key, one in made.items()} if kept else made


def _there(names: Iterable[EntryName]) -> frozenset[Key]:
    """Those entries that there are."""
    wanted = sorted({(e.unit_code, e.case_no, e.entry_no) for e in names})
    if not wanted:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [list(column) for column in zip(*wanted, strict=True)])
        return frozenset((unit, case_no, seq) for unit, case_no, seq in cursor.fetchall())


def _rounds(entries: Sequence[Any]) -> Iterator[list[Any]]:
    """Entries of different pages together: mostly all of them."""
    left: dict[int, list[Any]] = defaultdict(list)
    for row in entries:
        left[row[4]].append(row)
    while left:
        yield [rows.pop() for rows in left.values()]
        left = defaultdict(list, {page: rows for page, rows in left.items() if rows})


def _read(entries: Sequence[Any], at: datetime) -> dict[Key, Undone]:
    period = selects.ended_by([row[3] for row in entries])
    pages = {row[0]: Sheet(row[4], 0) for row in entries}
    parameters = period.parameters("{" + ",".join(str(row[4]) for row in entries) + "}")
    with pipeline() as wire:
        asked = {name: wire.ask(sql, parameters) for name, sql in period.queries.items()}
        closed, begun = wire.ask(_ENDS, parameters), wire.ask(_OPENED, parameters)
        entered, after = wire.ask(_FIRST, parameters), wire.ask(_LATER, parameters)
        seized = wire.ask(_FREED, {**parameters, "sale": RegistrationType.TRANSFER.value})
        answers: dict[str, list[Any]] = {name: [] for name in selects.CURRENT.queries}
        answers |= {name: answer.fetchall() for name, answer in asked.items()}
        ends: dict[int, dict[int, datetime]] = defaultdict(dict)
        for entry, right, end in closed.fetchall():
            ends[entry][right] = end
        opened: dict[int, set[int]] = defaultdict(set)
        for entry, right in begun.fetchall():
            opened[entry].add(right)
        first = {pk: (known, entry) for pk, known, entry in entered.fetchall()}
        later: dict[int, dict[int, Key]] = defaultdict(dict)
        for entry, other, *name in after.fetchall():
            later[entry][other] = (name[0], name[1], name[2])
        freed: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for entry, organ, document in seized.fetchall():
            freed[entry].append((organ, document))
    stood = states(pages, answers, People(), at, period)
    return {
        row[:3]: _undone(
            row,
            stood[row[0]],
            ends[row[3]],
            frozenset(opened[row[3]]),
            first,
            later[row[3]],
            freed[row[3]],
        )
        for row in entries
    }


def _undone(
    row: Any,
    ended: UnitState,
    ends: Mapping[int, datetime],
    opened: frozenset[int],
    first: Mapping[int, tuple[datetime, int]],
    later: Mapping[int, Key],
    freed: Sequence[tuple[str, str]],
) -> Undone:
    return Undone(
        entry_id=row[3],
        registration_type=RegistrationType(row[5]),
        right_type=row[6],
        effective_at=row[7],
        recorded_at=row[8],
        ended=ended,
        ends=ends,
        opened=opened,
        annulled=row[9],
        annuls=row[10],
        reshapes=row[11] or row[12],
        begins=row[12],
        gave=row[13],
        freed=tuple(freed),
        first=first,
        later=later,
    )
