"""A choice that is not on its list, and a form with too much in it, are told in plain words."""

from collections.abc import Iterator

import pytest
from django.test import Client

from dengbu.casework.models import Case
from tests.casework.desk import Desk, open_desk
from tests.web.office.working import sign_in, text_of

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


def test_a_form_with_too_many_fields_says_so(
    clerk: Client, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    many = {f"x{n}": "1" for n in range(3000)}
    answer = clerk.post(f"/window/?unit={desk.units[0]}&service=G10", many)
    assert answer.status_code == 422
    assert "一次最多" in text_of(answer)
    assert "Traceback" not in caplog.text
