"""Fingerprints of whole tables: whether two databases hold the same rows, whatever their order.

A row's canonical form is the text of its columns in the order of the model, instants in UTC; its
SHA-256 gives two numbers of 64 bits, and a table's fingerprint is its number of rows with the sums
of both. Sums know no order, so PostgreSQL needs one pass, no sort and no memory for it. They show
what was lost, doubled or changed by mistake; against whoever has means to forge rows stand the
leaves of the evidence log.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models

AS_TEXT = (  # how values are spelled, whatever the server or the session prefers
    "SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),"
    " set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true),"
    " set_config('extra_float_digits', '1', true)"
)
_HALVES = tuple(
    f"coalesce(sum(('x' || encode(substr(h, {start}, 8), 'hex'))::bit(64)::bigint), 0)"
    for start in (1, 9)
)


class Asking(Protocol):
    """A cursor of Django or of the driver, in a transaction."""

    def execute(self, query: Any, params: Any = None, /) -> Any:
        """Send a statement."""

    def fetchone(self) -> Any:
        """Its next row."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of one table: equal where the same rows stand."""

    rows: int
    first: int  # sum of the first 64 bits of each row's hash
    second: int  # of the next 64

    def __str__(self) -> str:
        """32 hexadecimal digits, as people compare them."""
        return f"{self.first % 2**64:016x}{self.second % 2**64:016x}"


def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a model's table in the order of the model."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


def digest_sql(model: type[models.Model], where: str = "true") -> str:
    """The query of a table's fingerprint, for the rows that ``where`` names."""
    row = ", ".join(f'"{name}"' for name in columns(model))
    return (
        f"SELECT count(*), {_HALVES[0]}, {_HALVES[1]} FROM ("  # noqa: S608 - constants only
        f"SELECT sha256(convert_to(ROW({row})::text, 'UTF8')) AS h"
        f' FROM "{model._meta.db_table}" WHERE {where}) AS rows'
    )


def taken(cursor: Asking, sql: str, parameters: Sequence[Any] = ()) -> Fingerprint:
    """The fingerprint that a ``digest_sql`` gives; in a transaction, whose settings it sets."""
    cursor.execute(AS_TEXT)
    cursor.fetchone()
    cursor.execute(sql, parameters)
    rows, first, second = cursor.fetchone()
    return Fingerprint(int(rows), int(first), int(second))


def differing(one: Mapping[str, Fingerprint], other: Mapping[str, Fingerprint]) -> Iterator[str]:
    """The tables that are not the same in both, in order."""
    for table in sorted({*one, *other}):
        if one.get(table) != other.get(table):
            yield table
