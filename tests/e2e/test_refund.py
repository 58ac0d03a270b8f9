"""A sale is accepted, paid, taken back and refunded, in a browser, with the treasury over HTTP."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import expect

from dengbu.casework import api as casework
from dengbu.casework.models import PaymentOrder
from dengbu.site.simulators.asked import Asked
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.treasury import Treasury
from tests.casework.payments.till import connected
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

    pay = Asked(
        path="/pay",
        body={"order_no": order.number, "how": "PAID"},
        key="",
        scenario=Scenario.ANSWER,
    )
    assert treasury.answer(pay) is not None
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
