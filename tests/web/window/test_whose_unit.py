"""Units of another city stay unread at the window, and a wrong code is told its own fault."""

from pathlib import Path

import pytest
from django.test import Client

from dengbu.accounts import api as accounts
from tests.casework.desk import OTHER_CITY, Desk, officer, open_desk, open_other_city
from tests.register.city import unit_code

pytestmark = pytest.mark.django_db
COUNTY = "430603"
WINDOW = (accounts.Post.WINDOW, accounts.Department.INTAKE)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def sign_in(client: Client, actor: accounts.Actor) -> Client:
    client.force_login(accounts.Account.objects.get(id=actor.id))
    return client


@pytest.fixture
def stranger(client: Client, desk: Desk, tmp_path: Path) -> Client:
    """A clerk of another city's window."""
    open_other_city(tmp_path)
    return sign_in(client, officer("外窗", WINDOW, office=OTHER_CITY))


@pytest.fixture
def neighbour(client: Client, desk: Desk) -> Client:
    """A clerk of the window of another county of the city."""
    return sign_in(client, officer("邻窗", WINDOW, office=COUNTY))


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.windows[0])


def test_another_city_reads_nothing_and_is_told_where_to_go(stranger: Client, desk: Desk) -> None:
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


def test_a_window_of_the_city_opens_the_homes_of_its_other_counties(
    neighbour: Client, desk: Desk
) -> None:
    unit, home = desk.units[0], accounts.office("430602").name
    for place in (f"/window/?unit={unit}", f"/window/?unit={unit}&service=G10"):
        shown = neighbour.get(place).content.decode()
        assert f"归<strong>{home}</strong>登记：在这里收件" in shown, place
        assert "周1" in shown
    assert neighbour.post(f"/window/fees?unit={unit}&service=G10").status_code == 200
    for named in (unit, desk.proofs[0]):
        found = neighbour.get("/window/", {"q": named})
        assert found.status_code == 302, "what names its unit needs no choice of a county"
        assert f"unit={unit}" in found["Location"]
    here = neighbour.get("/window/", {"q": "周1"}).content.decode()
    assert unit not in here, "a search stays in its own county until another one is chosen"
    assert "at=430602" in here
    there = neighbour.get("/window/", {"q": "周1", "at": "430602"}, follow=True)
    assert f"归<strong>{home}</strong>登记" in there.content.decode()


def test_a_search_names_the_counties_of_the_own_city_alone(stranger: Client, desk: Desk) -> None:
    shown = stranger.get("/window/", {"q": "周1", "at": "430602"}).content.decode()
    assert desk.units[0] not in shown
    assert "在哪个区县找" not in shown


WRONG = [
    (unit_code(1).replace("00045", "0045"), "现有27位，应为28位"),
    (unit_code(1).replace("GB", "GA"), "“GA”不是有效的宗地特征码"),
    (unit_code(4321), "没有这个单元"),
    (COUNTY + unit_code(1)[6:], "没有这个单元"),
    ("430702" + unit_code(1)[6:], "不归本市登记"),
]


@pytest.mark.parametrize(("code", "said"), WRONG)
def test_a_wrong_code_is_told_its_own_fault(clerk: Client, code: str, said: str) -> None:
    for place in (f"/window/?q={code}", f"/window/search?q={code}", f"/window/?unit={code}"):
        assert said in clerk.get(place).content.decode(), place


def test_a_number_that_was_never_issued_is_said_to_be_unknown(clerk: Client, desk: Desk) -> None:
    number = desk.proofs[0].replace("0000001", "9999999")
    shown = clerk.get("/window/", {"q": number}).content.decode()
    assert "没有编号为" in shown
