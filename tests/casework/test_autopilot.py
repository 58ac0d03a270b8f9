"""智能审批: who passes the whitelist is entered by the system; whoever does not goes to a human."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dengbu.accounts import api as accounts
from dengbu.casework.api import (
    BatchView,
    FiledLine,
    autopilot_step,
    batch,
    file_batch,
    verify_assignment,
)
from dengbu.casework.jobs import run_follow_ups
from dengbu.casework.models import (
    Assignment,
    Case,
    CaseStatus,
    CaseUnit,
    CheckResult,
    Decision,
    JournalLine,
    Message,
)
from dengbu.register import api as register
from tests.casework.desk import NOW, Desk, item, open_desk, sign
from tests.casework.smart.released import release
from tests.register.city import book, booking

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    made = open_desk()
    release()
    return made


def file(
    desk: Desk,
    *items: FiledLine,
    key: str = "k1",
    signed: bool = True,
    actor: accounts.Actor | None = None,
    body: str = "",
) -> BatchView:
    return file_batch(
        items,
        actor=actor or desk.bank,
        idempotency_key=key,
        body=(body or repr(items)).encode(),
        signed=sign((body or repr(items)).encode()) if signed else None,
        now=NOW,
    )


def failed(case_no: str) -> list[str]:
    found = CheckResult.objects.filter(case__case_no=case_no, phase="AUTOPILOT")
    assert found.count() == 9  # every yes and every no is kept
    return list(found.exclude(effect="pass").order_by("seq").values_list("code", flat=True))


def test_what_passes_is_entered_by_the_system(desk: Desk) -> None:
    view = file(desk, item(desk, 0), item(desk, 1))
    numbers = [line.case_no for line in view.lines]
    assert numbers == ["43060220241212000001", "43060220241212000002"]
    assert autopilot_step() == 2
    for n, case in enumerate(Case.objects.order_by("id")):
        assert case.status == CaseStatus.ENTERED
        assert case.examiner_name == "智能审批"
        assert case.booking_id is not None
        assert failed(case.case_no) == []
        state = register.unit_state(desk.units[n], now=datetime.now(UTC))
        assert state.mortgages == ()
    assert not CaseUnit.objects.filter(open=True).exists()
    assert Decision.objects.count() == 2
    kinds = JournalLine.objects.filter(case__case_no=numbers[0]).order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == ["ACCEPT", "ENTER"]
    after = batch(view.id, actor=desk.bank)
    assert [line.status for line in after.lines] == ["ENTERED", "ENTERED"]
    assert autopilot_step() == 0


def test_parties_are_told_once(desk: Desk) -> None:
    file(desk, item(desk, 0))
    autopilot_step()
    ids = list(Case.objects.values_list("id", flat=True))
    seen: list[list[int]] = []
    run_follow_ups(ids, [seen.append])
    run_follow_ups(ids, [seen.append])
    assert Message.objects.count() == 2  # the bank, and the mortgagor whom the register names
    assert seen == [ids, ids]


def test_the_job_is_deferred_with_the_entry(desk: Desk) -> None:
    file(desk, item(desk, 0))
    autopilot_step()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args::text FROM procrastinate_jobs WHERE task_name = 'casework.follow_up'"
        )
        deferred = [json.loads(args)["case_ids"] for (args,) in cursor.fetchall()]
    assert deferred.count([Case.objects.get().id]) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal("1.00")}, "A06"),
        ({"amount": None}, "A06"),
        ({"mortgagor": "别人"}, "A07"),
        ({"mortgagor": ""}, "A07"),
    ],
)
def test_a_no_goes_to_a_human(desk: Desk, changes: dict[str, object], code: str) -> None:
    file(desk, item(desk, 0, **changes), item(desk, 1))
    assert autopilot_step() == 2
    left, entered = Case.objects.order_by("id")
    assert entered.status == CaseStatus.ENTERED
    assert left.status == CaseStatus.EXAMINING
    assert code in failed(left.case_no)
    assert left.examiner_id in {e.id for e in desk.mortgages}
    assert all(check.holds for check in verify_assignment(left.case_no))
    assert Assignment.objects.get(case=left).drawn_id == left.examiner_id
    line = batch(left.batch_item.batch_id, actor=desk.bank).lines[0]
    assert code in {rule.code for rule in line.failed_rules}


def test_three_minutes_are_the_machines_and_a_person_has_the_persons_time(desk: Desk) -> None:
    file(desk, item(desk, 0), item(desk, 1, amount=Decimal("1.00")))
    before = {c.id: (c.accepted_at, c.due_at) for c in Case.objects.all()}
    assert {due - since for since, due in before.values()} == {timedelta(minutes=3)}
    autopilot_step()
    entered = Case.objects.get(status=CaseStatus.ENTERED)
    handed = Case.objects.exclude(id=entered.id).get()
    assert entered.due_at - entered.accepted_at == timedelta(minutes=3)
    assert handed.due_at - handed.accepted_at == timedelta(minutes=30)


def test_an_unsigned_batch_is_not_entered(desk: Desk) -> None:
    file(desk, item(desk, 0), signed=False)
    autopilot_step()
    case = Case.objects.get()
    assert case.status == CaseStatus.EXAMINING
    assert failed(case.case_no) == ["A01", "A02", "A03"]


def test_a_mortgage_cancelled_meanwhile_goes_to_a_human(desk: Desk) -> None:
    file(desk, item(desk, 0))
    state = register.unit_state(desk.units[0], now=datetime.now(UTC))
    act = register.CancelMortgage(
        unit_code=desk.units[0],
        proof_no=desk.proofs[0],
        applicants=state.mortgages[0].mortgagees,
        amount=state.mortgages[0].amount,
    )
    (outcome,) = book(booking(act, applicants=state.mortgages[0].mortgagees))
    assert outcome.booked
    autopilot_step()
    case = Case.objects.get()
    assert case.status == CaseStatus.EXAMINING
    assert "A04" in failed(case.case_no)


def test_with_the_key_of_another_bank_nothing_is_entered(desk: Desk) -> None:
    file(desk, item(desk, 0))
    Case.objects.update(organisation_id=desk.other_bank.organisation_id)
    autopilot_step()
    case = Case.objects.get()
    assert case.status == CaseStatus.EXAMINING
    assert failed(case.case_no) == ["A02", "A03"]


def test_a_seized_unit_goes_to_a_human(desk: Desk) -> None:
    order = register.Seize(
        unit_code=desk.units[0],
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区人民法院",
        document_no="(2024)湘0602执1号",
        delivered_at=datetime(2024, 12, 1, 2, 0, tzinfo=UTC),
        term_days=1095,
    )
    (outcome,) = book(booking(order))
    assert outcome.booked
    file(desk, item(desk, 0))
    autopilot_step()
    assert failed(Case.objects.get().case_no) == ["A08"]


def test_statements_do_not_grow_with_the_cases() -> None:
    desk = open_desk(12)
    release()
    counts = []
    for places in (range(1), range(1, 3), range(3, 12)):
        file(desk, *(item(desk, n) for n in places), key=f"k{places[0]}")
        with CaptureQueriesContext(connection) as caught:
            assert autopilot_step() == len(places)
        # A block of a thousand ids is drawn now and then, whichever step happens to need it.
        asked = [q for q in caught if "dengbu_id_block" not in q["sql"]]
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_one_failing_case_does_not_hold_back_its_neighbours(desk: Desk) -> None:
    file(desk, item(desk, 0), item(desk, 1))
    broken = Case.objects.order_by("id")[0]
    with transaction.atomic():
        Case.objects.filter(id=broken.id).update(request={"unit_code": desk.units[0], "parties": 7})
    assert autopilot_step() == 2
    left, entered = Case.objects.order_by("id")
    assert entered.status == CaseStatus.ENTERED
    assert left.status == CaseStatus.EXAMINING


def test_a_signature_by_another_key_goes_to_a_human(desk: Desk) -> None:
    forged = Ed25519PrivateKey.generate()
    items = (item(desk, 0),)
    body = repr(items).encode()
    view = file_batch(
        items,
        actor=desk.bank,
        idempotency_key="forged",
        body=body,
        signed=sign(body, private=forged),
        now=NOW,
    )
    assert autopilot_step() == 1
    assert failed(str(view.lines[0].case_no)) == ["A01"]
    assert Case.objects.get().status == CaseStatus.EXAMINING
