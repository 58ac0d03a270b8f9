"""The smart four by program: lines of every service, and why the machine decided as it did."""

import pytest
from django.test import Client

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from tests.casework.desk import Desk
from tests.casework.smart.noticed import moved_in, noticed
from tests.casework.smart.released import release
from tests.register.city import person
from tests.web.agent.signed import BATCHES, Program

pytestmark = pytest.mark.django_db(transaction=True)
BUYER = person(41)


def test_a_notice_becomes_a_mortgage_and_the_answer_says_why(desk: Desk, bank: Program) -> None:
    home = noticed(len(desk.units) + 1, BUYER)
    moved_in(home, BUYER)
    line = {
        "unit_code": home.unit,
        "proof_no": home.loan,
        "amount": "520000.00",
        "parties": [{"name": BUYER.name, "id_no": BUYER.id_no}],
        "debt_from": "2024-12-01",
        "debt_to": "2054-12-01",
        "restricted": True,
        "agreed_alone": True,
    }
    other = {**line, "debt_to": "someday", "parties": [{"name": BUYER.name, "id_no": "1"}]}
    answer = bank.post({"service": "G38-2", "items": [{**line, "amount": "52.00"}, other]})
    assert answer.status_code == 201
    first, second = answer.json()["lines"]
    assert (first["status"], first["why"]) == ("AUTOPILOT", None)
    told = [(e["code"], e["field"]) for e in second["errors"]]
    assert ("DATE_FORMAT", "debt_to") in told and len(told) == 2
    release("G38-2")
    casework.autopilot_step()
    (handed, _) = bank.get(f"{BATCHES}/{answer.json()['id']}").json()["lines"]
    assert handed["why"]["approved"] is False
    assert handed["why"]["message"] == "债权数额和登记簿一样吗？否"
    assert handed["why"]["smallest_change"] == [
        {
            "fact": "stated_amount",
            "message": "债权数额写成登记簿的 520,000.00 元（写的是 52.00 元）",
        }
    ]


def test_an_approval_says_what_would_have_stopped_it(desk: Desk, bank: Program) -> None:
    line = {
        "unit_code": desk.units[0],
        "proof_no": desk.proofs[0],
        "amount": "680000.00",
        "mortgagor": person(1).name,
    }
    number = bank.post({"service": "G44", "items": [line]}).json()["lines"][0]["case_no"]
    release()
    casework.autopilot_step()
    why = bank.get(f"/agent/v1/cases/{number}").json()["why"]
    assert (why["approved"], why["message"]) == (True, "9 条规则全部通过")
    assert [c["fact"] for c in why["smallest_change"]] == ["stated_amount"]


def test_a_batch_names_nobody_whom_the_bank_did_not_name(desk: Desk, bank: Program) -> None:
    owner, line = person(1), {"unit_code": desk.units[0], "proof_no": desk.proofs[0]}
    wrong = {**line, "amount": "680000.00", "mortgagor": "别人"}
    sent = {"service": "G44", "items": [wrong]}
    answer = bank.post(sent).json()
    release()
    casework.autopilot_step()
    browser = Client()
    browser.force_login(accounts.Account.objects.get(id=desk.bank.id))
    told = [
        bank.get(f"{BATCHES}/{answer['id']}"),
        bank.post(sent),  # the same again
        browser.get(f"/agent/batches/{answer['id']}"),
        browser.get(f"/agent/batches/{answer['id']}.csv"),
    ]
    for one in told:
        said = one.content.decode()
        assert "抵押人写得和登记簿一样（写的是 别人）" in said
        assert owner.name not in said and owner.id_no not in said
    assert accounts.looks_of(*owner.key) == ()
    number = answer["lines"][0]["case_no"]
    named = bank.get(f"/agent/v1/cases/{number}").json()["why"]["smallest_change"]
    assert [c["message"] for c in named] == [f"抵押人写成登记簿的 {owner.name}（写的是 别人）"]
    (look,) = accounts.looks_of(*owner.key)
    assert (look.kind, look.place) == (accounts.LookKind.API, number)
