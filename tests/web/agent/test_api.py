"""The banks' interface: every way to be refused has its own code, and nothing is done twice."""

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.http import HttpResponse
from django.test import Client, RequestFactory

from dengbu.casework.models import Batch, Case
from dengbu.web.agent.api import api
from tests.casework.desk import Desk
from tests.web.agent.signed import BATCHES, Program

pytestmark = pytest.mark.django_db(transaction=True)


def batch(desk: Desk, *places: int) -> dict[str, object]:
    items = [{"unit_code": desk.units[n], "proof_no": desk.proofs[n]} for n in places]
    return {"service": "G44", "items": items}


def refused(answer: HttpResponse, status: int) -> list[tuple[str, str]]:
    """Code and field of every error; nothing was kept."""
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert all(error["message"] for error in problem["errors"])
    return [(error["code"], error.get("field", "")) for error in problem["errors"]]


def test_a_batch_is_answered_line_by_line(desk: Desk, bank: Program) -> None:
    wanted = batch(desk, 0)
    wrong = {"unit_code": "430602", "proof_no": "第1号", "amount": "-3.00"}
    wanted["items"] = [*wanted["items"], wrong]  # type: ignore[misc]  # a list, as built above
    answer = bank.post(wanted)
    assert answer.status_code == 201
    first, second = answer.json()["lines"]
    assert (first["status"], first["errors"]) == ("AUTOPILOT", [])
    assert second["case_no"] is None
    assert {e["code"] for e in second["errors"]} == {
        "UNIT_CODE_FORMAT",
        "CERTIFICATE_NUMBER_FORMAT",
        "MONEY_FORMAT",
    }
    assert bank.get(f"{BATCHES}/{answer.json()['id']}").json() == answer.json()
    assert bank.get(f"/agent/v1/cases/{first['case_no']}").json()["case_no"] == first["case_no"]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 5000])
def test_what_is_no_json(bank: Program, body: bytes) -> None:
    assert refused(bank.post(body), 400) == [("BAD_JSON", "")]


def test_every_wrong_type_at_once(bank: Program) -> None:
    item = {"unit_code": 7, "proof_no": "x" * 61, "amount": "much", "colour": "red"}
    errors = refused(bank.post({"items": [item], "more": 1}), 422)
    assert set(errors) == {
        ("REQUIRED", "service"),
        ("BAD_JSON", "items.0.unit_code"),
        ("TOO_LONG", "items.0.proof_no"),
        ("MONEY_FORMAT", "items.0.amount"),
        ("UNKNOWN_FIELD", "items.0.colour"),
        ("UNKNOWN_FIELD", "more"),
    }
    assert Batch.objects.count() == 0


def test_a_whole_request_is_refused_with_the_faults_of_all_lines(bank: Program) -> None:
    items = [
        {"unit_code": "430602", "proof_no": "第1号", "amount": "abc"},
        "no line",
        {"proof_no": "湘(2024)岳阳市不动产权第0000001号", "amount": -5},
    ]
    assert set(refused(bank.post({"service": "G44", "items": items, "more": 1}), 422)) == {
        ("UNKNOWN_FIELD", "more"),
        ("UNIT_CODE_FORMAT", "items.0.unit_code"),
        ("CERTIFICATE_NUMBER_FORMAT", "items.0.proof_no"),
        ("MONEY_FORMAT", "items.0.amount"),
        ("BAD_JSON", "items.1"),
        ("REQUIRED", "items.2.unit_code"),
        ("CERTIFICATE_NUMBER_FORMAT", "items.2.proof_no"),
        ("MONEY_FORMAT", "items.2.amount"),
    }
    assert Batch.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"amount": "abc"}, {("MONEY_FORMAT", "amount")}),
        ({"amount": "1.234"}, {("MONEY_FORMAT", "amount")}),
        ({"amount": [1]}, {("MONEY_FORMAT", "amount")}),
        (
            {"amount": "abc", "unit_code": "430602", "proof_no": "第1号", "colour": "red"},
            {
                ("MONEY_FORMAT", "amount"),
                ("UNIT_CODE_FORMAT", "unit_code"),
                ("CERTIFICATE_NUMBER_FORMAT", "proof_no"),
                ("UNKNOWN_FIELD", "colour"),
            },
        ),
        (
            {"unit_code": 7, "mortgagor": "某" * 401, "amount": "-5"},
            {("BAD_JSON", "unit_code"), ("TOO_LONG", "mortgagor"), ("MONEY_FORMAT", "amount")},
        ),
        ({"proof_no": "\ud800"}, {("BAD_JSON", "proof_no")}),
    ],
)
def test_a_wrong_line_answers_for_itself_with_all_its_faults(
    desk: Desk, bank: Program, changes: dict[str, object], faults: set[tuple[str, str]]
) -> None:
    wanted = batch(desk, 0, 1)
    right, wrong = wanted["items"]  # type: ignore[misc]  # a list, as built above
    sent = json.dumps({**wanted, "items": [{**wrong, **changes}, right]}).encode()
    answer = bank.post(sent)
    assert answer.status_code == 201, answer.content
    first, second = answer.json()["lines"]
    assert {(e["code"], e["field"]) for e in first["errors"]} == faults
    assert first["case_no"] is None
    assert (second["status"], second["errors"]) == ("AUTOPILOT", [])
    assert bank.get(f"{BATCHES}/{answer.json()['id']}").json()["lines"][0] == first


def test_a_service_that_is_not_open(desk: Desk, bank: Program) -> None:
    assert refused(bank.post({**batch(desk, 0), "service": "G10"}), 422) == [
        ("NOT_SUPPORTED", "service")
    ]


def test_nothing_and_too_much(desk: Desk, bank: Program) -> None:
    assert refused(bank.post(batch(desk)), 422) == [("REQUIRED", "items")]
    many = batch(desk, *([0] * 1001))
    assert refused(bank.post(many), 422) == [("TOO_MANY_ITEMS", "items")]
    assert refused(bank.post(b" " * 1_000_001), 422) == [("TOO_MANY_ITEMS", "items")]


@pytest.mark.parametrize("age", [301, -330])  # of the future one the sending takes its seconds
def test_a_stale_signature(desk: Desk, bank: Program, age: int) -> None:
    assert refused(bank.post(batch(desk, 0), age=age), 401) == [("SIGNATURE_INVALID", "created")]


def test_a_digest_of_other_content(desk: Desk, bank: Program) -> None:
    answer = bank.post(batch(desk, 0), digest_of=b"{}")
    assert refused(answer, 401) == [("SIGNATURE_INVALID", "Content-Digest")]


def test_a_forged_signature(desk: Desk, bank: Program) -> None:
    forger = replace(bank, key=Ed25519PrivateKey.generate())
    assert refused(forger.post(batch(desk, 0)), 401) == [("SIGNATURE_INVALID", "Signature")]


def test_an_unknown_key(desk: Desk, bank: Program) -> None:
    stranger = replace(bank, key_id="nobody")
    assert refused(stranger.post(batch(desk, 0)), 401) == [("KEY_UNKNOWN", "key_id")]


def test_no_signature_at_all(desk: Desk, client: Client) -> None:
    answer = client.post(BATCHES, b"{}", content_type="application/json")
    assert refused(answer, 401)[0][0] == "SIGNATURE_INVALID"
    assert refused(client.get(f"{BATCHES}/1"), 401)[0][0] == "SIGNATURE_INVALID"


def test_a_signature_for_another_place(desk: Desk, bank: Program) -> None:
    headers = bank.headers("GET", f"{BATCHES}/1")
    answer = bank.client.get(f"{BATCHES}/2", headers=headers)
    assert refused(answer, 401) == [("SIGNATURE_INVALID", "Signature")]


def test_no_address_like_this(bank: Program) -> None:
    for path in ("/agent/v1/", "/agent/v1/nothing", "/agent/v1/batches/x", "/agent/v1/cases/a/b"):
        for accept in ("text/html", "*/*", ""):
            answer = bank.client.get(path, headers={"Accept": accept})
            assert refused(answer, 404) == [("NOT_FOUND", "")], path


@pytest.mark.parametrize("place", [BATCHES, f"{BATCHES}/1", "/agent/v1/cases/1"])
def test_no_method_like_this(bank: Program, place: str) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = bank.client.generic(method, place, headers={"Accept": "text/html"})
        assert refused(answer, 405) == [("METHOD_NOT_ALLOWED", "")]
        assert answer.headers["Allow"] == ("POST" if place == BATCHES else "GET")


def test_our_own_failure_is_a_problem_too(rf: RequestFactory) -> None:
    answer = api.on_exception(rf.get(f"{BATCHES}/1"), RuntimeError("broken"))
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["code"]) == (500, "INTERNAL")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_refused_signature_asks_nobody_to_sign_in(bank: Program) -> None:
    told = replace(bank, key_id="nobody").get(f"{BATCHES}/1").json()
    assert told["title"] == "签名没有通过"
    assert told["status"] == 401


def test_no_idempotency_key(desk: Desk, bank: Program) -> None:
    assert refused(bank.post(batch(desk, 0), once=""), 422) == [("REQUIRED", "Idempotency-Key")]
    long = bank.post(batch(desk, 0), once="x" * 81)
    assert refused(long, 422) == [("TOO_LONG", "Idempotency-Key")]


def test_the_same_again_gives_the_same_answer(desk: Desk, bank: Program) -> None:
    first = bank.post(batch(desk, 0, 1), once="one")
    again = bank.post(batch(desk, 0, 1), once="one")
    assert (again.status_code, again.json()) == (201, first.json())
    assert (Batch.objects.count(), Case.objects.count()) == (1, 2)
    other_body = bank.post(batch(desk, 2), once="one")
    assert refused(other_body, 422)[0][0] == "IDEMPOTENCY_KEY_REUSED"
    assert Case.objects.count() == 2


def test_another_bank_sees_nothing(desk: Desk, bank: Program, other: Program) -> None:
    view = bank.post(batch(desk, 0)).json()
    number = view["lines"][0]["case_no"]
    for path in (f"{BATCHES}/{view['id']}", f"/agent/v1/cases/{number}"):
        assert bank.get(path).status_code == 200
        answer = other.get(path)
        assert answer.json()["code"] == "NOT_FOUND"
        assert answer.status_code == 404


def test_what_nobody_sees_is_no_fault_of_ours(desk: Desk, bank: Program) -> None:
    item = {"unit_code": "4306\x00", "proof_no": f"{desk.proofs[0]}\x00", "mortgagor": "a\x00b"}
    line = bank.post({"service": "G44", "items": [item]}).json()["lines"][0]
    assert [error["code"] for error in line["errors"]] == ["UNIT_CODE_FORMAT"]
