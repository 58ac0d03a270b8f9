"""A home is sold with its old mortgage on it (C09), from the window to the open page.

Once on a made unit, once on a unit that came from a real survey file by ``dengbu import``'s way and
was first registered (G06) and mortgaged (G39) at the same windows.
"""

import csv
import gzip
import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dengbu.cadastre import api as cadastre
from dengbu.cadastre.models import Unit
from dengbu.register import api as register
from tests.cadastre import surveys
from tests.casework.asks import PAPERS
from tests.casework.desk import OFFICE
from tests.e2e.conftest import Town
from tests.e2e.visitor import Visitor
from tests.register.city import BANK, OTHER_BANK, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAMBRIDGE = Path(os.environ.get("DENGBU_SAMPLE_CADASTRE", "/nowhere"))
MAPPING = Path(cadastre.__file__).parent / "mappings" / "cambridge.toml"
SHEET = "106"  # a map sheet of the real survey: a hundred lots are enough for one sale
OWNER, BUYER = person(801), person(903)
LOAN = {
    "mortgage.amount": "740000",
    "mortgage.contract_no": "巴陵借字2026-0318",
    "mortgage.debt_from": "2026-12-01",
    "mortgage.debt_to": "2056-11-30",
    "mortgage.restricted": "no",
}


def papers(service: str) -> dict[str, str]:
    return {f"materials.{code}": "ORIGINAL" for code in PAPERS[service]}


def who(clerk: Visitor, role: str) -> str:
    """The path of the people's row with this role."""
    field = clerk.page.locator(f'input[name$=".role"][value="{role}"]').first
    return (field.get_attribute("name") or "").removesuffix(".role")


def person_of(clerk: Visitor, role: str, whom: register.PartyRef) -> dict[str, str]:
    path = who(clerk, role)
    return {
        f"{path}.name": whom.name,
        f"{path}.id_type": whom.id_type,
        f"{path}.id_no": whom.id_no,
    }


def bank_of(clerk: Visitor, role: str, whom: register.PartyRef) -> dict[str, str]:
    return {f"{who(clerk, role)}.bank": whom.id_no}


def open_request(clerk: Visitor, unit: cadastre.UnitFacts, service: str) -> None:
    """Find the unit by its address and choose the service."""
    clerk.page.goto("/window/")
    clerk.look()
    clerk.page.get_by_role("searchbox").fill(unit.address)
    clerk.page.get_by_role("searchbox").press("Enter")
    hit = clerk.page.locator(f'a[data-row][href*="{unit.code}"]')
    heading = clerk.page.locator("#unit-title")
    expect(hit.or_(heading).first).to_be_visible()
    if hit.count():
        hit.first.click()
    expect(heading).to_have_text(unit.address)
    clerk.look()
    clerk.page.locator(f'.possible a.chip[href*="service={service}"]').click()
    expect(clerk.page.locator("#request-title")).to_be_visible()
    clerk.look()


def send(clerk: Visitor, values: dict[str, str]) -> tuple[str, str]:
    """Fill, let everybody sign, submit; the case number and the drawn examiner."""
    clerk.fill(values)
    for box in clerk.page.locator('input[name$=".agreed"]').all():
        box.check()
    clerk.page.locator(".summary-foot").get_by_role("button", name="送审核员").click()
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("收到了，编号")
    clerk.look()
    number = re.search(r"/receipts/(\d{20})", clerk.page.url)
    assert number is not None
    term = clerk.page.locator("dl.facts div", has=clerk.page.get_by_text("审核", exact=True))
    return number[1], term.locator("dd").inner_text().strip()


def approve(town: Town, case_no: str, examiner: str, address: str) -> list[str]:
    """The drawn examiner finds the case in the queue, compares and enters; the new numbers."""
    officer = town.visitor()
    officer.sign_in(examiner)
    officer.look()
    officer.page.locator("a.queue-row", has_text=address).first.click()
    expect(officer.page).to_have_url(re.compile(case_no))
    expect(officer.page.locator("table.compare, .compare").first).to_be_visible()
    officer.look()
    officer.page.get_by_role("button", name="通过并登簿").click()
    expect(officer.page.get_by_role("heading", name="登簿了")).to_be_visible()
    officer.look()
    links = officer.page.locator('.entered a[href$=".pdf"]').all()
    numbers = []
    for link in links:
        file = officer.context.request.get(link.get_attribute("href") or "")
        assert file.headers["content-type"] == "application/pdf"
        assert file.body().startswith(b"%PDF-")
        numbers.append(link.locator("span").first.inner_text())
    officer.leave()
    return numbers


def check(town: Town, number: str, code: str = "") -> str:
    """Anybody asks the open page; what it says."""
    anybody = town.visitor()
    anybody.page.goto("/check/")
    anybody.look()
    anybody.fill({"no": number, **({"code": code} if code else {})})
    anybody.page.get_by_role("button", name="查", exact=True).click()
    expect(anybody.page.locator(".open-verdict")).to_be_visible()
    anybody.look()
    said = anybody.page.locator("main").inner_text()
    anybody.leave()
    return said


def sell(town: Town, clerk: Visitor, unit: cadastre.UnitFacts, old: register.PartyRef) -> None:
    """C09 from the window to the open page."""
    before = {h.number for h in valid_certificates(unit.code)}
    assert len(before) == 2
    open_request(clerk, unit, "C09")
    new_bank = OTHER_BANK if old == BANK else BANK
    values = {
        **person_of(clerk, "BUYER", BUYER),
        **bank_of(clerk, "NEW_MORTGAGEE", new_bank),
        "price": "1060000",
        "tax_cleared": "yes",
        "tax_note": "完税证明43240612",
        **LOAN,
        **papers("C09"),
    }
    case_no, examiner = send(clerk, values)
    issued = approve(town, case_no, examiner, unit.address)
    after = {h.number: h for h in valid_certificates(unit.code)}
    assert set(issued) == set(after)
    assert not set(issued) & before
    for view in after.values():
        assert "是真的，现在有效" in check(town, view.number)
        said = check(town, view.number, view.check_code)
        if view.kind is register.CertificateKind.TITLE:
            assert BUYER.name in said
    for number in before:
        assert "作废" in check(town, number) or "已经失效" in check(town, number)


def valid_certificates(unit_code: str) -> list[register.CertificateView]:
    """The certificate and the proofs of a unit as it stands."""
    state = register.unit_state(unit_code, now=surveys.NOW.replace(year=2099))
    assert state.ownership is not None
    numbers = [*state.ownership.certificate_nos, *(m.proof_no for m in state.mortgages)]
    found = [register.certificate(number) for number in numbers]
    return [view for view in found if view is not None]


def facts(code: str) -> cadastre.UnitFacts:
    unit = cadastre.unit(code)
    assert unit is not None
    return unit


def test_a_made_home_changes_hands(town: Town) -> None:
    clerk = town.visitor()
    clerk.sign_in("窗口1")
    sell(town, clerk, facts(town.desk.units[0]), BANK)
    clerk.leave()


def sheet_of_cambridge(folder: Path) -> Path:
    """One map sheet of the real survey, in files of the same names."""
    source = folder / "parcels_fy2013.geojson.gz"
    survey = json.loads(gzip.decompress((CAMBRIDGE / source.name).read_bytes()))
    survey["features"] = [f for f in survey["features"] if f["properties"].get("MAP") == SHEET]
    source.write_bytes(gzip.compress(json.dumps(survey).encode()))
    name = "units_fy2013.csv.gz"
    with gzip.open(CAMBRIDGE / name, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        kept = [row for row in rows if row["ML"].startswith(f"{SHEET}-")]
    with gzip.open(folder / name, "wt", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=rows.fieldnames or ())
        writer.writeheader()
        writer.writerows(kept)
    return source


def imported(folder: Path) -> str:
    """Import a survey as an office does; the code of a home in it."""
    if CAMBRIDGE.exists():
        cadastre.import_cadastre(
            sheet_of_cambridge(folder),
            cadastre.read_mapping(MAPPING),
            office=OFFICE,
            actor=surveys.OFFICER,
            dry_run=False,
            now=surveys.NOW,
        )
    else:
        surveys.take_in("dirty")
    known = set(register.registered(list(Unit.objects.values_list("code", flat=True))))
    homes = Unit.objects.filter(building__isnull=False, floor_area__gt=0, planned_use="11")
    homes = homes.exclude(code__in=known).exclude(parcel__address="金鹗东路86号")
    found = homes.order_by("code").values_list("code", flat=True).first()
    assert found is not None
    return str(found)


def test_a_home_of_a_real_survey_is_registered_mortgaged_and_sold(
    town: Town, tmp_path: Path
) -> None:
    unit = facts(imported(tmp_path))
    clerk = town.visitor()
    clerk.sign_in("窗口1")
    open_request(clerk, unit, "G06")
    case_no, examiner = send(clerk, person_of(clerk, "OWNER", OWNER) | papers("G06"))
    assert len(approve(town, case_no, examiner, unit.address)) == 1
    open_request(clerk, unit, "G39")
    values = {**bank_of(clerk, "MORTGAGEE", OTHER_BANK), **LOAN, **papers("G39")}
    case_no, examiner = send(clerk, values)
    assert len(approve(town, case_no, examiner, unit.address)) == 1
    sell(town, clerk, unit, OTHER_BANK)
    clerk.leave()
