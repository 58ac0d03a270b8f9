"""带押过户 as it is kept: every mode to its end, and what the register says then."""

from datetime import timedelta
from decimal import Decimal

import pytest

from dengbu.casework import api as casework
from dengbu.casework.models import MortgagedTransfer
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged.api import Kind, Leg, Mode, Phase, Side, Task
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework.desk import NOW, open_desk
from tests.casework.mortgaged.sale import BUYER, ESCROW, SERVICES, begin, open_escrow, request
from tests.casework.smart.released import release
from tests.register.city import BANK, OTHER_BANK, book, booking, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("mode", list(Mode))
def test_each_mode_goes_to_its_end(mode: Mode) -> None:
    desk = open_desk(1)
    release()
    sale = begin(desk, mode)
    assert sale.case.service == SERVICES[mode]
    with pytest.raises(Faults) as early:
        sale.enter()
    assert [f.code for f in early.value.faults] == [FaultCode.PRECONDITION]
    assert "还没有都确认" in str(early.value)
    sale.make_ready()
    decided = sale.enter()
    assert decided.outcome is not None
    assert decided.outcome.booked

    assert sale.phase is Phase.ENTERED
    state = sale.state()
    assert state.ownership is not None
    assert [h.party.name for h in state.ownership.holders] == [person(BUYER).name]
    banks = [m.mortgagees[0].name for m in sorted(state.mortgages, key=lambda m: m.rank)]
    assert (
        banks
        == {
            Mode.COMBINED: [OTHER_BANK.name],
            Mode.SEGMENTED: [BANK.name, OTHER_BANK.name],
            Mode.CHANGED: [BANK.name],
            Mode.ASSIGNED: [OTHER_BANK.name],
        }[mode]
    )
    to_pay = {o.leg for o in sale.view.orders if o.task is Task.PAY}
    assert to_pay == {s.leg for s in sale.view.sums if not s.comes_in}
    for leg in sorted(leg for leg in to_pay if leg):
        assert sale.says(Side.ACCOUNT, Kind.PAID, leg=leg).outcome == "APPLIED"
    if mode is not Mode.SEGMENTED:
        assert sale.phase is Phase.DONE
        return

    assert [o.task for o in sale.view.orders] == [Task.SETTLE]
    assert sale.says(Side.OLD_BANK, Kind.SETTLED).outcome == "APPLIED"
    assert [o.task for o in sale.view.orders] == [Task.CANCEL]
    assert casework.autopilot_step() == 1  # the bank's word was its application
    assert sale.phase is Phase.DONE
    (only,) = sale.state().mortgages
    assert (only.mortgagees[0].name, only.rank) == (OTHER_BANK.name, 1)  # it moved up
    assert sale.view.cancelled_at is not None


def test_what_is_agreed_adds_up() -> None:
    view = begin(open_desk(1), now=NOW).view
    assert {s.leg: s.amount for s in view.sums} == {
        Leg.FROM_BUYER: Decimal("240000.00"),
        Leg.FROM_NEW_BANK: Decimal("560000.00"),
        Leg.TO_OLD_BANK: Decimal("410000.00"),
        Leg.TO_SELLER: Decimal("390000.00"),
    }
    assert {p.side: p.amount for p in view.parties} == {
        Side.SELLER: Decimal("800000.00"),
        Side.BUYER: Decimal("800000.00"),
        Side.OLD_BANK: Decimal("410000.00"),
        Side.NEW_BANK: Decimal("560000.00"),
        Side.ACCOUNT: Decimal("800000.00"),
    }
    assert view.phase is Phase.OPEN
    # Five working days after a Thursday, at closing time.
    assert view.expires_at - NOW == timedelta(days=7, hours=6, minutes=54)


def test_a_debt_above_the_price_and_no_supervisor_are_told_at_once() -> None:
    desk = open_desk(1)
    open_escrow()
    case = casework.submit(request(desk, Mode.COMBINED), actor=desk.windows[0], now=NOW)
    with pytest.raises(Faults) as wrong:
        mortgaged.open_transfer(
            case.case_no,
            payoff=Decimal("900000.00"),
            escrow=BANK.id_no,
            actor=desk.windows[0],
            now=NOW,
        )
    assert {(f.code, f.field) for f in wrong.value.faults} == {
        (FaultCode.MONEY_FORMAT, "payoff"),
        (FaultCode.CODE_LIST, "escrow"),
    }
    assert not MortgagedTransfer.objects.exists()


def test_a_second_cannot_begin_beside_the_first_and_can_after_it() -> None:
    sale = begin(open_desk(1))
    again = {"payoff": Decimal("420000.00"), "escrow": ESCROW.id_no}
    clerk = sale.desk.windows[0]
    with pytest.raises(Faults) as twice:
        mortgaged.open_transfer(sale.case.case_no, **again, actor=clerk, now=NOW)  # type: ignore[arg-type]
    assert twice.value.faults[0].code is FaultCode.STEP_NOT_ALLOWED
    mortgaged.break_off(sale.number, reason="尾款算错了", actor=clerk, now=NOW)
    assert sale.phase is Phase.ENDED
    number = mortgaged.open_transfer(sale.case.case_no, **again, actor=clerk, now=NOW)  # type: ignore[arg-type]
    assert number.endswith("T2")
    assert mortgaged.transfer(number, actor=clerk).payoff == Decimal("420000.00")


def test_a_seizure_before_the_entry_leaves_all_as_it_was() -> None:
    """The register's own rules stop the entry: the transfer waits on, nobody is paid."""
    sale = begin(open_desk(1))
    sale.make_ready()
    order = register.Seize(
        unit_code=sale.desk.units[0],
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区法院",
        document_no="(2024)湘0602执123号",
        delivered_at=NOW,
        term_days=1000,
    )
    assert book(booking(order), at=NOW)[0].booked
    with pytest.raises(Faults):
        sale.enter()
    assert sale.phase is Phase.READY
    assert not [o for o in sale.view.orders if o.task is Task.PAY]


def test_who_is_not_in_it_sees_nothing_of_it() -> None:
    sale = begin(open_desk(1), Mode.CHANGED)
    assert mortgaged.transfer(sale.number, actor=sale.desk.bank).mode is Mode.CHANGED
    with pytest.raises(Faults) as hidden:
        mortgaged.transfer(sale.number, actor=sale.desk.other_bank)
    assert hidden.value.faults[0].code is FaultCode.NOT_FOUND
    with pytest.raises(Faults) as speaking:
        sale.sends({"side": "NEW_BANK", "kind": "WITHDRAW", "reason": "不办"}, Side.NEW_BANK)
    assert speaking.value.faults[0].code is FaultCode.NOT_FOUND
    assert mortgaged.transfers_of(sale.desk.other_bank, now=NOW) == ()
    (mine,) = mortgaged.transfers_of(sale.desk.bank, now=NOW)
    assert mine.number == sale.number
