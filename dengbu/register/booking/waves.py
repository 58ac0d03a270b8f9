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
_PARTS = (tables.OWNERSHIP_HOLDER, tables.MORTGAGE_PARTY, tables.NOTICE_PARTY)


@dataclass(slots=True)
class Wave:
    """Closings, and after them openings."""

    closed: list[Closing] = field(default_factory=list)
    opened: list[Opening] = field(default_factory=list)


def waves(written: Sequence[Written]) -> list[Wave]:
    """One wave for nearly every batch; more where a right is closed that the batch opens."""
    closed = [c for w in written for c in w.closed]
    opened = [o for w in written for o in w.opened]
    fresh = {row[0] for rows, row in opened if rows not in _PARTS}
    if not any(pk in fresh for _, pk, _, _ in closed):
        return [Wave(closed, opened)]
    found: defaultdict[int, Wave] = defaultdict(Wave)
    of_entry: defaultdict[int, int] = defaultdict(int)
    of_right: dict[int, int] = {}
    for one in written:
        _place(one, found, of_entry, of_right)
    return [found[number] for number in sorted(found)]


def _place(
    one: Written,
    found: defaultdict[int, Wave],
    of_entry: defaultdict[int, int],
    of_right: dict[int, int],
) -> None:
    """Put each row of a booking into its wave, act by act."""
    for entry in (e[0] for e in one.entries):
        for closing in (c for c in one.closed if c[2] == entry):
            number = of_right.get(closing[1], -1) + 1
            of_entry[entry] = max(of_entry[entry], number)
            found[number].closed.append(closing)
        for rows, row in one.opened:
            if rows in _PARTS:
                continue
            if row[2] == entry:
                of_right[row[0]] = of_entry[entry]
                found[of_entry[entry]].opened.append((rows, row))
    for rows, row in one.opened:
        if rows in _PARTS:
            found[of_right[row[1]]].opened.append((rows, row))
