"""预演 on the phone: what could be done with a home of mine."""

import pytest
from django.test import Client

from dengbu.accounts import api as accounts
from tests.casework.desk import ENTERED, Desk, open_desk
from tests.register.city import person

pytestmark = pytest.mark.django_db
HERE = "/me/rehearsal/"


@pytest.fixture
def desk() -> Desk:
    return open_desk(2)


@pytest.fixture
def owner(client: Client, desk: Desk) -> Client:
    account = accounts.create_account(
        accounts.NewAccount(
            username="zhou1",
            name="周1",
            kind=accounts.AccountKind.CITIZEN,
            password="long-enough-for-tests",
            id_type="1",
            id_no=person(1).id_no,
        ),
        now=ENTERED,
    )
    client.force_login(account)
    return client


def text(client: Client, status: int = 200, **said: str) -> str:
    answer = client.get(HERE, said)
    assert answer.status_code == status
    return answer.content.decode()


def test_from_the_home_to_what_a_sale_takes(owner: Client, desk: Desk) -> None:
    assert HERE in owner.get("/me/").content.decode()
    assert f"?unit={desk.units[0]}" in text(owner)
    services = text(owner, unit=desk.units[0])
    assert "service=C09" in services
    shown = text(owner, unit=desk.units[0], service="C09", price="1060000")
    assert "没有查到挡着的，能办" in shown
    assert "买方付" in shown
    assert "湘北银行岳阳分行付" in shown
    assert "契税，家庭唯一住房" in shown
    assert "从契税缴清的时候起算" in shown


def test_what_cannot_be_done_says_why(owner: Client, desk: Desk) -> None:
    shown = text(owner, unit=desk.units[0], service="G06")
    assert "现在办不了" in shown
    assert "要先解决" in shown


def test_the_home_of_another_is_not_told_of(owner: Client, desk: Desk) -> None:
    shown = text(owner, 404, unit=desk.units[1], service="G10")
    assert "不在您名下" in shown
    assert person(2).name not in shown


def test_wrong_figures_are_told_at_their_fields(owner: Client, desk: Desk) -> None:
    shown = text(owner, 422, unit=desk.units[0], service="G10", price="x", buyers="0,5")
    assert 'href="#f-price"' in shown
    assert 'href="#f-buyers"' in shown
