"""When each case should have ended, by a slow calendar that shares nothing with the quick one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from dengbu.casework.models import Case, JournalLine
from dengbu.kernel.chinese import SHANGHAI

MINUTE = timedelta(minutes=1)
TOLERANCE = MINUTE  # of a calendar that walks minute by minute


def wrong_clocks(numbers: Sequence[str]) -> list[str]:
    """Cases whose promised end is not what the slow calendar says, each with both."""
    days = _days_off()
    found = []
    for case in Case.objects.filter(case_no__in=numbers).select_related("service"):
        stood = list(_stood(case))
        wanted = _end(case, days, stood)
        if wanted is not None and abs(case.due_at - wanted) > TOLERANCE:
            found.append(f"{case.case_no} {case.title}: {case.due_at} and not {wanted}")
    return found


def _days_off() -> Mapping[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, bool_or(working) FROM casework_calendarday GROUP BY day")
        return {day.isoformat(): working for day, working in cursor.fetchall()}


def _stood(case: Case) -> Iterator[tuple[datetime, datetime]]:
    """From when to when the clock stood, by the case's own story."""
    lines = JournalLine.objects.filter(case=case).order_by("seq")
    begun = case.accepted_at if not case.request.get("tax_note") and _taxed(case) else None
    if any(line.kind == "TAX" for line in lines):
        begun = case.accepted_at
    for line in lines:
        if line.kind == "RETURN":
            begun = begun or line.at
        elif line.kind in ("TAX", "RESUBMIT") and begun is not None:
            yield begun, line.at
            begun = None


def _taxed(case: Case) -> bool:
    return "P16" in case.service.content["pending"]


def _end(
    case: Case, days: Mapping[str, bool], stood: Sequence[tuple[datetime, datetime]]
) -> datetime | None:
    """The promised end; None while the clock stands."""
    if case.paused_since is not None or case.status in ("SUPPLEMENT",):
        return None
    content = case.service.content
    minutes = content.get("promised_minutes")
    if case.channel == "W":
        minutes = content.get("window_minutes", minutes)
    if case.channel == "A" and (case.examiner_id or -1) < 0:  # no person has it
        minutes = content.get("smart_minutes", minutes)
    if minutes is not None:
        pauses = sum((b - a for a, b in stood), timedelta())
        return case.accepted_at + timedelta(minutes=minutes) + pauses
    if case.status in ("REFUSED", "WITHDRAWN"):
        stood = [s for s in stood if s[1] <= (case.closed_at or s[1])]
    return _walked(case.accepted_at, Decimal(content["promised_days"]), content, days, stood)


def _walked(
    start: datetime,
    promised: Decimal,
    content: Mapping[str, Any],
    days: Mapping[str, bool],
    stood: Sequence[tuple[datetime, datetime]],
) -> datetime:
    """Minute by minute through office hours, until the promised ones are used up."""
    spans = [(_of_day(a), _of_day(b)) for a, b in content["hours"]]
    left = promised * sum(b - a for a, b in spans)
    at = start.astimezone(SHANGHAI)
    while left > 0:
        minute = at.hour * 60 + at.minute
        open_now = _works(at, days) and any(a <= minute < b for a, b in spans)
        if open_now and not any(a <= at < b for a, b in stood):
            left -= 1
        at += MINUTE
    return at


def _of_day(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _works(at: datetime, days: Mapping[str, bool]) -> bool:
    return days.get(at.date().isoformat(), at.weekday() < 5)
