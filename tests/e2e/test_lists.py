"""From a list through a filter into a case, and back by the button of the browser."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case, Reminder
from tests.casework import asks
from tests.casework.desk import officer
from tests.e2e.conftest import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(town: Town) -> casework.CaseView:
    return casework.submit(
        asks.sale(town.desk, 0, buyer=977), actor=town.desk.windows[0], now=timezone.now()
    )


def test_a_filter_is_kept_by_the_address_and_by_the_way_back(
    town: Town, case: casework.CaseView
) -> None:
    who = town.visitor()
    who.sign_in(str(case.examiner))
    page = who.page
    page.goto("/office/")
    page.get_by_role("link", name="工作列表").click()
    expect(page.get_by_role("heading", name="工作列表")).to_be_visible()
    who.look()
    page.get_by_label("渠道").select_option(label="网上")
    expect(page).to_have_url(re.compile(r"/office/lists\?channel=O$"))
    expect(page.get_by_text("没有对上的")).to_be_visible()
    who.look()
    page.get_by_label("渠道").select_option(label="窗口")
    expect(page).to_have_url(re.compile(r"/office/lists\?channel=W$"))
    page.get_by_role("searchbox").fill("周977")
    page.get_by_role("button", name="找").click()
    expect(page).to_have_url(re.compile(r"/office/lists\?q=%E5%91%A8977&channel=W$"))
    expect(page.get_by_text("全部在办 1 件")).to_be_visible()
    page.get_by_role("link", name=re.compile("^待审核")).click()
    expect(page).to_have_url(re.compile(r"/office/lists/examine\?q=%E5%91%A8977&channel=W$"))
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(f"/office/cases/{case.case_no}$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/office/lists/examine\?q=%E5%91%A8977&channel=W$"))
    expect(page.get_by_role("searchbox")).to_have_value("周977")
    expect(page.get_by_label("渠道")).to_have_value("W")
    page.go_back()
    expect(page.get_by_text("全部在办 1 件")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/office/lists\?channel=W$"))
    expect(page.get_by_role("searchbox")).to_have_value("")
    who.leave()


def test_marks_hand_over_and_leave_are_sound_pages(town: Town, case: casework.CaseView) -> None:
    officer("科长", (accounts.Post.CHIEF, accounts.Department.TRANSFER))
    chief = town.visitor()
    chief.sign_in("科长")
    page = chief.page
    page.goto(f"/office/cases/{case.case_no}")
    page.get_by_text("加标记").click()
    chief.fill({"mark": "U:MEDICAL", "mark_reason": "等房款手术"})
    chief.look()
    page.get_by_role("button", name="标上").click()
    expect(page.get_by_text("等钱治病")).to_be_visible()
    page.goto("/office/lists?mark=U")
    expect(page.get_by_role("row").get_by_text("加急")).to_be_visible()
    chief.look()
    page.goto(f"/office/hand-on?of={case.examiner_id}")
    chief.look()
    page.get_by_role("checkbox").first.check()
    chief.fill({"why": "原审核员休假"})
    page.get_by_role("button", name="交接", exact=True).click()
    expect(page.get_by_text("交接了 1 件")).to_be_visible()
    assert Case.objects.get().examiner_id != case.examiner_id
    chief.leave()


def test_a_reminder_leads_to_its_case_and_is_read(town: Town, case: casework.CaseView) -> None:
    due = timezone.now() - timedelta(minutes=18)
    Case.objects.update(due_at=due)
    row = Case.objects.get()
    Reminder.objects.create(
        office=row.office,
        case=row,
        kind="OVERDUE",
        recipient_id=row.examiner_id,
        due_at=due,
        at=timezone.now(),
    )
    who = town.visitor()
    who.sign_in(str(case.examiner))
    page = who.page
    page.goto("/office/")
    page.get_by_role("link", name="提醒 1").click()
    expect(page.get_by_role("heading", name="提醒 1 件没看过")).to_be_visible()
    who.look()
    page.get_by_role("button", name="都看过了").click()
    expect(page.get_by_role("heading", name="提醒", exact=True)).to_be_visible()
    page.get_by_role("link", name=case.title).click()
    expect(page).to_have_url(re.compile(f"/office/cases/{case.case_no}$"))
    page.goto("/office/lists?sort=-received")
    who.look()
    who.leave()
