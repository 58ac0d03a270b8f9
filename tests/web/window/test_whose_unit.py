"""Units of another office stay unread at the window, and a wrong code is told its own fault."""

import pytest
from django.test import Client

from dengbu.accounts import api as accounts
from tests.casework.desk import ENTERED, Desk, open_desk
from tests.register.city import unit_code

pytestmark = pytest.mark.django_db
FOREIGN = "云溪区"
OTHER = "430603"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def stranger(client: Client, desk: Desk) -> Client:
    """A clerk of another county's window."""
    account = accounts.create_account(
        accounts.NewAccount(
            username="外窗",
            name="外窗",
            kind=accounts.AccountKind.OFFICER,
            password="long-enough-for-tests",
            office=OTHER,
            posts=((accounts.Post.WINDOW, accounts.Department.INTAKE),),
        ),
        now=ENTERED,
    )
    client.force_login(account)
    return client


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    return client


def test_another_office_reads_nothing_and_is_told_where_to_go(stranger: Client, desk: Desk) -> None:
    unit, home = desk.units[0], accounts.office("430602").name
    for place in (
        f"/window/?unit={unit}",
        f"/window/?unit={unit}&service=G10",
        f"/window/?q={desk.proofs[0]}",
        f"/window/search?q={desk.proofs[0]}",
        f"/window/?q={unit}",
    ):
        shown = stranger.get(place).content.decode()
        assert f"归{home}登记" in shown, place
        assert "周1" not in shown
        assert "湘北银行" not in shown
    for place in (f"/window/reveal?unit={unit}&key=x&purpose=看", f"/window/fees?unit={unit}"):
        answer = stranger.post(place)
        assert answer.status_code == 404
        assert f"归{home}登记" in answer.content.decode()


WRONG = [
    (unit_code(1).replace("00045", "0045"), "现有27位，应为28位"),
    (unit_code(1).replace("GB", "GA"), "“GA”不是有效的宗地特征码"),
    (unit_code(4321), "没有这个单元"),
    ("430603" + unit_code(1)[6:], "云溪区"),
]


@pytest.mark.parametrize(("code", "said"), WRONG)
def test_a_wrong_code_is_told_its_own_fault(clerk: Client, code: str, said: str) -> None:
    said = said if said != FOREIGN else f"归{accounts.office(OTHER).name}登记"
    for place in (f"/window/?q={code}", f"/window/search?q={code}", f"/window/?unit={code}"):
        assert said in clerk.get(place).content.decode(), place


def test_a_number_that_was_never_issued_is_said_to_be_unknown(clerk: Client, desk: Desk) -> None:
    number = desk.proofs[0].replace("0000001", "9999999")
    shown = clerk.get("/window/", {"q": number}).content.decode()
    assert "没有编号为" in shown
