"""Set-wise writing: one statement a table, whatever the number of rows.

``INSERT ... SELECT ... FROM unnest(arrays)`` beats COPY for one to ten rows and is level at a
thousand (``benchmarks/README.md``); array literals are built by hand because that is a tenth
quicker than the driver's list dumper.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Encoder = Callable[[Iterable[Any]], str]


def _plain(values: Iterable[Any]) -> str:
    """Values whose text has no comma, brace, quote or space: numbers, dates, booleans."""
    return "{" + ",".join(["NULL" if v is None else str(v) for v in values]) + "}"


def _quoted(values: Iterable[Any]) -> str:
    """Free text, escaped for an array literal."""
    return (
        "{"
        + ",".join(
            [
                "NULL" if v is None else '"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"'
                for v in values
            ]
        )
        + "}"
    )


def _instants(values: Iterable[Any]) -> str:
    """A batch mostly repeats one instant: it is rendered once."""
    texts = []
    last: Any = None
    text = "NULL"
    for value in values:
        if value is not last:
            last = value
            text = "NULL" if value is None else f'"{value.isoformat()}"'
        texts.append(text)
    return "{" + ",".join(texts) + "}"


def _binary(values: Iterable[Any]) -> str:
    return "{" + ",".join(["NULL" if v is None else f'"\\\\x{v.hex()}"' for v in values]) + "}"


ENCODERS: dict[str, Encoder] = {
    "bigint": _plain,
    "integer": _plain,
    "smallint": _plain,
    "numeric": _plain,
    "boolean": _plain,
    "date": _plain,
    "text": _quoted,
    "timestamptz": _instants,
    "bytea": _binary,
}


@dataclass(frozen=True)
class Rows:
    """How rows of one table are written.

    ``shared`` columns have one value for the whole statement; ``each`` columns one a row, in order.
    """

    table: str
    shared: tuple[tuple[str, str], ...]  # (column, type)
    each: tuple[tuple[str, str], ...]
    tail: str = ""  # ON CONFLICT ... RETURNING ...

    @cached_property
    def sql(self) -> str:
        names = [f'"{n}"' for n, _ in (*self.shared, *self.each)]
        scalars = [f"%s::{t}" for _, t in self.shared]
        arrays = ", ".join(f"%s::{t}[]" for _, t in self.each)
        return (
            f'INSERT INTO "{self.table}" ({", ".join(names)}) '  # noqa: S608 - constants only
            f"SELECT {', '.join([*scalars, 'u.*'])} FROM unnest({arrays}) AS u {self.tail}"
        )

    def parameters(self, shared: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[Any]:
        """The values of one statement for ``rows`` (tuples in the order of ``each``)."""
        columns = zip(*rows, strict=True)
        encoded = [
            ENCODERS[kind](column) for (_, kind), column in zip(self.each, columns, strict=True)
        ]
        return [*shared, *encoded]


def array(kind: str, values: Iterable[Any]) -> str:
    """An array literal of PostgreSQL type ``kind``."""
    return ENCODERS[kind](values)
