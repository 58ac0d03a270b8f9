"""Who may sit at the window, and where everybody else is led."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from dengbu.accounts import api as accounts
from dengbu.casework.models import Case
from tests.casework.desk import Desk, open_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def test_an_examiner_may_not_accept_and_is_told_so(client: Client, desk: Desk) -> None:
    client.force_login(accounts.Account.objects.get(id=desk.transfers[0].id))
    answer = client.get("/window/")
    assert answer.status_code == 403
    assert "受理登记申请" in answer.content.decode()


def test_an_expired_session_leads_to_the_sign_in_and_back(client: Client, desk: Desk) -> None:
    place = "/window/?" + urlencode({"unit": desk.units[0], "service": "G10"})
    assert "expired" not in client.get(place)["Location"]  # who was never here
    client.cookies["sessionid"] = "gone"
    answer = client.get(place)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?")
    assert "expired=1" in answer["Location"]
    assert "unit%3D" in answer["Location"]
    sent = client.post(place, {"price": "1"})
    assert sent.status_code == 401
    assert "重新登录" in sent.content.decode()
    assert not Case.objects.exists()


def test_a_receipt_of_another_office_is_not_found(client: Client, desk: Desk) -> None:
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    assert client.get("/window/receipts/43060320241212000001").status_code == 404
