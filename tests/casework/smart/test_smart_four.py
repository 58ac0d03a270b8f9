"""智能审批 of the smart four: what passes is entered, what does not goes to a person."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.autopilot import autopilot_step
from dengbu.casework.models import (
    BatchItem,
    Case,
    CaseStatus,
    CheckResult,
    FeeLine,
    PaymentOrder,
    SharedFact,
    SmartDecision,
)
from dengbu.register import api as register
from dengbu.site.simulators.scenarios import Scenario
from dengbu.site.simulators.server import Simulators
from tests.casework.desk import Desk, open_desk
from tests.casework.smart.noticed import (
    BANK,
    filed,
    moved_in,
    noticed,
    person,
    to_mortgage,
    to_right,
)
from tests.casework.smart.released import release

pytestmark = pytest.mark.django_db(transaction=True)
BUYER = person(41)


@pytest.fixture
def desk() -> Desk:
    return open_desk(0)


def asked(desk: Desk, service: str, line: casework.FiledLine) -> None:
    """A request for a service whose rules are in force."""
    release(service)
    filed(desk, service, line)


def state(unit: str) -> register.UnitState:
    return register.unit_state(unit, now=datetime.now(UTC))


def failed() -> list[str]:
    found = CheckResult.objects.filter(phase="AUTOPILOT").exclude(effect="pass")
    return list(found.order_by("seq").values_list("code", flat=True))


def test_a_mortgage_notice_is_cancelled(desk: Desk) -> None:
    home = noticed(1, BUYER)
    line = casework.FiledLine(
        unit_code=home.unit,
        proof_no=home.loan,
        amount=Decimal("520000.00"),
        mortgagor=BUYER.name,
    )
    asked(desk, "G37-2", line)
    assert autopilot_step() == 1
    case = Case.objects.get()
    assert (case.status, failed()) == (CaseStatus.ENTERED, [])
    assert [n.proof_no for n in state(home.unit).notices] == [home.sale]
    assert FeeLine.objects.count() == 0


def test_a_sale_notice_is_cancelled_by_the_firm_that_holds_it(desk: Desk) -> None:
    home = noticed(1, BANK, lent=False)
    line = casework.FiledLine(unit_code=home.unit, proof_no=home.sale, mortgagor="洞庭置业有限公司")
    asked(desk, "G37", line)
    assert autopilot_step() == 1
    assert Case.objects.get().status == CaseStatus.ENTERED, failed()
    assert state(home.unit).notices == ()


def test_a_mortgage_notice_becomes_the_mortgage_and_is_billed(desk: Desk) -> None:
    home = noticed(1, BUYER)
    moved_in(home, BUYER)
    asked(desk, "G38-2", to_mortgage(home, BUYER))
    assert autopilot_step() == 1
    assert Case.objects.get().status == CaseStatus.ENTERED, failed()
    unit = state(home.unit)
    (loan,) = unit.mortgages
    assert (loan.amount, loan.mortgagees, unit.notices) == (Decimal("520000.00"), (BANK,), ())
    assert FeeLine.objects.get().payer == BANK.name
    assert PaymentOrder.objects.get().amount == FeeLine.objects.get().amount > 0


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"amount": Decimal("1.00")}, ["A06"]),
        ({"agreed_alone": False}, ["B16"]),
        (
            {"parties": (casework.OtherSide(name="周41", id_type="1", id_no=person(42).id_no),)},
            ["B08"],
        ),
    ],
)
def test_what_differs_from_the_notice_goes_to_a_person(
    desk: Desk, changes: dict[str, object], codes: list[str]
) -> None:
    home = noticed(1, BUYER)
    moved_in(home, BUYER)
    asked(desk, "G38-2", to_mortgage(home, BUYER, **changes))
    autopilot_step()
    assert failed() == codes
    case = Case.objects.get()
    assert case.status == CaseStatus.EXAMINING
    assert SmartDecision.objects.get().failed == codes


def test_before_the_buyer_owns_the_home_no_mortgage_comes_of_its_notice(desk: Desk) -> None:
    home = noticed(1, BUYER)
    asked(desk, "G38-2", to_mortgage(home, BUYER))
    autopilot_step()
    assert failed() == ["B09", "B10"]


def test_the_firms_home_is_transferred_once_departments_have_answered(
    desk: Desk, departments: Simulators
) -> None:
    home = noticed(1, BANK, lent=False)
    asked(desk, "G38", to_right(home))
    assert autopilot_step() == 0  # nobody was asked yet
    assert casework.smart.ask_waiting(now=timezone.now()) == 1
    assert casework.smart.ask_waiting(now=timezone.now()) == 0
    assert autopilot_step() == 1
    assert Case.objects.get().status == CaseStatus.ENTERED, failed()
    unit = state(home.unit)
    assert unit.ownership is not None
    assert [h.party.name for h in unit.ownership.holders] == [BANK.name]
    assert unit.notices == ()
    kept = SmartDecision.objects.get().facts
    assert kept["values"]["tax_cleared"] == "MATCH" and "部门" in kept["times"]
    assert FeeLine.objects.get().amount > 0


def test_a_department_that_is_down_sends_the_case_to_a_person(
    desk: Desk, departments: Simulators
) -> None:
    departments.behaviour.scenarios["TAX"] = Scenario.DOWN
    home = noticed(1, BANK, lent=False)
    asked(desk, "G38", to_right(home))
    casework.smart.ask_waiting(now=timezone.now())
    autopilot_step()
    assert failed() == ["B13"]
    assert Case.objects.get().status == CaseStatus.EXAMINING


def test_an_answer_that_ends_before_the_entry_is_asked_again(
    desk: Desk, departments: Simulators, caplog: pytest.LogCaptureFixture
) -> None:
    home = noticed(1, BANK, lent=False)
    asked(desk, "G38", to_right(home))
    now = timezone.now()
    casework.smart.ask_waiting(now=now)
    old = now - timedelta(minutes=31)
    SharedFact.objects.update(fetched_at=old)
    asked_at = old + timedelta(minutes=29)
    assert autopilot_step(now=asked_at) == 1  # good when the rules were asked, over at the entry
    assert "an answer ended before its entry" in caplog.text
    assert Case.objects.get().status == CaseStatus.AUTOPILOT
    assert not SmartDecision.objects.exists()
    assert autopilot_step() == 0  # it waits for the departments
    assert casework.smart.ask_waiting(now=timezone.now()) == 1
    assert autopilot_step() == 1
    assert Case.objects.get().status == CaseStatus.ENTERED, failed()


def test_lines_say_all_that_their_service_needs_and_nothing_else(desk: Desk) -> None:
    home = noticed(1, BUYER)
    bare = casework.FiledLine(unit_code=home.unit, proof_no=home.loan)
    told = filed(desk, "G38-2", bare).lines[0].refused
    fields = ["amount", "debt_from", "debt_to", "restricted", "parties", "agreed_alone"]
    assert [(f["code"], f["field"]) for f in told] == [("REQUIRED", name) for name in fields]
    priced = casework.FiledLine(unit_code=home.unit, proof_no=home.loan, price=Decimal("1.00"))
    told = filed(desk, "G37-2", priced, key="k2").lines[0].refused
    assert [(f["code"], f["field"]) for f in told] == [("UNKNOWN_FIELD", "price")]
    sale = casework.FiledLine(unit_code=home.unit, proof_no=home.sale)
    told = filed(desk, "G37", sale, key="k3").lines[0].refused
    assert [f["code"] for f in told] == ["NOT_HOLDER"]  # the family's own, which signs itself
    assert BatchItem.objects.filter(case=None).count() == 3
