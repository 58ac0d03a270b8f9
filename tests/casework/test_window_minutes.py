"""The 60 minutes of a window ("1160"): real time, counted from when the window is open."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dengbu.casework import api as casework
from dengbu.casework.announcing import announce_year
from dengbu.casework.api import CaseRequest, CaseView, rehearsing
from dengbu.casework.calendar import deadlines
from dengbu.casework.models import Case, Channel, Interruption
from dengbu.kernel.chinese import SHANGHAI
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.casework.noticed import examiner_of, seen
from tests.register.city import OFFICE

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
Ask = Callable[[Desk, int], CaseRequest]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


MOMENTS = [
    ("2024-12-12 10:06", "2024-12-12 11:06"),
    ("2024-12-12 11:30", "2024-12-12 12:30"),  # begun in the morning, it runs through lunch
    ("2024-12-12 03:00", "2024-12-12 10:00"),
    ("2024-12-12 12:00", "2024-12-12 14:30"),  # over the lunch break
    ("2024-12-12 12:30", "2024-12-12 14:30"),
    ("2024-12-12 17:00", "2024-12-13 10:00"),
    ("2024-12-15 10:00", "2024-12-16 10:00"),  # a Sunday
    ("2025-01-26 10:00", "2025-01-26 11:00"),  # a Sunday that is worked
    ("2025-01-27 17:30", "2025-02-05 10:00"),  # the evening before the Spring Festival
]


@pytest.mark.parametrize("ask", [asks.sale, asks.sale_with_loan, asks.sale_under_mortgage])
@pytest.mark.parametrize(("moment", "due"), MOMENTS)
def test_form_rehearsal_and_acceptance_say_the_same_end(
    desk: Desk, ask: Ask, moment: str, due: str
) -> None:
    now, request = at(moment), ask(desk, 0)
    blank = casework.blank_request(request.service, request.unit_code, now=now)
    said = rehearsing.rehearse(request, actor=desk.windows[0], now=now)
    view = casework.submit(request, actor=desk.windows[0], now=now)
    assert said.forecast.promised == "60分钟"
    assert blank.due_at == said.forecast.due_at == view.clock.due_at == at(due)
    assert not Case.objects.get().provisional


@pytest.mark.parametrize("moment", [at("2024-12-12 03:00"), at("2024-12-15 10:00")])
def test_what_is_done_at_once_waits_for_no_window(desk: Desk, moment: datetime) -> None:
    """A cancellation (即办), by a person in 30 minutes and by the machine in 3."""
    service = casework.service("G44", office=OFFICE, now=moment)
    for channel, minutes in ((Channel.WINDOW, 30), (Channel.ONLINE, 30), (Channel.AGENT, 3)):
        limits = deadlines(service, moment, channel=channel.value)
        assert limits.due_at == moment + timedelta(minutes=minutes)


def test_a_seizure_at_night_is_due_at_once(desk: Desk) -> None:
    night = at("2024-12-15 03:00")
    service = casework.service("G48", office=OFFICE, now=night)
    assert deadlines(service, night, channel="W").due_at == night + timedelta(minutes=30)


def unpaid(desk: Desk, *, now: datetime) -> CaseView:
    asked = replace(asks.sale(desk, 0), tax_cleared=None, tax_note="")
    return casework.submit(asked, actor=desk.windows[0], now=now)


def paid(desk: Desk, view: CaseView, *, now: datetime) -> datetime:
    found = casework.case(view.case_no, actor=desk.windows[0], now=now)
    after = casework.record_tax(
        view.case_no, note="完税1", actor=desk.windows[0], now=now, revision=found.revision
    )
    return after.clock.due_at


@pytest.mark.parametrize("accepted", ["2024-12-12 03:00", "2024-12-12 10:06", "2024-12-12 12:10"])
@pytest.mark.parametrize(
    ("tax", "due"),
    [
        ("2024-12-13 15:00", "2024-12-13 16:00"),
        ("2024-12-13 16:40", "2024-12-13 17:40"),
        ("2024-12-13 20:00", "2024-12-16 10:00"),  # paid by phone on a Friday night
    ],
)
def test_a_tax_paid_at_night_lets_it_run_from_the_opening(
    desk: Desk, accepted: str, tax: str, due: str
) -> None:
    """All sixty minutes are left, whenever it was accepted."""
    view = unpaid(desk, now=at(accepted))
    assert paid(desk, view, now=at(tax)) == at(due)


def stopped(desk: Desk, view: CaseView, *, now: datetime) -> None:
    casework.order_survey(
        view.case_no,
        what="房屋面积重新测量",
        surveyor="岳阳测绘院",
        actor=examiner_of(desk, view),
        now=now,
        revision=seen(desk, view, now=now).revision,
    )


def running(desk: Desk, view: CaseView, *, now: datetime) -> None:
    casework.end_interruption(
        view.case_no,
        Interruption.objects.get(ended_at=None).id,
        done=True,
        result="面积没有变",
        actor=examiner_of(desk, view),
        now=now,
        revision=seen(desk, view, now=now).revision,
    )


def test_what_is_left_after_each_stand_is_what_was_left_before(desk: Desk) -> None:
    """Accepted at night, stopped at 9:20 and again while closed: 40 minutes are left throughout."""
    view = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=at("2024-12-12 03:00"))
    for stops, runs, due in (
        ("2024-12-12 09:20", "2024-12-12 12:30", "2024-12-12 14:10"),
        ("2024-12-12 13:00", "2024-12-12 18:00", "2024-12-13 09:40"),
        ("2024-12-12 23:00", "2024-12-13 11:50", "2024-12-13 12:30"),
        ("2024-12-13 12:10", "2024-12-13 14:00", "2024-12-13 14:20"),  # begun, it ran into lunch
    ):
        stopped(desk, view, now=at(stops))
        running(desk, view, now=at(runs))
        assert Case.objects.get().due_at == at(due)


def test_an_opening_that_turns_out_to_be_a_holiday_is_put_off(desk: Desk) -> None:
    """2027 is not announced: an end in its first morning is provisional, and moves with the day."""
    view = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=at("2026-12-31 18:00"))
    case = Case.objects.get(case_no=view.case_no)
    assert (case.due_at, case.provisional) == (at("2027-01-01 10:00"), True)
    days = {date(2027, 1, 1): False}
    announce_year(2027, days, office=OFFICE, source="通知", now=at("2026-12-31 19:00"))
    case.refresh_from_db()
    assert (case.due_at, case.provisional) == (at("2027-01-04 10:00"), False)
