"""The driver under Django's connection, for statements that carry whole batches.

Inside the caller's transaction; server-side binding and prepared statements; several statements are
sent before the first answer is awaited (pipeline), so that PostgreSQL works while Python prepares
the next table.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.datetime import TimestamptzLoader

Parameters = Sequence[Any] | Mapping[str, Any]
Answer = psycopg.Cursor[Any]


class Wire:
    """One batch of statements on the current connection."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._raw = raw

    def send(self, sql: str, parameters: Sequence[Any] = ()) -> Answer:
        """Queue a statement; ``.fetchall()`` on the answer waits for it."""
        return psycopg.Cursor(self._raw).execute(sql, parameters, prepare=True)

    def ask(self, sql: str, parameters: Parameters = ()) -> Answer:
        """``send`` for many rows with instants: the framework's loader of instants is Python, the
        driver's own is compiled."""
        cursor = psycopg.Cursor(self._raw)
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        return cursor.execute(sql, parameters, prepare=True)


@contextmanager
def pipeline() -> Iterator[Wire]:
    """Statements sent inside go out together; leaving waits for all and raises their errors.

    Raises RuntimeError outside a transaction: a batch is never half-written.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a pipeline needs the caller's transaction")
    with reading() as wire:
        yield wire


@contextmanager
def reading() -> Iterator[Wire]:
    """The same for statements that only read, which need no transaction and its two round trips."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    with connection.wrap_database_errors, raw.pipeline():
        yield Wire(raw)
