"""Changes written into another database: the same rows with the same ids, checked as ever.

Constraints and triggers of the target stand. A step of many bookings is written set-wise, by COPY;
what is opened and closed within the step is written closed, what stood before is closed first.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection

from dengbu.cadastre import api as cadastre
from dengbu.database.carrying import Raw, add_slice, add_values, copy_values
from dengbu.evidence import api as evidence
from dengbu.register.booking import tables
from dengbu.register.feed.shapes import CERTIFICATES, CLOSING, COLUMNS, ENTRIES
from dengbu.register.feed.values import Change, Closed, Values
from dengbu.register.models import Counter

BOOKING = ("id", "case_no", "seq", "registrar_id", "registrar_name", "system", "recorded_at")
PARTY = ("id", "name", "id_type", "id_no", "party_type")
PAGE_COLUMNS = ("id", "unit_id", "unit_code", "locked", "office")
_OWNERSHIP = tables.OWNERSHIP.table
_NUMBERED = tuple(COLUMNS[CERTIFICATES].index(name) for name in ("kind", "year", "serial"))
_SUCCESSION = tables.SUCCESSION.table
_SOURCE = COLUMNS[_SUCCESSION].index("source_id")
_ANNULLED = COLUMNS[tables.ANNULMENT.table].index("annulled_id")
_PREVIOUS = COLUMNS[_OWNERSHIP].index("previous_id")
_PAGE = COLUMNS[_OWNERSHIP].index("page_id")
_CLOSE = (
    "UPDATE {table} AS r SET closed_by_id = u.entry, effective_to = u.ends, recorded_to = u.at"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])"
    " AS u(id, entry, ends, at) WHERE r.id = u.id AND r.recorded_to IS NULL"
)
_COUNT = (
    "INSERT INTO register_counter (id, office, kind, year, last, start)"
    " VALUES (%s, %s, %s, %s, greatest(%s, %s), %s) ON CONFLICT (office, kind, year)"
    " DO UPDATE SET last = greatest(register_counter.last, EXCLUDED.last),"
    " start = EXCLUDED.start"
)
_UNDIVIDED = (
    "SELECT s.source_id, s.page_id, EXISTS (SELECT 1 FROM register_succession n"
    " WHERE n.source_id = s.source_id AND NOT EXISTS"
    " (SELECT 1 FROM register_annulment a WHERE a.annulled_id = n.opened_by_id))"
    " FROM register_succession s WHERE s.opened_by_id = ANY(%s)"
)
_IDS = (  # ids drawn there later must be others
    "SELECT setval('dengbu_id_block', greatest(%s, (SELECT last_value FROM dengbu_id_block)))"
)


class NotClosed(Exception):
    """A right that a booking closed does not stand in the target."""


@dataclass(slots=True)
class _Step:
    """The rows of some changes of one office, by table."""

    office: str
    bookings: list[Values] = field(default_factory=list)
    entries: list[Values] = field(default_factory=list)
    opened: dict[str, list[Values]] = field(default_factory=lambda: defaultdict(list))
    closed: dict[str, dict[int, Closed]] = field(default_factory=lambda: defaultdict(dict))
    certificates: list[Values] = field(default_factory=list)
    pages: dict[int, str] = field(default_factory=dict)
    parties: dict[int, Values] = field(default_factory=dict)


def rebuild(into: Raw, changes: Sequence[Change]) -> None:
    """Write changes of one office that follow those written before, in the caller's transaction.

    ``into``: a connection as owner of the schema. What the rows stand on in the cadastre is carried
    along. Raises what PostgreSQL refuses, and ``NotClosed``.
    """
    if not changes:
        return
    step = _gathered(changes)
    if ended := {row[_SOURCE] for row in step.opened.get(_SUCCESSION, ())}:
        cadastre.retire_there(into, ended)  # before the parts come, which may have their rooms
    _add_ground(into, step)
    copy_values(into, tables.BOOKING.table, (*BOOKING, "office"), step.bookings)
    copy_values(into, ENTRIES, (*COLUMNS[ENTRIES], "office"), step.entries)
    _close(into, step)
    _open(into, step)
    _undo_divisions(into, step)
    copy_values(into, CERTIFICATES, (*COLUMNS[CERTIFICATES], "office"), step.certificates)
    evidence.write_placed(into, step.office, [c.leaf for c in changes])
    first, last = changes[0].place, changes[-1].place + 1
    for part in evidence.tree_of(step.office, after=first, upto=last):
        add_slice(into, part)
    _count(into, step)


def _gathered(changes: Sequence[Change]) -> _Step:
    office = changes[0].office
    step = _Step(office)
    for change in changes:
        if change.booking is None:
            continue
        step.bookings.append((*(getattr(change.booking, name) for name in BOOKING), office))
        step.entries += [(*row, office) for row in change.entries]
        for table, rows in change.opened.items():
            step.opened[table] += rows
        for one in change.closed:
            step.closed[one.table][one.id] = one
        step.certificates += [(*row, office) for row in change.certificates]
        step.pages |= {page.id: page.unit_code for page in change.pages}
        for party in change.parties:
            step.parties[party.id] = (*(getattr(party, name) for name in PARTY), office)
    return step


def _add_ground(into: Raw, step: _Step) -> None:
    """Pages with what they stand on in the cadastre, and parties: those that are missing."""
    sql = "SELECT id FROM register_page WHERE id = ANY(%s)"
    there = into.execute(sql, [list(step.pages)])
    missing = sorted(step.pages.keys() - {pk for (pk,) in there.fetchall()})
    if missing:
        for part in cadastre.ground_of(missing):
            add_slice(into, part)
        rows = [(pk, pk, step.pages[pk], 0, step.office) for pk in missing]
        copy_values(into, "register_page", PAGE_COLUMNS, rows)
    add_values(into, "register_party", (*PARTY, "office"), list(step.parties.values()))


def _close(into: Raw, step: _Step) -> None:
    """Close what stood before the step."""
    for table, closed in step.closed.items():
        opened = {row[0] for row in step.opened.get(table, ())}
        stood = [one for pk, one in sorted(closed.items()) if pk not in opened]
        if not stood:
            continue
        values = [
            [one.id for one in stood],
            [one.closed_by_id for one in stood],
            [one.effective_to for one in stood],
            [one.recorded_to for one in stood],
        ]
        done = into.execute(_CLOSE.format(table=table).encode(), values)
        if done.rowcount != len(stood):
            raise NotClosed(
                f"{table}: {len(stood) - done.rowcount} rights to be closed do not stand"
            )


def _open(into: Raw, step: _Step) -> None:
    """What the step opens, closed at once if the step closes it."""
    for rows in tables.OPENINGS:
        names = COLUMNS[rows.table]
        closable = rows.table in tables.CLOSABLE
        wanted = (*names, *CLOSING, "office") if closable else (*names, "office")
        closed = step.closed.get(rows.table, {})
        for opened in _rounds(rows.table, step.opened.get(rows.table, [])):
            made = (
                (*row, *_closing(closed.get(row[0])), step.office)
                if closable
                else (*row, step.office)
                for row in opened
            )
            copy_values(into, rows.table, wanted, made)


def _undo_divisions(into: Raw, step: _Step) -> None:
    """Units are there again in the cadastre whose division or merger the step annuls.

    But for those that the step, or one before, divided anew.
    """
    annulled = [row[_ANNULLED] for row in step.opened.get(tables.ANNULMENT.table, ())]
    if not annulled:
        return
    pairs = into.execute(_UNDIVIDED, [annulled]).fetchall()
    if pairs:
        again = {source for source, _, ended in pairs if not ended}
        cadastre.revive_there(into, again, instead_of={part for _, part, _ in pairs})


def _count(into: Raw, step: _Step) -> None:
    """Counters as the numbers given so far need them, and ids that are never drawn twice."""
    given: dict[tuple[str, int], int] = defaultdict(int)
    for row in step.certificates:
        kind, year, serial = (row[place] for place in _NUMBERED)
        given[kind, year] = max(given[kind, year], serial or 0)
    for counter in Counter.objects.filter(office=step.office):
        last = given.get((counter.kind, counter.year))
        if last is not None:
            key = (counter.id, step.office, counter.kind, counter.year)
            into.execute(_COUNT, [*key, last, counter.start, counter.start])
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM dengbu_id_block")
        into.execute(_IDS, cursor.fetchone())


def _closing(closed: Closed | None) -> Values:
    return (None, None, None) if closed is None else tuple(getattr(closed, n) for n in CLOSING)


def _rounds(table: str, rows: Sequence[Values]) -> Iterator[Sequence[Values]]:
    """Rows that one statement can add, in order; nearly always all of them.

    A title that follows none is refused while another of its page stands, as it is seen at the end
    of the statement: it comes alone of its page, what comes later on the page by later statements.
    """
    if table != _OWNERSHIP:
        if rows:
            yield rows
        return
    found: dict[int, list[Values]] = defaultdict(list)
    last: dict[int, tuple[int, bool]] = {}  # of each page: its round, and whether one began there
    for row in rows:
        begins = row[_PREVIOUS] is None
        number, began = last.get(row[_PAGE], (-1, True))
        number += begins or began
        last[row[_PAGE]] = number, begins
        found[number].append(row)
    for number in sorted(found):
        yield found[number]
