"""What may become of a case besides entry at the first try, in a browser: each whole path.

A new home with its loan (C02), a correction (G29), a return for supplement, a refusal, a survey and
a visit to the place.
"""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.cadastre import api as cadastre
from dengbu.casework.models import Case
from dengbu.register import api as register
from dengbu.site.demonstration.people import DEVELOPERS
from tests.e2e.conftest import Town
from tests.e2e.sale import LOAN, approve, bank_of, facts, open_request, papers, person_of, send
from tests.e2e.test_services import at_form
from tests.e2e.test_services import papers as all_papers
from tests.e2e.visitor import Visitor
from tests.register.city import OTHER_BANK, book, booking, first, person, unit_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUYER = person(981)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "0000000500010d0a2db40000000049454e44ae426082"
)


def sold(town: Town, unit: cadastre.UnitFacts, **changes: str) -> tuple[str, str]:
    """A sale accepted at the window: its number and its examiner."""
    clerk = town.visitor()
    clerk.sign_in(town.desk.windows[0].name)
    open_request(clerk, unit, "G10")
    values = {**person_of(clerk, "BUYER", BUYER), "price": "800000", "tax_cleared": "yes"}
    values |= {"tax_note": "完税证明43240612", **papers("G10"), **changes}
    number, examiner = send(clerk, values)
    clerk.leave()
    return number, examiner


def at_case(town: Town, number: str, examiner: str) -> Visitor:
    officer = town.visitor()
    officer.sign_in(town.usernames[examiner])
    officer.page.goto(f"/office/cases/{number}")
    officer.look()
    return officer


def test_a_new_home_is_bought_with_a_loan(town: Town) -> None:
    unit = facts(unit_code(2))
    (built,) = book(booking(first(unit.code, DEVELOPERS[0].party)))
    assert built.booked
    clerk = at_form(town, unit, "C02")
    values = {
        **person_of(clerk, "BUYER", BUYER),
        **bank_of(clerk, "NEW_MORTGAGEE", OTHER_BANK),
        "price": "1060000",
        "tax_cleared": "yes",
        "tax_note": "完税证明43240612",
        **LOAN,
        **all_papers(town, "C02"),
    }
    number, examiner = send(clerk, values)
    clerk.leave()
    assert len(approve(town, number, examiner, unit.address)) == 2
    state = register.unit_state(unit.code, now=timezone.now())
    assert state.ownership is not None
    assert [h.party.name for h in state.ownership.holders] == [BUYER.name]
    assert [m.mortgagees[0].name for m in state.mortgages] == [OTHER_BANK.name]


def test_an_error_of_the_register_is_corrected(town: Town) -> None:
    unit, right = facts(town.desk.units[0]), person(982)
    before = register.unit_state(unit.code, now=timezone.now()).ownership
    clerk = at_form(town, unit, "G29")
    values = {
        **person_of(clerk, "OWNER", right),
        "right.basis": "当年申请表写的是周982，登记簿写错了",
        **all_papers(town, "G29"),
    }
    number, examiner = send(clerk, values)
    clerk.leave()
    issued = approve(town, number, examiner, unit.address)
    after = register.unit_state(unit.code, now=timezone.now()).ownership
    assert before is not None
    assert after is not None
    assert [h.party.name for h in after.holders] == [right.name]
    assert after.certificate_nos == tuple(issued) != before.certificate_nos
    told = town.visitor()
    told.page.goto("/check/")
    told.fill({"no": before.certificate_nos[0]})
    told.page.get_by_role("button", name="查", exact=True).click()
    expect(told.page.locator(".open-verdict")).to_be_visible()
    assert "是真的，现在有效" not in told.page.locator("main").inner_text()
    told.leave()


def test_returned_once_with_everything_and_entered_after_the_supplement(town: Town) -> None:
    unit = facts(town.desk.units[0])
    number, examiner = sold(town, unit)
    officer = at_case(town, number, examiner)
    officer.fill({"items": "成交价：和合同不一样，请改\n婚姻状况：请买方当面说明"})
    officer.page.get_by_role("button", name="退回补正").click()
    expect(officer.page.get_by_role("button", name="退回补正")).to_have_count(0)
    expect(officer.page.locator("main")).to_contain_text("请买方当面说明")
    officer.look()
    officer.leave()

    clerk = town.visitor()
    clerk.sign_in(town.desk.windows[0].name)
    clerk.page.goto(f"/window/cases/{number}")
    expect(clerk.page.get_by_text("要补的 2 样")).to_be_visible()
    clerk.look()
    button = clerk.page.locator("form").get_by_role("button", name="交回审核员").last
    button.click()
    expect(clerk.page.locator("main")).to_contain_text(re.compile(r"有 \d+ 处要改"))
    clerk.look()
    clerk.wrong = [w for w in clerk.wrong if "422" not in w]  # the console tells of the answer
    clerk.fill({"price": "820000"})
    for box in clerk.page.locator('input[name$=".done"], input[name="signed"]').all():
        box.check()
    button.click()
    expect(clerk.page.locator("main")).to_contain_text("补正交回来了")
    clerk.look()
    expect(clerk.page.locator("main")).to_contain_text("等缴税（成交价改成了820,000.00 元")
    clerk.fill({"tax_note": "完税证明43240613"})
    clerk.page.get_by_role("button", name="契税办好了").click()
    expect(clerk.page.locator("#tax-title")).to_have_count(0)
    clerk.leave()
    assert len(approve(town, number, examiner, unit.address)) == 1


def test_a_refusal_says_why_by_which_law_and_what_can_be_done(town: Town) -> None:
    unit = facts(town.desk.units[0])
    before = register.unit_state(unit.code, now=timezone.now()).ownership
    number, examiner = sold(town, unit)
    officer = at_case(town, number, examiner)
    officer.page.get_by_role("link", name=re.compile("不予登记")).click()
    officer.look()
    officer.fill({"reason": "买卖合同不是本人签的", "clause": "other"})
    officer.fill({"clause_text": "《民法典》第209条"})
    officer.page.get_by_role("button", name="不予登记").click()
    expect(officer.page.get_by_role("link", name=re.compile("告知书"))).to_be_visible()
    officer.look()
    officer.page.goto(f"/office/cases/{number}/refusal")
    for said in ("不予登记告知书", "买卖合同不是本人签的", "《民法典》第209条", "行政复议"):
        expect(officer.page.locator("body")).to_contain_text(said)
    officer.look()
    officer.leave()
    assert register.unit_state(unit.code, now=timezone.now()).ownership == before
    assert Case.objects.get(case_no=number).status == "REFUSED"


def test_a_survey_is_awaited_and_the_place_is_seen(town: Town, tmp_path: Path) -> None:
    unit = facts(town.desk.units[0])
    number, examiner = sold(town, unit)
    officer = at_case(town, number, examiner)
    officer.page.get_by_text("安排权籍调查，或者中止办理").click()
    officer.look()
    officer.fill({"kind": "SURVEY", "what": "面积重新测量", "surveyor": "岳阳测绘院"})
    officer.page.get_by_role("button", name="停下来等").click()
    expect(officer.page.locator("#waiting")).to_contain_text("由岳阳测绘院调查")
    expect(officer.page.get_by_role("button", name="通过并登簿")).to_be_disabled()
    officer.look()
    waiting = officer.page.locator("#waiting")
    waiting.locator('label:has(input[value="done"])').click()
    waiting.locator("textarea").first.fill("面积没有变")
    waiting.get_by_role("button", name="记下，接着计时").click()
    expect(officer.page.locator("#waiting")).to_contain_text("面积没有变")
    photo = tmp_path / "门口.png"
    photo.write_bytes(PNG)
    officer.page.get_by_text("记一次实地查看").click()
    officer.fill(
        {
            "seen_on": timezone.localdate().isoformat(),
            "viewers": "段俊、许静",
            "as_told": "yes",
            "finding": "房子空着，门牌和材料一致",
        }
    )
    officer.page.locator('input[type="file"][name="photos"]').set_input_files(photo)
    officer.look()
    officer.page.get_by_role("button", name="记下", exact=True).click()
    expect(officer.page.locator("#site")).to_contain_text("房子空着")
    expect(officer.page.locator("#site img")).to_have_count(1)
    officer.look()
    officer.leave()
    assert len(approve(town, number, examiner, unit.address)) == 1
