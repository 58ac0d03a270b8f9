"""What a sale may cost in taxes, with what the register and the request know of it."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from dengbu.casework import api as casework
from dengbu.casework.catalogue import check_catalogue
from dengbu.casework.values import Role
from tests.casework import asks
from tests.casework.desk import NOW, ROOT, Desk, open_desk
from tests.register.city import BANK
from tests.web.citizen.test_citizen import citizen
from tests.web.window.test_cases import sign_in, text_of

pytestmark = pytest.mark.django_db
SETTINGS = "cities/430600/settings.toml"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def by_case(view: casework.TaxView, tax: str) -> dict[str, Decimal]:
    return {line.case: line.amount for line in view.lines if line.tax == tax}


def test_each_thing_that_is_not_known_has_its_line(desk: Desk) -> None:
    request = replace(asks.sale(desk, 0), tax_cleared=None, tax_note="")
    view = casework.tax_estimates(request, now=NOW)
    deed = by_case(view, "契税")
    assert list(deed) == ["家庭唯一住房", "家庭第二套住房", "家庭第三套住房起"]
    assert (
        deed["家庭第三套住房起"] == by_case(view, "契税")["家庭第三套住房起"] > deed["家庭唯一住房"]
    )
    vat = by_case(view, "增值税及附加")[""]  # entered this year: held for less than two
    assert vat > 38_000
    base = 800_000 - (Decimal(800_000) - Decimal(800_000) / Decimal("1.05"))
    assert deed["家庭第三套住房起"] == (base * Decimal("0.04")).quantize(Decimal("0.01"))
    assert {line.role for line in view.lines} == {"BUYER", "SELLER"}
    assert any("住宅专项维修资金" in note for note in view.notes)


def test_what_the_tax_office_said_stands_in_place_of_the_estimate(desk: Desk) -> None:
    request = asks.sale(desk, 0)
    assert request.tax_cleared
    noted = casework.tax_estimates(request, now=NOW)
    assert (noted.settled, by_case(noted, "契税")) == (request.tax_note, {})
    case = casework.submit(request, actor=desk.windows[0], now=NOW)
    paper = next(m for m in case.materials if m.code == "tx")
    said = ("税务部门共享：契税相符（契税 已缴清，税额 8000.00 元）",)
    shared = replace(paper, source="SHARED", told=said)
    told = replace(case, materials=(shared,))
    assert casework.taxes_of(told, now=NOW).settled == said[0]
    assert not casework.taxes_of(replace(told, status="WITHDRAWN"), now=NOW)
    answered = casework.tax_estimates(request, now=NOW, figure="已缴 8000.00 元，凭证 3430602")
    assert answered.settled == "已缴 8000.00 元，凭证 3430602"


@pytest.mark.parametrize(
    ("service", "buyer", "seller"),
    [("G10", "买方", "卖方"), ("G11", "受让企业", "转让企业"), ("G09", "买方", "开发企业")],
)
def test_each_side_is_called_as_its_service_calls_it(
    desk: Desk, service: str, buyer: str, seller: str
) -> None:
    request = replace(asks.sale(desk, 0), service=service, tax_cleared=None, tax_note="")
    view = casework.tax_estimates(request, now=NOW)
    assert {line.role: line.payer for line in view.lines} == {"BUYER": buyer, "SELLER": seller}
    said = " ".join([*view.notes, *(f"{line.case}{line.reason}" for line in view.lines)])
    assert buyer in said
    for word in {"买方", "卖方"} - {buyer, seller}:
        assert word not in said


def test_heirs_who_sell_pay_the_taxes_of_the_seller(desk: Desk) -> None:
    sale = asks.sale(desk, 0)
    seller, buyer = sale.parties
    heir = replace(seller, role=Role.OWNER)
    inherited = replace(
        sale, service="C12", parties=(seller, heir, buyer), tax_cleared=None, tax_note=""
    )
    view = casework.tax_estimates(inherited, now=NOW)
    payers = {line.role: line.payer for line in view.lines}
    assert payers == {"BUYER": "买方", "OWNER": "继承人（卖方）"}


def test_what_is_no_sale_has_no_taxes(desk: Desk) -> None:
    assert not casework.tax_estimates(asks.cancellation(desk, 0), now=NOW)
    assert not casework.tax_estimates(replace(asks.sale(desk, 0), price=None), now=NOW)
    assert not casework.tax_estimates(replace(asks.sale(desk, 0), price=Decimal(0)), now=NOW)


def test_a_firm_that_buys_pays_by_the_statutory_rate(desk: Desk) -> None:
    request = asks.sale(desk, 0)
    firm = {"name": BANK.name, "id_type": BANK.id_type, "id_no": BANK.id_no, "party_type": "2"}
    parties = tuple(
        replace(p, **firm) if p.role == Role.BUYER else p  # type: ignore[arg-type]
        for p in request.parties
    )
    asked = replace(request, parties=parties, tax_cleared=False, price=Decimal("800000.00"))
    deed = by_case(casework.tax_estimates(asked, now=NOW), "契税")
    assert list(deed) == [""]
    assert deed[""] > 30_000


def test_the_window_and_the_own_page_call_it_an_estimate(desk: Desk, client: Client) -> None:
    asked = replace(asks.sale(desk, 0), tax_cleared=False, tax_note="")
    case = casework.submit(asked, actor=desk.windows[0], now=NOW)
    window = text_of(sign_in(client, desk.windows[0]).get(f"/window/cases/{case.case_no}"))
    assert "缴多少以税务部门核定为准" in window
    assert window.count("估算") > 3
    buyer = text_of(citizen(901).get(f"/me/cases/{case.case_no}"))
    assert ("您的税费" in buyer, "家庭第二套住房" in buyer) == (True, True)
    assert "个人所得税" not in buyer
    seller = text_of(citizen(1).get(f"/me/cases/{case.case_no}"))
    assert ("个人所得税" in seller, "家庭第二套住房" in seller) == (True, False)


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('deed = "0.04"', 'deed = "0.4"', "taxes.deed"),
        ('income = "0.01"', 'income = "much"', "taxes.income"),
        ('construction = "0.07"', 'building = "0.07"', "taxes.construction"),
    ],
)
def test_a_rate_that_the_law_does_not_leave_to_the_place(
    tmp_path: Path, before: str, after: str, place: str
) -> None:
    copy = Path(shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue"))
    file = copy / SETTINGS
    file.write_text(file.read_text().replace(before, after))
    assert (SETTINGS, place) in {(str(g.file), g.key) for g in check_catalogue(copy)}
