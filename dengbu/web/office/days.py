"""The years of a unit as a rail: a mark for each day on which something was entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LABELS = 8  # years that are written below, at most


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A day on the rail; places are per cent of its length, from the left."""

    place: float
    day: date
    titles: str  # what was entered


@dataclass(frozen=True, kw_only=True, slots=True)
class Rail:
    """From the first entry to today."""

    marks: tuple[Mark, ...]
    years: tuple[tuple[float, int], ...]  # first of January, and the year
    here: float  # the day that is looked at
    handle: str  # what is said of it


def rail(events: Sequence[tuple[date, str]], *, as_of: date | None, today: date) -> Rail | None:
    """None for a unit on which nothing was entered, or all of it today.

    ``events``: day and title, in any order.
    """
    days = sorted({day for day, _ in events})
    if not days or days[0] >= today:
        return None
    first, span = days[0], (today - days[0]).days

    def place(day: date) -> float:
        return round(2 + 96 * max(0, (day - first).days) / span, 2)

    step = -(-(today.year - first.year) // LABELS) or 1
    years = range(first.year + 1, today.year + 1, step)
    return Rail(
        marks=tuple(
            Mark(place=place(d), day=d, titles="、".join(t for day, t in events if day == d))
            for d in days
        ),
        years=tuple((place(date(year, 1, 1)), year) for year in years),
        here=place(as_of or today),
        handle="您看的这一天" if as_of else "今天",
    )
