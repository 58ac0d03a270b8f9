"""Services that are not asked for every day, in a browser: from the window to the entry."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.casework.models import Notice
from dengbu.register import api as register
from tests.e2e.conftest import Town
from tests.e2e.sale import approve, bank_of, facts, person_of, send
from tests.e2e.visitor import Visitor
from tests.register.city import OTHER_BANK, person, unit_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COURT = {"name": "岳阳楼区人民法院", "id_type": "99", "id_no": "法协2026-77"}


def at_form(town: Town, unit: cadastre.UnitFacts, service: str) -> Visitor:
    """A clerk who chose a service under “more”."""
    clerk = town.visitor()
    clerk.sign_in(town.desk.windows[0].name)
    clerk.page.goto(f"/window/?unit={unit.code}")
    clerk.page.get_by_text("更多业务", exact=True).click()
    clerk.look()
    clerk.page.locator(f'.more-acts a.chip[href*="service={service}#"]').click()
    expect(clerk.page.locator("#request-title")).to_be_visible()
    clerk.look()
    return clerk


def papers(town: Town, service: str) -> dict[str, str]:
    """Every paper that must come, seen at the window."""
    wanted = casework.service(service, office="430602", now=timezone.now()).materials
    return {
        f"materials.{rule.code}": "ORIGINAL"
        for rule in wanted
        if rule.required and "REGISTER" not in rule.sources
    }


def court(clerk: Visitor) -> dict[str, str]:
    row = clerk.page.locator('input[name$=".role"][value="AUTHORITY"]')
    path = (row.get_attribute("name") or "").removesuffix(".role")
    return {f"{path}.{name}": text for name, text in COURT.items()}


def test_two_courts_seize_and_the_second_waits(town: Town) -> None:
    unit = facts(town.desk.units[0])
    for n, minutes in enumerate((30, 20), start=1):
        clerk = at_form(town, unit, "G48")
        delivered = timezone.localtime() - timedelta(minutes=minutes)
        order = {
            "seizure.organ": COURT["name"],
            "seizure.document_no": f"（2026）湘0602执{n}号",
            "seizure.delivered_at": f"{delivered:%Y-%m-%d %H:%M:%S}",
            "seizure.term_days": "1095",
            "seizure.officer": "执行员甲",
            "seizure.officer_no": "湘F0101",
            "seizure.second_officer": "执行员乙",
            "seizure.second_officer_no": "湘F0102",
            "materials.of": "ORIGINAL",
        }
        case_no, examiner = send(clerk, {**court(clerk), **order, **papers(town, "G48")})
        clerk.leave()
        assert approve(town, case_no, examiner, unit.address) == []
    standing = register.unit_state(unit.code, now=timezone.now()).seizures
    assert [s.document_no for s in standing] == ["（2026）湘0602执1号", "（2026）湘0602执2号"]
    assert [s.starts_at is None for s in standing] == [False, True]


def test_a_home_that_is_not_built_is_noticed_with_its_loan(town: Town) -> None:
    unit = facts(unit_code(2))
    clerk = at_form(town, unit, "C03")
    buyer = person(962)
    values = {
        **person_of(clerk, "SELLER", person(963)),
        **person_of(clerk, "BUYER", buyer),
        **bank_of(clerk, "NEW_MORTGAGEE", OTHER_BANK),
        "loan_notice.amount": "560000",
        **papers(town, "C03"),
    }
    case_no, examiner = send(clerk, values)
    clerk.leave()
    assert len(approve(town, case_no, examiner, unit.address)) == 2
    notices = register.unit_state(unit.code, now=timezone.now()).notices
    assert [n.holders[0].name for n in notices] == [buyer.name, OTHER_BANK.name]


def test_a_lost_certificate_is_issued_again_after_its_notice(town: Town) -> None:
    unit = facts(town.desk.units[0])
    held = register.unit_state(unit.code, now=timezone.now()).ownership
    assert held is not None
    clerk = at_form(town, unit, "G54")
    case_no, examiner = send(clerk, papers(town, "G54"))
    clerk.leave()
    officer = town.visitor()
    officer.sign_in(town.usernames[examiner])
    officer.page.goto(f"/office/cases/{case_no}")
    officer.look()
    officer.page.get_by_role("button", name="发布公告").click()
    expect(officer.page.get_by_text("还有 15 个工作日").first).to_be_visible()
    notice = Notice.objects.get()
    assert held.certificate_nos[0] in notice.text
    officer.leave()
    casework.end_notices(now=notice.ends_at + timedelta(minutes=1))
    issued = approve(town, case_no, examiner, unit.address)
    assert len(issued) == 1
    now = register.unit_state(unit.code, now=timezone.now()).ownership
    assert now is not None
    assert now.certificate_nos == tuple(issued) != held.certificate_nos


def test_a_new_name_is_entered_for_who_is_registered(town: Town) -> None:
    unit = facts(town.desk.units[0])
    clerk = at_form(town, unit, "G23")
    row = clerk.page.locator('input[name$=".role"][value="OWNER"]').get_attribute("name") or ""
    path = row.removesuffix(".role")
    values = {f"{path}.name": "周新名", "right.basis": "户籍证明2026-1", **papers(town, "G23")}
    case_no, examiner = send(clerk, values)
    clerk.leave()
    assert len(approve(town, case_no, examiner, unit.address)) == 1
    held = register.unit_state(unit.code, now=timezone.now()).ownership
    assert held is not None
    assert [(h.party.name, h.party.id_no) for h in held.holders] == [("周新名", person(1).id_no)]


def test_what_is_wrong_in_a_form_is_told_at_once_and_nothing_is_lost(town: Town) -> None:
    unit = facts(town.desk.units[0])
    clerk = at_form(town, unit, "G47")
    clerk.fill({"habitation.term_to": "2020-01-01"})
    clerk.page.locator(".summary-foot").get_by_role("button", name="送审核员").click()
    told = clerk.page.locator("#told")
    expect(told).to_contain_text(re.compile("处要改，一次说全"))
    for words in ("居住的条件和要求", "已经过了", "居住权人"):
        expect(told).to_contain_text(words)
    expect(clerk.named("habitation.term_to")).to_have_value("2020-01-01")
    clerk.look()
    clerk.wrong = [w for w in clerk.wrong if "422" not in w]  # the console tells of the answer
    clerk.leave()
