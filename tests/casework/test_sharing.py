"""Papers that departments stand in for: matches, everything that is no match, and no answer at all.

Departments are the simulators over real HTTP; nothing of ours is replaced.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import MaterialInput, PartyInput, Role
from dengbu.casework.models import Case, Material, SharedFact
from dengbu.casework.sharing_words import whose
from dengbu.exchange import api as exchange
from dengbu.exchange.models import Ask, BreakerState
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.site.simulators.answers import department
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.register.city import person

pytestmark = pytest.mark.django_db
FORM = (MaterialInput(code="m1", source="ORIGINAL"),)


@pytest.fixture
def desk() -> Desk:
    return open_desk(2)


def bare(desk: Desk, n: int = 0, **more: object) -> casework.CaseRequest:
    """A sale with nothing but its form: no paper that a department can answer for."""
    values: dict[str, object] = {"materials": FORM, "tax_cleared": None, "tax_note": "", **more}
    return replace(asks.sale(desk, n), submission_key="sale-1", **values)  # type: ignore[arg-type]  # keywords of one test


def accepted(request: casework.CaseRequest, actor: accounts.Actor) -> casework.CaseView:
    shared = casework.ask_departments(request, actor=actor, now=NOW)
    return casework.submit(request, actor=actor, now=NOW, shared=shared)


def refused(request: casework.CaseRequest, actor: accounts.Actor) -> list[Fault]:
    with pytest.raises(Faults) as caught:
        accepted(request, actor)
    return list(caught.value.faults)


def test_matches_take_the_place_of_papers_and_settle_the_tax(
    desk: Desk, departments: Simulators
) -> None:
    view = accepted(bare(desk), desk.windows[0])
    rows = {row.code: (row.source, row.status) for row in Material.objects.all()}
    assert rows["m2"] == rows["ct"] == rows["tx"] == ("SHARED", "NOT_NEEDED")
    case = Case.objects.get()
    assert case.request["tax_cleared"] is True
    assert case.paused_since is None
    assert "P16" not in {rule.code for rule in view.blocks}
    told = {m.code: m.told for m in view.materials}
    assert told["m2"] == ("公安部门共享（12月12日 10:06）：姓名和身份证号相符",)
    assert told["tx"][0].startswith("税务部门共享（12月12日 10:06）：契税相符（契税 已缴清")
    by_paper = {fact.paper: fact for fact in view.facts}
    assert by_paper["存量房买卖合同"].partner == "住建部门"
    assert not by_paper["存量房买卖合同"].kept
    kept = SharedFact.objects.filter(material="tx").get()
    assert Ask.objects.get(id=kept.ask_id).outcome == "MATCH"
    assert kept.facts["凭证号"] == case.request["tax_note"]


def test_who_asks_again_when_it_is_sent_is_served_from_what_was_kept(
    desk: Desk, departments: Simulators
) -> None:
    request, clerk = bare(desk), desk.windows[0]
    a_minute_ago = NOW - timedelta(minutes=1)
    drafted = casework.ask_departments(request, actor=clerk, now=a_minute_ago)
    accepted(request, clerk)
    assert drafted.shares("m2")
    assert departments.behaviour.asked["POLICE"] == 2  # seller and buyer, once each
    assert set(Ask.objects.filter(reference="sale-1").values_list("purpose", flat=True)) == {"受理"}


SAID = {
    Scenario.NO_MATCH: "住建部门答：网签备案合同对不上",
    Scenario.UNKNOWN: "住建部门没有查到网签备案合同",
    Scenario.OTHER: "住建部门答的不是这件事，没有采用，请看材料",
    Scenario.WRONG: "住建部门的回答看不懂，没有采用，请交材料",
    Scenario.GARBAGE: "住建部门的回答看不懂，没有采用，请交材料",
    Scenario.HTML: "住建部门的回答看不懂，没有采用，请交材料",
    Scenario.HUGE: "住建部门的回答看不懂，没有采用，请交材料",
    Scenario.EMPTY: "住建部门的回答看不懂，没有采用，请交材料",
    Scenario.DOWN: "住建部门现在没有回答，请交材料",
    Scenario.DEAD: "住建部门现在没有回答，请交材料",
    Scenario.HANG: "住建部门现在没有回答，请交材料",
    Scenario.DRIP: "住建部门现在没有回答，请交材料",
}


def test_whatever_else_a_department_says_leaves_its_paper_to_be_handed_in(
    desk: Desk, departments: Simulators
) -> None:
    request, clerk = bare(desk), desk.windows[0]
    for scenario, said in SAID.items():
        BreakerState.objects.all().delete()
        departments.behaviour.scenarios["HOUSING"] = scenario
        shared = casework.ask_departments(request, actor=clerk, now=NOW)
        assert shared.answers["ct"].words == (said,), scenario
        assert shared.shares("m2"), scenario  # the others are not held up
        missing = [(f.code, f.field) for f in refused(request, clerk)]
        assert missing == [(FaultCode.MATERIAL_MISSING, "materials.ct")], scenario
    assert not Case.objects.exists()
    assert not SharedFact.objects.exists()


def test_all_departments_dead_ask_for_the_papers_as_ever(
    desk: Desk, departments: Simulators
) -> None:
    for name in departments.departments:
        departments.behaviour.scenarios[name] = Scenario.DEAD
    codes = {f.field for f in refused(bare(desk), desk.windows[0])}
    assert codes == {"materials.m2", "materials.ct"}
    view = accepted(bare(desk, materials=asks.papers("G10")), desk.windows[0])
    assert {m.source for m in view.materials if m.code in ("m2", "ct")} == {"ORIGINAL"}
    assert view.clock.paused_since is not None  # the tax is not known to be paid


def test_an_office_without_connections_works_as_before(desk: Desk, settings: LazySettings) -> None:
    settings.DEPARTMENTS = {}
    assert {f.field for f in refused(bare(desk), desk.windows[0])} == {
        "materials.m2",
        "materials.ct",
    }
    accepted(bare(desk, materials=asks.papers("G10")), desk.windows[0])
    assert not SharedFact.objects.exists()


def test_one_person_who_does_not_match_is_named(desk: Desk, departments: Simulators) -> None:
    wrong = asks.party(Role.BUYER, replace(person(901), name="钱不符"))
    request = bare(desk, parties=(asks.party(Role.SELLER, person(1)), wrong))
    shared = casework.ask_departments(request, actor=desk.windows[0], now=NOW)
    assert shared.answers["m2"].words == ("公安部门答：钱不符的姓名和身份证号对不上",)
    assert not shared.shares("m2")
    seen = replace(request, materials=(*FORM, MaterialInput(code="m2", source="ORIGINAL")))
    view = accepted(seen, desk.windows[0])
    warned = [rule.message for rule in view.rules if rule.code == "部门共享"]
    assert warned == ["公安部门答：钱不符的姓名和身份证号对不上"]


def test_a_passport_leaves_the_identity_to_be_shown(desk: Desk, departments: Simulators) -> None:
    foreign = PartyInput(
        role=Role.BUYER, name="SMITH", id_type="4", id_no="E12345678", party_type="1", agreed=True
    )
    request = bare(desk, parties=(asks.party(Role.SELLER, person(1)), foreign))
    shared = casework.ask_departments(request, actor=desk.windows[0], now=NOW)
    assert not shared.shares("m2")
    assert departments.behaviour.asked["POLICE"] == 1


def test_nobody_can_say_that_a_paper_was_shared(desk: Desk, departments: Simulators) -> None:
    claimed = tuple(MaterialInput(code=c, source="SHARED") for c in ("m2", "ct", "tx"))
    request = bare(desk, materials=(*FORM, *claimed))
    with pytest.raises(Faults) as caught:
        casework.submit(request, actor=desk.windows[0], now=NOW)
    assert {f.field for f in caught.value.faults} == {"materials.m2", "materials.ct"}


def test_strangers_to_the_city_ask_nothing(desk: Desk, departments: Simulators) -> None:
    elsewhere = replace(desk.windows[0], office="430702")
    assert casework.ask_departments(bare(desk), actor=elsewhere, now=NOW).answers == {}
    assert departments.behaviour.asked == {}


def test_a_large_firm_pays_and_is_told_why(desk: Desk, departments: Simulators) -> None:
    said: dict[bool, list[str]] = {True: [], False: []}
    for n in range(8):
        firm = PartyInput(
            role=Role.BUYER,
            name=f"洞庭实业{n}有限公司",
            id_type="8",
            id_no="914306005869374228",
            party_type="2",
            agreed=True,
        )
        request = bare(
            desk, parties=(asks.party(Role.SELLER, person(1)), firm), small_enterprise=True
        )
        shared = casework.ask_departments(request, actor=desk.windows[0], now=NOW)
        (fact,) = shared.answers[casework.SMALL_ENTERPRISE].facts
        small = fact.facts["小微企业"] == "是"
        try:
            casework.submit(
                replace(request, submission_key=f"firm-{n}"),
                actor=desk.windows[0],
                now=NOW,
                shared=shared,
            )
        except Faults as error:
            said[small] += [f.field for f in error.faults]
        else:
            break
    assert said[True] == []
    assert set(said[False]) == {"small_enterprise"}
    assert Case.objects.count() == 1


def test_a_tax_that_is_still_to_be_paid_is_told_as_just_that(
    desk: Desk, departments: Simulators
) -> None:
    departments.behaviour.scenarios["TAX"] = Scenario.NO_MATCH
    view = accepted(bare(desk), desk.windows[0])
    (told,) = (m.told for m in view.materials if m.code == "tx")
    assert told == ("税务部门答：契税还没有缴",)
    assert Case.objects.get().paused_reason == "等缴税"


@pytest.mark.parametrize(
    ("filed", "same", "verdict"),
    [("800000.00", True, "一致"), ("780000.00", False, "和网签备案的合同价不一样")],
)
def test_the_price_is_compared_with_the_contract_that_is_filed(
    desk: Desk, departments: Simulators, filed: str, same: bool, verdict: str
) -> None:
    paper = {"contract_no": "YY1", "filed_on": "2024-12-01", "price": filed}
    housing = department("住建部门", {"/filed-contract": lambda about, result: paper})
    departments.departments = {**departments.departments, "HOUSING": housing}
    rows = {row.fact: row for row in accepted(bare(desk), desk.windows[0]).compare}
    price, buyer = rows["成交价格"], rows["登记给谁"]
    assert (price.same, price.verdict) == (same, verdict)
    assert price.material.endswith("元（网签备案 YY1）")
    assert buyer.material == "网签备案的买方相符"


def test_a_question_about_two_names_both() -> None:
    couple = exchange.Marriage(name="周一", id_no="1", other_name="何二", other_id_no="2")
    assert whose(couple) == "周一和何二"
    assert whose(exchange.Death(name="周一", id_no="1")) == "周一"
