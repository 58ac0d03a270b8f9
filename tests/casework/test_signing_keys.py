"""A bank's key that ends between acceptance and entry: judged at the entry."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.autopilot import autopilot_step
from dengbu.casework.batches import file_batch
from dengbu.casework.models import Case, CaseStatus, JournalLine, SmartDecision
from dengbu.casework.mortgaged import api as mortgaged
from dengbu.casework.mortgaged.api import Kind, Phase, Side
from dengbu.casework.registration import register_waiting
from dengbu.kernel.fault import FaultCode, Faults
from tests.casework.desk import KEY, PRIVATE, Desk, item, open_desk, sign
from tests.casework.mortgaged.sale import begin
from tests.casework.smart.released import release

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def file(desk: Desk) -> Case:
    """The bank's cancellation, signed a minute ago with a key that is good."""
    line = item(desk, 0)
    body = repr(line).encode()
    now = timezone.now() - timedelta(minutes=1)
    file_batch([line], actor=desk.bank, idempotency_key="k", body=body, signed=sign(body), now=now)
    return Case.objects.get()


def approve(case: Case) -> None:
    case.refresh_from_db()
    assert case.examiner_id is not None
    examiner = accounts.actor(case.examiner_id)
    assert examiner is not None
    casework.approve(case.case_no, actor=examiner, now=timezone.now(), revision=case.revision)


def test_the_rule_asks_when_it_is_entered(desk: Desk) -> None:
    release()
    case = file(desk)
    accounts.withdraw_key(KEY, now=timezone.now())
    autopilot_step()
    case.refresh_from_db()
    assert case.status == CaseStatus.EXAMINING
    assert SmartDecision.objects.get().failed == ["A02"]
    approve(case)  # whoever approves it has read that
    register_waiting()
    case.refresh_from_db()
    assert case.status == CaseStatus.ENTERED


def test_an_approved_case_comes_back_once_and_says_why(desk: Desk) -> None:
    case = file(desk)
    autopilot_step()  # no rules are in force: to an examiner
    approve(case)
    accounts.withdraw_key(KEY, now=timezone.now())
    register_waiting()
    case.refresh_from_db()
    assert case.status == CaseStatus.EXAMINING
    line = JournalLine.objects.get(kind="BLOCK")
    assert "公钥停用或者过期了" in line.text
    assert KEY in line.text
    approve(case)
    register_waiting()
    case.refresh_from_db()
    assert case.status == CaseStatus.ENTERED


def test_a_key_that_is_good_keeps_nobody_up(desk: Desk) -> None:
    case = file(desk)
    autopilot_step()
    approve(case)
    register_waiting()
    case.refresh_from_db()
    assert case.status == CaseStatus.ENTERED


def test_a_sale_under_mortgage_waits_for_a_word_by_a_key_that_counts(desk: Desk) -> None:
    sale = begin(desk)
    sale.make_ready()
    accounts.withdraw_key("blb-2024", now=timezone.now())
    with pytest.raises(Faults) as caught:
        sale.enter()
    (fault,) = caught.value.faults
    assert fault.code is FaultCode.PRECONDITION
    assert fault.message.startswith("巴陵银行")
    assert "公钥停用或者过期了" in fault.message
    assert sale.phase is Phase.READY

    account = accounts.Account.objects.get(username="blb")
    accounts.register_key(
        account=account,
        key_id="blb-2025",
        public_key=PRIVATE.public_key().public_bytes_raw(),
        now=timezone.now(),
        valid_to=None,
    )
    said = {
        "side": Side.NEW_BANK,
        "kind": Kind.CONFIRM,
        "amount": str(sale.agreed(Side.NEW_BANK, None, Kind.CONFIRM)),
        "agreed": sale.view.agreed,
    }
    raw = json.dumps(said).encode()
    word = mortgaged.read_word(
        sale.number,
        said,
        actor=desk.other_bank,
        key="once more",
        signed=sign(raw, key_id="blb-2025"),
        body=raw,
    )
    assert mortgaged.hear(word, actor=desk.other_bank, now=sale.now).outcome == "KNOWN"
    decided = sale.enter()
    assert decided.outcome is not None and decided.outcome.booked
