"""How long a case will take: an interval from how long the last ones took (办结预测).

Distribution-free, by ranks alone (conformal prediction with order statistics: Vovk, Gammerman,
Shafer, *Algorithmic Learning in a Random World*, 2005). Of n past cases and the one asked about,
all equally likely to stand at any rank, the new one lies between the l-th and the u-th of the past
with probability at least (u - l) / (n + 1), whatever the distribution is; with ties more. Nothing
is fitted, so nothing can be fitted wrongly; what it needs is that past and coming cases are alike,
so they are taken from the same group and from the latest. Times are office time
(`WorkCalendar.working_time_between`), so that nights and holidays say nothing of the office.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

LEVEL = Fraction(8, 10)  # of the cases that shall end within the interval
LEAST = 20  # cases below which nothing is foretold: the interval would be of the extremes
LATEST = 200  # of the same group that are looked at: enough for the ranks, few enough to be recent


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """Within which office time a case ends, and how sure that is."""

    low: timedelta
    high: timedelta
    middle: timedelta  # half of the cases were faster
    level: Fraction  # that the ranks guarantee, at least `LEVEL`
    cases: int  # from which it was made


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """How often intervals held that were made before their case was known."""

    held: int
    tried: int


def interval(
    taken: Iterable[timedelta], *, still_open: int = 0, level: Fraction = LEVEL
) -> Interval | None:
    """The interval for the next case; None where the past is too thin to say one.

    ``taken``: office time from acceptance to entry of past cases in any order. ``still_open``: how
    many of the same days have not ended: they count as longer than all others, so that an office
    which falls behind is not foretold by the cases that it still managed.
    """
    ordered = sorted(taken)
    count = len(ordered) + still_open
    if len(ordered) < LEAST:
        return None
    low, high = ranks(count, level)
    if low < 1 or high > len(ordered):
        return None  # the upper end lies among those that have not ended
    middle = ordered[min(ceil(Fraction(count + 1, 2)), len(ordered)) - 1]
    return Interval(
        low=ordered[low - 1],
        high=ordered[high - 1],
        middle=middle,
        level=Fraction(high - low, count + 1),
        cases=count,
    )


@lru_cache(maxsize=4 * LATEST)
def ranks(count: int, level: Fraction) -> tuple[int, int]:
    """The ranks, from 1, between which the next of ``count`` + 1 lies with at least ``level``.

    As much is left out below as above. (0, ...) or (..., ``count`` + 1) where so few cannot say it.
    """
    out = (1 - level) / 2 * (count + 1)
    return floor(out), ceil(count + 1 - out)


def record(
    in_order: Sequence[timedelta], *, latest: int = LATEST, level: Fraction = LEVEL
) -> Record:
    """Each case against the interval that those before it gave: out of sample, in order of time.

    ``in_order``: office time of past cases, the earliest first.
    """
    ordered: list[timedelta] = []
    held = tried = 0
    for n, taken in enumerate(in_order):
        low, high = ranks(len(ordered), level)
        if len(ordered) >= LEAST and low >= 1:
            tried += 1
            held += ordered[low - 1] <= taken <= ordered[high - 1]
        insort(ordered, taken)
        if len(ordered) > latest:
            ordered.pop(bisect_right(ordered, in_order[n - latest]) - 1)
    return Record(held=held, tried=tried)
