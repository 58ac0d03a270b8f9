"""The treasury over HTTP: who is not it says nothing, and nothing is said twice."""

import json
import uuid
from typing import Any

import pytest
from django.http import HttpResponse

from dengbu.accounts import api as accounts
from dengbu.casework.api import OrderState
from dengbu.casework.models import Payment, TreasuryMessage
from tests.casework.desk import ENTERED, NOW, Desk, open_desk
from tests.casework.payments.till import order, sold
from tests.web.agent.signed import Program, filed_key

pytestmark = pytest.mark.django_db
PLACE = "/partner/v1/payments"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def treasury(desk: Desk) -> Program:
    """The program of the treasury with a key of its own."""
    return Program(*filed_key(_treasurer()))


def _treasurer() -> accounts.Actor:
    organisation = accounts.create_organisation(
        kind=accounts.OrganisationKind.TREASURY,
        name="岳阳市财政局",
        credit_code="114306000063801140",
        now=ENTERED,
    )
    account = accounts.create_account(
        accounts.NewAccount(
            username="treasury",
            name="非税系统",
            kind=accounts.AccountKind.AGENT,
            password=uuid.uuid4().hex,
            organisation_id=organisation,
        ),
        now=ENTERED,
    )
    found = accounts.actor(account.id)
    assert found is not None
    return found


def notice(number: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "PAID",
        "order_no": number,
        "reference": "T1",
        "amount": "80.00",
        "at": NOW.isoformat(),
        "receipt_no": "0000000001",
        **changes,
    }


def told(program: Program, content: object, **more: Any) -> HttpResponse:
    """Send a notice, or any bytes in its place."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = program.headers("POST", PLACE, body, **more)
    return program.client.post(PLACE, body, content_type="application/json", headers=headers)


def codes(answer: HttpResponse, status: int) -> set[tuple[str, str]]:
    """Code and field of every error of a problem document."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {(error["code"], error.get("field", "")) for error in answer.json()["errors"]}


def test_a_notice_pays_once_however_often_it_comes(desk: Desk, treasury: Program) -> None:
    case = sold(desk)
    body = notice(order(desk, case).number, case_no=case.case_no, office=case.office)
    first = told(treasury, body, once="n-1")
    assert (first.status_code, first.json()["outcome"]) == (200, "APPLIED")
    assert order(desk, case).state is OrderState.PAID
    assert told(treasury, body, once="n-1").json() == first.json()
    assert (Payment.objects.count(), TreasuryMessage.objects.get().way) == (1, "NOTICE")
    other = told(treasury, {**body, "amount": "8.00"}, once="n-1")
    assert codes(other, 422) == {("IDEMPOTENCY_KEY_REUSED", "")}


def test_paid_twice_too_small_for_another_case_and_unknown(desk: Desk, treasury: Program) -> None:
    case, other = sold(desk), sold(desk, 1)
    number = order(desk, case).number
    short = told(treasury, notice(number, amount="70.00"), once="n-1").json()
    assert "还差 10.00 元" in short["said"]
    told(treasury, notice(number, reference="T2", amount="10.00"), once="n-2")
    again = told(treasury, notice(number, reference="T3"), once="n-3").json()
    assert "按原路退回" in again["said"]
    assert order(desk, case).coming_back == 80
    wrong = told(treasury, notice(number, reference="T4", case_no=other.case_no), once="n-4")
    unknown = told(treasury, notice("43060220240101000001-9", reference="T5"), once="n-5")
    never = told(
        treasury,
        notice(order(desk, other).number, kind="REFUNDED", reference="R9", receipt_no=""),
        once="n-6",
    )
    for answer in (wrong, unknown, never):
        assert (answer.status_code, answer.json()["outcome"]) == (200, "FINDING")
    assert order(desk, other).state is OrderState.ISSUED


def test_a_signature_that_does_not_hold_is_refused(desk: Desk, treasury: Program) -> None:
    number = order(desk, sold(desk)).number
    body = notice(number)
    spoilt = told(treasury, body, digest_of=b"other")
    assert codes(spoilt, 401) == {("SIGNATURE_INVALID", "Content-Digest")}
    assert codes(told(treasury, body, age=400), 401) == {("SIGNATURE_INVALID", "created")}
    stranger = Program(filed_key(desk.bank)[0], treasury.key_id)
    assert codes(told(stranger, body), 401) == {("SIGNATURE_INVALID", "Signature")}
    unfiled = Program(treasury.key, "nobody")
    assert codes(told(unfiled, body), 401) == {("KEY_UNKNOWN", "key_id")}
    bare = treasury.client.post(PLACE, body, content_type="application/json")
    assert codes(bare, 401) == {("SIGNATURE_INVALID", "Signature-Input")}
    assert not TreasuryMessage.objects.exists()


def test_a_notice_replayed_under_another_key_is_known(desk: Desk, treasury: Program) -> None:
    """Whoever caught a notice can send it only as it is: the key is signed with it."""
    number = order(desk, sold(desk)).number
    body = json.dumps(notice(number)).encode()
    headers = treasury.headers("POST", PLACE, body, once="n-1")
    more = {"content_type": "application/json"}
    assert treasury.client.post(PLACE, body, headers=headers, **more).status_code == 200
    caught = {**headers, "Idempotency-Key": "n-2"}
    replayed = treasury.client.post(PLACE, body, headers=caught, **more)
    assert codes(replayed, 401) == {("SIGNATURE_INVALID", "Signature")}
    assert told(treasury, body, once="n-3").json()["outcome"] == "KNOWN"
    assert Payment.objects.count() == 1


def test_a_bank_says_nothing_of_payments(desk: Desk) -> None:
    number = order(desk, sold(desk)).number
    bank = Program(*filed_key(desk.bank))
    assert codes(told(bank, notice(number)), 403) == {("PERMISSION_MISSING", "")}
    assert not Payment.objects.exists()


def test_the_treasury_files_no_cases(desk: Desk, treasury: Program) -> None:
    items = [{"unit_code": desk.units[0], "proof_no": desk.proofs[0]}]
    answer = treasury.post({"service": "G44", "items": items})
    assert codes(answer, 403) == {("PERMISSION_MISSING", "")}


def test_everything_wrong_at_once_and_what_is_no_notice(treasury: Program) -> None:
    wrong = told(treasury, {"kind": "LOST", "amount": 80, "at": "today", "colour": "red"})
    assert codes(wrong, 422) == {
        ("UNKNOWN_FIELD", "colour"),
        ("REQUIRED", "order_no"),
        ("REQUIRED", "reference"),
        ("CODE_LIST", "kind"),
        ("DATE_FORMAT", "at"),
        ("MONEY_FORMAT", "amount"),
    }
    for body in (b"{", b"[]", b"\xff\xfe", b"[" * 5000):
        assert codes(told(treasury, body), 400) == {("BAD_JSON", "")}
    assert codes(told(treasury, b" " * 17_000), 422) == {("TOO_MANY_ITEMS", "")}
    seen = treasury.client.get(PLACE)
    assert codes(seen, 405) == {("METHOD_NOT_ALLOWED", "")}
    assert seen.headers["Allow"] == "POST"
