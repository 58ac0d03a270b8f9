"""The clock of a case stands until its sale can be entered, with its reason, and runs from then."""

from datetime import datetime, timedelta

import pytest

from dengbu.casework import api as casework
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged.api import Kind, Phase, Side
from tests.casework.desk import open_desk
from tests.casework.mortgaged.sale import Sale, begin

pytestmark = pytest.mark.django_db
REASON = "带押过户，等各方确认、资金到账"


@pytest.fixture
def sale() -> Sale:
    return begin(open_desk(1))


def seen(sale: Sale) -> casework.CaseView:
    return casework.case(sale.case.case_no, actor=sale.desk.windows[0], now=sale.now)


def since(sale: Sale) -> datetime | None:
    return seen(sale).clock.paused_since


def test_the_clock_stands_from_the_opening_and_runs_once_it_is_ready(sale: Sale) -> None:
    standing = seen(sale).clock
    assert (standing.paused_since, standing.paused_reason) == (sale.now, REASON)
    sale.now += timedelta(days=2)  # nobody's promise runs out meanwhile
    sale.make_ready()
    running = seen(sale).clock
    assert running.paused_since is None
    assert running.due_at >= sale.now + timedelta(minutes=60)  # of which all are left
    sale.says(Side.ACCOUNT, Kind.HELD, sale.view.price, leg=mortgaged.Leg.FROM_BUYER)
    assert (sale.phase, seen(sale).clock.paused_reason) == (Phase.OPEN, REASON)
    sale.says(Side.ACCOUNT, Kind.HELD, leg=mortgaged.Leg.FROM_BUYER)
    assert since(sale) is None


def test_it_runs_again_when_the_confirmation_on_line_ended(sale: Sale) -> None:
    mortgaged.end_expired(now=sale.view.expires_at)
    assert (sale.phase, since(sale)) == (Phase.ENDED, None)


def test_a_clock_that_stands_for_another_reason_goes_on_standing(sale: Sale) -> None:
    examiner = next(
        e for e in sale.desk.transfers + sale.desk.mortgages if e.id == seen(sale).examiner_id
    )
    casework.order_survey(
        sale.case.case_no,
        what="界址不清",
        surveyor="市测绘队",
        actor=examiner,
        now=sale.now,
        revision=seen(sale).revision,
    )
    sale.make_ready()
    assert since(sale) is not None
    assert "权籍调查" in seen(sale).clock.paused_reason
