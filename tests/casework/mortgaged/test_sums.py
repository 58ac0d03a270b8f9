"""Sums that are not the agreed ones, and deadlines: nothing is entered, a clock runs."""

import logging
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dengbu.casework import api as casework
from dengbu.casework.models import MortgagedSum, MortgagedTransfer
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged.api import Kind, Leg, Mode, Phase, Side, Task
from dengbu.kernel.fault import Faults
from tests.casework.desk import open_desk
from tests.casework.mortgaged.sale import Sale, approve, begin, told

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)
LOWER = Decimal("500000.00")


@pytest.fixture
def sale() -> Sale:
    return begin(open_desk(1))


@committing
@pytest.mark.parametrize("mode", [Mode.COMBINED, Mode.SEGMENTED, Mode.ASSIGNED])
def test_a_lower_sum_after_all_was_there_stops_the_entry_until_it_is_whole(
    mode: Mode, caplog: pytest.LogCaptureFixture
) -> None:
    sale = begin(open_desk(1), mode)
    sale.make_ready()
    approve(sale)
    with caplog.at_level(logging.WARNING, "dengbu.casework.mortgaged"):
        short = sale.says(Side.ACCOUNT, Kind.HELD, Decimal("1.00"), leg=Leg.FROM_NEW_BANK)
    assert short.outcome == "FINDING"
    assert "先前到齐的不算了；对上以前不能登簿" in short.said
    assert short.said in told(sale)
    assert "HELD of ACCOUNT is a finding" in caplog.text
    assert sale.phase is Phase.OPEN
    asked = {(o.task, o.side) for o in sale.view.orders}
    assert asked == {(Task.AGREE, Side.NEW_BANK), (Task.AGREE, Side.ACCOUNT)}

    assert casework.register_waiting() == 0  # approved before: it goes back
    assert any("没登成簿：带押过户的各方还没有都确认" in said for said in told(sale))
    sale.says(Side.ACCOUNT, Kind.HELD, leg=Leg.FROM_NEW_BANK)
    assert sale.phase is Phase.READY
    assert sale.enter().outcome is not None
    late = sale.says(Side.ACCOUNT, Kind.HELD, Decimal("1.00"), leg=Leg.FROM_NEW_BANK)
    assert (late.outcome, "已经登簿，监管账户却说只有" in late.said) == ("FINDING", True)
    assert sale.phase is Phase.ENTERED


def test_the_same_other_sum_again_is_known(sale: Sale) -> None:
    first = sale.says(Side.ACCOUNT, Kind.HELD, LOWER, leg=Leg.FROM_NEW_BANK)
    again = sale.says(Side.ACCOUNT, Kind.HELD, LOWER, leg=Leg.FROM_NEW_BANK)
    assert [h.outcome for h in (first, again)] == ["FINDING", "KNOWN"]
    more = sale.says(Side.ACCOUNT, Kind.HELD, Decimal("600000.00"), leg=Leg.FROM_NEW_BANK)
    assert (more.outcome, "600,000.00 元" in more.said) == ("FINDING", True)
    (one,) = [s for s in sale.view.sums if s.leg is Leg.FROM_NEW_BANK]
    assert (one.held_at, one.other_held) == (None, Decimal("600000.00"))


def test_what_was_held_in_another_sum_goes_back_in_that_sum(sale: Sale) -> None:
    sale.says(Side.ACCOUNT, Kind.HELD, LOWER, leg=Leg.FROM_NEW_BANK)
    heard = sale.says(Side.NEW_BANK, Kind.WITHDRAW)
    assert "500,000.00 元退给" in heard.said
    assert sale.phase is Phase.ENDING
    short = sale.says(Side.ACCOUNT, Kind.RETURNED, Decimal("499999.00"), leg=Leg.FROM_NEW_BANK)
    assert short.outcome == "FINDING"
    assert "应退500,000.00 元，监管账户说退了499,999.00 元" in short.said
    assert sale.phase is Phase.ENDING
    again = sale.says(Side.ACCOUNT, Kind.RETURNED, Decimal("499999.00"), leg=Leg.FROM_NEW_BANK)
    assert again.outcome == "KNOWN"
    whole = sale.says(Side.ACCOUNT, Kind.RETURNED, LOWER, leg=Leg.FROM_NEW_BANK)
    assert whole.outcome == "APPLIED"
    assert sale.phase is Phase.ENDED


def test_another_sum_given_back_while_ready_ends_it_and_it_is_not_over(sale: Sale) -> None:
    sale.make_ready()
    heard = sale.says(Side.ACCOUNT, Kind.RETURNED, LOWER, leg=Leg.FROM_NEW_BANK)
    assert heard.outcome == "FINDING"
    assert "没有等登记机构的话，带押过户的网上确认中止" in heard.said
    assert sale.phase is Phase.ENDING
    with pytest.raises(Faults, match="网上确认中止了"):
        approve(sale)
    for leg in (Leg.FROM_BUYER, Leg.FROM_NEW_BANK):
        sale.says(Side.ACCOUNT, Kind.RETURNED, leg=leg)
    assert sale.phase is Phase.ENDED
    sale.says(Side.ACCOUNT, Kind.RETURNED, LOWER, leg=Leg.FROM_NEW_BANK)  # it takes that back
    assert sale.phase is Phase.ENDING


@committing
def test_a_sale_whose_time_is_over_is_neither_approved_nor_entered(sale: Sale) -> None:
    sale.make_ready()
    MortgagedTransfer.objects.update(expires_at=sale.now - timedelta(seconds=1))
    with pytest.raises(Faults, match="各方确认的期限到.*已经过了") as over:
        approve(sale)
    assert "请受理窗口重新发起" in over.value.faults[0].remedy
    MortgagedTransfer.objects.update(expires_at=sale.now + timedelta(days=3))
    approve(sale)
    MortgagedTransfer.objects.update(expires_at=sale.now)
    assert casework.register_waiting() == 0
    assert sale.phase is Phase.READY
    assert [m.proof_no for m in sale.state().mortgages] == [sale.desk.proofs[0]]


def test_a_word_after_the_time_ends_it_before_it_is_heard(sale: Sale) -> None:
    sale.all_is_held()
    sale.all_confirm(Side.NEW_BANK)
    sale.now = sale.view.expires_at
    heard = sale.says(Side.NEW_BANK, Kind.CONFIRM)
    assert (heard.outcome, heard.said) == ("KNOWN", "这一次已经中止了，钱按退款办")
    assert sale.phase is Phase.ENDING
    (line,) = [said for said in told(sale) if "到期还没有办成" in said]
    buyer = next(p.name for p in sale.view.parties if p.side is Side.BUYER)
    assert f"240,000.00 元退给{buyer}" in line
    assert "岳阳市房屋交易资金监管中心最晚" in line


def test_money_that_does_not_go_back_in_time_is_named(
    sale: Sale, caplog: pytest.LogCaptureFixture
) -> None:
    sale.all_is_held()
    mortgaged.end_expired(now=sale.view.expires_at)
    due = sale.view.due_at
    assert due is not None
    assert mortgaged.note_late(now=due - timedelta(seconds=1)) == 0
    with caplog.at_level(logging.WARNING, "dengbu.casework.mortgaged"):
        assert mortgaged.note_late(now=due) == 1
        assert mortgaged.note_late(now=due + timedelta(days=1)) == 0
    assert "is late" in caplog.text
    (line,) = [said for said in told(sale) if said.startswith("退款过了时间")]
    assert "560,000.00 元退给" in line
    assert "请联系岳阳市房屋交易资金监管中心" in line
    for leg in (Leg.FROM_BUYER, Leg.FROM_NEW_BANK):
        sale.says(Side.ACCOUNT, Kind.RETURNED, leg=leg)
    assert (sale.phase, sale.view.due_at) == (Phase.ENDED, None)


def refused(name: str) -> None:
    """The transfer, entered by a hand that asks nobody."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        moment = MortgagedTransfer.objects.get().opened_at
        MortgagedTransfer.objects.update(phase=Phase.ENTERED, entered_at=moment)


def test_the_database_refuses_an_entry_without_money_words_or_time(sale: Sale) -> None:
    refused("it is not entered")  # open
    sale.make_ready()
    MortgagedSum.objects.filter(leg=Leg.FROM_BUYER).update(held_at=None, other_held=LOWER)
    refused("not all money is held")
    MortgagedSum.objects.filter(leg=Leg.FROM_BUYER).update(held_at=sale.now, other_held=None)
    MortgagedTransfer.objects.update(expires_at=MortgagedTransfer.objects.get().opened_at)
    refused("it is not entered")
    with pytest.raises(IntegrityError, match="one_sum"), transaction.atomic():
        MortgagedSum.objects.filter(leg=Leg.FROM_BUYER).update(other_held=LOWER)
