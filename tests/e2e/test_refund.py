"""A sale is accepted, paid, taken back and refunded, in a browser, with the treasury over HTTP."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import PaymentOrder
from dengbu.site.simulators.asked import Asked
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.treasury import Treasury
from tests.casework import asks
from tests.casework.desk import ENTERED, OFFICE
from tests.casework.payments.till import connected, told
from tests.e2e.conftest import Town
from tests.e2e.sale import facts, open_request, papers, person_of, send
from tests.e2e.visitor import Visitor
from tests.register.city import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUYER = person(971)
LATER = timedelta(minutes=40)


@pytest.fixture
def treasury(settings: LazySettings) -> Iterator[Treasury]:
    books = Treasury()
    with connected(settings, books):
        yield books


def accepted(town: Town, clerk: Visitor) -> str:
    open_request(clerk, facts(town.desk.units[0]), "G10")
    values = {**person_of(clerk, "BUYER", BUYER), "price": "800000", "tax_cleared": "yes"}
    number, _ = send(clerk, {**values, "tax_note": "完税证明43240612", **papers("G10")})
    return number


def pay(treasury: Treasury, number: str) -> None:
    """The buyer pays by phone."""
    body = {"order_no": number, "how": "PAID"}
    asked = Asked(path="/pay", body=body, key="", scenario=Scenario.ANSWER)
    assert treasury.answer(asked) is not None


def test_the_cashier_finds_a_payment_that_nobody_told_of(town: Town, treasury: Treasury) -> None:
    accounts.create_account(
        accounts.NewAccount(
            username="收费1",
            name="收费1",
            kind=accounts.AccountKind.OFFICER,
            password=town.password,
            office=OFFICE,
            posts=((accounts.Post.CASHIER, accounts.Department.INTAKE),),
        ),
        now=ENTERED,
    )
    asked = asks.sale(town.desk, 0)
    case = casework.submit(asked, actor=town.desk.windows[0], now=timezone.now())
    casework.settle_payments(now=timezone.now())
    pay(treasury, case.orders[0].number)  # and its notice is lost
    casework.hear(told("nobody-1", office=OFFICE), now=timezone.now())

    cashier = town.visitor()
    cashier.sign_in("收费1")
    expect(cashier.page.get_by_role("heading", name="对账", exact=True)).to_be_visible()
    cashier.look()
    cashier.fill({"day": timezone.localdate().isoformat()})
    cashier.page.get_by_role("button", name="和财政对账").click()
    expect(cashier.page.get_by_text("对过了，有不一样的")).to_be_visible()
    days = cashier.page.locator('section[aria-labelledby="days-title"]')
    expect(days).to_contain_text("本机构没有这笔缴费")
    expect(days).to_contain_text(case.orders[0].number)
    expect(cashier.page.locator("main")).to_contain_text("没有这张缴款单")
    cashier.look()
    casework.settle_payments(now=timezone.now() + LATER)
    cashier.fill({"day": timezone.localdate().isoformat()})
    cashier.page.get_by_role("button", name="和财政对账").click()
    expect(cashier.page.get_by_text("对过了，一笔不差")).to_be_visible()
    cashier.look()
    cashier.leave()


def test_a_withdrawal_brings_the_fee_back(town: Town, treasury: Treasury) -> None:
    clerk = town.visitor()
    clerk.sign_in(town.desk.windows[0].name)
    number = accepted(town, clerk)
    place = f"/window/cases/{number}"
    casework.settle_payments(now=timezone.now())
    fees = clerk.page.locator('section[aria-labelledby="fees-title"]')

    clerk.page.goto(place)
    order = PaymentOrder.objects.get()
    expect(fees).to_contain_text("待缴费")
    expect(fees).to_contain_text(order.code)
    clerk.look()

    pay(treasury, order.number)
    casework.settle_payments(now=timezone.now() + LATER)
    clerk.page.reload()
    expect(fees).to_contain_text("已缴费")
    expect(fees).to_contain_text(f"电子票据 {treasury.movements[0].receipt_no}")

    clerk.page.get_by_role("link", name="撤回这件").click()
    said = clerk.page.get_by_text(f"{BUYER.name}缴的 80.00 元登记费全部按原路退回")
    expect(said).to_be_visible()
    clerk.look()
    for box in clerk.page.locator('input[name^="agree."], input[name="sure"]').all():
        box.check()
    clerk.page.get_by_text("买卖没谈成", exact=True).click()
    clerk.page.get_by_role("button", name="撤回这件").click()
    expect(fees).to_contain_text("80.00 元正在按原路退回")
    clerk.look()

    casework.settle_payments(now=timezone.now() + 2 * LATER)
    clerk.page.reload()
    expect(fees).to_contain_text("已退费")
    expect(fees).to_contain_text("退回 80.00 元，到账了")
    clerk.page.goto(f"/window/receipts/{number}")
    expect(clerk.page.locator("main")).to_contain_text("退回 80.00 元，到账了")
    clerk.look()
    clerk.leave()
    assert [m.kind for m in treasury.movements] == ["PAYMENT", "REFUND"]
