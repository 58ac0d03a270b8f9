"""部门状态: officers see who answers and since when not; nobody outside does."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from dengbu.exchange.api import Identity, Reason, ask_all
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework.conftest import departments, simulators
from tests.casework.desk import OFFICE, Desk, open_desk
from tests.register.city import person
from tests.web.window.test_window import sign_in, text_of

__all__ = ["departments", "simulators"]
pytestmark = pytest.mark.django_db
PAGE = "/office/departments"


@pytest.fixture
def desk() -> Desk:
    return open_desk(1)


def ask(desk: Desk, times: int = 1) -> None:
    reason = Reason(purpose="受理", reference="draft-1", actor=desk.windows[0])
    who = Identity(name=person(1).name, id_no=person(1).id_no)
    for _ in range(times):
        ask_all([who], office=OFFICE, reason=reason, now=timezone.now(), fresh=True)


def test_who_answers_and_since_when_not(
    client: Client, desk: Desk, departments: Simulators, settings: LazySettings
) -> None:
    settings.DEPARTMENTS = {k: v for k, v in settings.DEPARTMENTS.items() if k != "COURT"}
    sign_in(client, desk.transfers[0])
    assert "还没有问过" in text_of(client.get(PAGE))
    ask(desk, 2)
    shown = text_of(client.get(PAGE))
    assert "问了 2 次" in shown
    assert "相符 2" in shown
    assert shown.count("没有接通") == 1
    departments.behaviour.scenarios["POLICE"] = Scenario.DOWN
    ask(desk)
    assert "不稳" in text_of(client.get(PAGE))
    ask(desk, 4)
    down = text_of(client.get(PAGE))
    for said in ("停了", "起没有回答（它说出错了）", "连着 5 次", "再试", "没有回答 5"):
        assert said in down
    assert person(1).id_no not in down
    assert person(1).name not in down


def test_it_is_for_officers(client: Client, desk: Desk) -> None:
    assert client.get(PAGE).status_code == 302
    sign_in(client, desk.bank)
    assert client.get(PAGE).status_code == 403
