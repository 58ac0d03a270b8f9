"""Reading all that bookings wrote, in two rounds of questions whatever their number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from dengbu.database.rows import Rows, array
from dengbu.database.wire import Answer, Wire, pipeline
from dengbu.register.booking import tables
from dengbu.register.feed.shapes import COLUMNS, named, naming_pages, naming_parties
from dengbu.register.feed.values import BookingLine, Closed, PageLine, PartyLine, Values

_CHOSEN = "WHERE e.booking_id = ANY(%s::bigint[])"
_BOOKINGS = (
    "SELECT id, case_no, seq, registrar_id, registrar_name, system, recorded_at"
    " FROM register_booking WHERE id = ANY(%s::bigint[])"
)
_PAGES = "SELECT id, unit_code FROM register_page WHERE id = ANY(%s::bigint[])"
_PARTIES = (
    "SELECT id, name, id_type, id_no, party_type FROM register_party WHERE id = ANY(%s::bigint[])"
)


def _reach(rows: Rows) -> str:
    """How rows of a table are found by the entries of a booking."""
    names = [name for name, _ in rows.each]
    if rows is tables.ENTRY:
        return "JOIN register_entry e ON e.id = t.id"
    if rows is tables.CERTIFICATE:
        return "JOIN register_entry e ON e.id = t.entry_id"
    if "opened_by_id" in names:
        return "JOIN register_entry e ON e.id = t.opened_by_id"
    right, column = tables.PARTS[rows.table]
    return f"JOIN {right} r ON r.id = t.{column} JOIN register_entry e ON e.id = r.opened_by_id"


def _rows_sql(rows: Rows) -> str:
    columns = ", ".join(f"t.{name}" for name in COLUMNS[rows.table])
    return (
        f"SELECT e.booking_id, {columns} FROM {rows.table} t"  # noqa: S608 - constants only
        f" {_reach(rows)} {_CHOSEN} ORDER BY t.id"
    )


_ROWS = {
    rows.table: _rows_sql(rows) for rows in (tables.ENTRY, *tables.OPENINGS, tables.CERTIFICATE)
}
# By the page, which is indexed: an entry closes rights of its own page alone.
_CLOSINGS = {
    table: (
        "SELECT e.booking_id, r.id, r.closed_by_id, r.effective_to, r.recorded_to"  # noqa: S608 - constants only
        f" FROM register_entry e JOIN {table} r"
        f" ON r.page_id = e.page_id AND r.closed_by_id = e.id {_CHOSEN} ORDER BY r.id"
    )
    for table in tables.CLOSABLE
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, by booking id; pages and parties by their own."""

    bookings: Mapping[int, BookingLine]
    rows: Mapping[str, Mapping[int, list[Values]]]  # by table
    closed: Mapping[int, list[Closed]]
    pages: Mapping[int, PageLine]
    parties: Mapping[int, PartyLine]


def read(ids: Sequence[int]) -> Found:
    """Everything that these bookings wrote."""
    if not ids:
        return Found({}, {}, {}, {}, {})
    chosen = [array("bigint", ids)]
    with transaction.atomic(), pipeline() as wire:
        bookings = wire.ask(_BOOKINGS, chosen)
        asked = {table: wire.ask(sql, chosen) for table, sql in _ROWS.items()}
        closings = {table: wire.ask(sql, chosen) for table, sql in _CLOSINGS.items()}
        rows = {table: _by_booking(answer) for table, answer in asked.items()}
        pages = _named(wire, _PAGES, naming_pages(), rows)
        parties = _named(wire, _PARTIES, naming_parties(), rows)
        return Found(
            bookings={row[0]: _booking(row) for row in bookings.fetchall()},
            rows=rows,
            closed=_closed(closings),
            pages={row[0]: PageLine(id=row[0], unit_code=row[1]) for row in pages.fetchall()},
            parties={row[0]: _party(row) for row in parties.fetchall()},
        )


def _by_booking(answer: Answer) -> dict[int, list[Values]]:
    found: dict[int, list[Values]] = defaultdict(list)
    for row in answer.fetchall():
        found[row[0]].append(row[1:])
    return found


def _closed(closings: Mapping[str, Answer]) -> dict[int, list[Closed]]:
    found: dict[int, list[Closed]] = defaultdict(list)
    for table, answer in closings.items():
        for booking, pk, entry, ends, at in answer.fetchall():
            found[booking].append(
                Closed(table=table, id=pk, closed_by_id=entry, effective_to=ends, recorded_to=at)
            )
    return found


def _named(
    wire: Wire,
    sql: str,
    places: Mapping[str, tuple[int, ...]],
    rows: Mapping[str, Mapping[int, Sequence[Values]]],
) -> Answer:
    """The rows that are named in these places."""
    together = {table: [row for of in rows[table].values() for row in of] for table in places}
    return wire.ask(sql, [array("bigint", sorted(named(together, places)))])


def _booking(row: Values) -> BookingLine:
    pk, case_no, seq, registrar_id, registrar_name, system, at = row
    return BookingLine(
        id=pk,
        case_no=case_no,
        seq=seq,
        registrar_id=registrar_id,
        registrar_name=registrar_name,
        system=system,
        recorded_at=at,
    )


def _party(row: Values) -> PartyLine:
    pk, name, id_type, id_no, party_type = row
    return PartyLine(id=pk, name=name, id_type=id_type, id_no=id_no, party_type=party_type)
