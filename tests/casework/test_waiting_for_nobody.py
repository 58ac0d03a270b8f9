"""A court and who objects wait for no open case: what comes before the entry comes first."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import CaseStatus, MaterialInput, Role
from dengbu.casework.inputs.restrictions import ObjectionInput, SeizureInput
from dengbu.casework.models import CalendarDay
from dengbu.database.ids import next_id
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, Desk, open_desk
from tests.casework.test_services import asked
from tests.register.city import OFFICE, person

pytestmark = pytest.mark.django_db(transaction=True)
COURT = register.PartyRef(
    name="岳阳楼区人民法院",
    id_type="99",
    id_no="法协2026-77",
    party_type=register.PartyType.STATE_ORGAN,
)
ORDER = SeizureInput(
    organ=COURT.name,
    document_no="（2026）湘0602执1号",
    delivered_at=ENTERED,
    term_days=Decimal(1000),
    officer="执行员甲",
    officer_no="湘F0101",
    second_officer="执行员乙",
    second_officer_no="湘F0102",
)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def seizure(desk: Desk) -> casework.CaseRequest:
    who = asks.party(Role.AUTHORITY, COURT)
    return asked(
        "G48",
        desk.units[0],
        who,
        inputs={"seizure": ORDER},
        materials=tuple(MaterialInput(code=code, source="ORIGINAL") for code in ("cp", "of")),
        submission_key="order",
    )


def enter(desk: Desk, view: casework.CaseView) -> CaseStatus:
    officers = (*desk.mortgages, *desk.transfers)
    examiner = next(a for a in officers if a.id == view.examiner_id)
    casework.approve_and_enter(view.case_no, actor=examiner, now=NOW, revision=view.revision)
    return CaseStatus(casework.case(view.case_no, actor=examiner, now=NOW).status)


def open_on(unit_code: str) -> set[str]:
    return {line.case_no for line in casework.open_cases_of(unit_code)}


def test_a_seizure_is_accepted_and_entered_before_an_open_sale(desk: Desk) -> None:
    sale = casework.submit(asks.sale_with_loan(desk, 0), actor=desk.windows[0], now=NOW)
    order = casework.submit(seizure(desk), actor=desk.windows[0], now=NOW)
    assert open_on(desk.units[0]) == {sale.case_no, order.case_no}  # both desks see the order
    assert enter(desk, order) is CaseStatus.ENTERED
    assert open_on(desk.units[0]) == {sale.case_no}
    later = casework.case(sale.case_no, actor=desk.windows[0], now=NOW)
    assert "P03" in {b.code for b in later.blocks}
    with pytest.raises(Faults):
        enter(desk, later)


def test_the_debtor_learns_of_a_seizure_once_it_is_entered_and_never_withdraws_it(
    desk: Desk,
) -> None:
    debtor = asks.party(Role.DEBTOR, person(1), agreed=False)
    request = seizure(desk)
    order = casework.submit(
        replace(request, parties=(*request.parties, debtor)), actor=desk.windows[0], now=NOW
    )
    key = (debtor.id_type, debtor.id_no)
    citizen = accounts.Actor(
        id=1, name=debtor.name, kind=accounts.AccountKind.CITIZEN, id_type=key[0], id_no=key[1]
    )
    assert casework.my_cases(*key) == ()
    assert casework.untold_seizures(*key) == {order.case_no}  # nor who looked at it
    for read in (
        lambda: casework.case(order.case_no, actor=citizen, now=NOW),
        lambda: casework.withdraw(
            order.case_no, actor=citizen, now=NOW, revision=1, agreed=True, reason="不要封"
        ),
    ):
        with pytest.raises(Faults) as caught:
            read()
        assert caught.value.faults[0].code is FaultCode.NOT_FOUND
    assert [p.role for p in casework.signed(order.parties)] == [Role.AUTHORITY]
    assert enter(desk, order) is CaseStatus.ENTERED
    assert casework.untold_seizures(*key) == frozenset()
    (mine,) = casework.my_cases(*key)
    assert mine.case_no == order.case_no
    assert casework.case(order.case_no, actor=citizen, now=NOW).entered_at is not None


def test_an_objection_does_not_wait_either(desk: Desk) -> None:
    casework.submit(asks.sale_with_loan(desk, 0), actor=desk.windows[0], now=NOW)
    matter = ObjectionInput(matter="主张自己出资一半，登簿少记了共有人")
    who = asks.party(Role.OBJECTOR, person(970))
    request = asked("G31", desk.units[0], who, inputs={"objection": matter})
    assert casework.submit(request, actor=desk.windows[0], now=NOW).case_no


@pytest.mark.parametrize(
    ("days", "last"), [({15: True}, 15), ({15: False, 16: False, 17: True}, 17)]
)
def test_an_objection_is_sued_on_by_the_calendar_of_the_office(
    desk: Desk, days: dict[int, bool], last: int
) -> None:
    """A worked Saturday is the last day like any other; beyond a holiday it is put off (203)."""
    today = timezone.localdate(timezone=SHANGHAI)
    for number, working in days.items():
        day = today + timedelta(days=number)
        CalendarDay.objects.create(
            id=next_id(), office=OFFICE, day=day, working=working, announced=True
        )
    matter = ObjectionInput(matter="主张自己出资一半，登簿少记了共有人")
    request = asked(
        "G31",
        desk.units[0],
        asks.party(Role.OBJECTOR, person(970)),
        inputs={"objection": matter},
    )
    view = casework.submit(request, actor=desk.windows[0], now=NOW)
    assert enter(desk, view) is CaseStatus.ENTERED
    (objection,) = register.unit_state(desk.units[0], now=timezone.now()).objections
    assert objection.lapses_on == today + timedelta(days=last)


def test_two_sales_of_one_home_still_wait_for_each_other(desk: Desk) -> None:
    casework.submit(seizure(desk), actor=desk.windows[0], now=NOW)
    casework.submit(asks.sale_with_loan(desk, 0), actor=desk.windows[0], now=NOW)
    again = replace(asks.sale_with_loan(desk, 0), submission_key="again")
    with pytest.raises(Faults) as caught:
        casework.submit(again, actor=desk.windows[0], now=NOW)
    assert FaultCode.UNIT_BUSY in {fault.code for fault in caught.value.faults}
