"""A day's money against the treasury's statement: one planted difference of each kind is found."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import PaymentOrder, Reconciliation
from dengbu.casework.rules.reconciling import DifferenceKind
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.site.commands import fees
from dengbu.site.simulators.asked import Asked
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from dengbu.site.simulators.treasury import Treasury
from tests.casework.desk import ENTERED, NOW, OFFICE, Desk, open_desk
from tests.casework.payments.till import connected, order, paid, sold, withdrawn

pytestmark = pytest.mark.django_db(transaction=True)
DAY = NOW.astimezone(SHANGHAI).date()
LATER = [NOW + timedelta(minutes=20 * n) for n in range(1, 4)]


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def treasury() -> Treasury:
    return Treasury(clock=lambda: NOW.timestamp())


@pytest.fixture
def line(settings: LazySettings, treasury: Treasury) -> Iterator[Simulators]:
    with connected(settings, treasury) as running:
        yield running


@pytest.fixture
def cashier(db: None) -> accounts.Actor:
    account = accounts.create_account(
        accounts.NewAccount(
            username="收费1",
            name="收费1",
            kind=accounts.AccountKind.OFFICER,
            password="long-enough-for-tests",
            office=OFFICE,
            posts=((accounts.Post.CASHIER, accounts.Department.INTAKE),),
        ),
        now=ENTERED,
    )
    found = accounts.actor(account.id)
    assert found is not None
    return found


def pay(treasury: Treasury, number: str, how: str = "PAID") -> None:
    body: dict[str, Any] = {"order_no": number, "how": how}
    asked = Asked(path="/pay", body=body, key="", scenario=Scenario.ANSWER)
    assert treasury.answer(asked) is not None


def _taken_back(desk: Desk, treasury: Treasury) -> casework.CaseView:
    """A sale that was paid and withdrawn: its refund is due."""
    case = sold(desk)
    casework.settle_payments(now=NOW)
    pay(treasury, order(desk, case).number)
    casework.settle_payments(now=LATER[0])
    withdrawn(desk, case, now=LATER[0])
    return case


def settled(desk: Desk, treasury: Treasury) -> str:
    """A sale that was paid, taken back and refunded: both sides know all of it."""
    case = _taken_back(desk, treasury)
    casework.settle_payments(now=LATER[1])
    assert order(desk, case).refunded == 80
    return order(desk, case).number


def test_a_day_that_agrees(
    desk: Desk, treasury: Treasury, line: Simulators, cashier: accounts.Actor
) -> None:
    settled(desk, treasury)
    view = casework.reconcile(OFFICE, DAY, now=LATER[2], actor=cashier)
    assert (view.ours, view.theirs, view.differences) == (2, 2, ())
    assert view.ours_sum == view.theirs_sum == 0
    assert casework.reconciliations(cashier) == (view,)


def planted(desk: Desk, treasury: Treasury) -> None:
    """One difference of each kind in the books of a day."""
    number = settled(desk, treasury)
    other, third = sold(desk, 1), sold(desk, 2)
    casework.settle_payments(now=LATER[2])
    pay(treasury, other.orders[0].number)  # and its notice was lost
    paid(third.orders[0].number, key="n-9", reference="FORGED")  # nobody paid that
    came, went = treasury.movements[:2]
    treasury.movements[0] = replace(came, amount=Decimal("8.00"), order_no="elsewhere")
    treasury.movements[1] = replace(went, reference=f"{number}-R9")
    treasury.movements.append(treasury.movements[0])


def test_one_difference_of_each_kind_is_found(
    desk: Desk, treasury: Treasury, line: Simulators, cashier: accounts.Actor
) -> None:
    planted(desk, treasury)
    view = casework.reconcile(OFFICE, DAY, now=LATER[2])
    assert sorted(d.kind for d in view.differences) == sorted(DifferenceKind)
    assert casework.reconciliations(cashier)[0].differences == view.differences


def test_the_order_of_a_lost_notice_is_asked_for_again(
    desk: Desk, treasury: Treasury, line: Simulators
) -> None:
    case = sold(desk)
    casework.settle_payments(now=NOW)
    pay(treasury, order(desk, case).number)
    PaymentOrder.objects.update(ask_at=None)  # given up long ago
    view = casework.reconcile(OFFICE, DAY, now=LATER[0])
    assert [d.kind for d in view.differences] == [DifferenceKind.MISSING_HERE]
    casework.settle_payments(now=LATER[0])
    assert order(desk, case).state is casework.OrderState.PAID
    again = casework.reconcile(OFFICE, DAY, now=LATER[1])
    assert again.differences == ()


@pytest.mark.parametrize("scenario", [Scenario.DOWN, Scenario.WRONG, Scenario.HTML])
def test_half_a_day_is_not_compared(desk: Desk, line: Simulators, scenario: Scenario) -> None:
    line.behaviour.scenarios["TREASURY"] = scenario
    with pytest.raises(Faults) as caught:
        casework.reconcile(OFFICE, DAY, now=LATER[0])
    assert [f.code for f in caught.value.faults] == [FaultCode.PARTNER_UNAVAILABLE]
    assert not Reconciliation.objects.exists()


def test_who_may_not_and_what_cannot_be(
    desk: Desk, treasury: Treasury, line: Simulators, cashier: accounts.Actor
) -> None:
    for actor, office, day, code in (
        (desk.windows[0], OFFICE, DAY, FaultCode.PERMISSION_MISSING),
        (cashier, "430603", DAY, FaultCode.NOT_FOUND),
        (cashier, OFFICE, DAY + timedelta(days=2), FaultCode.DATE_RANGE),
    ):
        with pytest.raises(Faults) as caught:
            casework.reconcile(office, day, now=NOW, actor=actor)
        assert [f.code for f in caught.value.faults] == [code]


def test_without_a_treasury_there_is_nothing_to_compare(desk: Desk) -> None:
    with pytest.raises(Faults) as caught:
        casework.reconcile(OFFICE, DAY, now=NOW)
    assert [f.code for f in caught.value.faults] == [FaultCode.STEP_NOT_ALLOWED]
    assert casework.reconcile_yesterday(now=NOW) == ()


def test_the_command_tells_by_its_exit_status(
    desk: Desk, treasury: Treasury, line: Simulators, capsys: pytest.CaptureFixture[str]
) -> None:
    args = Namespace(what="reconcile", on=DAY, office=OFFICE)
    settled(desk, treasury)
    assert fees.run(args) == 0
    treasury.movements.append(replace(treasury.movements[0], reference="CZ9"))
    assert fees.run(args) == 1
    assert "MISSING_HERE" in capsys.readouterr().out
    line.behaviour.scenarios["TREASURY"] = Scenario.DOWN
    assert fees.run(args) == 2


def page(who: accounts.Actor) -> Client:
    client = Client()
    client.force_login(accounts.Account.objects.get(id=who.id))
    return client


def test_the_cashier_compares_a_day_on_the_page(
    desk: Desk, treasury: Treasury, line: Simulators, cashier: accounts.Actor
) -> None:
    planted(desk, treasury)
    browser = page(cashier)
    assert browser.get("/", follow=True).request["PATH_INFO"] == "/office/ledger"
    shown = browser.post("/office/ledger", {"day": DAY.isoformat()}, follow=True).content.decode()
    assert "有不一样的" in shown
    assert all(kind.label in shown for kind in DifferenceKind)
    wrong = browser.post("/office/ledger", {"day": "someday"})
    assert wrong.status_code == 422
    assert page(desk.windows[0]).get("/office/ledger").status_code == 403


def test_a_refund_that_failed_is_asked_for_again_from_the_page(
    desk: Desk, treasury: Treasury, line: Simulators, cashier: accounts.Actor
) -> None:
    case = sold(desk)
    casework.settle_payments(now=NOW)
    pay(treasury, order(desk, case).number)
    casework.settle_payments(now=LATER[0])
    kept = list(treasury.movements)
    treasury.movements.clear()  # its books say otherwise
    withdrawn(desk, case, now=LATER[0])
    casework.settle_payments(now=LATER[1])
    browser = page(cashier)
    refund = order(desk, case).refunds[0]
    assert "财政不受理这笔退费" in browser.get("/office/ledger").content.decode()
    treasury.movements[:] = kept
    again = browser.post(f"/office/ledger/refunds/{refund.number}", follow=True)
    assert "已经再请财政退一次" in again.content.decode()
    casework.settle_payments(now=LATER[2] + timedelta(days=4000))
    assert order(desk, case).state is casework.OrderState.REFUNDED
    assert browser.post(f"/office/ledger/refunds/{refund.number}").status_code == 409


def test_without_a_treasury_the_cashier_notes_what_was_given_back(
    desk: Desk, cashier: accounts.Actor
) -> None:
    case, clerk = sold(desk), desk.windows[0]
    casework.note_paid(order(desk, case).number, receipt_no="4306000012", actor=clerk, now=NOW)
    withdrawn(desk, case, now=LATER[0])
    refund, browser = order(desk, case).refunds[0], page(cashier)
    shown = browser.get("/office/ledger").content.decode()
    assert (refund.number in shown, "还没有退" in shown, "退好了" in shown) == (True, True, True)
    place = f"/office/ledger/refunds/{refund.number}/done"
    assert page(clerk).post(place, {"voucher_no": "T0001"}).status_code == 403
    assert browser.post(place, {"voucher_no": " "}).status_code == 422
    assert order(desk, case).state is casework.OrderState.REFUND_DUE
    done = browser.post(place, {"voucher_no": "t 0001"}, follow=True).content.decode()
    assert "退费记好了" in done and refund.number not in done
    assert order(desk, case).state is casework.OrderState.REFUNDED
    assert browser.post(place, {"voucher_no": "T0002"}).status_code == 409
    assert browser.post("/office/ledger/refunds/none/done", {"voucher_no": "T1"}).status_code == 422


def test_where_a_treasury_is_connected_only_its_word_counts(
    desk: Desk, treasury: Treasury, line: Simulators, cashier: accounts.Actor
) -> None:
    case = _taken_back(desk, treasury)
    refund = order(desk, case).refunds[0]
    with pytest.raises(Faults, match="以财政的通知为准"):
        casework.note_refunded(refund.number, voucher_no="T1", actor=cashier, now=LATER[0])
    assert casework.troubles(cashier).refunds == ()


def test_what_the_treasury_said_that_cannot_be_stands_on_the_page(
    desk: Desk, line: Simulators, cashier: accounts.Actor
) -> None:
    paid("nonsense-1", office=OFFICE)
    shown = page(cashier).get("/office/ledger").content.decode()
    assert ("没有这张缴款单" in shown, "nonsense-1" in shown) == (True, True)


def test_the_cashier_finds_an_order_by_day_and_by_any_of_its_numbers(
    desk: Desk, treasury: Treasury, line: Simulators, cashier: accounts.Actor
) -> None:
    paid_case, owing = sold(desk), sold(desk, 1)
    casework.settle_payments(now=NOW)
    pay(treasury, order(desk, paid_case).number)
    casework.settle_payments(now=LATER[0])
    came = order(desk, paid_case)
    browser, day = page(cashier), NOW.astimezone(SHANGHAI).date().isoformat()

    def shown(**query: str) -> set[str]:
        text = browser.get("/office/ledger/orders", query).content.decode()
        return {n for n in (came.number, order(desk, owing).number) if n in text}

    both = {came.number, order(desk, owing).number}
    assert shown(day=day) == both
    assert shown(day=day, which="owed") == both - {came.number}
    assert shown(day=day, which="paid") == {came.number}
    assert shown(day=day, which="back") == shown(day="2020-01-02") == set()
    for said in (came.number, came.code, came.case_no, came.payments[0].transaction_no):
        assert shown(q=said) == {came.number}, said
    assert shown(q=came.number[:-1]) == set()
    assert browser.get("/office/ledger/orders", {"day": "someday"}).status_code == 422
    assert page(desk.windows[0]).get("/office/ledger/orders").status_code == 403
    first = casework.order_book.orders_of_day(
        NOW.astimezone(SHANGHAI).date(), actor=cashier, after=came.number
    )
    assert [o.number for o in first.orders] == [order(desk, owing).number]
    assert (first.count, first.amount) == (2, came.amount * 2)
