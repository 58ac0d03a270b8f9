"""预演 by program is no oracle of who owns a home: questions and refusals of a day are counted."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework.api import rehearsing
from dengbu.casework.catalogue import CatalogueError, load_catalogue
from dengbu.casework.models import HomeAsked
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.web.agent.rehearsal_shapes import RehearsalIn
from dengbu.web.agent.rehearsals import request_of
from tests.casework.desk import ENTERED, OFFICE, Desk, by_the_day
from tests.register.city import person
from tests.web.agent.signed import REHEARSALS, Program
from tests.web.agent.test_rehearsals import sale_under_mortgage

pytestmark = pytest.mark.django_db
PER_HOME, REFUSED = 3, 2


@pytest.fixture(autouse=True)
def few(desk: Desk, tmp_path: Path) -> Path:
    """The office allows three questions about a home, and two wrong guesses."""
    copy = by_the_day(tmp_path)
    settings = copy / "cities" / "430600" / "settings.toml"
    text = settings.read_text().replace("per_home = 20", f"per_home = {PER_HOME}")
    settings.write_text(text.replace("refused = 30", f"refused = {REFUSED}"))
    load_catalogue(copy, office=OFFICE, now=ENTERED + timedelta(minutes=1))
    return settings


def guess(desk: Desk, n: int, who: int) -> dict[str, Any]:
    """Whether this person owns that home, asked by whoever would like to know."""
    asked = sale_under_mortgage(desk, n)
    asked["parties"][0] |= {"name": person(who).name, "id_no": person(who).id_no}
    return asked


def test_a_home_is_asked_about_so_often_in_a_day(desk: Desk, other: Program) -> None:
    for _ in range(PER_HOME):
        assert other.post(sale_under_mortgage(desk), REHEARSALS).status_code == 200
    looks = len(accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR))
    answer = other.post(sale_under_mortgage(desk), REHEARSALS)
    assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMIT")
    assert "一天最多" in answer.json()["errors"][0]["message"]
    assert "手机" in answer.json()["errors"][0]["remedy"]
    assert (
        len(accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR)) == looks
    )  # nothing was told
    assert other.post(sale_under_mortgage(desk, 1), REHEARSALS).status_code == 200


def test_wrong_guesses_end_over_all_homes(desk: Desk, other: Program, bank: Program) -> None:
    for n in range(REFUSED):
        assert other.post(guess(desk, n, 55), REHEARSALS).status_code == 403
    for asked in (guess(desk, 2, 55), guess(desk, 2, 3)):  # the wrong one and the right one
        answer = other.post(asked, REHEARSALS)
        assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMIT")
    assert not accounts.looks_of("1", person(3).id_no, kinds=accounts.ASKED_FOR)
    assert bank.post(sale_under_mortgage(desk, 2), REHEARSALS).status_code == 200  # another's day


def test_applications_count_with_them(desk: Desk, other: Program) -> None:
    for n in range(REFUSED):
        other.post(guess(desk, n, 55), REHEARSALS)
    asked = guess(desk, 2, 3)
    del asked["purpose"]
    answer = other.post(asked, "/agent/v1/applications", once="mine")
    assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMIT")


def test_the_next_day_begins_anew(desk: Desk) -> None:
    asked = RehearsalIn(**guess(desk, 0, 55))
    request, _ = request_of(asked, channel="A")
    now = timezone.now()
    for _ in range(REFUSED):
        with pytest.raises(Faults) as caught:
            rehearsing.ask_about(request, desk.other_bank, now=now)
        assert caught.value.faults[0].code is FaultCode.PERMISSION_MISSING
    with pytest.raises(Faults) as caught:
        rehearsing.ask_about(request, desk.other_bank, now=now)
    assert caught.value.faults[0].code is FaultCode.RATE_LIMIT
    right, _ = request_of(RehearsalIn(**sale_under_mortgage(desk)), channel="A")
    assert rehearsing.ask_about(right, desk.other_bank, now=now + timedelta(days=1))
    (today, tomorrow) = HomeAsked.objects.order_by("day")
    assert (today.asked, today.refused) == (REFUSED + 1, REFUSED)
    assert (tomorrow.asked, tomorrow.refused) == (1, 0)


def test_an_office_sets_a_number_that_is_one(few: Path) -> None:
    few.write_text(few.read_text().replace(f"per_home = {PER_HOME}", "per_home = 0"))
    with pytest.raises(CatalogueError, match="rehearsal.per_home"):
        load_catalogue(few.parents[2], office=OFFICE, now=ENTERED + timedelta(minutes=2))
