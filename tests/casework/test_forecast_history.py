"""Forecasts from the office's own cases: which are taken, how they hold, what is said without."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from math import sqrt

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework.api import rehearsing, service
from dengbu.casework.calendar import seed_calendar, work_calendar
from dengbu.casework.catalogue import load_catalogue
from dengbu.casework.models import Case, JournalLine
from dengbu.casework.rehearsing.history import forecast
from dengbu.casework.rules.forecast import LATEST, LEVEL
from dengbu.casework.values import CaseRequest
from dengbu.database.ids import next_ids
from dengbu.kernel.chinese import SHANGHAI
from tests.casework.desk import ENTERED, ROOT
from tests.register.city import OFFICE

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 12, 12, 10, 6, tzinfo=SHANGHAI)  # a Thursday
SALE = CaseRequest(service="G10", unit_code="", tax_cleared=True)
_serial = count(1)


@pytest.fixture
def office() -> str:
    accounts.load_offices(ROOT / "catalogue" / "cities" / "430600" / "offices.toml")
    seed_calendar(OFFICE)
    load_catalogue(ROOT / "catalogue", office=OFFICE, now=ENTERED)
    return OFFICE


def days_of_sales(last: datetime, cases: int, a_day: int) -> list[datetime]:
    """Moments of acceptance within office hours, the earliest first."""
    days, found, day = work_calendar(OFFICE, since=last - timedelta(days=200)), [], last.date()
    while len(found) < cases:
        if days.is_working_day(day):
            nine = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
            found += [nine + timedelta(minutes=140 * n / a_day) for n in reversed(range(a_day))]
        day -= timedelta(days=1)
    return sorted(found[:cases])


def passed(
    accepted: list[datetime],
    minutes: list[float],
    *,
    channel: str = "W",
    tax: bool = False,
    still_open: bool = False,
) -> None:
    """Cases accepted then, entered after so many minutes of office time."""
    days = work_calendar(OFFICE, since=min(accepted))
    version = service("G10", office=OFFICE, now=NOW)
    ids = next_ids(len(accepted))
    made = []
    for id, since, taken in zip(ids, accepted, minutes, strict=True):
        until = None if still_open else days.add_working_hours(since, timedelta(minutes=taken)).at
        made.append(
            Case(
                id=id,
                office=OFFICE,
                case_no=f"{next(_serial):020d}",
                service_id=version.id,
                channel=channel,
                status="ACCEPTED" if still_open else "ENTERED",
                title=version.title,
                address="",
                request={},
                accepted_at=since,
                due_at=since,
                statutory_due_at=since,
                entered_at=until,
                closed_at=until,
                booking_id=None if still_open else id,
            )
        )
    Case.objects.bulk_create(made)
    if tax:
        JournalLine.objects.bulk_create(
            JournalLine(office=OFFICE, case_id=id, seq=1, at=NOW, kind="TAX", who="", text="")
            for id in ids
        )


def foretold(now: datetime = NOW, request: CaseRequest = SALE) -> rehearsing.Forecast:
    return forecast(request, service("G10", office=OFFICE, now=now), now=now)


def test_without_a_past_the_promise_is_told_and_nothing_else(office: str) -> None:
    said = foretold()
    assert not said.known
    assert said.cases == 0
    assert said.promised == "60分钟"
    assert said.due_at == NOW + timedelta(minutes=60)


@pytest.mark.parametrize(
    ("code", "day", "moves"),
    [
        ("G10", "2026-12-28 10:00", False),  # the statutory limit alone lies in 2027
        ("G10", "2026-12-31 18:00", True),  # the next opening does
        ("G14", "2026-12-31 16:00", True),  # a working day from then
        ("G19", "2026-12-28 10:00", True),  # the end of its notice
        ("G19", "2026-11-02 10:00", False),
    ],
)
def test_only_a_time_that_holidays_may_move_is_called_so(
    office: str, code: str, day: str, moves: bool
) -> None:
    now = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    asked = replace(SALE, service=code)
    assert forecast(asked, service(code, office=OFFICE, now=now), now=now).provisional is moves


def test_the_interval_runs_on_office_time_from_now(office: str) -> None:
    """Times of 1 to 39 minutes: by rank between the 4th and the 36th, over the lunch break."""
    accepted = days_of_sales(NOW - timedelta(days=10), 39, 13)
    minutes = [float(n) for n in range(1, 40)]
    random.Random(1).shuffle(minutes)
    passed(accepted, minutes)
    said = foretold(NOW.replace(hour=11, minute=50))
    assert (said.cases, said.level) == (39, 80)
    assert said.low_at == NOW.replace(hour=11, minute=54)
    assert said.high_at == NOW.replace(hour=13, minute=56)  # 36 minutes, 90 of them closed


def test_only_cases_alike_and_settled_are_taken(office: str) -> None:
    """Of the same channel and state of the tax, not of the last days, not of long ago."""
    accepted = days_of_sales(NOW - timedelta(days=10), 39, 13)
    passed(accepted, [20.0] * 39)
    passed(accepted, [300.0] * 39, channel="O")
    passed(accepted, [900.0] * 39, tax=True)
    passed(days_of_sales(NOW - timedelta(days=1), 30, 30), [5.0] * 30)
    passed(days_of_sales(NOW - timedelta(days=300), 30, 30), [5.0] * 30)
    ends = NOW.replace(minute=26)
    assert foretold().low_at == foretold().high_at == ends
    assert foretold().cases == 39
    waiting = foretold(request=replace(SALE, tax_cleared=None))
    assert waiting.waits_tax
    assert waiting.low_at is not None
    assert waiting.low_at.date() == date(2024, 12, 16)  # 15 hours of office time: Monday


def test_cases_still_open_count_as_longer_than_all(office: str) -> None:
    accepted = days_of_sales(NOW - timedelta(days=10), 39, 13)
    passed(accepted, [float(n) for n in range(1, 40)])
    before = foretold()
    passed(accepted[20:23], [0.0] * 3, still_open=True)
    after = foretold()
    assert before.high_at is not None
    assert after.high_at is not None
    assert after.high_at > before.high_at
    passed(accepted[20:39], [0.0] * 19, still_open=True)
    assert not foretold().known  # more than a tenth has not ended: nobody knows the upper end


@pytest.mark.parametrize(
    ("shape", "draw"),
    [
        ("steady", lambda dice, n: dice.lognormvariate(3.2, 0.5)),
        ("slower in the afternoon", lambda dice, n: dice.uniform(10, 30) + 40 * (n % 26 > 12)),
        (
            "a slow month in between",
            lambda dice, n: dice.expovariate(1 / 30) * (1 + (200 < n < 400)),
        ),
    ],
)
def test_a_generated_history_is_foretold_as_often_as_is_said(
    office: str, shape: str, draw: object
) -> None:
    """Day after day, each case by what had ended before it, as the page would have told it."""
    dice, a_day, tries = random.Random(shape), 26, 600
    accepted = days_of_sales(NOW, tries + 2 * LATEST, a_day)
    minutes = [draw(dice, n) for n in range(len(accepted))]  # type: ignore[operator]  # of the list above
    passed(accepted, minutes)
    days, held, tried = work_calendar(OFFICE, since=accepted[0]), 0, 0
    for first in range(2 * LATEST, len(accepted), a_day):
        opening = accepted[first]
        said = foretold(opening)
        assert said.low_at is not None
        assert said.high_at is not None
        low = days.working_time_between(opening, said.low_at)
        high = days.working_time_between(opening, said.high_at)
        for taken in minutes[first : first + a_day]:
            tried += 1
            held += low <= timedelta(minutes=taken) <= high
    assert tried >= tries - a_day
    level = float(LEVEL)
    wide = 4 * sqrt(level * (1 - level) * (1 / tried + 1 / LATEST))
    assert abs(held / tried - level) <= wide, held / tried
    assert said.record.tried == LATEST - 20
