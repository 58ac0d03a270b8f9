"""Rows as model objects by statements that are composed once: what pages read again and again.

The framework composes and PostgreSQL plans every query anew; where a page reads a dozen tables by
the same key, that is most of its time. Here the text of a query is made once, its plan is kept, and
all queries of a page go out together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, Model

from dengbu.database.wire import Answer, Wire

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Reading(Generic[Row]):
    """How rows of one table are read: ``tail`` is what follows FROM, with the table named ``t``.

    Fields in ``without`` are left out, and asked for by the framework should anybody want them.
    """

    model: type[Row]
    tail: str
    without: frozenset[str] = frozenset()

    @cached_property
    def sql(self) -> str:
        """The statement; its parameters are those of ``tail``."""
        columns = ", ".join(f't."{f.column}"' for f in self._fields)
        table = self.model._meta.db_table
        return f'SELECT {columns} FROM "{table}" t {self.tail}'  # noqa: S608 - constants only

    @cached_property
    def _fields(self) -> "list[Field[Any, Any]]":
        return [f for f in self.model._meta.concrete_fields if f.attname not in self.without]

    @cached_property
    def _names(self) -> list[str]:
        return [f.attname for f in self._fields]

    @cached_property
    def _decoders(self) -> list[tuple[int, Callable[..., Any], Any]]:
        """Columns whose values the driver gives otherwise than the model has them, as JSON."""
        return [
            (place, convert, field.get_col(self.model._meta.db_table))
            for place, field in enumerate(self._fields)
            for convert in field.get_db_converters(connection)
        ]

    def ask(self, wire: Wire, parameters: Sequence[Any]) -> Answer:
        """Send the query; ``rows`` reads its answer."""
        return wire.ask(self.sql, parameters)

    def rows(self, answer: Answer) -> list[Row]:
        """The rows of an answer, in its order."""
        found = (self._decoded(values) for values in answer.fetchall())
        return [self.model.from_db(connection.alias, self._names, values) for values in found]

    def _decoded(self, values: tuple[Any, ...]) -> Sequence[Any]:
        if not self._decoders:
            return values
        plain = list(values)
        for place, convert, column in self._decoders:
            plain[place] = convert(plain[place], column, connection)
        return plain
