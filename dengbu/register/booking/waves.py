"""The order in which the rows of a batch can be written.

Closings come before openings, because a unit has one current ownership at every moment. A right
that is opened and closed in the same batch (a home inherited and sold, or sold twice) needs its
opening written first: then the batch is written in several such rounds.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dengbu.database.rows import Rows
from dengbu.register.booking import tables
from dengbu.register.booking.setting import Written

Closing = tuple[str, int, int, datetime]
Opening = tuple[Rows, tuple[Any, ...]]


@dataclass(slots=True)
class Wave:
    """Closings, and after them openings."""

    closed: list[Closing] = field(default_factory=list)
    opened: list[Opening] = field(default_factory=list)


def waves(written: Sequence[Written]) -> list[Wave]:
    """One wave for nearly every batch; more where a right is closed that the batch opens."""
    closed = [c for w in written for c in w.closed]
    opened = [o for w in written for o in w.opened]
    fresh = {row[0] for rows, row in opened if rows.table not in tables.PARTS}
    if not any(pk in fresh for _, pk, _, _ in closed):
        return [Wave(closed, opened)]
    placing = _Placing()
    for one in written:
        placing.place(one)
    return [placing.found[number] for number in sorted(placing.found)]


@dataclass(slots=True)
class _Placing:
    """Rows into waves, act by act: what is opened on a page never precedes what was done there."""

    found: defaultdict[int, Wave] = field(default_factory=lambda: defaultdict(Wave))
    of_right: dict[int, int] = field(default_factory=dict)  # wave in which the batch opens it
    of_page: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))  # the last

    def place(self, one: Written) -> None:
        """Put each row of a booking into its wave."""
        for entry_id, page_id in ((e[0], e[3]) for e in one.entries):
            number = self.of_page[page_id]
            for closing in (c for c in one.closed if c[2] == entry_id):
                after = self.of_right.get(closing[1], -1) + 1
                number = max(number, after)
                self.found[after].closed.append(closing)
            self.of_page[page_id] = number
            for rows, row in one.opened:
                if rows.table not in tables.PARTS and row[2] == entry_id:
                    self.of_right[row[0]] = number
                    self.found[number].opened.append((rows, row))
        for rows, row in one.opened:
            if rows.table in tables.PARTS:
                self.found[self.of_right[row[1]]].opened.append((rows, row))
