"""When a case will be done: the promise, and an interval from how the office's last cases went.

Read where it lies, from the cases themselves: one statement of a few hundred rows by an index, so
that nothing has to be kept or brought up to date for it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dengbu.casework import rows
from dengbu.casework.calendar import deadlines, work_calendar
from dengbu.casework.judging import between_firms
from dengbu.casework.outlook import outlook
from dengbu.casework.pausing import awaits_tax
from dengbu.casework.rehearsing.views import Forecast
from dengbu.casework.rules.forecast import LATEST, interval, record
from dengbu.casework.rules.notices import end_of
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest
from dengbu.kernel.calendar import WorkCalendar

YOUNGEST = timedelta(days=180)  # cases accepted before are not looked at: the office was another
READ = 2 * LATEST  # cases of a service of which those of the group are taken
MINUTE = timedelta(minutes=1)

# Cases entered, the latest of each version by its index, and those that are still open. Whether the
# deed tax was awaited is told by its line in the journal, or by the pause that still stands.
PAST = """
SELECT p.accepted_at, p.entered_at, p.channel, p.waited
FROM casework_serviceversion v CROSS JOIN LATERAL (
  (SELECT c.accepted_at, c.entered_at, c.channel, EXISTS (
     SELECT 1 FROM casework_journalline j WHERE j.case_id = c.id AND j.kind = 'TAX') AS waited
   FROM casework_case c
   WHERE c.service_id = v.id AND c.closed_at IS NOT NULL AND c.status = 'ENTERED'
     AND c.accepted_at >= %s AND c.accepted_at < %s
   ORDER BY c.accepted_at DESC, c.id DESC LIMIT %s)
  UNION ALL
  (SELECT c.accepted_at, NULL, c.channel, c.paused_for = 'TAX' OR EXISTS (
     SELECT 1 FROM casework_journalline j WHERE j.case_id = c.id AND j.kind = 'TAX')
   FROM casework_case c
   WHERE c.office = v.office AND c.closed_at IS NULL AND c.service_id = v.id
     AND c.accepted_at >= %s AND c.accepted_at < %s
   LIMIT %s)) p
WHERE v.office = %s AND v.code = %s
ORDER BY p.accepted_at DESC
"""
Past = tuple[datetime, datetime | None]  # accepted, entered or still open


def forecast(request: CaseRequest, service: ServiceView, *, now: datetime) -> Forecast:
    """The promise for a request sent now, with the interval where the past is thick enough.

    The past are cases of the same service, channel and state of the deed tax: what is known before
    a case begins. Whatever they waited for after that, they waited for in this time.
    """
    days = work_calendar(service.office, since=now - YOUNGEST, hours=service.hours)
    firms = between_firms(request)
    due = deadlines(service, now, days, channel=request.channel, firms=firms)
    waits = awaits_tax(request, service)
    plain = Forecast(
        promised=service.promised_on(request.channel),
        due_at=due.due_at,
        provisional=due.moves or _notice_moves(service, days, now=now),
        waits_tax=waits,
        notice_days=service.notice.days if service.notice is not None else 0,
        outlook=outlook(service, now=now, channel=request.channel, waits_tax=waits, calendar=days),
    )
    return _foretold(plain, _past(request.channel, service, waited=waits, now=now), days, now=now)


def _notice_moves(service: ServiceView, days: WorkCalendar, *, now: datetime) -> bool:
    """Whether the end of a public notice reaches into a year not yet announced."""
    notice = service.notice
    if notice is None or notice.at_once:
        return False
    return end_of(now, notice.days, days).provisional


def _past(channel: str, service: ServiceView, *, waited: bool, now: datetime) -> list[Past]:
    """The latest cases of the group, the earliest first, with those of the same days still open."""
    span = (now - YOUNGEST, now - _settling(service))
    parameters = (*span, READ, *span, READ, service.office, service.code)
    group = [
        (accepted, entered)
        for accepted, entered, by, with_tax in rows.fetch(PAST, parameters)
        if by == channel and with_tax == waited
    ]
    entered = [one for one in group if one[1] is not None][:LATEST]
    if not entered:
        return []
    return [one for one in reversed(group) if one[0] >= entered[-1][0]]


def _settling(service: ServiceView) -> timedelta:
    """How old a case must be to be looked at: of younger ones only the quick have ended."""
    notice = 2 * service.notice.days if service.notice is not None else 0
    return timedelta(days=3 + 2 * int(service.promised_days) + notice)


def _foretold(
    plain: Forecast, past: Sequence[Past], days: WorkCalendar, *, now: datetime
) -> Forecast:
    """The forecast with its interval, the ends put outwards to whole minutes."""
    taken = [days.working_time_between(since, until) for since, until in past if until is not None]
    found = interval(taken, still_open=len(past) - len(taken))
    if found is None:
        return replace(plain, cases=len(taken))
    low = days.add_working_hours(now, found.low // MINUTE * MINUTE).at
    high = days.add_working_hours(now, -(-found.high // MINUTE) * MINUTE).at
    return replace(
        plain,
        low_at=low,
        high_at=high,
        level=int(found.level * 100),
        cases=found.cases,
        record=record(taken),
    )
