"""In which order a list is shown: by which column, up or down; each read from an index of its own.

A page is named by a cursor. Of the due order it says the due time, so that a case which moves takes
no page with it; of every other it is the id of a case alone, whose place is looked up: what it is
sorted by then stands in no address, a name least of all.
"""

from dataclasses import dataclass
from enum import StrEnum

from dengbu.casework.list_sql import DUE_DAY, Where
from dengbu.casework.views import CaseLine
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.cursor import read_cursor, read_id, written_cursor

APPLICANT = "split_part(c.search, E'\\n', 2)"
"""The first name of a case, folded, as the index has it."""
_PLACE = "(SELECT {} FROM casework_case c WHERE c.id = %s)"


class SortBy(StrEnum):
    """By which column."""

    DUE = "due"  # the day on which it is due, urgent ones first, then the minute
    RECEIVED = "received"
    NUMBER = "number"  # of the case
    APPLICANT = "applicant"  # the first who takes part


_KEYS = {
    SortBy.DUE: (DUE_DAY, "c.precedence", "c.due_at", "c.id"),
    SortBy.RECEIVED: ("c.accepted_at", "c.id"),
    SortBy.NUMBER: ("c.case_no", "c.id"),
    SortBy.APPLICANT: (APPLICANT, "c.id"),
}
_NAMED = {  # as a line of a page has them
    SortBy.APPLICANT: ("c.applicant", "c.id"),
}
_READ = {
    SortBy.DUE: "c.id, c.due_at, c.precedence",
    SortBy.RECEIVED: "c.id, c.accepted_at",
    SortBy.NUMBER: "c.id, c.case_no",
    SortBy.APPLICANT: f"c.id, {APPLICANT} AS applicant",
}
ARCHIVED = (SortBy.RECEIVED,)
"""By what the archive can be sorted: what has an index over all that was ever closed."""


@dataclass(frozen=True, slots=True)
class Order:
    """A column and a direction."""

    by: SortBy = SortBy.DUE
    falling: bool = False

    @property
    def code(self) -> str:
        """How an address says it; a minus before the name turns it round."""
        return f"-{self.by.value}" if self.falling else self.by.value

    @property
    def read(self) -> str:
        """What is read of a case so that the pages of several places are put in one order."""
        return _READ[self.by]

    def keys(self, *, back: bool) -> str:
        """ORDER BY over a case ``c``; ``back``: as a page before is read."""
        return self._sorted(_KEYS[self.by], back)

    def named(self, alias: str, *, back: bool) -> str:
        """ORDER BY over what was read of it already, under that alias."""
        return self._sorted(_NAMED.get(self.by, _KEYS[self.by]), back).replace("c.", f"{alias}.")

    def _sorted(self, keys: tuple[str, ...], back: bool) -> str:
        sign = " DESC" if self.falling is not back else ""
        return ", ".join(f"{key}{sign}" for key in keys)

    def beyond(self, after: str | None, before: str | None) -> Where:
        """The cases after a cursor, or before it. Raises `Faults` CODE_LIST for no cursor."""
        given = after or before
        if given is None:
            return Where()
        keys, sign = _KEYS[self.by], "<" if self.falling is bool(after) else ">"
        if self.by is SortBy.DUE:
            at, (precedence, pk) = read_cursor(given, 2)
            place = (at.astimezone(SHANGHAI).date(), precedence, at, pk)
            return Where().and_(f"({', '.join(keys)}) {sign} (%s, %s, %s, %s)", *place)
        pk = read_id(given)
        there = ", ".join((*(_PLACE.format(key) for key in keys[:-1]), "%s"))
        return Where().and_(f"({', '.join(keys)}) {sign} ({there})", *[pk] * len(keys))

    def cursor(self, line: CaseLine) -> str:
        """The place of a line."""
        if self.by is SortBy.DUE:
            return written_cursor(line.due_at, line.precedence, line.id)
        return str(line.id)


NEWEST = Order(SortBy.RECEIVED, falling=True)
"""The order of the archive as long as nobody asks for another."""
