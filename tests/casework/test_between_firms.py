"""企业之间: half a working day where all who take part are organisations."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import Role
from dengbu.casework.calendar import deadlines
from dengbu.casework.judging import between_firms
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import NOW, by_the_day, open_desk
from tests.register.city import BANK, OFFICE, OTHER_BANK, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "firms"),
    [((BANK, OTHER_BANK), True), ((BANK, person(1)), False), ((BANK,), False), ((), False)],
)
def test_all_who_take_part_are_organisations(
    who: tuple[register.PartyRef, ...], firms: bool
) -> None:
    parties = tuple(
        replace(asks.party(Role.BUYER, one), party_type=one.party_type.value) for one in who
    )
    request = asks.request("G10", "", *parties)
    assert between_firms(request) is firms


def test_their_promise_is_half_a_day_and_the_guide_says_so(tmp_path: Path) -> None:
    open_desk(1)
    by_the_day(tmp_path)
    service = casework.service("G12", office=OFFICE, now=NOW)
    day = deadlines(service, NOW).due_at - NOW
    half = deadlines(service, NOW, firms=True).due_at - NOW
    assert timedelta(0) < half < day
    assert "企业之间0.5个工作日" in _times(service)
    at_once = casework.service("G04", office=OFFICE, now=NOW)
    assert not any("企业之间" in line for line in _times(at_once))


def _times(service: casework.ServiceView) -> tuple[str, ...]:
    found = casework.guide_sections(service, today=NOW.date())
    return next(s.lines for s in found if s.title == "多久办好")
