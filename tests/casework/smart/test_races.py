"""What a court sends between the reading of the register and the entry is never overlooked."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from dengbu.casework.autopilot import autopilot_step
from dengbu.casework.models import Case, CaseStatus, CheckResult, JournalLine, SmartDecision
from dengbu.register import api as register
from tests.casework.desk import Desk, open_desk
from tests.casework.smart.released import release
from tests.casework.test_autopilot import file, item
from tests.casework.test_concurrency import together, unexpected
from tests.register.city import booking

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20  # seconds
ROUNDS = 6


def seizure(unit: str) -> register.Seize:
    return register.Seize(
        unit_code=unit,
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区人民法院",
        document_no="(2024)湘0602执1号",
        delivered_at=datetime(2024, 12, 1, 2, 0, tzinfo=UTC),
        term_days=1095,
    )


def beside(work: Callable[[], object]) -> threading.Thread:
    """Begin something on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def desk() -> Desk:
    made = open_desk(ROUNDS)
    release()
    return made


def test_what_is_being_entered_when_the_step_begins_is_seen(desk: Desk) -> None:
    """The court holds the page; the step waits for it, and reads only then."""
    file(desk, item(desk, 0), item(desk, 1))
    written, go = threading.Event(), threading.Event()

    def court() -> None:
        with transaction.atomic():
            (outcome,) = register.book([booking(seizure(desk.units[0]))])
            assert outcome.booked
            written.set()
            go.wait(PATIENCE)

    other = beside(court)
    assert written.wait(PATIENCE)
    step = beside(lambda: autopilot_step())
    step.join(0.5)
    assert step.is_alive()  # the page is held: nothing is read, nothing is decided
    assert SmartDecision.objects.count() == 0
    go.set()
    other.join(PATIENCE)
    step.join(PATIENCE)
    taken, entered = Case.objects.order_by("id")
    assert (taken.status, entered.status) == (CaseStatus.EXAMINING, CaseStatus.ENTERED)
    said = CheckResult.objects.filter(case=taken, phase="AUTOPILOT").exclude(effect="pass")
    assert list(said.values_list("code", flat=True)) == ["A08"]
    assert JournalLine.objects.filter(case=taken, kind="HAND_OVER").count() == 1


def test_an_order_and_an_approval_at_the_same_moment_never_pass_each_other(desk: Desk) -> None:
    """Entered means that the order came after the entry; whoever came second saw the first."""
    for unit in range(ROUNDS):
        file(desk, item(desk, unit), key=f"k{unit}")
        orders: list[register.Outcome] = []

        def court(unit: int = unit, orders: list[register.Outcome] = orders) -> None:
            with transaction.atomic():
                orders.extend(register.book([booking(seizure(desk.units[unit]))]))

        assert unexpected(together(court, autopilot_step)) == []
        case = Case.objects.order_by("-id")[0]
        ordered = orders[0].recorded_at
        assert ordered is not None
        if case.status == CaseStatus.ENTERED:
            assert case.entered_at is not None
            assert ordered >= case.entered_at
        else:
            assert case.status == CaseStatus.EXAMINING
            said = CheckResult.objects.filter(case=case, phase="AUTOPILOT").exclude(effect="pass")
            assert list(said.values_list("code", flat=True)) == ["A08"]
