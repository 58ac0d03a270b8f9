"""How casework writes many rows: one statement a table, whatever the number of cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson
from django.db import connection

from dengbu.database.rows import Rows, array

_OPTIONS = orjson.OPT_SORT_KEYS


def json(value: Any) -> str:
    """JSON text of a plain value, keys sorted."""
    return orjson.dumps(value, option=_OPTIONS).decode()


def plain(text: str) -> Any:
    """The value of a JSON text."""
    return orjson.loads(text)


@dataclass(frozen=True)
class JsonRows(Rows):
    """Rows with JSON columns: their text (see ``json``) is cast on the way in."""

    json: frozenset[str] = frozenset()  # names of JSON columns among ``each``; their type is text

    @cached_property
    def sql(self) -> str:
        """The statement; parameters as for ``Rows``."""
        names = [f'"{n}"' for n, _ in (*self.shared, *self.each)]
        scalars = [f"%s::{t}" for _, t in self.shared]
        columns = [f'u."{n}"::jsonb' if n in self.json else f'u."{n}"' for n, _ in self.each]
        arrays = ", ".join(f"%s::{t}[]" for _, t in self.each)
        aliases = ", ".join(f'"{n}"' for n, _ in self.each)
        return (
            f'INSERT INTO "{self.table}" ({", ".join(names)}) '  # noqa: S608 - constants only
            f"SELECT {', '.join([*scalars, *columns])} FROM unnest({arrays}) AS u({aliases})"
            f" {self.tail}"
        )


def insert(rows: Rows, shared: Sequence[Any], values: Sequence[Sequence[Any]]) -> None:
    """Write all rows by one statement in the caller's transaction; nothing for none."""
    if values:
        execute(rows.sql, rows.parameters(shared, values))


def fetch(sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def clock() -> datetime:
    """The instant at which this is asked, by the clock that all processes share."""
    moment: datetime = fetch("SELECT clock_timestamp()")[0][0]
    return moment


def execute(sql: str, parameters: Sequence[Any] = ()) -> int:
    """How many rows a statement touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        touched: int = cursor.rowcount
        return touched


PARTIES = Rows(
    table="casework_caseparty",
    shared=(("guardian_name", "text"), ("guardian_id_no", "text"), ("phone", "text")),
    each=(
        ("id", "bigint"),
        ("office", "text"),
        ("case_id", "bigint"),
        ("seq", "smallint"),
        ("role", "text"),
        ("name", "text"),
        ("id_type", "text"),
        ("id_no", "text"),
        ("party_type", "text"),
        ("agreed_at", "timestamptz"),
    ),
)
CHECKS = JsonRows(
    table="casework_checkresult",
    shared=(("office", "text"), ("phase", "text"), ("at", "timestamptz")),
    each=(
        ("id", "bigint"),
        ("case_id", "bigint"),
        ("seq", "smallint"),
        ("code", "text"),
        ("effect", "text"),
        ("message", "text"),
        ("clause", "text"),
        ("remedy", "text"),
        ("facts", "text"),
    ),
    json=frozenset({"facts"}),
)
DECISIONS = JsonRows(
    table="casework_decision",
    shared=(
        ("office", "text"),
        ("kind", "text"),
        ("by_id", "bigint"),
        ("by_name", "text"),
        ("reason", "text"),
        ("items", "jsonb"),
        ("clause", "text"),
        ("remedy", "text"),
        ("at", "timestamptz"),
        ("round", "smallint"),
    ),
    each=(("id", "bigint"), ("case_id", "bigint")),
)
MESSAGES = Rows(
    table="casework_message",
    shared=(("kind", "text"), ("at", "timestamptz")),
    each=(
        ("id", "bigint"),
        ("office", "text"),
        ("case_id", "bigint"),
        ("recipient", "text"),
        ("name", "text"),
        ("text", "text"),
    ),
    tail="ON CONFLICT DO NOTHING",
)
REFUSED = JsonRows(
    table="casework_batchitem",
    shared=(),
    each=(
        ("id", "bigint"),
        ("office", "text"),
        ("batch_id", "bigint"),
        ("line", "integer"),
        ("refused", "text"),
        ("unit_code", "text"),
        ("proof_no", "text"),
    ),
    json=frozenset({"refused"}),
)

__all__ = [
    "CHECKS",
    "DECISIONS",
    "MESSAGES",
    "PARTIES",
    "REFUSED",
    "JsonRows",
    "array",
    "execute",
    "fetch",
    "insert",
    "json",
]
