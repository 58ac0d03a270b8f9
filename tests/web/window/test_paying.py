"""What was paid, what is missing and what comes back, on every page of whoever it concerns."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.models import Payment, PaymentOrder
from dengbu.casework.payments.messages import Said
from tests.casework import asks
from tests.casework.desk import Desk, open_desk
from tests.casework.payments.till import paid
from tests.web.citizen.test_citizen import citizen
from tests.web.window.test_cases import again, examiner, place, sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def clerk(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.windows[0])


@pytest.fixture
def view(desk: Desk) -> casework.CaseView:
    return casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=timezone.now())


@pytest.fixture
def buyer(desk: Desk) -> Client:
    return citizen(901)


def pages(clerk: Client, view: casework.CaseView, desk: Desk, buyer: Client) -> dict[str, str]:
    """The case page, the receipt, the examiner's page and the buyer's."""
    officer = sign_in(Client(), examiner(desk, view))
    return {
        "window": text_of(clerk.get(place(view))),
        "receipt": text_of(clerk.get(f"/window/receipts/{view.case_no}")),
        "office": text_of(officer.get(f"/office/cases/{view.case_no}")),
        "citizen": text_of(buyer.get(f"/me/cases/{view.case_no}")),
    }


def test_every_page_says_what_is_to_pay_and_what_came(
    desk: Desk, clerk: Client, view: casework.CaseView, buyer: Client
) -> None:
    for name, page in pages(clerk, view, desk, buyer).items():
        assert ("待缴费" in page, "到窗口缴" in page) == (True, True), name
    paid(view.orders[0].number, amount=Decimal("70.00"), at=timezone.now())
    for name, page in pages(clerk, view, desk, buyer).items():
        assert "还差 10.00 元" in page, name
    paid(view.orders[0].number, key="n-2", reference="T2", amount=Decimal("10.00"))
    for name, page in pages(clerk, view, desk, buyer).items():
        assert ("已缴费" in page, "电子票据 0000000001" in page) == (True, True), name
    assert "80.00 元" not in text_of(citizen(1).get(f"/me/cases/{view.case_no}"))  # the seller


def test_the_code_by_which_one_pays_is_shown_while_it_is_owed(
    desk: Desk, clerk: Client, view: casework.CaseView, buyer: Client
) -> None:
    order = view.orders[0]
    PaymentOrder.objects.update(code="4300112233", told_at=timezone.now())
    for name, page in pages(clerk, view, desk, buyer).items():
        assert "4300112233" in page, name
    paid(order.number)
    assert "4300112233" not in text_of(clerk.get(place(view)))


def test_a_withdrawal_says_beforehand_what_comes_back_and_afterwards_where_it_is(
    desk: Desk, clerk: Client, view: casework.CaseView, buyer: Client
) -> None:
    assert "登记费不用缴了" in text_of(clerk.get(place(view, "withdraw")))
    paid(view.orders[0].number)
    assert "80.00 元登记费全部按原路退回" in text_of(clerk.get(place(view, "withdraw")))
    casework.withdraw(
        view.case_no,
        actor=desk.windows[0],
        now=timezone.now(),
        revision=again(desk, view).revision,
        agreed=True,
        reason="不买了",
    )
    for name, page in pages(clerk, view, desk, buyer).items():
        assert "80.00 元正在按原路退回（没有登簿，不收费，退回登记费）" in page, name
    refund = again(desk, view).orders[0].refunds[0]
    more = {"kind": "REFUND_FAILED", "reference": refund.number, "reason": "账户已销户"}
    paid(view.orders[0].number, key="n-2", receipt_no="", **_said(more))
    assert "没有到账：账户已销户" in text_of(clerk.get(place(view)))
    paid(view.orders[0].number, key="n-3", receipt_no="", **_said({**more, "kind": "REFUNDED"}))
    for name, page in pages(clerk, view, desk, buyer).items():
        assert ("已退费" in page, "退回 80.00 元，到账了" in page) == (True, True), name


def _said(more: dict[str, str]) -> dict[str, object]:
    return {**more, "kind": Said(more["kind"])}


def test_the_desk_notes_a_receipt_where_no_treasury_is_connected(
    desk: Desk, clerk: Client, view: casework.CaseView, buyer: Client
) -> None:
    other = casework.submit(asks.sale(desk, 1), actor=desk.windows[0], now=timezone.now())
    sent = {"order_no": view.orders[0].number, "receipt_no": ""}
    empty = clerk.post(place(view, "paid"), sent)
    assert (empty.status_code, "请填写财政票据号" in text_of(empty)) == (422, True)
    foreign = clerk.post(
        place(view, "paid"), {"order_no": other.orders[0].number, "receipt_no": "4306000012"}
    )
    assert (foreign.status_code, Payment.objects.count()) == (422, 0)
    done = clerk.post(place(view, "paid"), {**sent, "receipt_no": "4306000012"}, follow=True)
    assert "缴费记好了" in text_of(done)
    assert "电子票据 4306000012" in text_of(done)
    assert 'name="receipt_no"' not in text_of(done)
    twice = clerk.post(
        place(other, "paid"), {"order_no": other.orders[0].number, "receipt_no": "4306000012"}
    )
    assert twice.status_code == 409
    assert f"是缴款单 {view.orders[0].number} 的" in text_of(twice)


def test_who_may_not_accept_notes_no_receipt(desk: Desk, view: casework.CaseView) -> None:
    officer = sign_in(Client(), examiner(desk, view))
    sent = {"order_no": view.orders[0].number, "receipt_no": "4306000012"}
    assert officer.post(place(view, "paid"), sent).status_code == 403
    assert not Payment.objects.exists()


def test_a_case_without_a_fee_shows_no_order(desk: Desk, clerk: Client) -> None:
    free = casework.submit(asks.cancellation(desk, 0), actor=desk.windows[0], now=timezone.now())
    assert "缴款码" not in text_of(clerk.get(place(free)))
    assert free.orders == ()
