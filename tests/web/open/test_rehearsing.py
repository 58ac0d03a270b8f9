"""预演 without a sign-in: what a matter asks for, and nothing of the register."""

import pytest
from django.test import Client

from tests.casework.desk import Desk, open_desk
from tests.register.city import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk(1)


def asked(client: Client, status: int = 200, **said: str) -> str:
    answer = client.get("/rehearsal/", said)
    assert answer.status_code == status
    return answer.content.decode()


def test_papers_fees_taxes_and_time_of_a_sale(client: Client, desk: Desk) -> None:
    bare = asked(client, service="C09")
    assert "存量房买卖合同" in bare
    assert "要符合什么条件" in bare
    assert "契税，家庭" not in bare
    shown = asked(client, service="C09", price="1,000,000", area="96.8", held_years="6")
    assert "契税，家庭唯一住房" in shown
    assert "10,000.00" in shown
    assert "持有满 2 年，免征" in shown
    assert "160.00" in shown
    for word in (person(1).name, desk.units[0], "金鹗"):
        assert word not in shown


def test_wrong_figures_are_all_told_at_their_fields(client: Client, desk: Desk) -> None:
    said = {"price": "much", "area": "big", "buyers": "many", "held_years": "9" * 30, "use": "X"}
    shown = asked(client, 422, service="C09", **said)
    for name in ("price", "area", "buyers", "held_years"):
        assert f'id="f-{name}-error' in shown, name
        assert f'href="#f-{name}"' in shown, name
    assert "有错：" in shown


def test_without_a_service_the_guides_are_shown(client: Client, desk: Desk) -> None:
    assert client.get("/rehearsal/").headers["Location"] == "/guides/"
    assert "现在不办“X9”" in asked(client, 422, service="X9")


def test_a_guide_leads_to_its_rehearsal(client: Client, desk: Desk) -> None:
    shown = client.get("/guides/G10").content.decode()
    assert "/rehearsal/?service=G10&amp;office=430602" in shown
