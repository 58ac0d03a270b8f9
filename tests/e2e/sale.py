"""What people do at the window, at the examiner's desk and at the open page, in a browser."""

import re

from playwright.sync_api import expect

from dengbu.cadastre import api as cadastre
from dengbu.register import api as register
from tests.cadastre import surveys
from tests.casework.asks import PAPERS
from tests.e2e.conftest import Site
from tests.e2e.visitor import Visitor

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


def approve(site: Site, case_no: str, examiner: str, address: str) -> list[str]:
    """The drawn examiner finds the case in the queue, compares and enters; the new numbers."""
    officer = site.visitor()
    officer.sign_in(site.usernames[examiner])
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


def check(site: Site, number: str, code: str = "") -> str:
    """Anybody asks the open page; what it says."""
    anybody = site.visitor()
    anybody.page.goto("/check/")
    anybody.look()
    anybody.fill({"no": number, **({"code": code} if code else {})})
    anybody.page.get_by_role("button", name="查", exact=True).click()
    expect(anybody.page.locator(".open-verdict")).to_be_visible()
    anybody.look()
    said = anybody.page.locator("main").inner_text()
    anybody.leave()
    return said


def sell(
    site: Site,
    clerk: Visitor,
    unit: cadastre.UnitFacts,
    *,
    buyer: register.PartyRef,
    new_bank: register.PartyRef,
) -> None:
    """C09 from the window to the open page: the old mortgage goes, the home and a loan come."""
    before = {h.number for h in valid_certificates(unit.code)}
    open_request(clerk, unit, "C09")
    values = {
        **person_of(clerk, "BUYER", buyer),
        **bank_of(clerk, "NEW_MORTGAGEE", new_bank),
        "price": "1060000",
        "tax_cleared": "yes",
        "tax_note": "完税证明43240612",
        **LOAN,
        **papers("C09"),
    }
    case_no, examiner = send(clerk, values)
    issued = approve(site, case_no, examiner, unit.address)
    after = {h.number: h for h in valid_certificates(unit.code)}
    assert set(issued) == set(after)
    assert not set(issued) & before
    for view in after.values():
        assert "是真的，现在有效" in check(site, view.number)
        said = check(site, view.number, view.check_code)
        if view.kind is register.CertificateKind.TITLE:
            assert buyer.name in said
    for number in before:
        assert "作废" in check(site, number) or "已经失效" in check(site, number)


def valid_certificates(unit_code: str) -> list[register.CertificateView]:
    """The certificate and the proofs of a unit as it stands."""
    state = register.unit_state(unit_code, now=surveys.NOW.replace(year=2099))
    assert state.ownership is not None
    numbers = [*state.ownership.certificate_nos, *(m.proof_no for m in state.mortgages)]
    found = [register.certificate(number) for number in numbers]
    return [view for view in found if view is not None]


def facts(code: str) -> cadastre.UnitFacts:
    """A unit that is there."""
    unit = cadastre.unit(code)
    assert unit is not None
    return unit
