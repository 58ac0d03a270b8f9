"""The clock of a case: promised and statutory deadlines on the office's working calendar.

Holidays and make-up days are a dated table, seeded from chinesecalendar (to 2026) and added to when
the State Council announces a year. Years without announcement count weekdays; deadlines that reach
into one are provisional and are computed again when it is announced.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import chinese_calendar

from dengbu.casework.catalogue.services import service_version
from dengbu.casework.models import CalendarDay, Case
from dengbu.casework.service_views import ServiceView
from dengbu.kernel.calendar import OFFICE_HOURS, Deadline, WorkCalendar

SEEDED = range(2020, 2027)
SOURCE = "国务院办公厅放假通知（chinesecalendar）"
FRIDAY = 4
LOOK_BACK = timedelta(days=400)  # far enough to meet the marker row of the year before
Hours = tuple[tuple[time, time], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadlines:
    """When a case accepted now must be done."""

    due_at: datetime  # promised
    statutory_due_at: datetime
    provisional: bool  # holidays still to be announced may move one of the two
    moves: bool = False  # the promised one


def work_calendar(office: str, *, since: datetime, hours: Hours = OFFICE_HOURS) -> WorkCalendar:
    """The office's calendar from about a year before ``since``; one query."""
    rows = CalendarDay.objects.filter(office=office, day__gte=since.date() - LOOK_BACK)
    days = dict(rows.filter(announced=True).values_list("day", "working"))
    announced_to = max((day.year for day in days), default=since.year - 1)
    return WorkCalendar(days=days, announced_to=announced_to, hours=hours)


def calendar_of(service: ServiceView, *, since: datetime) -> WorkCalendar:
    """The calendar on which a service's promise runs."""
    return work_calendar(service.office, since=since, hours=service.hours)


def deadlines(
    service: ServiceView,
    start: datetime,
    calendar: WorkCalendar | None = None,
    *,
    channel: str = "",
    firms: bool = False,
) -> Deadlines:
    """Promised and statutory deadline of a case accepted at ``start`` by a `Channel`.

    ``firms``: all who take part are organisations.
    """
    days = calendar or calendar_of(service, since=start)
    minutes = service.minutes_on(channel)
    if minutes is not None:
        promised = _minutes_run(service, channel, days, start, timedelta(minutes=minutes))
    else:
        promised = days.add_working_days_clock(start, service.days_for(firms=firms))
    statutory = days.add_statutory_days(start, service.statutory_days)
    return Deadlines(
        due_at=promised.at,
        statutory_due_at=statutory.at,
        provisional=promised.provisional or statutory.provisional,
        moves=promised.provisional,
    )


def _minutes_begin(
    service: ServiceView, channel: str, days: WorkCalendar, at: datetime
) -> Deadline:
    """From when minutes count that are promised ``at`` a moment: at a window, once it is open."""
    return days.opening_from(at) if service.waits_to_open(channel) else Deadline(at=at)


def _minutes_run(
    service: ServiceView, channel: str, days: WorkCalendar, start: datetime, span: timedelta
) -> Deadline:
    """When minutes promised at ``start`` are over: real time, through any break once begun."""
    begun = _minutes_begin(service, channel, days, start)
    return Deadline(at=days.add_minutes(begun.at, span).at, provisional=begun.provisional)


def moved(case: Case, *, frozen_at: datetime, now: datetime) -> Deadlines:
    """Deadlines of a case whose clock stood from ``frozen_at`` until ``now``.

    What was left at ``frozen_at`` is left at ``now``: office time for the promise, real time where
    it is promised in minutes (a window's begin when it is open), working days for the statutory
    limit.
    """
    service = service_version(case.service_id)
    days = calendar_of(service, since=frozen_at)
    return carried(case, days, days, since=frozen_at, to=now)


def carried(
    case: Case, old: WorkCalendar, new: WorkCalendar, *, since: datetime, to: datetime
) -> Deadlines:
    """What ``old`` leaves at ``since``, laid out on ``new`` from ``to``."""
    promised = _promise_carried(case, old, new, since=since, to=to)
    count = _working_days(old, since.astimezone(old.zone).date(), case.statutory_due_at)
    statutory = new.add_statutory_days(to, count) if count else Deadline(at=case.statutory_due_at)
    return Deadlines(
        due_at=promised.at,
        statutory_due_at=statutory.at,
        provisional=promised.provisional or statutory.provisional,
    )


def _promise_carried(
    case: Case, old: WorkCalendar, new: WorkCalendar, *, since: datetime, to: datetime
) -> Deadline:
    """What is left of the promise; one that is over stays where it was."""
    if since >= case.due_at:
        return Deadline(at=case.due_at)
    service = service_version(case.service_id)
    if service.minutes_on(case.channel) is not None:
        begun = _minutes_begin(service, case.channel, old, since).at
        # Due before the next opening, the minutes ran already and run through the break.
        left = case.due_at - (begun if begun < case.due_at else since)
        return _minutes_run(service, case.channel, new, to, left)
    left = old.working_time_between(since, case.due_at)
    return new.add_working_hours(to, left) if left > timedelta(0) else Deadline(at=case.due_at)


def _working_days(days: WorkCalendar, after: date, until: datetime) -> int:
    last = until.astimezone(days.zone).date()
    span = (last - after).days
    return sum(days.is_working_day(after + timedelta(days=n)) for n in range(1, span + 1))


def seed_calendar(office: str) -> int:
    """Write the announced years that the calendar package knows; how many rows were new."""
    rows = [
        CalendarDay(office=office, day=day, working=working, source=SOURCE)
        for day, working in _announced()
    ]
    before = CalendarDay.objects.filter(office=office).count()
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    return CalendarDay.objects.filter(office=office).count() - before


@cache
def _announced() -> tuple[tuple[date, bool], ...]:
    """Days that are not what their weekday says, and each New Year's Day, of the years known."""
    found: list[tuple[date, bool]] = []
    for year in SEEDED:
        day = date(year, 1, 1)
        while day.year == year:
            working = chinese_calendar.is_workday(day)
            if working != (day.weekday() <= FRIDAY) or (day.month, day.day) == (1, 1):
                found.append((day, working))
            day += timedelta(days=1)
    return tuple(found)


def with_hours(calendar: WorkCalendar, hours: Hours) -> WorkCalendar:
    """The same days with the hours of a service."""
    return WorkCalendar(days=calendar.days, announced_to=calendar.announced_to, hours=hours)
