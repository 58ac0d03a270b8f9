"""Effects that come by date, without a clerk: the seizure queue, objections, stop orders.

Sources: 民诉法解释 485 (a seizure ends with its term); 法发〔2004〕5号 (waiting seizures rise by
delivery, at the moment the one before ends); Civil Code 220 (an objection lapses 15 days after
entry without suit) and 201-203 (days are counted from the day after, ends at midnight).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
OBJECTION_DAYS = 15
HOLIDAYS = 16  # no run of days off in China is longer, make-up weekends beside it included
SATURDAY = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Renewal:
    """A term that goes on (续封)."""

    delivered_at: datetime
    term_days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordered:
    """A seizure as ordered: what the queue is computed from."""

    id: int
    delivered_at: datetime
    place: int
    term_days: int
    released_at: datetime | None
    renewals: tuple[Renewal, ...] = ()  # in any order


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a seizure stands at the moment asked about."""

    id: int
    place: int  # 1: in force; 0: its term has run
    starts_at: datetime | None  # None: waits
    ends_at: datetime | None


def end_of_term(start: datetime, days: int) -> datetime:
    """The midnight (China) that ends a term of ``days`` begun at ``start``."""
    last = start.astimezone(CHINA).date() + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time(), CHINA)


def _end(order: Ordered, start: datetime, at: datetime) -> datetime:
    """When an order that rose at ``start`` ends by what was delivered until ``at``.

    A renewal that came after the end is without effect; a term goes on from where it ends.
    """
    end = end_of_term(start, order.term_days)
    for renewal in sorted(order.renewals, key=lambda r: r.delivered_at):
        if renewal.delivered_at <= at and renewal.delivered_at < end:
            end += timedelta(days=renewal.term_days)
    return end


def _courses(
    seizures: Iterable[Ordered], at: datetime
) -> Iterator[tuple[Ordered, datetime, datetime]]:
    """Each with its start and its end as known at ``at``, in order of the queue.

    A release that happened after ``at`` is not known yet; one that came before its seizure could
    rise takes it out of the queue without effect.
    """
    free_from: datetime | None = None
    for each in sorted(seizures, key=lambda s: (s.delivered_at, s.place)):
        if each.delivered_at > at:
            continue
        released = each.released_at if each.released_at and each.released_at <= at else None
        start = max(free_from, each.delivered_at) if free_from else each.delivered_at
        if released is not None and released <= start:
            continue
        end = _end(each, start, at)
        if released is not None:
            end = min(end, released)
        free_from = end
        yield each, start, end


def course_of(id: int, seizures: Iterable[Ordered], at: datetime) -> tuple[datetime, datetime]:
    """When one that was not released before it rose starts and ends, as known at ``at``."""
    return next((start, end) for each, start, end in _courses(seizures, at) if each.id == id)


def seizure_queue(seizures: Iterable[Ordered], at: datetime) -> list[Standing]:
    """Those not ended at ``at``, in order; the first is in force, the others wait."""
    running = ((each, start, end) for each, start, end in _courses(seizures, at) if end > at)
    return [
        Standing(
            id=each.id,
            place=place,
            starts_at=start if start <= at else None,
            ends_at=end if start <= at else None,
        )
        for place, (each, start, end) in enumerate(running, start=1)
    ]


def run_out(seizures: Iterable[Ordered], at: datetime) -> list[Standing]:
    """Those whose terms have run at ``at`` without a release, the last first."""
    ended = [
        Standing(id=each.id, place=0, starts_at=start, ends_at=end)
        for each, start, end in _courses(seizures, at)
        if end <= at and (each.released_at is None or each.released_at > at)
    ]
    return ended[::-1]


def objection_last_day(recorded_from: datetime) -> date:
    """The fifteenth day after entry, or the Monday after it (Civil Code 203).

    Holidays are announced year by year: who enters an objection says when they put it off further.
    """
    last = recorded_from.astimezone(CHINA).date() + timedelta(days=OBJECTION_DAYS)
    return last + timedelta(days=7 - last.weekday() if last.weekday() >= SATURDAY else 0)


def objection_lapses_on(
    recorded_from: datetime, sued_on: date | None, last_day: date | None = None
) -> date | None:
    """The last day of an objection without suit; None: suit was brought in time.

    ``last_day``: as entered, where a holiday put it off.
    """
    last = last_day or objection_last_day(recorded_from)
    return None if sued_on is not None and sued_on <= last else last


def objection_stands(
    recorded_from: datetime, sued_on: date | None, at: datetime, last_day: date | None = None
) -> bool:
    """Whether an objection is in force at ``at``."""
    last = objection_lapses_on(recorded_from, sued_on, last_day)
    return last is None or at.astimezone(CHINA).date() <= last


def day_stands(last: date | None, at: datetime) -> bool:
    """Whether a term of which ``last`` is the last day still runs; None: without end."""
    return last is None or at.astimezone(CHINA).date() <= last


def stop_stands(from_day: date, to_day: date | None, at: datetime) -> bool:
    """Whether a stop order is in force at ``at``."""
    today = at.astimezone(CHINA).date()
    return from_day <= today and (to_day is None or today <= to_day)
