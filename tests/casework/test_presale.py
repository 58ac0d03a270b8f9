"""What is sold before it is built: the developer, its permit and its contract, each compared."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dengbu.casework import api as casework
from dengbu.casework.api import MaterialInput, Role
from dengbu.casework.models import Case
from dengbu.casework.questions import wanted
from dengbu.casework.views import CompareRow
from dengbu.exchange import api as exchange
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from dengbu.web.window.typed import from_draft
from dengbu.web.window.typed import rows_of as rows_of_people
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, Desk, open_desk
from tests.casework.smart.noticed import DEVELOPER
from tests.register.city import book, booking, first, person
from tests.register.land import USED, make_unit

pytestmark = pytest.mark.django_db
BUYER = person(41)
OTHER_FIRM = replace(DEVELOPER, name="金鹗置业有限公司", id_no="91430602MA4L2K3P7D")
RENAMED = replace(DEVELOPER, name="洞庭城市发展有限公司")
DEVELOPER_ROW, CODE_ROW, PERMIT_ROW = "开发企业和土地权利人", "统一社会信用代码", "商品房预售许可证"


@pytest.fixture
def desk() -> Desk:
    return open_desk(1)


@pytest.fixture
def unbuilt(desk: Desk) -> str:
    """A home that nobody has registered yet, on land of the developer."""
    code = desk.units[0][:-4] + "0003"
    land = make_unit("GB", "W00000000", int(code[14:19]))
    use = register.RightType.STATE_CONSTRUCTION_LAND_USE
    held = first(land, DEVELOPER, right_type=use, right_nature="102", particulars=USED)
    (outcome,) = book(booking(held, applicants=(DEVELOPER,)), at=ENTERED)
    assert outcome.booked, outcome.blocks
    return code


def presale(
    unit: str, seller: register.PartyRef = DEVELOPER, **more: object
) -> casework.CaseRequest:
    values: dict[str, object] = {"price": Decimal("800000.00"), "submission_key": "presale", **more}
    return casework.CaseRequest(
        service="G33",
        unit_code=unit,
        parties=(asks.party(Role.SELLER, seller), asks.party(Role.BUYER, BUYER)),
        materials=(MaterialInput(code="m1", source="ORIGINAL"),),
        **values,  # type: ignore[arg-type]  # keywords of one test
    )


def test_the_form_begins_with_the_firm_that_holds_the_land(desk: Desk, unbuilt: str) -> None:
    fields = from_draft(casework.blank_request("C03", unbuilt, now=NOW))
    seller = [row for row in rows_of_people(fields) if row["role"] == Role.SELLER]
    assert [(r["name"], r["id_no"], r.get("known")) for r in seller] == [
        (DEVELOPER.name, DEVELOPER.id_no, None)  # to be looked at: it can be typed over
    ]


def test_a_firm_that_nobody_knows_is_asked_for_its_credit_code(desk: Desk) -> None:
    fields = from_draft(casework.blank_request("C03", desk.units[0][:-4] + "0003", now=NOW))
    asked = {row["role"]: row["id_type"] for row in rows_of_people(fields)}
    assert asked == {"SELLER": "8", "BUYER": "1", "NEW_MORTGAGEE": "8"}


def accepted(request: casework.CaseRequest, desk: Desk) -> casework.CaseView:
    shared = casework.ask_departments(request, actor=desk.windows[0], now=NOW)
    return casework.submit(request, actor=desk.windows[0], now=NOW, shared=shared)


def rows_of(view: casework.CaseView) -> dict[str, CompareRow]:
    return {row.fact: row for row in view.compare}


def test_developer_permit_and_contract_stand_beside_the_request(
    desk: Desk, unbuilt: str, departments: Simulators
) -> None:
    rows = rows_of(accepted(presale(unbuilt), desk))
    assert (rows[DEVELOPER_ROW].same, rows[DEVELOPER_ROW].verdict) == (True, "一致")
    assert rows[DEVELOPER_ROW].material == "网签备案的卖方相符"
    assert rows[CODE_ROW].request == rows[CODE_ROW].register == DEVELOPER.id_no
    assert rows[PERMIT_ROW].same and rows[PERMIT_ROW].material.startswith("岳房预字2025第")
    assert rows["成交价格"].same
    assert "卖方和权利人" not in rows


def test_a_developer_is_known_by_its_code_whatever_its_name(
    desk: Desk, unbuilt: str, departments: Simulators
) -> None:
    rows = rows_of(accepted(presale(unbuilt, RENAMED), desk))
    assert rows[DEVELOPER_ROW].same
    assert rows[DEVELOPER_ROW].verdict == "代码一致，是同一家企业，名称不一样"


def test_another_firm_of_whatever_name_is_seen(
    desk: Desk, unbuilt: str, departments: Simulators
) -> None:
    namesake = replace(OTHER_FIRM, name=DEVELOPER.name)
    rows = rows_of(accepted(presale(unbuilt, namesake), desk))
    assert (rows[DEVELOPER_ROW].same, rows[DEVELOPER_ROW].verdict) == (False, "不是土地权利人")
    assert rows[CODE_ROW].verdict == "和土地权利人的不一样"


def test_land_that_is_not_registered_says_so(desk: Desk, departments: Simulators) -> None:
    rows = rows_of(accepted(presale(desk.units[0][:-4] + "0003"), desk))
    assert rows[DEVELOPER_ROW].register == "土地还没有登记"
    assert rows[DEVELOPER_ROW].same is None


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        (Scenario.NO_MATCH, "住建部门答：商品房预售许可对不上"),
        (Scenario.UNKNOWN, "住建部门没有查到商品房预售许可"),
        (Scenario.DOWN, "住建部门现在没有回答，请交材料"),
        (Scenario.OTHER, "住建部门答的不是这件事，没有采用，请看材料"),
        (Scenario.HTML, "住建部门的回答看不懂，没有采用，请交材料"),
    ],
)
def test_without_a_permit_that_is_known_the_paper_is_asked_for(
    desk: Desk, unbuilt: str, departments: Simulators, scenario: Scenario, told: str
) -> None:
    departments.behaviour.scenarios["HOUSING"] = scenario
    request = presale(unbuilt)
    shared = casework.ask_departments(request, actor=desk.windows[0], now=NOW)
    assert told in shared.answers["cf"].words
    with pytest.raises(Faults) as caught:
        casework.submit(request, actor=desk.windows[0], now=NOW, shared=shared)
    (fault,) = caught.value.faults
    assert (fault.code, fault.field) == (FaultCode.MATERIAL_MISSING, "materials.cf")
    assert "预售许可" in fault.message
    shown = replace(
        request, materials=(*request.materials, MaterialInput(code="cf", source="ORIGINAL"))
    )
    view = accepted(shown, desk)
    permit = rows_of(view)[PERMIT_ROW]
    assert (permit.same, permit.verdict) == (False, "没有查到准许预售这套房，请看许可证")
    warned = [rule.message for rule in view.rules if rule.code == "部门共享"]
    assert (told in warned) is (scenario in (Scenario.NO_MATCH, Scenario.OTHER))


def test_a_built_home_takes_no_notice_of_a_presale(desk: Desk, departments: Simulators) -> None:
    request = presale(desk.units[0], person(1))
    with pytest.raises(Faults) as caught:
        accepted(request, desk)
    said = [fault.message for fault in caught.value.faults]
    assert any("不再是预购商品房" in message for message in said)
    assert not Case.objects.exists()


def test_a_seller_whose_code_is_wrong_is_asked_about_under_no_code(desk: Desk) -> None:
    wrong = replace(DEVELOPER, id_no="91430600MA4L16JQ0C")
    service = casework.service("G33", office="430602", now=NOW)
    asked = wanted(presale(desk.units[0], wrong), service, today=NOW.date())["cf"].questions
    (contract,) = asked
    assert isinstance(contract, exchange.FiledContract)
    assert contract.sellers == ""


def test_the_contract_is_asked_about_with_its_sellers_in_every_sale(desk: Desk) -> None:
    (contract,) = wanted(
        asks.sale(desk, 0), casework.service("G10", office="430602", now=NOW), today=NOW.date()
    )["ct"].questions
    assert isinstance(contract, exchange.FiledContract)
    assert contract.sellers == person(1).id_no
