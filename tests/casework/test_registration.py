"""登簿: in batches, whole or not at all, neighbours unharmed, everything in one transaction."""

import threading
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dengbu.accounts import api as accounts
from dengbu.casework import registration
from dengbu.casework.api import (
    CaseStatus,
    CombiningWriter,
    Role,
    approve,
    approve_and_enter,
    case,
    register_now,
    register_waiting,
    submit,
)
from dengbu.casework.models import Case, CheckResult, JournalLine
from dengbu.database import privileges
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.register.models import Certificate
from tests.casework import asks
from tests.casework.desk import NOW, Desk, open_desk
from tests.casework.test_review import examiner
from tests.casework.test_review import request as asked
from tests.casework.test_services import asked as service_asked
from tests.register.city import BANK, book, booking, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    return open_desk(4)


def approved(desk: Desk, n: int) -> str:
    view = submit(asked(desk, n), actor=desk.windows[0], now=NOW)
    approve(view.case_no, actor=examiner(desk, view), now=NOW, revision=view.revision)
    return view.case_no


def cancel_behind_their_back(desk: Desk, n: int) -> None:
    act = register.CancelMortgage(
        unit_code=desk.units[n], proof_no=desk.proofs[n], applicants=(BANK,)
    )
    (outcome,) = book(booking(act, applicants=(BANK,)))
    assert outcome.booked


def test_what_waits_is_entered_and_the_blocked_one_goes_back(desk: Desk) -> None:
    numbers = [approved(desk, n) for n in range(3)]
    cancel_behind_their_back(desk, 1)
    assert register_waiting() == 3
    assert register_waiting() == 0
    statuses = dict(Case.objects.values_list("case_no", "status"))
    assert [statuses[n] for n in numbers] == ["ENTERED", "EXAMINING", "ENTERED"]
    found = CheckResult.objects.filter(phase="ENTRY", case__case_no=numbers[1])
    assert list(found.filter(effect="block").values_list("code", flat=True)) == ["E04"]
    last = JournalLine.objects.filter(case__case_no=numbers[1]).order_by("-seq")[0]
    assert last.kind == "BLOCK"


def test_statements_do_not_grow_with_the_cases(desk: Desk) -> None:
    counts = []
    for places in ((0,), (1, 2, 3)):
        for n in places:
            approved(desk, n)
        with CaptureQueriesContext(connection) as caught:
            assert register_waiting() == len(places)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_case_with_an_error_does_not_hold_back_its_neighbours(desk: Desk) -> None:
    broken, sound = approved(desk, 0), approved(desk, 1)
    Case.objects.filter(case_no=broken).update(request={"unit_code": desk.units[0]})
    assert register_waiting() == 2
    statuses = dict(Case.objects.values_list("case_no", "status"))
    assert statuses == {broken: "EXAMINING", sound: "ENTERED"}


def test_entered_now(desk: Desk) -> None:
    number = approved(desk, 0)
    outcome = register_now(number)
    assert outcome.booked
    assert Case.objects.get(case_no=number).status == CaseStatus.ENTERED
    with pytest.raises(Faults) as error:
        register_now(number)
    assert error.value.faults[0].code is FaultCode.STATE_CHANGED


def test_a_stopped_entry_says_why(desk: Desk) -> None:
    number = approved(desk, 0)
    cancel_behind_their_back(desk, 0)
    outcome = register_now(number)
    assert [b.code for b in outcome.blocks] == ["E04"]
    assert Case.objects.get(case_no=number).status == CaseStatus.EXAMINING


def test_nothing_stays_when_the_transaction_fails(desk: Desk) -> None:
    number = approved(desk, 0)
    with pytest.raises(RuntimeError, match="stop"), transaction.atomic():
        registration.register_waiting()
        assert Case.objects.get(case_no=number).status == CaseStatus.ENTERED
        raise RuntimeError("stop")
    assert Case.objects.get(case_no=number).status == CaseStatus.APPROVED
    state = register.unit_state(desk.units[0], now=NOW)
    assert len(state.mortgages) == 1


@pytest.fixture
def loading(desk: Desk) -> Iterator[None]:
    """A first load of stock data has put keys aside: the application may not book."""
    privileges.apply()
    with connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON register_booking FROM dengbu_app")
        cursor.execute("SET ROLE dengbu_app")
        yield
        cursor.execute("RESET ROLE")
        cursor.execute("GRANT INSERT ON register_booking TO dengbu_app")


def test_what_is_approved_waits_while_the_register_is_loaded(
    desk: Desk, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    view = submit(asked(desk, 0), actor=desk.windows[0], now=NOW)
    request.getfixturevalue("loading")
    done = approve_and_enter(
        view.case_no, actor=examiner(desk, view), now=NOW, revision=view.revision
    )
    assert (done.status, done.outcome) == (CaseStatus.APPROVED, None)
    with pytest.raises(Faults) as error:
        register_now(view.case_no)
    assert [f.code for f in error.value.faults] == [FaultCode.REGISTER_LOADING]
    assert register_waiting() == 0
    assert not caplog.records
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("GRANT INSERT ON register_booking TO dengbu_app")
        cursor.execute("SET ROLE dengbu_app")
    assert register_waiting() == 1
    assert Case.objects.get(case_no=view.case_no).status == CaseStatus.ENTERED


class TestWriter:
    """The combining writer by itself, as the benchmark uses it."""

    def test_callers_that_wait_are_booked_together(self) -> None:
        sizes: list[int] = []
        gate, held = threading.Event(), threading.Event()

        def together(asked: Sequence[register.Booking]) -> list[register.Outcome]:
            sizes.append(len(asked))
            held.set()
            gate.wait(5)
            return [register.Outcome(case_no=b.case_no, booked=True) for b in asked]

        writer = CombiningWriter(together)
        answers: list[str] = []
        threads = [threading.Thread(target=_ask, args=(writer, n, answers)) for n in range(8)]
        threads[0].start()
        held.wait(5)
        for thread in threads[1:]:
            thread.start()
        while len(writer.waiting()) < 7:
            threading.Event().wait(0.001)
        gate.set()
        for thread in threads:
            thread.join(10)
        assert sizes == [1, 7]
        assert sorted(answers) == [f"{n}" for n in range(8)]

    def test_one_error_is_one_caller_s(self) -> None:
        def picky(asked: Sequence[register.Booking]) -> list[register.Outcome]:
            if any(b.case_no == "3" for b in asked):
                raise ValueError("three")
            return [register.Outcome(case_no=b.case_no, booked=True) for b in asked]

        writer = CombiningWriter(picky)
        answers: list[str] = []
        threads = [threading.Thread(target=_ask, args=(writer, n, answers)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert sorted(answers) == ["0", "1", "2", "4", "5", "6", "7", "three"]

    def test_not_inside_a_transaction(self) -> None:
        with pytest.raises(RuntimeError, match="outside"), transaction.atomic():
            CombiningWriter(lambda _: []).book_one(booking())


def _ask(writer: CombiningWriter, n: int, answers: list[str]) -> None:
    try:
        answers.append(writer.book_one(booking(case_no=str(n))).case_no)
    except ValueError as error:
        answers.append(str(error))
    finally:
        connection.close()


def test_a_paper_that_stands_on_for_another_unit_is_told_so(desk: Desk) -> None:
    """As stock has it: the paper of the first unit is that of the second as well."""
    view = submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW)
    old = Certificate.objects.get(kind="T", page__unit_code=desk.units[0])
    other = Certificate.objects.get(kind="T", page__unit_code=desk.units[1])
    Certificate.objects.create(
        kind="T",
        year=old.year,
        number=old.number,
        page=other.page,
        entry=other.entry,
        ownership=other.ownership,
        issued_at=old.issued_at,
        office=old.office,
    )
    assert view.examiner_id is not None
    who = accounts.actor(view.examiner_id)
    assert who is not None
    approve(view.case_no, actor=who, now=NOW, revision=view.revision)
    assert register_now(view.case_no).booked
    line = JournalLine.objects.get(case__case_no=view.case_no, kind="ENTER")
    assert f"{old.number}在另外1个单元上仍然有效，只在这个单元上作废" in line.text
    assert line.data["voided"] == [old.number]


def test_a_certificate_that_is_never_issued_is_told_and_not_listed(desk: Desk) -> None:
    """A developer's first title that passes on in the same booking."""
    wanted = service_asked(
        "C01",
        desk.units[0][:-4] + f"{len(desk.units) + 1:04d}",
        asks.party(Role.OWNER, person(950)),
        asks.party(Role.BUYER, person(951)),
        price=Decimal("900000.00"),
        tax_cleared=True,
        tax_note="完税证明1号",
    )
    view = submit(wanted, actor=desk.windows[0], now=NOW)
    assert view.examiner_id is not None
    who = accounts.actor(view.examiner_id)
    assert who is not None
    approve(view.case_no, actor=who, now=NOW, revision=view.revision)
    never, issued = register_now(view.case_no).certificates
    assert case(view.case_no, actor=desk.windows[0], now=NOW).certificates == (issued.number,)
    line = JournalLine.objects.get(case__case_no=view.case_no, kind="ENTER")
    assert f"；发{issued.number}；" in line.text
    assert f"{never.number}编了号没有发出" in line.text
