"""亮证 and 谁看过 in browsers: a holder's phone, the one who scans, a clerk, an auditor."""

import os
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.accounts import api as accounts
from tests.e2e.conftest import Town
from tests.e2e.visitor import Visitor
from tests.register.city import person
from tests.web.citizen.test_citizen import citizen, own_number, sell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def demo(settings: LazySettings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.LOG_KEYS = tmp_path


def phone_of(town: Town, n: int) -> Visitor:
    citizen(n)
    visitor = town.visitor()
    visitor.page.goto("/sign-in/citizen")
    visitor.page.get_by_label(person(n).name).check()
    visitor.page.locator("main form[method=post] [type=submit]").first.click()
    visitor.page.wait_for_url("**/me/**")
    return visitor


def test_a_school_scans_and_the_holder_sees_it_at_once(town: Town, demo: None) -> None:
    phone = phone_of(town, 1)
    page, number = phone.page, own_number(1)
    page.goto(f"/me/showing/of/{number}")
    phone.look()
    shoot(phone, "choose")
    page.locator('label:has([name="purpose"][value="SCHOOL"])').click()
    page.get_by_role("button", name="出示").click()
    expect(page.get_by_text("秒后换新码")).to_be_visible()
    expect(page.get_by_text("还没有人看")).to_be_visible()
    phone.look()
    shoot(phone, "code")
    address = page.get_by_role("link", name="对方扫不了").get_attribute("href")
    assert address is not None
    school = town.visitor()
    school.page.goto(address)  # the form sends itself
    expect(school.page.get_by_role("heading", name="是真的，现在有效")).to_be_visible()
    expect(school.page.get_by_text("刚刚由持证人出示")).to_be_visible()
    expect(school.page.get_by_text("秒后这一页就旧了")).to_be_visible()
    school.look()
    shoot(school, "good")
    expect(page.get_by_text("人数看满了")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("内部网络上的人")).to_be_visible()
    expect(page.get_by_role("button", name="停止出示")).to_be_hidden()
    phone.look()
    shoot(phone, "seen")
    school.page.goto(address)
    expect(school.page.get_by_role("heading", name="这个码已经不能用")).to_be_visible()
    expect(school.page.get_by_text("这个码已经核对过一次")).to_be_visible()
    school.look()
    shoot(school, "replayed")
    for visitor in (phone, school):
        visitor.leave()


def test_a_person_sees_who_looked_and_asks_why(town: Town, demo: None) -> None:
    case = sell(town.desk)
    clerk = town.visitor()
    clerk.sign_in(town.desk.windows[0].name)
    clerk.page.goto(f"/window/cases/{case.case_no}")
    phone = phone_of(town, 1)
    phone.page.goto("/me/looks/")
    phone.look()
    shoot(phone, "looks")
    phone.page.locator("main .row-link").first.click()
    phone.page.get_by_label("为什么要问").fill("那天我没有到过窗口")
    phone.page.get_by_role("button", name="问原因").click()
    expect(phone.page.get_by_text("还没有答复")).to_be_visible()
    phone.look()
    auditor = town.visitor()
    accounts.create_account(
        accounts.NewAccount(
            username="质量监督",
            name="质量监督",
            kind=accounts.AccountKind.OFFICER,
            password=auditor.password,
            office=town.desk.windows[0].office,
            posts=((accounts.Post.AUDITOR, accounts.Department.ARCHIVES),),
        ),
        now=timezone.now(),
    )
    auditor.page.goto("/sign-in")
    auditor.page.get_by_label("账号", exact=True).fill("质量监督")
    auditor.page.get_by_label("密码", exact=True).fill(auditor.password)
    auditor.page.get_by_role("button", name="登录").click()
    auditor.page.wait_for_url("**/no-desk")
    auditor.look()
    auditor.page.goto("/office/looks")
    auditor.look()
    shoot(auditor, "office")
    auditor.page.get_by_label("答复，本人看得到").fill("您那天委托中介交来过户申请")
    auditor.page.get_by_role("button", name="答复").click()
    expect(auditor.page.get_by_text("没有等答复的")).to_be_visible()
    phone.page.reload()
    expect(phone.page.get_by_text("您那天委托中介交来过户申请")).to_be_visible()
    for visitor in (clerk, phone, auditor):
        visitor.leave()


def shoot(visitor: Visitor, name: str) -> None:
    """Pictures for whoever wants to look: into the folder that SHOTS names."""
    if folder := os.environ.get("SHOTS"):
        for width in (360, 1280, 1920):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    visitor.page.set_viewport_size(PHONE)
