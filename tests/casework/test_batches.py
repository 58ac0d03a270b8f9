"""Batches of banks: one answer a line, the same answer for the same key."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengbu.accounts.api import Actor
from dengbu.casework import api as casework
from dengbu.casework.api import (
    BatchView,
    FiledLine,
    autopilot_step,
    batch,
    batch_case,
    batches,
    file_batch,
)
from dengbu.casework.batch_lines import read_lines
from dengbu.casework.filing import Filing, file_together
from dengbu.casework.models import Batch, Case, CaseCounter
from dengbu.database.ids import next_id
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.kernel.numbers import CaseNo
from tests.casework import asks
from tests.casework.desk import NOW, Desk, item, open_desk, sign
from tests.casework.smart.released import release
from tests.register.city import OFFICE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def file(desk: Desk, *items: FiledLine, key: str = "k1", body: str = "") -> BatchView:
    return file_batch(
        items,
        actor=desk.bank,
        idempotency_key=key,
        body=(body or repr(items)).encode(),
        signed=sign((body or repr(items)).encode()),
        now=NOW,
    )


def test_the_same_key_gives_the_same_answer(desk: Desk) -> None:
    first = file(desk, item(desk, 0), item(desk, 1, unit_code="430602"))
    assert file(desk, item(desk, 0), item(desk, 1, unit_code="430602")) == first
    assert Batch.objects.count() == 1
    assert Case.objects.count() == 1
    release()
    autopilot_step()
    assert file(desk, item(desk, 0), item(desk, 1, unit_code="430602")).lines[0].status == "ENTERED"


def test_a_key_with_another_body_is_refused(desk: Desk) -> None:
    file(desk, item(desk, 0))
    with pytest.raises(Faults) as error:
        file(desk, item(desk, 1))
    assert error.value.faults[0].code is FaultCode.IDEMPOTENCY_KEY_REUSED
    assert Case.objects.count() == 1


def test_each_line_has_its_own_answer(desk: Desk) -> None:
    view = file(
        desk,
        item(desk, 0),
        item(desk, 1, unit_code=desk.units[1][:-1] + "X", proof_no="1", amount=Decimal("-1")),
        item(desk, 1, unit_code=desk.units[0][:-4] + "9999"),
        item(desk, 0),
        item(desk, 2),
    )
    codes = [[fault["code"] for fault in line.refused] for line in view.lines]
    assert codes == [
        [],
        ["UNIT_CODE_FORMAT", "CERTIFICATE_NUMBER_FORMAT", "MONEY_FORMAT"],
        ["UNIT_UNKNOWN"],
        ["UNIT_BUSY"],
        [],
    ]
    assert [line.case_no is None for line in view.lines] == [False, True, True, True, False]
    assert CaseCounter.objects.get().last == 2  # numbers without a gap
    assert batch(view.id, actor=desk.bank) == view


def test_a_busy_unit_names_the_open_case(desk: Desk) -> None:
    number = file(desk, item(desk, 0)).lines[0].case_no
    again = file(desk, item(desk, 0), key="k2").lines[0]
    assert again.case_no is None
    assert again.refused[0]["code"] == "UNIT_BUSY"
    assert again.refused[0]["data"] == {"case_no": number}
    assert str(number) in again.refused[0]["message"]


def test_a_bank_is_not_told_whose_case_holds_the_unit(desk: Desk) -> None:
    number = casework.submit(asks.sale(desk, 0), actor=desk.windows[0], now=NOW).case_no
    (refusal,) = file(desk, item(desk, 0)).lines[0].refused
    assert refusal["code"] == "UNIT_BUSY"
    assert "别人的一件" in refusal["message"]
    assert number not in repr(refusal)


def test_what_is_wrong_with_the_batch_as_a_whole(desk: Desk) -> None:
    with pytest.raises(Faults) as error:
        file(desk, key=" ")
    assert [f.code for f in error.value.faults] == [FaultCode.REQUIRED, FaultCode.REQUIRED]
    with pytest.raises(Faults) as error:
        file_batch(
            [item(desk, 0)],
            actor=desk.windows[0],
            idempotency_key="k",
            body=b"",
            signed=sign(b""),
            now=NOW,
        )
    assert error.value.faults[0].code is FaultCode.PERMISSION_MISSING


def test_others_do_not_see_it(desk: Desk) -> None:
    view = file(desk, item(desk, 0))
    number = view.lines[0].case_no
    assert number is not None
    assert batch_case(number, actor=desk.bank).case_no == number
    assert [b.id for b in batches(actor=desk.bank)] == [view.id]
    for actor in (desk.other_bank, desk.windows[0]):
        with pytest.raises(Faults):
            batch(view.id, actor=actor)
        with pytest.raises(Faults):
            batch_case(number, actor=actor)
        assert batches(actor=actor) == ()


def test_statements_do_not_grow_with_the_lines() -> None:
    desk = open_desk(11)
    file(desk, item(desk, 0), key="warm")
    counts = []
    for places in (range(1, 2), range(2, 11)):
        with CaptureQueriesContext(connection) as caught:
            file(desk, *(item(desk, n) for n in places), key=f"k{places[0]}")
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_case_numbers_are_those_of_the_office_and_the_day(desk: Desk) -> None:
    view = file(desk, item(desk, 0), item(desk, 1))
    numbers = [CaseNo(line.case_no or "") for line in view.lines]
    assert [(n.district, n.day, n.serial) for n in numbers] == [
        (OFFICE, date(2024, 12, 12), 1),
        (OFFICE, date(2024, 12, 12), 2),
    ]


def test_batches_of_one_moment_are_written_together(desk: Desk) -> None:
    """A unit that both want, a line without a unit, one of another bank, one sent before."""
    before = file(desk, item(desk, 2), key="before")
    wanted = [
        (desk.bank, [item(desk, 0), item(desk, 1, unit_code=desk.units[0][:-4] + "9999")], "a"),
        (desk.bank, [item(desk, 1), item(desk, 0)], "b"),
        (desk.other_bank, [item(desk, 1)], "c"),
        (desk.bank, [item(desk, 2)], "before"),
    ]
    filings = [_filing(actor, items, key) for actor, items, key in wanted]
    assert file_together(filings) == [True, True, True, False]
    first, second, foreign, known = filings
    assert list(first.numbers) == [1]
    assert list(second.numbers) == [1]
    assert [f.code for f in first.refused[2]] == [FaultCode.UNIT_UNKNOWN]
    (late,) = second.refused[2]
    assert late.data == {"case_no": first.numbers[1]}
    assert "正在办" in late.message
    assert known.numbers == {}
    assert foreign.numbers == {}
    assert [f.code for f in foreign.refused[1]] == [FaultCode.NOT_HOLDER]
    assert Case.objects.count() == 3
    assert CaseCounter.objects.get().last == 3
    assert before.lines[0].case_no is not None
    for filing, actor in ((first, desk.bank), (second, desk.bank), (foreign, desk.other_bank)):
        kept = batch(filing.batch.id, actor=actor)
        assert {line.line: line.case_no for line in kept.lines if line.case_no} == filing.numbers


def test_a_bank_gets_no_case_on_what_is_not_mortgaged_to_it(desk: Desk) -> None:
    """Nor can it block the unit, nor learn from the words whether the proof exists."""
    said = []
    for actor, changes in (
        (desk.other_bank, {}),
        (desk.bank, {"proof_no": "湘(2024)岳阳市不动产证明第0009999号"}),
        (desk.bank, {"proof_no": desk.proofs[1]}),
    ):
        items = [item(desk, 0, **changes)]
        filing = _filing(actor, items, f"k{len(said)}")
        assert file_together([filing]) == [True]
        (fault,) = filing.refused[1]
        assert fault.code is FaultCode.NOT_HOLDER
        said.append(fault.message)
    assert len(set(said)) == 1
    assert not Case.objects.exists()
    assert file(desk, item(desk, 0), key="own").lines[0].case_no is not None


def _filing(actor: Actor, items: list[FiledLine], key: str) -> Filing:
    body = repr(items).encode()
    kept = Batch(
        id=next_id(),
        organisation_id=actor.organisation_id,
        idempotency_key=key,
        body_digest=hashlib.sha256(body).hexdigest(),
        body=body,
        service="G44",
        count=len(items),
        received_at=NOW,
    )
    filing = Filing(batch=kept, items=items, actor=actor)
    filing.read = read_lines(items, filing.refused)
    return filing
