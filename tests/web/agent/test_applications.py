"""One application by program: papers, the same intake as at the window, one number once."""

import base64
import hashlib
from typing import Any

import pytest

from dengbu.accounts import api as accounts
from dengbu.accounts.models import Organisation
from dengbu.casework.models import Case, Material
from dengbu.evidence import api as evidence
from dengbu.web.agent import applications
from tests.casework.desk import OFFICE, Desk
from tests.register.city import OTHER_BANK, person
from tests.web.agent.signed import Program

pytestmark = pytest.mark.django_db
PAPERS, APPLICATIONS = "/agent/v1/papers", "/agent/v1/applications"
PDF = b"%PDF-1.7 signed by both"


def paper(desk: Desk, **more: object) -> dict[str, object]:
    sent = {"unit_code": desk.units[0], "name": "借款合同.pdf"}
    return {**sent, "content": base64.b64encode(PDF).decode(), **more}


def mortgage(desk: Desk, sha256: str, **more: object) -> dict[str, Any]:
    """G39: a customer borrows from the bank that files."""
    who = person(1)
    return {
        "service": "G39",
        "unit_code": desk.units[0],
        "parties": [
            {"role": "MORTGAGOR", "name": who.name, "id_no": who.id_no},
            {
                "role": "MORTGAGEE",
                "name": OTHER_BANK.name,
                "id_type": "8",
                "party_type": "2",
                "id_no": OTHER_BANK.id_no,
            },
        ],
        "inputs": {
            "mortgage": {
                "amount": "560000.00",
                "debt_from": "2026-12-20",
                "debt_to": "2046-12-20",
                "restricted": True,
            }
        },
        "materials": [{"code": code, "sha256": sha256} for code in ("m1", "m2", "lo")],
        **more,
    }


def kept(desk: Desk, bank: Program) -> str:
    return str(bank.post(paper(desk), PAPERS).json()["sha256"])


def test_a_paper_is_kept_under_the_digest_of_its_content(desk: Desk, other: Program) -> None:
    answer = other.post(paper(desk), PAPERS)
    assert answer.status_code == 201, answer.content.decode()
    digest = hashlib.sha256(PDF).hexdigest()
    assert answer.json() == {"sha256": digest, "media_type": "application/pdf", "size": len(PDF)}
    assert evidence.document(digest, office=OFFICE) == (PDF, "application/pdf")


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"content": ""}, {"UPLOAD_SIZE"}),
        ({"content": "aGVsbG8="}, {"UPLOAD_TYPE"}),
        ({"content": "not base64", "unit_code": "1"}, {"UPLOAD_DAMAGED", "UNIT_UNKNOWN"}),
        ({"media_type": "image/png"}, {"UPLOAD_DAMAGED"}),
    ],
)
def test_what_is_no_paper_is_refused_with_everything_that_is_wrong(
    desk: Desk, other: Program, changed: dict[str, object], wrong: set[str]
) -> None:
    answer = other.post(paper(desk, **changed), PAPERS)
    assert 400 <= answer.status_code < 500
    assert {one["code"] for one in answer.json()["errors"]} == wrong
    assert evidence.document(hashlib.sha256(PDF).hexdigest(), office=OFFICE) is None


def test_a_paper_that_is_too_large_is_refused(
    desk: Desk, other: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applications, "LARGEST_PAPER", len(PDF) - 1)
    answer = other.post(paper(desk), PAPERS)
    assert [one["code"] for one in answer.json()["errors"]] == ["UPLOAD_SIZE"]


def test_an_application_becomes_a_case_that_its_number_finds_again(
    desk: Desk, other: Program, bank: Program
) -> None:
    asked = mortgage(desk, kept(desk, other))
    answer = other.post(asked, APPLICATIONS, once="贷-2026-0001".encode().hex())
    assert answer.status_code == 201, answer.content.decode()
    said = answer.json()
    case = Case.objects.get()
    assert (said["case_no"], said["service"]) == (case.case_no, "G39")
    assert (case.channel, case.status) == ("A", "EXAMINING")
    assert case.acceptor_id is None
    assert said["fee_total"] == "80.00"
    papers = Material.objects.filter(case=case, code__in=("m1", "m2", "lo"))
    assert {(p.source, p.media_type) for p in papers} == {("UPLOAD", "application/pdf")}
    again = other.post(asked, APPLICATIONS, once="贷-2026-0001".encode().hex())
    assert (again.status_code, again.json()["case_no"]) == (201, case.case_no)
    asked["inputs"]["mortgage"]["amount"] = "570000.00"
    changed = other.post(asked, APPLICATIONS, once="贷-2026-0001".encode().hex())
    assert changed.status_code == 422
    assert changed.json()["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert Case.objects.count() == 1
    place = f"{APPLICATIONS}/{case.case_no}"
    assert other.get(place).json()["status"] == "EXAMINING"
    assert bank.get(place).status_code == 404  # of another bank
    (look,) = accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR)
    assert look.purpose == "申请登记：抵押"
    assert list(accounts.audit_leaves()) == []


def test_everything_wrong_comes_at_once_by_its_path_and_nothing_is_kept(
    desk: Desk, other: Program
) -> None:
    asked = mortgage(desk, "f" * 64, price="abc")
    asked["materials"] = [{"code": "m1", "sha256": "f" * 64}, {"code": "zz"}]
    asked["parties"][0]["id_no"] = person(1).id_no
    asked["inputs"]["mortgage"] |= {"amount": "-5", "debt_to": "someday"}
    answer = other.post(asked, APPLICATIONS)
    assert answer.status_code == 422
    found = {one["field"]: one["code"] for one in answer.json()["errors"]}
    assert found["price"] == "MONEY_FORMAT"
    assert found["inputs.mortgage.amount"] == "MONEY_FORMAT"
    assert found["inputs.mortgage.debt_to"] == "DATE_FORMAT"
    assert found["materials.0.sha256"] == "UPLOAD_DAMAGED"
    assert found["materials.1.code"] == "CODE_LIST"
    assert found["materials.lo"] == "MATERIAL_MISSING"
    assert not Case.objects.exists()


def test_no_window_saw_an_original_and_no_program_says_that_the_tax_is_paid(
    desk: Desk, other: Program
) -> None:
    asked = mortgage(desk, kept(desk, other))
    asked["materials"][2] = {"code": "lo", "source": "ORIGINAL"}
    answer = other.post(asked, APPLICATIONS)
    assert {one["field"] for one in answer.json()["errors"]} == {"materials.lo"}


def test_of_a_unit_of_strangers_nothing_is_told(desk: Desk, other: Program) -> None:
    asked = mortgage(desk, kept(desk, other))
    asked["parties"][0]["id_no"] = person(55).id_no
    answer = other.post(asked, APPLICATIONS)
    assert answer.status_code == 403
    assert person(1).name not in answer.content.decode()
    assert not accounts.looks_of("1", person(1).id_no, kinds=accounts.ASKED_FOR)


def test_a_service_that_is_not_open_to_programs_is_refused(desk: Desk, other: Program) -> None:
    asked = mortgage(desk, kept(desk, other), service="G31")
    codes = {one["code"] for one in other.post(asked, APPLICATIONS).json()["errors"]}
    assert "NOT_SUPPORTED" in codes


def test_a_broker_files_second_hand_sales_alone(desk: Desk, other: Program) -> None:
    Organisation.objects.filter(credit_code=OTHER_BANK.id_no).update(kind="BROKER")
    answer = other.post(mortgage(desk, kept(desk, other)), APPLICATIONS)
    assert answer.status_code == 403
    assert [one["field"] for one in answer.json()["errors"]] == ["service"]
    assert not Case.objects.exists()
