"""The clerk's open form in a browser: it outlives the sign-in, and its bill follows the fields."""

import re

import pytest
from playwright.sync_api import expect

from dengbu.casework.models import Case
from tests.e2e.conftest import Town
from tests.e2e.sale import bank_of, open_request, papers, person_of, who
from tests.e2e.sale import facts as unit_facts
from tests.e2e.visitor import Visitor
from tests.register.city import BANK, OTHER_BANK, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUYER = person(961)


def at_form(town: Town, service: str) -> Visitor:
    """A clerk with an open request for the first unit."""
    clerk = town.visitor()
    clerk.sign_in(town.desk.windows[0].name)
    open_request(clerk, unit_facts(town.desk.units[0]), service)
    return clerk


def expire(clerk: Visitor) -> None:
    clerk.context.clear_cookies(name="sessionid")


def leave(clerk: Visitor) -> None:
    """Close; the browser itself says that it was answered 401, and nothing else is wrong."""
    clerk.wrong = [said for said in clerk.wrong if "401" not in said]
    clerk.leave()


def send(clerk: Visitor) -> None:
    clerk.page.locator(".summary-foot").get_by_role("button", name="送审核员").click()


def sign_in_beside(clerk: Visitor) -> None:
    """Sign in in another tab, by the link of the notice, and close it."""
    with clerk.context.expect_page() as opened:
        clerk.page.get_by_role("link", name="在另一页登录").click()
    tab = opened.value
    expect(tab.get_by_text("再回到刚才那一页提交")).to_be_visible()
    tab.get_by_label("账号", exact=True).fill("窗口1")
    tab.get_by_label("密码", exact=True).fill(clerk.password)
    tab.get_by_role("button", name="登录").click()
    expect(tab.get_by_role("heading", name="登录好了")).to_be_visible()
    tab.close()


def test_what_was_typed_is_sent_after_signing_in_beside_the_form(town: Town) -> None:
    clerk = at_form(town, "G10")
    clerk.fill({**person_of(clerk, "BUYER", BUYER), "price": "800000", **papers("G10")})
    for box in clerk.page.locator('input[name$=".agreed"]').all():
        box.check()
    expire(clerk)
    send(clerk)
    notice = clerk.page.locator("[data-signed-out]")
    expect(notice).to_contain_text("填的内容都还在")
    expect(notice).to_be_in_viewport()
    expect(clerk.named("price")).to_have_value("800000")
    clerk.look()
    sign_in_beside(clerk)
    send(clerk)
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("收到了，编号")
    assert Case.objects.get().request["price"].startswith("800000")
    leave(clerk)


def test_a_bill_counted_in_the_background_leaves_the_page_alone(town: Town) -> None:
    clerk = at_form(town, "G10")
    clerk.fill({**person_of(clerk, "BUYER", BUYER), "price": "800000"})
    expire(clerk)
    clerk.page.get_by_label("小微企业").check()
    expect(clerk.page.locator("[data-signed-out]")).to_be_visible()
    expect(clerk.named("price")).to_have_value("800000")
    sign_in_beside(clerk)
    clerk.page.get_by_role("button", name="加一位买方").click()
    expect(clerk.page.get_by_text("买方 2")).to_be_visible()
    expect(clerk.page.locator("#faults")).to_be_empty()
    expect(clerk.named("price")).to_have_value("800000")
    expect(clerk.page.locator("#fees")).to_contain_text("80.00")
    leave(clerk)


def test_the_bill_follows_the_kind_of_paper(town: Town) -> None:
    clerk = at_form(town, "G10")
    bill, buyer = clerk.page.locator("#fees"), who(clerk, "BUYER")
    total = bill.locator(".sum-total")
    expect(total).to_contain_text("80.00")
    clerk.fill({f"{buyer}.id_type": "7", "small_enterprise": "1"})
    expect(total).to_contain_text(re.compile(r"(^|\D)0\.00"))
    clerk.fill({f"{buyer}.name": "周小", f"{buyer}.id_type": "1"})
    expect(total).to_contain_text("80.00")
    expect(bill).to_contain_text("周小是个人")
    clerk.fill({f"{buyer}.name": "周大"})
    clerk.named(f"{buyer}.name").blur()
    expect(bill).to_contain_text("周大是个人")
    leave(clerk)


def test_the_bill_names_the_bank_that_was_chosen(town: Town) -> None:
    clerk = at_form(town, "G39")
    bill = clerk.page.locator("#fees")
    for bank in (OTHER_BANK, BANK):
        clerk.fill(bank_of(clerk, "MORTGAGEE", bank))
        expect(bill).to_contain_text(f"{bank.name}付")
    leave(clerk)


def test_the_taxes_are_estimated_as_soon_as_there_is_a_price(town: Town) -> None:
    clerk = at_form(town, "G10")
    bill = clerk.page.locator("#fees")
    expect(bill).not_to_contain_text("估算")
    clerk.fill({"price": "800000"})
    clerk.named("price").blur()
    expect(bill).to_contain_text("以税务部门核定为准")
    expect(bill).to_contain_text("8,000.00")
    clerk.look()
    clerk.fill({"tax_cleared": "yes", "tax_note": "完税证明43240612"})
    clerk.named("tax_note").blur()
    expect(bill).to_contain_text("契税：完税证明43240612")
    expect(bill).not_to_contain_text("家庭第二套住房")
    leave(clerk)
