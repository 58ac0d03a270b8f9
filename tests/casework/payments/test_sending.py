"""The engine over real HTTP: orders are told, payments heard, refunds sent, and nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import OrderState
from dengbu.casework.models import Payment, PaymentOrder, Refund
from dengbu.site.simulators.asked import Asked
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from dengbu.site.simulators.treasury import Treasury
from tests.casework.desk import Desk, officer, open_desk
from tests.casework.payments.till import connected, order, sold, withdrawn

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = [NOW + timedelta(minutes=40 * n) for n in range(1, 10)]


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def treasury() -> Treasury:
    return Treasury()


@pytest.fixture
def line(settings: LazySettings, treasury: Treasury) -> Iterator[Simulators]:
    with connected(settings, treasury) as running:
        yield running


def pay(treasury: Treasury, number: str, how: str) -> None:
    asked = Asked(
        path="/pay", body={"order_no": number, "how": how}, key="", scenario=Scenario.ANSWER
    )
    assert treasury.answer(asked) is not None


def test_an_order_gets_its_code_and_its_payment_is_heard(
    desk: Desk, treasury: Treasury, line: Simulators
) -> None:
    case = sold(desk)
    assert casework.settle_payments(now=NOW) == 1
    told = order(desk, case)
    assert len(told.code) == 14
    assert casework.settle_payments(now=NOW) == 0  # its time has not come again
    pay(treasury, told.number, "PAID")
    casework.settle_payments(now=LATER[0])
    done = order(desk, case)
    assert (done.state, len(done.receipts)) == (OrderState.PAID, 1)
    assert casework.settle_payments(now=LATER[1]) == 0


@pytest.mark.parametrize(
    ("how", "state", "received", "back"),
    [
        ("SHORT", OrderState.ISSUED, "70.00", "0.00"),
        ("TWICE", OrderState.PAID, "160.00", "80.00"),
        ("FAILED", OrderState.FAILED, "0.00", "0.00"),
    ],
)
def test_whatever_payers_do(
    desk: Desk,
    treasury: Treasury,
    line: Simulators,
    how: str,
    state: OrderState,
    received: str,
    back: str,
) -> None:
    case = sold(desk)
    casework.settle_payments(now=NOW)
    pay(treasury, order(desk, case).number, how)
    casework.settle_payments(now=LATER[0])
    found = order(desk, case)
    assert found.state is state
    assert (found.received, found.coming_back) == (Decimal(received), Decimal(back))


def test_paid_after_the_withdrawal_goes_back(
    desk: Desk, treasury: Treasury, line: Simulators
) -> None:
    case = sold(desk)
    casework.settle_payments(now=NOW)
    withdrawn(desk, case)
    pay(treasury, order(desk, case).number, "PAID")
    casework.settle_payments(now=LATER[0])
    assert order(desk, case).state is OrderState.REFUND_DUE
    casework.settle_payments(now=LATER[1])
    assert order(desk, case).state is OrderState.REFUNDED


def test_a_refund_waits_until_the_treasury_has_sent_it(
    desk: Desk, treasury: Treasury, line: Simulators
) -> None:
    case = sold(desk)
    casework.settle_payments(now=NOW)
    pay(treasury, order(desk, case).number, "PAID")
    casework.settle_payments(now=LATER[0])
    treasury.refunds_wait = True
    withdrawn(desk, case, now=LATER[0])
    casework.settle_payments(now=LATER[1])
    assert order(desk, case).state is OrderState.REFUND_DUE
    treasury.refunds_wait = False
    casework.settle_payments(now=LATER[2])
    assert order(desk, case).state is OrderState.REFUNDED
    assert [m.kind for m in treasury.movements] == ["PAYMENT", "REFUND"]


def test_a_refund_of_what_was_never_paid_is_refused_and_waits_for_people(
    desk: Desk, treasury: Treasury, line: Simulators
) -> None:
    case = sold(desk)
    casework.settle_payments(now=NOW)
    pay(treasury, order(desk, case).number, "PAID")
    casework.settle_payments(now=LATER[0])
    treasury.movements.clear()  # its books say otherwise
    withdrawn(desk, case, now=LATER[0])
    casework.settle_payments(now=LATER[1])
    (refund,) = order(desk, case).refunds
    assert (refund.done_at, "不受理" in refund.failure) == (None, True)
    assert casework.settle_payments(now=LATER[5]) == 0  # it is not asked for ever


@pytest.mark.parametrize(
    "scenario",
    [Scenario.DOWN, Scenario.DEAD, Scenario.HANG, Scenario.HTML, Scenario.WRONG, Scenario.GARBAGE],
)
def test_a_treasury_that_is_down_costs_nothing_but_time(
    desk: Desk, treasury: Treasury, line: Simulators, scenario: Scenario
) -> None:
    case = sold(desk)
    line.behaviour.scenarios["TREASURY"] = scenario
    casework.settle_payments(now=NOW)
    assert order(desk, case).code == ""
    line.behaviour.scenarios["TREASURY"] = Scenario.ANSWER
    casework.settle_payments(now=LATER[0])
    assert order(desk, case).code != ""


def test_killed_after_the_treasury_was_told_the_order_is_the_same(
    desk: Desk, treasury: Treasury, line: Simulators
) -> None:
    case = sold(desk)
    casework.settle_payments(now=NOW)
    code = order(desk, case).code
    PaymentOrder.objects.update(told_at=None, code="", ask_at=NOW)  # the answer was never written
    casework.settle_payments(now=LATER[0])
    assert (order(desk, case).code, len(treasury.orders)) == (code, 1)


def test_killed_after_a_refund_was_asked_it_goes_once(
    desk: Desk, treasury: Treasury, line: Simulators
) -> None:
    case = sold(desk)
    casework.settle_payments(now=NOW)
    pay(treasury, order(desk, case).number, "PAID")
    casework.settle_payments(now=LATER[0])
    withdrawn(desk, case, now=LATER[0])
    refund = Refund.objects.get()
    body = {
        "refund_no": refund.number,
        "order_no": order(desk, case).number,
        "transaction_no": Payment.objects.get().transaction_no,
        "amount": "80.00",
        "reason": "",
    }
    asked = Asked(path="/refunds", body=body, key=refund.number, scenario=Scenario.ANSWER)
    assert treasury.answer(asked) is not None  # and then the process was killed
    casework.settle_payments(now=LATER[1])
    assert order(desk, case).state is OrderState.REFUNDED
    assert [m.kind for m in treasury.movements] == ["PAYMENT", "REFUND"]


def test_an_order_that_the_treasury_lost_is_told_again(
    desk: Desk, treasury: Treasury, line: Simulators
) -> None:
    case = sold(desk)
    casework.settle_payments(now=NOW)
    treasury.orders.clear()
    casework.settle_payments(now=LATER[0])
    casework.settle_payments(now=LATER[1])
    assert list(treasury.orders) == [order(desk, case).number]


def test_where_no_treasury_is_connected_nothing_is_asked(desk: Desk) -> None:
    case = sold(desk)
    casework.settle_payments(now=NOW)
    assert (order(desk, case).code, order(desk, case).state) == ("", OrderState.ISSUED)


def test_nobody_pays_and_the_engine_stops_asking(
    desk: Desk, treasury: Treasury, line: Simulators
) -> None:
    sold(desk)
    casework.settle_payments(now=NOW)
    PaymentOrder.objects.update(asks=1000)
    casework.settle_payments(now=LATER[0])
    assert PaymentOrder.objects.get().ask_at is None


def test_an_order_that_cannot_be_handled_stops_no_other_and_is_told(
    desk: Desk, treasury: Treasury, line: Simulators
) -> None:
    bad, good = sold(desk, 0), sold(desk, 1)
    casework.settle_payments(now=NOW)
    number = order(desk, bad).number
    pay(treasury, number, "FAILED")
    casework.settle_payments(now=LATER[0])
    treasury.orders[number].failures[0]["reason"] = "改了说法"  # the same attempt, told otherwise
    pay(treasury, number, "PAID")
    pay(treasury, order(desk, good).number, "PAID")
    for later in LATER[1:3]:
        casework.settle_payments(now=later)
    assert order(desk, good).state is OrderState.PAID
    assert order(desk, bad).state is OrderState.FAILED  # nothing of it is half written
    cashier = officer("cashier", (accounts.Post.CASHIER, accounts.Department.INTAKE))
    (told,) = casework.troubles(cashier).findings
    assert (told.order_no, told.case_no) == (number, bad.case_no)
    assert "记不进去" in told.said
