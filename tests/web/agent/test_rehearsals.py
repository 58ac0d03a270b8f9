"""预演 by a bank's program: what is told, of whom, and what is kept of it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from dengbu.accounts import api as accounts
from dengbu.casework.models import Case
from dengbu.register import api as register
from tests.casework.desk import Desk
from tests.register.city import BANK, OTHER_BANK, person
from tests.web.agent.signed import REHEARSALS, Program

pytestmark = pytest.mark.django_db


def sale_under_mortgage(desk: Desk, n: int = 0, **more: object) -> dict[str, Any]:
    """C09 as the buyer's bank asks about it."""
    people = (
        ("SELLER", person(n + 1), "1"),
        ("BUYER", person(901), "1"),
        ("OLD_MORTGAGEE", BANK, "2"),
        ("NEW_MORTGAGEE", OTHER_BANK, "2"),
    )
    return {
        "service": "C09",
        "unit_code": desk.units[n],
        "purpose": "客户申请贷款买这套房",
        "price": "1060000.00",
        "tax_cleared": True,
        "tax_note": "完税证明43240612",
        "parties": [
            {"role": role, "name": p.name, "id_no": p.id_no, "id_type": p.id_type, "party_type": of}
            for role, p, of in people
        ],
        "inputs": {
            "cancel": {"proof_no": desk.proofs[n], "amount": "680000.00"},
            "mortgage": {
                "amount": "560000",
                "debt_from": "2026-12-20",
                "debt_to": "2046-12-20",
                "restricted": True,
            },
        },
        "materials": [{"code": code} for code in ("m1", "m2", "ct", "lo")],
        **more,
    }


def test_a_sound_matter_is_said_to_be_possible_with_all_that_it_takes(
    desk: Desk, other: Program
) -> None:
    answer = other.post(sale_under_mortgage(desk), REHEARSALS)
    assert answer.status_code == 200, answer.content.decode()
    said = answer.json()
    assert (said["possible"], said["errors"]) == (True, [])
    assert [(f["payer_role"], f["amount"]) for f in said["fees"]] == [
        ("OLD_MORTGAGEE", "0.00"),
        ("BUYER", "80.00"),
        ("NEW_MORTGAGEE", "80.00"),
    ]
    assert said["fee_total"] == "160.00"
    assert {t["tax"] for t in said["taxes"]} == {"增值税及附加", "个人所得税"}
    assert "完税证明43240612" in said["tax_notes"]  # the deed tax is settled, and not estimated
    assert said["time"]["promised"] == "60分钟"
    assert (said["time"]["low_at"], said["time"]["cases"]) == (None, 0)
    needs = {paper["code"]: paper["need"] for paper in said["materials"]}
    assert (needs["m1"], needs["ce"], needs["tx"]) == ("GIVEN", "NOT_NEEDED", "IF_ANY")
    assert not Case.objects.exists()


def test_who_was_asked_about_can_read_by_whom_and_why(desk: Desk, other: Program) -> None:
    other.post(sale_under_mortgage(desk), REHEARSALS)
    (look,) = accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR)
    assert (look.who, look.post) == ("王经办", "巴陵银行南湖支行")
    assert look.kind is accounts.LookKind.REHEARSAL
    assert look.purpose == "预演：客户申请贷款买这套房"
    assert look.place == desk.units[0]
    assert not accounts.looks_of("8", OTHER_BANK.id_no)  # oneself is no news
    assert list(accounts.audit_leaves()) == []


def test_everything_wrong_comes_at_once_by_its_path(desk: Desk, other: Program) -> None:
    asked = sale_under_mortgage(
        desk,
        price="abc",
        tax_note="",
        materials=[{"code": "m1"}, {"code": "m2", "source": "PIGEON"}],
        co_ownership="9",
    )
    asked["parties"][1]["id_no"] = "43060219850312001X"
    asked["inputs"]["mortgage"] |= {"amount": "-5", "debt_to": "someday"}
    asked["inputs"]["cancel"] |= {"proof": "1"}
    asked["inputs"]["castle"] = {"towers": "4"}
    answer = other.post(asked, REHEARSALS)
    assert answer.status_code == 200
    said = answer.json()
    assert not said["possible"]
    found = {one["field"]: one["code"] for one in said["errors"]}
    assert found["price"] == "MONEY_FORMAT"
    assert found["parties.1.id_no"] == "IDENTITY_CHECK_DIGIT"
    assert found["inputs.mortgage.amount"] == "MONEY_FORMAT"
    assert found["inputs.mortgage.debt_to"] == "DATE_FORMAT"
    assert found["inputs.cancel.proof"] == found["inputs.castle"] == "UNKNOWN_FIELD"
    assert found["tax_note"] == "REQUIRED"
    assert found["co_ownership"] == found["materials.1.source"] == "CODE_LIST"
    assert found["materials.lo"] == "MATERIAL_MISSING"


def test_a_unit_of_strangers_is_not_told_of(desk: Desk, other: Program) -> None:
    asked = sale_under_mortgage(desk)
    asked["parties"][0]["id_no"] = person(55).id_no
    answer = other.post(asked, REHEARSALS)
    assert answer.status_code == 403
    assert answer.json()["code"] == "PERMISSION_MISSING"
    assert person(1).name not in answer.content.decode()
    assert not accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR)


@pytest.mark.parametrize(
    "guesses",
    [
        (person(1), person(55)),  # the right one among guesses
        (register.PartyRef(name="不叫这个", id_type="1", id_no=person(1).id_no),),
        (),
    ],
)
def test_guesses_are_no_question(
    desk: Desk, other: Program, guesses: tuple[register.PartyRef, ...]
) -> None:
    """Whoever puts many owners into a request would learn which of them is one."""
    asked = sale_under_mortgage(desk)
    seller = asked["parties"][0]
    asked["parties"][:1] = [seller | {"name": p.name, "id_no": p.id_no} for p in guesses]
    answer = other.post(asked, REHEARSALS)
    assert (answer.status_code, answer.json()["code"]) == (403, "PERMISSION_MISSING")
    as_buyers = sale_under_mortgage(desk)
    as_buyers["parties"][0]["role"] = "BUYER"
    assert other.post(as_buyers, REHEARSALS).status_code == 403
    assert not accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR)


@pytest.mark.parametrize("purpose", ["", " 查 ", "长" * 101])
def test_without_a_purpose_nothing_is_told(desk: Desk, other: Program, purpose: str) -> None:
    answer = other.post(sale_under_mortgage(desk, purpose=purpose), REHEARSALS)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["purpose"]


def test_wrong_shapes_are_all_named(desk: Desk, other: Program) -> None:
    asked = sale_under_mortgage(desk, castle=1, separate_certificates="perhaps", office=5)
    del asked["service"]
    answer = other.post(asked, REHEARSALS)
    assert answer.status_code == 422
    fields = {one["field"] for one in answer.json()["errors"]}
    assert fields == {"castle", "separate_certificates", "office", "service"}


def test_without_a_unit_everybody_is_told_in_general(desk: Desk, other: Program) -> None:
    asked = {"service": "C09", "price": "1000000", "area": "96.80", "held_years": "6"}
    said = other.post(asked, REHEARSALS).json()
    assert (said["unit_code"], said["address"], said["possible"]) == ("", "", True)
    assert said["fee_total"] == "160.00"
    deed = [Decimal(t["amount"]) for t in said["taxes"] if t["tax"] == "契税"]
    assert deed[0] == Decimal(10_000)
    wrong = other.post({**asked, "price": "much", "area": "-1", "use": "CASTLE"}, REHEARSALS)
    assert wrong.status_code == 422
    assert {one["field"] for one in wrong.json()["errors"]} == {"price", "area", "use"}
    nowhere = other.post({"service": "X1"}, REHEARSALS)
    assert nowhere.json()["code"] == "NOT_SUPPORTED"


def test_a_rehearsal_is_of_now(desk: Desk, bank: Program) -> None:
    said = bank.post({"service": "G44"}, REHEARSALS).json()
    at = datetime.fromisoformat(said["rehearsed_at"])
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
