"""A choice that is not on its list, and a form with too much in it, are told in plain words."""

from collections.abc import Iterator

import pytest
from django.test import Client

from dengbu.casework.models import Case
from tests.casework.desk import ENTERED, Desk, open_desk
from tests.register.city import book, booking, first, person
from tests.web.office.working import sign_in, text_of
from tests.web.window.test_window import seize

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Iterator[Client]:
    return sign_in(client, desk.windows[0].id)


def test_a_way_of_owning_outside_the_list_is_a_fault_at_its_field(
    clerk: Client, desk: Desk
) -> None:
    asked = f"unit={desk.units[0]}&service=G10"
    answer = clerk.post(f"/window/?{asked}", {"co_ownership": "9", "mortgage.mode": "9"})
    assert answer.status_code == 422
    assert "请选择共有方式" in text_of(answer)
    assert "co_ownership" in {fault.field for fault in answer.context["faults"]}
    assert clerk.post(f"/window/fees?{asked}", {"co_ownership": "9"}).status_code == 200
    assert not Case.objects.exists()


def test_one_character_is_said_to_be_too_little(clerk: Client) -> None:
    for place in ("/window/?q=周", "/window/search?q=周"):
        shown = text_of(clerk.get(place))
        assert "姓名至少打两个字" in shown
        assert "没有对上" not in shown


def test_a_seized_unit_says_what_is_left_and_invites_to_nothing(clerk: Client, desk: Desk) -> None:
    unit, owner = desk.units[-1][:-4] + f"{len(desk.units) + 1:04d}", person(90)
    (entered,) = book(booking(first(unit, owner), applicants=(owner,)), at=ENTERED)
    assert entered.booked
    seize(unit)
    shown = text_of(clerk.get(f"/window/?unit={unit}"))
    assert "为什么办不了、怎么才能办，上面一条一条写着；还能办的" in shown  # orders of courts
    assert "家里人想办哪一件" not in shown
    assert "家里人想办哪一件" in text_of(clerk.get(f"/window/?unit={desk.units[0]}"))


def test_a_form_with_too_many_fields_says_so(
    clerk: Client, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    many = {f"x{n}": "1" for n in range(3000)}
    answer = clerk.post(f"/window/?unit={desk.units[0]}&service=G10", many)
    assert answer.status_code == 422
    assert "一次最多" in text_of(answer)
    assert "Traceback" not in caplog.text
