"""Rows on their way into another database, by COPY: as they stand there, or as values.

The other database is a connection of the driver; nothing here commits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

Raw = psycopg.Connection[Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """Rows of one table: which, by a condition of constants and numbers."""

    table: str
    columns: tuple[str, ...]
    where: str


def among(ids: Iterable[int]) -> str:
    """The ids as an SQL array."""
    return "'{" + ",".join([str(int(pk)) for pk in ids]) + "}'::bigint[]"


def copy_values(
    into: Raw, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """COPY values; every constraint and trigger of the table stands."""
    with into.cursor().copy(f"COPY {table} ({_names(columns)}) FROM STDIN".encode()) as lines:
        for row in rows:
            lines.write_row(row)


def add_values(
    into: Raw, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """COPY values of which some may stand there already, under the same id."""
    if rows:
        copy_values(into, _beside(into, table), columns, rows)
        _take_over(into, table, columns)


def add_slice(into: Raw, part: Slice) -> int:
    """Carry rows of our database over, unread; how many were missing there."""
    beside = _beside(into, part.table)
    names = _names(part.columns)
    connection.ensure_connection()
    ours: Raw = connection.connection
    chosen = f'SELECT {names} FROM "{part.table}" WHERE {part.where}'  # noqa: S608 - see Slice
    with (
        ours.cursor().copy(f"COPY ({chosen}) TO STDOUT".encode()) as read,
        into.cursor().copy(f"COPY {beside} ({names}) FROM STDIN".encode()) as written,
    ):
        for data in read:
            written.write(data)
    return _take_over(into, part.table, part.columns)


def _names(columns: Sequence[str]) -> str:
    return ", ".join([f'"{name}"' for name in columns])


def _beside(into: Raw, table: str) -> str:
    """An empty table of the session in which rows wait until it is known who is missing."""
    beside = f"carried_{table}"
    into.execute(
        f'CREATE TEMP TABLE IF NOT EXISTS {beside} (LIKE "{table}" INCLUDING DEFAULTS)'
        " ON COMMIT DELETE ROWS".encode()
    )
    into.execute(f"TRUNCATE {beside}".encode())
    return beside


def _take_over(into: Raw, table: str, columns: Sequence[str]) -> int:
    names = _names(columns)
    done = into.execute(
        f'INSERT INTO "{table}" ({names}) SELECT {names} FROM carried_{table}'  # noqa: S608 - names of our models
        " ORDER BY id ON CONFLICT (id) DO NOTHING".encode()
    )
    return done.rowcount
