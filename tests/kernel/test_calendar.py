"""Working time and periods, across the Spring Festivals of 2024 and 2025."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.kernel.calendar import Deadline, WorkCalendar
from dengbu.kernel.chinese import SHANGHAI

ONE_DAY = timedelta(days=1)


def announced() -> Iterator[tuple[date, bool]]:
    """Every day of 2024 and 2025 as the State Council's notices have it."""
    day = date(2024, 1, 1)
    while day.year < 2026:
        yield day, chinese_calendar.is_workday(day)
        day += ONE_DAY


CALENDAR = WorkCalendar(days=dict(announced()), announced_to=2025)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)
SPANS = st.timedeltas(timedelta(0), timedelta(hours=100))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-04", True),  # Sunday made up for
        ("2024-02-09", True),  # eve of the festival, not a state holiday in 2024
        ("2024-02-10", False),
        ("2024-02-17", False),
        ("2024-02-18", True),  # Sunday made up for
        ("2024-11-12", True),
        ("2024-11-16", False),
        ("2025-01-26", True),  # Sunday made up for
        ("2025-01-28", False),
        ("2025-02-04", False),
        ("2025-02-05", True),
        ("2025-02-08", True),  # Saturday made up for
    ],
)
def test_announced_days(day: str, works: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works
    assert not CALENDAR.is_provisional(date.fromisoformat(day))


def test_later_years_count_weekdays_and_are_provisional() -> None:
    assert CALENDAR.is_working_day(date(2026, 1, 1))
    assert not CALENDAR.is_working_day(date(2026, 1, 3))
    assert CALENDAR.is_provisional(date(2026, 1, 1))


def test_a_day_is_six_and_a_half_hours() -> None:
    assert CALENDAR.day_length == timedelta(hours=6.5)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2024-11-12 09:00", "1", "2024-11-12 10:00"),
        ("2024-11-12 11:30", "1", "2024-11-12 14:00"),  # over noon
        ("2024-11-12 12:15", "1", "2024-11-12 14:30"),  # accepted at noon
        ("2024-11-12 16:30", "1", "2024-11-13 09:30"),
        ("2024-11-12 16:00", "1", "2024-11-12 17:00"),  # used up exactly at closing
        ("2024-11-12 11:00", "1", "2024-11-12 12:00"),
        ("2024-11-12 17:00", "1", "2024-11-13 10:00"),
        ("2024-11-12 20:00", "1", "2024-11-13 10:00"),
        ("2024-11-15 16:30", "1", "2024-11-18 09:30"),  # over a weekend
        ("2024-02-09 16:30", "1", "2024-02-18 09:30"),  # over the festival, to a made-up Sunday
        ("2025-01-27 16:30", "1", "2025-02-05 09:30"),
        ("2024-11-12 10:00", "0", "2024-11-12 10:00"),
        ("2024-11-12 17:00", "0", "2024-11-12 17:00"),
        ("2024-11-12 12:30", "0", "2024-11-12 13:30"),
        ("2024-11-12 09:00", "0.05", "2024-11-12 09:03"),
    ],
)
def test_working_hours(start: str, hours: str, end: str) -> None:
    expected = Deadline(at=at(end))
    assert CALENDAR.add_working_hours(at(start), Decimal(hours)) == expected
    span = timedelta(hours=float(hours))
    assert CALENDAR.add_working_hours(at(start), span) == expected


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2024-11-12 09:00", "1", "2024-11-12 17:00"),
        ("2024-11-12 10:20", "1", "2024-11-13 10:20"),
        ("2024-11-12 10:20", "0.5", "2024-11-12 15:05"),
        ("2024-11-12 13:45", "0.5", "2024-11-12 17:00"),
        ("2024-11-12 17:00", "1", "2024-11-13 17:00"),
        ("2024-11-16 10:00", "1", "2024-11-18 17:00"),  # sent on a Saturday
        ("2024-02-09 10:00", "1", "2024-02-18 10:00"),
        ("2025-01-27 15:00", "2", "2025-02-06 15:00"),
        ("2025-01-24 15:00", "1", "2025-01-26 15:00"),
        ("2024-02-04 09:00", "6", "2024-02-09 17:00"),
    ],
)
def test_working_days_by_the_clock(start: str, days: str, end: str) -> None:
    assert CALENDAR.add_working_days_clock(at(start), Decimal(days)) == Deadline(at=at(end))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2024-11-12", 1, "2024-11-13"),
        ("2024-11-15", 1, "2024-11-18"),
        ("2024-01-29", 15, "2024-02-22"),  # notice over the festival
        ("2025-01-20", 15, "2025-02-14"),
        ("2025-01-20", 10, "2025-02-08"),
    ],
)
def test_statutory_days(start: str, days: int, end: str) -> None:
    expected = Deadline(at=at(f"{end} 17:00"))
    assert CALENDAR.add_statutory_days(date.fromisoformat(start), days) == expected
    assert CALENDAR.add_statutory_days(at(f"{start} 23:59"), days) == expected


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2024-11-12", 15, "2024-11-27"),
        ("2024-11-01", 15, "2024-11-18"),  # the last day is a Saturday
        ("2024-01-26", 15, "2024-02-18"),  # the last day is the festival
        ("2025-01-20", 8, "2025-02-05"),
        ("2025-01-11", 15, "2025-01-26"),  # the last day is a made-up Sunday
    ],
)
def test_calendar_days(start: str, days: int, end: str) -> None:
    found = CALENDAR.calendar_period_end(date.fromisoformat(start), days)
    assert found == Deadline(at=at(f"{end} 17:00"))


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2024-11-12 11:30", "60", "2024-11-12 12:30"),  # through noon
        ("2025-01-27 16:58", "3", "2025-01-27 17:01"),  # through the last closing of the year
        ("2025-12-31 23:30", "60", "2026-01-01 00:30"),
        ("2024-11-12 09:00", "0.5", "2024-11-12 09:00:30"),
    ],
)
def test_minutes_of_real_time(start: str, minutes: str, end: str) -> None:
    assert CALENDAR.add_minutes(at(start), Decimal(minutes)) == Deadline(at=at(end))


def test_day_of_a_moment_is_the_day_in_china() -> None:
    late = datetime(2024, 11, 12, 16, 30, tzinfo=UTC)  # 13 November in China
    assert CALENDAR.add_statutory_days(late, 1).at == at("2024-11-14 17:00")
    assert CALENDAR.add_working_hours(late, 1).at == at("2024-11-13 10:00")


def test_deadlines_beyond_the_announcements_are_provisional() -> None:
    assert not CALENDAR.add_working_days_clock(at("2025-12-31 09:00"), 1).provisional
    assert CALENDAR.add_working_days_clock(at("2025-12-31 09:01"), 1) == Deadline(
        at=at("2026-01-01 09:01"), provisional=True
    )
    assert CALENDAR.add_statutory_days(date(2025, 12, 31), 1).provisional
    assert CALENDAR.calendar_period_end(date(2025, 12, 20), 15).provisional


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2024-11-12 09:00", "2024-11-12 17:00", 6.5),
        ("2024-11-12 11:30", "2024-11-12 13:45", 0.75),
        ("2024-11-12 12:10", "2024-11-12 13:20", 0),
        ("2024-02-09 16:00", "2024-02-18 10:00", 2),
        ("2024-11-12 10:00", "2024-11-12 09:30", -0.5),
    ],
)
def test_working_time_between(start: str, end: str, hours: float) -> None:
    assert CALENDAR.working_time_between(at(start), at(end)) == timedelta(hours=hours)


def test_open_hours() -> None:
    assert CALENDAR.is_open(at("2024-11-12 09:00"))
    assert not CALENDAR.is_open(at("2024-11-12 12:00"))
    assert not CALENDAR.is_open(at("2024-11-16 10:00"))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2024-11-12 09:00", "2024-11-12 09:00"),
        ("2024-11-12 11:59:59", "2024-11-12 11:59:59"),
        ("2024-11-12 03:00", "2024-11-12 09:00"),
        ("2024-11-12 12:00", "2024-11-12 13:30"),  # the closing minute is not open
        ("2024-11-12 17:00", "2024-11-13 09:00"),
        ("2024-11-16 10:00", "2024-11-18 09:00"),  # Saturday
        ("2025-01-26 10:00", "2025-01-26 10:00"),  # Sunday made up for
        ("2025-01-27 17:00", "2025-02-05 09:00"),  # the evening before the Spring Festival
    ],
)
def test_the_next_opening(moment: str, opens: str) -> None:
    assert CALENDAR.opening_from(at(moment)) == Deadline(at=at(opens))


def test_an_opening_in_a_year_without_announcement_is_provisional() -> None:
    opens = CALENDAR.opening_from(at("2025-12-31 20:00"))
    assert opens == Deadline(at=at("2026-01-01 09:00"), provisional=True)


def test_hours_of_another_office() -> None:
    summer = WorkCalendar(announced_to=2025, hours=((time(8), time(12)), (time(15), time(18))))
    assert summer.day_length == timedelta(hours=7)
    assert summer.add_working_hours(at("2024-11-12 11:00"), 2).at == at("2024-11-12 16:00")
    assert summer.add_statutory_days(date(2024, 11, 12), 1).at == at("2024-11-13 18:00")


@pytest.mark.parametrize(
    "hours",
    [
        (),
        ((time(9), time(9)),),
        ((time(13), time(17)), (time(9), time(12))),
        ((time(9), time(13)), (time(12), time(17))),
    ],
)
def test_hours_that_make_no_sense(hours: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="office hours"):
        WorkCalendar(announced_to=2025, hours=hours)


def test_arguments_that_make_no_sense() -> None:
    start = at("2024-11-12 09:00")
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_hours(start, -1)
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_minutes(start, -1)
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.add_statutory_days(start, 0)
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.calendar_period_end(start, 0)
    with pytest.raises(ValueError, match="zone"):
        CALENDAR.add_working_hours(datetime(2024, 11, 12), 1)


@given(MOMENTS)
def test_nothing_is_worked_before_the_next_opening(start: datetime) -> None:
    opens = CALENDAR.opening_from(start).at
    assert CALENDAR.is_open(opens)
    assert CALENDAR.working_time_between(start, opens) == timedelta(0)


@given(MOMENTS, SPANS)
def test_time_added_is_time_between(start: datetime, span: timedelta) -> None:
    end = CALENDAR.add_working_hours(start, span).at
    assert CALENDAR.working_time_between(start, end) == span
    assert end >= start


@given(MOMENTS, SPANS)
def test_deadline_falls_in_office_hours(start: datetime, span: timedelta) -> None:
    end = CALENDAR.add_working_hours(start, span).at
    closing = end.time() in (time(12), time(17)) and CALENDAR.is_working_day(end.date())
    assert closing or CALENDAR.is_open(end)


@given(MOMENTS, SPANS, SPANS)
def test_adding_in_two_steps_is_adding_once(
    start: datetime, first: timedelta, second: timedelta
) -> None:
    halfway = CALENDAR.add_working_hours(start, first).at
    whole = CALENDAR.add_working_hours(start, first + second)
    assert CALENDAR.working_time_between(halfway, whole.at) == second


@given(MOMENTS, MOMENTS, SPANS)
def test_who_comes_first_is_due_first(one: datetime, other: datetime, span: timedelta) -> None:
    first, last = sorted((one, other))
    assert CALENDAR.add_working_hours(first, span).at <= CALENDAR.add_working_hours(last, span).at


@given(MOMENTS, st.integers(1, 60))
def test_statutory_period_holds_its_working_days(start: datetime, days: int) -> None:
    end = CALENDAR.add_statutory_days(start, days).at
    between = (
        start.date() + place * ONE_DAY for place in range(1, (end.date() - start.date()).days + 1)
    )
    assert sum(map(CALENDAR.is_working_day, between)) == days
    assert end.time() == time(17)


@given(MOMENTS, st.integers(1, 90))
def test_calendar_period_ends_on_the_first_working_day_from_its_last(
    start: datetime, days: int
) -> None:
    end = CALENDAR.calendar_period_end(start, days).at.date()
    last = start.date() + days * ONE_DAY
    assert end >= last
    assert CALENDAR.is_working_day(end)
    assert not any(
        CALENDAR.is_working_day(last + place * ONE_DAY) for place in range((end - last).days)
    )
