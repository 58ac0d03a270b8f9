"""A second department about one fact (社保 on a death): it serves, contradicts, or is silent."""

from dataclasses import replace
from datetime import date

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import MaterialInput, Role
from dengbu.casework.inputs.titles import DeathInput
from dengbu.casework.models import SharedFact
from dengbu.exchange.models import Ask, BreakerState
from dengbu.register import api as register
from dengbu.site.simulators.asked import Asked
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.register.city import person

pytestmark = pytest.mark.django_db
S = Scenario
DEAD = person(1)
STILL_DRAWS = "社保部门答：{}的因死亡停发社保待遇的记录对不上（待遇 还在领待遇）"


@pytest.fixture
def desk() -> Desk:
    return open_desk(1)


def asked(desk: Desk, service: str, who: register.PartyRef = DEAD) -> casework.CaseRequest:
    return casework.CaseRequest(
        service=service,
        unit_code=desk.units[0],
        parties=(
            asks.party(Role.SELLER, who, agreed=False),
            asks.party(Role.BUYER, person(940)),
        ),
        materials=(MaterialInput(code="m1", source="ORIGINAL"),),
        inputs={"death": DeathInput(who=who.name, died_on=date(2024, 11, 2))},
        tax_cleared=True,
        tax_note="继承免税",
        submission_key="estate",
    )


def told(desk: Desk, request: casework.CaseRequest, paper: str) -> tuple[bool, tuple[str, ...]]:
    BreakerState.objects.all().delete()
    Ask.objects.all().delete()  # what matched before would serve again
    answer = casework.ask_departments(request, actor=desk.windows[0], now=NOW).answers[paper]
    return answer.shared, answer.words


@pytest.mark.parametrize(
    ("police", "social", "shared", "said"),
    [
        (S.ANSWER, S.ANSWER, True, "不用交：公安部门共享"),
        (S.ANSWER, S.DOWN, True, "不用交：公安部门共享"),
        (S.ANSWER, S.UNKNOWN, True, "不用交：公安部门共享"),
        (S.UNKNOWN, S.ANSWER, True, "不用交：社保部门共享"),
        (S.DOWN, S.ANSWER, True, "不用交：社保部门共享"),
        (S.GARBAGE, S.ANSWER, True, "不用交：社保部门共享"),
        (S.NO_MATCH, S.ANSWER, False, "公安部门答："),
        (S.OTHER, S.ANSWER, False, "公安部门答的不是这件事"),
        (S.DOWN, S.OTHER, False, "公安部门现在没有回答，请交材料"),
        (S.DOWN, S.HTML, False, "公安部门现在没有回答，请交材料"),
        (S.DEAD, S.DEAD, False, "公安部门现在没有回答，请交材料"),
        (S.UNKNOWN, S.HANG, False, "公安部门没有查到"),
    ],
)
def test_it_serves_where_the_first_is_silent_and_never_against_it(
    desk: Desk, departments: Simulators, police: Scenario, social: Scenario, shared: bool, said: str
) -> None:
    departments.behaviour.scenarios |= {"POLICE": police, "SOCIAL_SECURITY": social}
    for service in ("G19", "G20", "C12-2"):
        found, words = told(desk, asked(desk, service), "de")
        assert found is shared, service
        assert words[0].startswith(said), service


def test_who_still_draws_benefits_is_seen_whatever_the_police_say(
    desk: Desk, departments: Simulators
) -> None:
    request = asked(desk, "G19", replace(DEAD, name="吴在领"))
    warned = STILL_DRAWS.format("吴在领")
    shared, words = told(desk, request, "de")
    assert shared and words[1:] == (warned,)
    departments.behaviour.scenarios["POLICE"] = Scenario.DOWN
    assert told(desk, request, "de") == (False, ("公安部门现在没有回答，请交材料", warned))


@pytest.mark.parametrize("service", ["G18", "C12"])
def test_beside_a_deed_it_only_contradicts(
    desk: Desk, departments: Simulators, service: str
) -> None:
    request = asked(desk, service)
    departments.behaviour.scenarios["SOCIAL_SECURITY"] = Scenario.DOWN
    shared, words = told(desk, request, "no")
    assert shared and len(words) == 1
    departments.behaviour.scenarios["SOCIAL_SECURITY"] = Scenario.NO_MATCH
    shared, words = told(desk, request, "no")
    assert shared and words[1:] == (STILL_DRAWS.format(DEAD.name),)
    departments.behaviour.scenarios |= {
        "SOCIAL_SECURITY": Scenario.MATCH,
        "JUSTICE": Scenario.DOWN,
    }
    assert told(desk, request, "no") == (False, ("司法行政部门现在没有回答，请交材料",))


def test_the_examiner_sees_what_it_contradicts(desk: Desk, departments: Simulators) -> None:
    departments.behaviour.scenarios["SOCIAL_SECURITY"] = Scenario.NO_MATCH
    request = asked(desk, "G18")
    shared = casework.ask_departments(request, actor=desk.windows[0], now=NOW)
    view = casework.submit(request, actor=desk.windows[0], now=NOW, shared=shared)
    warned = [rule.message for rule in view.rules if rule.code == "部门共享"]
    assert STILL_DRAWS.format(DEAD.name) in warned
    row = SharedFact.objects.get(kind="benefits_ended")
    assert (row.partner, row.material, row.who) == ("SOCIAL_SECURITY", "no", DEAD.name)


def test_a_match_without_its_day_is_no_record(desk: Desk, departments: Simulators) -> None:
    social = departments.departments["SOCIAL_SECURITY"]

    def undated(said: Asked) -> dict[str, object]:
        answer = social.answer(said)
        return {**(answer or {}), "ended_on": None}

    bare = replace(social, answer=undated)
    departments.departments = {**departments.departments, "SOCIAL_SECURITY": bare}
    departments.behaviour.scenarios["POLICE"] = Scenario.UNKNOWN
    assert not told(desk, asked(desk, "G19"), "de")[0]
