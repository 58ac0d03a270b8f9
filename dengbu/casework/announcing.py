"""The holidays of a year are announced: what was computed without them is computed again.

The State Council's notice comes late in the year before. Deadlines that reached into it were
provisional; the end of a public notice is only ever put off, since what was said is never cut.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from dengbu.casework import pausing
from dengbu.casework.calendar import carried, with_hours, work_calendar
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.models import CalendarDay, Case, Notice
from dengbu.casework.rules.notices import end_of
from dengbu.casework.views import CalendarReport
from dengbu.kernel.calendar import WorkCalendar


def announce_year(
    year: int, days: Mapping[date, bool], *, office: str, source: str, now: datetime
) -> CalendarReport:
    """Enter an announced year and compute the provisional deadlines of open cases again.

    Public notices that run end later where the holidays ask for it, never earlier.

    ``days`` holds what differs from the weekdays: holidays False, make-up days True. Raises
    ValueError for a day of another year.
    """
    if any(day.year != year for day in days):
        raise ValueError(f"every day must lie in {year}")
    rows = {date(year, 1, 1): False, **days}
    with transaction.atomic():
        open_cases = list(
            Case.objects.select_for_update().filter(office=office, provisional=True, closed_at=None)
        )
        since = min([now, *(c.paused_since for c in open_cases if c.paused_since)])
        old = work_calendar(office, since=since)
        CalendarDay.objects.bulk_create(
            [
                CalendarDay(office=office, day=day, working=working, source=source)
                for day, working in rows.items()
            ],
            update_conflicts=True,
            unique_fields=["office", "day"],
            update_fields=["working", "source", "announced"],
        )
        new = work_calendar(office, since=since)
        for case in open_cases:
            _recompute(case, old, new, now)
        Case.objects.bulk_update(open_cases, ["due_at", "statutory_due_at", "provisional"])
        _put_off_notices(office, new)
    return CalendarReport(year=year, days=len(rows), cases=len(open_cases), on=now.date())


def _recompute(case: Case, old: WorkCalendar, new: WorkCalendar, now: datetime) -> None:
    hours = service_version(case.service_id).hours
    frozen = case.paused_since or now
    found = carried(case, with_hours(old, hours), with_hours(new, hours), since=frozen, to=frozen)
    case.due_at = found.due_at
    case.statutory_due_at = found.statutory_due_at
    case.provisional = found.provisional


def _put_off_notices(office: str, new: WorkCalendar) -> None:
    """Running notices end no earlier than their working days ask: what was said is never cut."""
    running = Notice.objects.filter(office=office, ended_at=None)
    made_public = Case.objects.select_for_update(no_key=True).order_by("id")
    cases = made_public.in_bulk(list(running.values_list("case_id", flat=True)))
    for notice in running.select_for_update(no_key=True).order_by("id"):
        case = cases.get(notice.case_id)
        if case is None:  # published meanwhile, on the new calendar
            continue
        hours = service_version(case.service_id).hours
        end = end_of(notice.published_at, notice.days, with_hours(new, hours)).at
        if end <= notice.ends_at:
            continue
        said = pausing.notice_reason(notice.ends_at)
        notice.ends_at = end
        notice.save(update_fields=["ends_at"])
        case.paused_reason = case.paused_reason.replace(said, pausing.notice_reason(end))
        case.save(update_fields=["paused_reason"])
