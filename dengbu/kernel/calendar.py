"""Working days and office hours (工作日历), and the periods that run on them.

Conventions of procedures.md part 1, each a setting of the office. Promised times run on office
hours from the moment of acceptance. Statutory and notice periods in working days count from the
day after (Civil Code 201). A period of calendar days whose last day is a day off ends on the next
working day, and the last day ends when business stops (Civil Code 203).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from dengbu.kernel.chinese import SHANGHAI

OFFICE_HOURS = ((time(9), time(12)), (time(13, 30), time(17)))
"""Hours built in by default: 6.5 a working day."""

_ONE_DAY = timedelta(days=1)
_NO_TIME = timedelta(0)
_HOUR_IN_MICROSECONDS = 3_600_000_000
_MINUTE_IN_MICROSECONDS = 60_000_000
_FRIDAY = 4


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """End of a period."""

    at: datetime  # last moment, in the zone of the calendar
    provisional: bool = False  # reaches into a year whose holidays are not announced


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Working days and office hours of one office; pure data, shared freely.

    `days` holds what the State Council announced: holidays as False, make-up days as True. It may
    hold ordinary days too; days it does not hold are worked from Monday to Friday. Moments given
    to the methods must carry a time zone (`ValueError` otherwise).
    """

    days: Mapping[date, bool] = field(default_factory=dict, hash=False)  # day -> worked
    announced_to: int  # last year whose holidays are announced
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS  # opening and closing, in order
    zone: ZoneInfo = SHANGHAI  # in which days and hours are meant

    def __post_init__(self) -> None:
        """Refuse hours that are empty, overlap or run backwards."""
        bounds = [bound for opening in self.hours for bound in opening]
        if not bounds or any(
            early >= late for early, late in zip(bounds, bounds[1:], strict=False)
        ):
            raise ValueError("office hours must be given in order and not overlap")

    @property
    def day_length(self) -> timedelta:
        """Office time of one working day."""
        anchor = date(2000, 1, 1)
        return sum((end - start for start, end in self._opening(anchor)), _NO_TIME)

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on a day."""
        return self.days.get(day, day.weekday() <= _FRIDAY)

    def is_provisional(self, day: date) -> bool:
        """Whether the holidays of the day's year are still to be announced."""
        return day.year > self.announced_to

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is worked, otherwise the first worked day after it."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def add_working_hours(self, start: datetime, hours: Decimal | int | timedelta) -> Deadline:
        """Moment at which so much office time from `start` is used up; negative `ValueError`.

        Outside office hours it runs from the next opening. Used up exactly at a closing, it ends
        at that closing. Decimal hours are taken to the microsecond.
        """
        left = hours if isinstance(hours, timedelta) else _hours(Decimal(hours))
        if left < _NO_TIME:
            raise ValueError("office time to add is not negative")
        begin = self._local(start)
        for opening, closing in self._openings_from(begin):
            since = max(begin, opening)
            if left <= closing - since:
                return self._deadline(since + left)
            left -= closing - since
        raise OverflowError("calendar ends before the office time is used up")

    def add_working_days_clock(self, start: datetime, days: Decimal | int) -> Deadline:
        """Promised time in working days, as office time: one day is `day_length` long.

        Half a day is `Decimal("0.5")`. Runs like `add_working_hours`.
        """
        hours = Decimal(days) * (self.day_length // timedelta(microseconds=1))
        return self.add_working_hours(start, timedelta(microseconds=round(hours)))

    def add_minutes(self, start: datetime, minutes: Decimal | int | timedelta) -> Deadline:
        """Moment so many minutes of real time after `start`, office open or not.

        Holidays do not move it, so it is never provisional; negative `ValueError`.
        """
        span = minutes if isinstance(minutes, timedelta) else _minutes(Decimal(minutes))
        if span < _NO_TIME:
            raise ValueError("minutes to add are not negative")
        return Deadline(at=(self._local(start).astimezone(UTC) + span).astimezone(self.zone))

    def add_statutory_days(self, start: datetime | date, days: int) -> Deadline:
        """Period of working days, counted from the day after `start`, to the last closing.

        `days` is 1 or more, `ValueError` otherwise.
        """
        if days < 1:
            raise ValueError("a period has at least one day")
        day = self._day(start)
        for _ in range(days):
            day = self.next_working_day(day + _ONE_DAY)
        return self._deadline(self._last_closing(day))

    def calendar_period_end(self, start: datetime | date, days: int) -> Deadline:
        """Period of calendar days, counted from the day after `start` (Civil Code 201, 203).

        A last day off is put off to the next working day; it ends at the last closing. `days` is
        1 or more, `ValueError` otherwise.
        """
        if days < 1:
            raise ValueError("a period has at least one day")
        last = self.next_working_day(self._day(start) + days * _ONE_DAY)
        return self._deadline(self._last_closing(last))

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Office time from `start` to `end`, negative if `end` comes first."""
        first, last = self._local(start), self._local(end)
        if last < first:
            return -self.working_time_between(end, start)
        total = _NO_TIME
        for opening, closing in self._openings_from(first):
            if opening >= last:
                break
            total += min(last, closing) - max(first, opening)
        return total

    def is_open(self, moment: datetime) -> bool:
        """Whether the office is open at a moment; the closing minute itself is not."""
        local = self._local(moment)
        worked = self.is_working_day(local.date())
        return worked and any(start <= local < end for start, end in self._opening(local.date()))

    def opening_from(self, moment: datetime) -> Deadline:
        """The moment itself while the office is open, otherwise its next opening."""
        local = self._local(moment)
        if self.is_open(local):
            return Deadline(at=local)
        return self._deadline(
            next(pair[0] for pair in self._openings_from(local) if pair[1] > local)
        )

    def _openings_from(self, begin: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Openings that are not over at `begin`, in order."""
        day = begin.date()
        while True:
            if self.is_working_day(day):
                yield from (pair for pair in self._opening(day) if pair[1] >= begin)
            if day == date.max:
                return
            day += _ONE_DAY

    def _opening(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for start, end in self.hours:
            opening = datetime.combine(day, start, self.zone)
            yield opening, datetime.combine(day, end, self.zone)

    def _last_closing(self, day: date) -> datetime:
        return datetime.combine(day, self.hours[-1][1], self.zone)

    def _deadline(self, at: datetime) -> Deadline:
        return Deadline(at=at, provisional=self.is_provisional(at.date()))

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(self.zone)

    def _day(self, start: datetime | date) -> date:
        return self._local(start).date() if isinstance(start, datetime) else start


def _hours(number: Decimal) -> timedelta:
    return timedelta(microseconds=round(number * _HOUR_IN_MICROSECONDS))


def _minutes(number: Decimal) -> timedelta:
    return timedelta(microseconds=round(number * _MINUTE_IN_MICROSECONDS))
