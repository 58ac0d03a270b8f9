"""The floor of a batch of bookings: the very same rows, without the engine.

The rows are taken from the engine itself: a batch is booked, what it wrote is copied out, and the
transaction is rolled back. The floor then writes the same bytes by COPY into the same tables, and
the same closings by one UPDATE a table, in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg import sql

from benchmarks.ground import owner, timed
from dengbu.database.ids import forget_block, next_id
from dengbu.register import api as register

# (table, how its rows reach a booking), in an order that foreign keys accept
_BY_ENTRY = "JOIN register_entry e ON e.id = t.opened_by_id WHERE e.booking_id = ANY({ids})"
TABLES: tuple[tuple[str, str], ...] = (
    ("register_booking", "WHERE t.id = ANY({ids})"),
    ("register_entry", "WHERE t.booking_id = ANY({ids})"),
    ("register_party", "WHERE t.id > {newest}"),
    ("register_ownership", _BY_ENTRY),
    (
        "register_ownershipholder",
        "JOIN register_ownership r ON r.id = t.ownership_id"
        " JOIN register_entry e ON e.id = r.opened_by_id WHERE e.booking_id = ANY({ids})",
    ),
    (
        "register_certificate",
        "JOIN register_entry e ON e.id = t.entry_id WHERE e.booking_id = ANY({ids})",
    ),
    ("evidence_leaf", "WHERE t.id > {newest}"),
    ("evidence_leafsalt", "WHERE t.id > {newest}"),
)
CLOSED = ("register_ownership", "register_mortgage")


class _RollBack(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch of bookings writes, ready to be sent."""

    copies: tuple[tuple[str, bytes], ...]  # table, rows in COPY text format
    closings: tuple[tuple[str, list[int], list[int], list[Any]], ...]
    at: Any
    counters: tuple[tuple[int, int], ...]  # counter row, last number

    def rows(self) -> int:
        """Rows that are inserted."""
        return sum(data.count(b"\n") for _, data in self.copies)


def rows_of(bookings: Sequence[register.Booking]) -> Written:
    """Book, take what was written, and roll back."""
    taken: list[Written] = []
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT nextval('dengbu_id_block') * 1000")
                newest = cursor.fetchone()[0] - 1
                # Ids of this process may come from an older block: begin a new one.
                forget_and_check(newest)
            outcomes = register.book(bookings)
            if not all(o.booked for o in outcomes):
                raise RuntimeError(next(o for o in outcomes if not o.booked).blocks[0].message)
            ids = [o.booking_id for o in outcomes if o.booking_id is not None]
            taken.append(_taken(ids, newest))
            raise _RollBack
    except _RollBack:
        pass
    return taken[0]


def forget_and_check(newest: int) -> None:
    """Make sure that ids drawn from now on are above ``newest``."""
    forget_block()
    if next_id() <= newest:
        raise RuntimeError("ids are not ascending")


def _taken(ids: Sequence[int], newest: int) -> Written:
    raw: psycopg.Connection[Any] = connection.connection
    array = "'{" + ",".join(map(str, ids)) + "}'::bigint[]"
    copies = []
    for table, join in TABLES:
        query = (
            f"COPY (SELECT t.* FROM {table} t {join.format(ids=array, newest=newest)}) TO STDOUT"
        )
        with psycopg.Cursor(raw) as cursor, cursor.copy(query) as copy:  # type: ignore[arg-type]
            copies.append((table, b"".join(bytes(part) for part in copy)))
    closings = []
    at = None
    with connection.cursor() as cursor:
        for table in CLOSED:
            cursor.execute(
                f"SELECT r.id, r.closed_by_id, r.effective_to, r.recorded_to FROM {table} r"
                " JOIN register_entry e ON e.id = r.closed_by_id WHERE e.booking_id = ANY(%s)"
                " ORDER BY r.id",
                [list(ids)],
            )
            rows = cursor.fetchall()
            if rows:
                pks, entries, ends, recorded = (list(c) for c in zip(*rows, strict=True))
                at = recorded[0]
                closings.append((table, pks, entries, ends))
        cursor.execute("SELECT id, last FROM register_counter")
        counters = tuple(cursor.fetchall())
    return Written(copies=tuple(copies), closings=tuple(closings), at=at, counters=counters)


def write_by_copy(written: Written) -> None:
    """The floor: COPY the rows, one UPDATE a table for the closings; commits."""
    with transaction.atomic():
        _write(connection.connection, written)


def write_bare(written: Written) -> float:
    """The floor without foreign keys and triggers, rolled back before its commit: seconds."""
    with owner() as connected:
        connected.execute("BEGIN")
        _drop_checks(connected)
        seconds = timed(lambda: _write(connected, written))
        connected.execute("ROLLBACK")
    return seconds


def _write(raw: psycopg.Connection[Any], written: Written) -> None:
    with psycopg.Cursor(raw) as cursor:
        # Bookings and entries first: closings refer to them; openings last: they need the room.
        _copy(cursor, written.copies[:2])
        for table, pks, entries, ends in written.closings:
            cursor.execute(
                f"UPDATE {table} AS r SET closed_by_id = u.entry, effective_to = u.ends,"  # type: ignore[arg-type]
                " recorded_to = %s FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[])"
                " AS u(id, entry, ends) WHERE r.id = u.id",
                [written.at, pks, entries, ends],
                prepare=True,
            )
        _copy(cursor, written.copies[2:])
        for pk, last in written.counters:
            cursor.execute("UPDATE register_counter SET last = %s WHERE id = %s", [last, pk])


def _copy(cursor: psycopg.Cursor[Any], copies: Sequence[tuple[str, bytes]]) -> None:
    for table, data in copies:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:  # type: ignore[arg-type]
            copy.write(data)


def _drop_checks(connected: psycopg.Connection[Any]) -> None:
    tables = sorted({table for table, _ in TABLES} | set(CLOSED))
    keys = connected.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [tables],
    ).fetchall()
    for table, name in keys:
        drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        connected.execute(drop.format(sql.Identifier(table), sql.Identifier(name)))
    for table in tables:
        disable = sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER")
        connected.execute(disable.format(sql.Identifier(table)))
