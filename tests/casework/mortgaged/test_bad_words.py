"""Banks that confirm twice, name another sum, fall silent, step back after the other has paid."""

import logging
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from dengbu.casework import api as casework
from dengbu.casework.jobs import end_transfers
from dengbu.casework.models import Case, JournalLine, MortgagedTransfer, MortgagedWord
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged import entering
from dengbu.casework.mortgaged.api import Kind, Leg, Mode, Phase, Side, Task
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework.desk import NOW, open_desk
from tests.casework.mortgaged.sale import Sale, approve, begin, told

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)  # enters, or falls over
LOGGER = "dengbu.casework.mortgaged"


@pytest.fixture
def sale() -> Sale:
    return begin(open_desk(1))


def test_a_bank_that_confirms_twice_has_confirmed_once(
    sale: Sale, caplog: pytest.LogCaptureFixture
) -> None:
    first = sale.says(Side.NEW_BANK, Kind.CONFIRM, key="mine")
    assert sale.says(Side.NEW_BANK, Kind.CONFIRM, key="mine") == first  # the same word
    with caplog.at_level(logging.INFO, LOGGER):
        again = sale.says(Side.NEW_BANK, Kind.CONFIRM)  # the same thing in another
    assert "CONFIRM of NEW_BANK changes nothing" in caplog.text
    assert (again.outcome, again.said) == ("KNOWN", "这一步已经记过了，不用再说")
    assert MortgagedWord.objects.count() == 2
    assert sum("确认了" in line for line in told(sale)) == 1


def test_one_key_stands_for_one_word(sale: Sale) -> None:
    sale.says(Side.NEW_BANK, Kind.CONFIRM, key="mine")
    with pytest.raises(Faults) as reused:
        sale.says(Side.NEW_BANK, Kind.WITHDRAW, key="mine")
    assert reused.value.faults[0].code is FaultCode.IDEMPOTENCY_KEY_REUSED
    assert sale.phase is Phase.OPEN
    sale.says(Side.OLD_BANK, Kind.CONFIRM, key="mine")  # another bank's is another's


def test_another_sum_is_no_confirmation_and_takes_the_one_before_back(
    sale: Sale, caplog: pytest.LogCaptureFixture
) -> None:
    sale.make_ready()
    with caplog.at_level(logging.WARNING, LOGGER):
        heard = sale.says(Side.OLD_BANK, Kind.CONFIRM, Decimal("415000.00"))
    assert heard.outcome == "FINDING"
    assert "说的是415,000.00 元，和约定的410,000.00 元不一样" in heard.said
    assert heard.said in told(sale)
    assert "CONFIRM of OLD_BANK is a finding" in caplog.text
    assert sale.phase is Phase.OPEN
    with pytest.raises(Faults, match="还没有都确认"):
        approve(sale)
    sale.says(Side.OLD_BANK, Kind.CONFIRM)
    assert sale.phase is Phase.READY


def test_a_silent_bank_ends_it_when_the_time_is_over(
    sale: Sale, caplog: pytest.LogCaptureFixture
) -> None:
    sale.all_confirm(Side.OLD_BANK)
    sale.all_is_held()
    assert mortgaged.end_expired(now=sale.view.expires_at - timedelta(seconds=1)) == 0
    with caplog.at_level(logging.WARNING, LOGGER):
        assert mortgaged.end_expired(now=sale.view.expires_at) == 1
    assert "EXPIRE" in caplog.text
    assert sale.phase is Phase.ENDING
    assert any("到期还没有办成，已到监管账户的钱原路退回" in line for line in told(sale))
    back = [o.leg for o in sale.view.orders if o.task is Task.RETURN]
    for leg in back:
        sale.says(Side.ACCOUNT, Kind.RETURNED, leg=leg)
    assert sale.phase is Phase.ENDED
    late = sale.says(Side.OLD_BANK, Kind.CONFIRM)
    assert (late.outcome, late.said) == ("KNOWN", "这一次已经中止了，钱按退款办")
    with pytest.raises(Faults, match="网上确认中止了：到期还没有办成"):
        approve(sale)


def test_a_bank_steps_back_after_the_other_has_paid(
    sale: Sale, caplog: pytest.LogCaptureFixture
) -> None:
    """Before the entry all money goes back, and the old mortgage stands as it stood."""
    sale.make_ready()
    with caplog.at_level(logging.WARNING, LOGGER):
        heard = sale.says(Side.OLD_BANK, Kind.WITHDRAW, reason="借款人还有一笔逾期")
    assert "ended: WITHDRAW of OLD_BANK" in caplog.text
    assert heard.outcome == "APPLIED"
    assert "退出了（借款人还有一笔逾期）" in heard.said
    assert "已到监管账户的钱原路退回" in heard.said
    assert sale.phase is Phase.ENDING
    assert [(o.task, o.leg) for o in sale.view.orders] == [
        (Task.RETURN, Leg.FROM_BUYER),
        (Task.RETURN, Leg.FROM_NEW_BANK),
    ]
    with pytest.raises(Faults, match="借款人还有一笔逾期"):
        approve(sale)
    assert [m.proof_no for m in sale.state().mortgages] == [sale.desk.proofs[0]]


@committing
def test_a_bank_steps_back_after_the_entry_and_is_told_that_it_is_too_late(
    sale: Sale, caplog: pytest.LogCaptureFixture
) -> None:
    sale.make_ready()
    sale.enter()
    before = sale.view
    with caplog.at_level(logging.WARNING, LOGGER):
        heard = sale.says(Side.NEW_BANK, Kind.WITHDRAW)
        other = sale.says(Side.NEW_BANK, Kind.CONFIRM, Decimal("1.00"))
    assert (heard.outcome, other.outcome) == ("FINDING", "FINDING")
    assert "已经登簿，不能退出了" in heard.said
    assert "金额不能再改" in other.said
    assert "WITHDRAW of NEW_BANK is a finding" in caplog.text
    assert sale.phase is Phase.ENTERED
    assert sale.view.orders == before.orders


def test_another_sum_of_money_does_not_count_until_it_is_whole(sale: Sale) -> None:
    sale.all_confirm()
    short = sale.says(Side.ACCOUNT, Kind.HELD, Decimal("500000.00"), leg=Leg.FROM_NEW_BANK)
    assert short.outcome == "FINDING"
    assert "约定560,000.00 元，监管账户说的是500,000.00 元，不算数" in short.said
    assert sale.phase is Phase.OPEN
    sale.all_is_held()
    assert sale.phase is Phase.READY


@committing
def test_money_that_moves_before_its_time_is_a_finding(sale: Sale) -> None:
    sale.make_ready()
    early = sale.says(Side.ACCOUNT, Kind.PAID, leg=Leg.TO_SELLER)
    settled = sale.says(Side.OLD_BANK, Kind.SETTLED)
    assert [h.outcome for h in (early, settled)] == ["FINDING", "FINDING"]
    assert "没有到付款的时候" in early.said
    assert "不会在这时候收到钱" in settled.said
    assert sale.phase is Phase.READY
    sale.enter()
    back = sale.says(Side.ACCOUNT, Kind.RETURNED, leg=Leg.FROM_BUYER)
    assert (back.outcome, "请马上核对" in back.said) == ("FINDING", True)
    assert sale.phase is Phase.ENTERED


def test_money_that_comes_too_late_goes_back(sale: Sale) -> None:
    sale.person(Side.BUYER, Kind.WITHDRAW, reason="买卖没谈成")
    assert sale.phase is Phase.ENDED
    heard = sale.says(Side.ACCOUNT, Kind.HELD, leg=Leg.FROM_NEW_BANK)
    assert "中止了，原路退回" in heard.said
    assert sale.phase is Phase.ENDING
    sale.says(Side.ACCOUNT, Kind.RETURNED, leg=Leg.FROM_NEW_BANK)
    assert sale.phase is Phase.ENDED


@committing
def test_who_pays_late_after_the_entry_is_told_of_once(
    sale: Sale, caplog: pytest.LogCaptureFixture
) -> None:
    sale.make_ready()
    sale.enter()
    entered = MortgagedTransfer.objects.get().entered_at
    assert entered is not None
    assert mortgaged.note_late(now=entered + timedelta(hours=23)) == 0
    with caplog.at_level(logging.WARNING, LOGGER):
        assert mortgaged.note_late(now=entered + timedelta(days=1)) == 1
        assert mortgaged.note_late(now=entered + timedelta(days=2)) == 0
    assert "is late" in caplog.text
    (line,) = [said for said in told(sale) if "付款的时间过了" in said]
    assert "监管账户还没有付还卖方银行的钱，监管账户还没有付给卖方的房款" in line
    sale.says(Side.ACCOUNT, Kind.PAID, leg=Leg.TO_OLD_BANK)
    sale.says(Side.ACCOUNT, Kind.PAID, leg=Leg.TO_SELLER)
    assert sale.phase is Phase.DONE


def test_a_paid_bank_that_does_not_say_so_is_named(sale: Sale) -> None:
    MortgagedTransfer.objects.update(mode=Mode.SEGMENTED)  # as far as this matters, the same
    sale.make_ready()
    MortgagedTransfer.objects.update(phase=Phase.ENTERED, entered_at=sale.now)
    sale.says(Side.ACCOUNT, Kind.PAID, leg=Leg.TO_OLD_BANK)
    sale.says(Side.ACCOUNT, Kind.PAID, leg=Leg.TO_SELLER)
    assert sale.phase is Phase.ENTERED
    mortgaged.note_late(now=sale.now + timedelta(days=2))
    assert any("卖方的银行收了钱还没有来注销旧抵押" in said for said in told(sale))


def test_a_case_that_is_taken_back_ends_it(sale: Sale) -> None:
    sale.all_is_held()
    casework.withdraw(
        sale.case.case_no,
        actor=sale.desk.windows[0],
        now=sale.now,
        revision=sale.case.revision,
        agreed=True,
        reason="买卖没谈成",
    )
    assert sale.phase is Phase.ENDING
    assert sale.view.end_reason == "这件业务不办了"


def test_an_old_mortgage_that_ends_otherwise_ends_it(sale: Sale) -> None:
    """The seller paid the loan off, and another case ended the mortgage: this is another deal."""
    sale.make_ready()
    other = Case(id=1, office=sale.case.office, case_no="another")
    ended = register.Outcome(case_no="another", booked=True, voided=(sale.desk.proofs[0],))
    entering.note_entries([(other, ended)], at=sale.now)
    assert sale.phase is Phase.ENDING
    assert sale.view.end_reason == "旧抵押已经另外注销"
    assert "旧抵押已经另外注销，网上确认中止，钱原路退回" in told(sale)


WRONG = [
    ({}, {"side": FaultCode.CODE_LIST, "kind": FaultCode.CODE_LIST, "amount": FaultCode.REQUIRED}),
    (
        {"side": "OLD_BANK", "kind": "PAID", "amount": "1.00", "leg": "FROM_BUYER"},
        {"kind": FaultCode.CODE_LIST, "leg": FaultCode.CODE_LIST},
    ),
    (
        {"side": "ACCOUNT", "kind": "HELD", "amount": 5, "leg": "TO_SELLER", "more": 1},
        {
            "amount": FaultCode.MONEY_FORMAT,
            "leg": FaultCode.CODE_LIST,
            "more": FaultCode.UNKNOWN_FIELD,
        },
    ),
    (
        {"side": "OLD_BANK", "kind": "WITHDRAW", "amount": "1.00", "leg": "TO_SELLER"},
        {
            "amount": FaultCode.UNKNOWN_FIELD,
            "leg": FaultCode.UNKNOWN_FIELD,
            "reason": FaultCode.REQUIRED,
        },
    ),
    (
        {"side": "OLD_BANK", "kind": "WITHDRAW", "reason": "长" * 101},
        {"reason": FaultCode.TOO_LONG},
    ),
    (
        {"side": "OLD_BANK", "kind": "CONFIRM", "amount": "41万"},
        {"amount": FaultCode.MONEY_FORMAT, "agreed": FaultCode.REQUIRED},
    ),
    ({"side": "OLD_BANK", "kind": "WITHDRAW", "reason": 5}, {"reason": FaultCode.CODE_LIST}),
]


def test_everything_that_is_wrong_with_a_word_is_told_at_once(sale: Sale) -> None:
    for body, expected in WRONG:
        with pytest.raises(Faults) as wrong:
            sale.sends(body, Side.OLD_BANK)
        assert {f.field: f.code for f in wrong.value.faults} == expected
    assert not MortgagedWord.objects.exists()


def test_a_transfer_that_nobody_knows(sale: Sale) -> None:
    other = Sale(**{**vars(sale), "number": "43060299999999999999T1"})
    said = {"side": "OLD_BANK", "kind": "CONFIRM", "amount": "1.00", "agreed": "0" * 64}
    with pytest.raises(Faults) as unknown:
        other.sends(said, Side.OLD_BANK)
    assert unknown.value.faults[0].code is FaultCode.NOT_FOUND


class Fallen(Exception):
    """The process is gone at this statement."""


class Falling:
    """Lets so many statements of a deed through, and then no more."""

    def __init__(self, through: int) -> None:
        self.left = through

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if self.left == 0:
            raise Fallen
        self.left -= 1
        return execute(sql, params, many, context)


def kept(sale: Sale) -> tuple[object, ...]:
    return (
        sale.view,
        MortgagedWord.objects.count(),
        JournalLine.objects.count(),
        casework.case(sale.case.case_no, actor=sale.desk.windows[0], now=sale.now).status,
    )


@committing
def test_a_fall_at_any_statement_leaves_nothing_half_done(sale: Sale) -> None:
    """The word that makes it whole: whichever of its statements is the last, all or nothing."""
    sale.all_confirm()
    sale.says(Side.ACCOUNT, Kind.HELD, leg=Leg.FROM_BUYER)
    before, fell = kept(sale), 0
    while True:
        try:
            with connection.execute_wrapper(Falling(fell)):
                sale.says(Side.ACCOUNT, Kind.HELD, leg=Leg.FROM_NEW_BANK, key="last")
        except Fallen:
            assert kept(sale) == before
            fell += 1
            continue
        break
    assert fell > 10
    assert sale.phase is Phase.READY
    assert (
        sale.says(Side.ACCOUNT, Kind.HELD, leg=Leg.FROM_NEW_BANK, key="last").outcome == "APPLIED"
    )


@committing
def test_a_fall_at_the_entry_leaves_the_old_mortgage_and_the_money_where_they_were(
    sale: Sale,
) -> None:
    sale.make_ready()
    approve(sale)
    before, fell = kept(sale), 0
    while True:
        try:
            with connection.execute_wrapper(Falling(fell)):
                casework.register_now(sale.case.case_no)
        except Fallen:
            assert kept(sale) == before
            assert [m.proof_no for m in sale.state().mortgages] == [sale.desk.proofs[0]]
            fell += 5
            continue
        break
    assert fell > 20
    assert sale.phase is Phase.ENTERED


@committing
def test_a_word_between_approval_and_entry_sends_the_case_back(sale: Sale) -> None:
    sale.make_ready()
    approve(sale)
    sale.says(Side.NEW_BANK, Kind.WITHDRAW)
    assert casework.register_waiting() == 0
    view = casework.case(sale.case.case_no, actor=sale.desk.windows[0], now=sale.now)
    assert view.status == casework.CaseStatus.EXAMINING
    assert any("没登成簿：带押过户的网上确认中止了" in step.text for step in view.timeline)
    assert sale.phase is Phase.ENDING


def test_the_clock_of_the_house_ends_what_is_over() -> None:
    sale = begin(open_desk(1), now=NOW)
    end_transfers(timestamp=0)  # years after the desk's day
    assert sale.phase is Phase.ENDED
