"""Every service that is open to programs goes from a signed application to entry."""

import base64
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.calendar import seed_calendar
from dengbu.casework.models import Case
from dengbu.register import api as register
from dengbu.site.rehearsal.filling import filled
from dengbu.site.rehearsal.ground import Ground
from dengbu.site.rehearsal.staging import staged
from tests.casework.desk import ENTERED, OFFICE, officer
from tests.web.agent.signed import Program, filed_key

ROOT = Path(__file__).resolve().parents[3]
PAPERS, APPLICATIONS = "/agent/v1/papers", "/agent/v1/applications"
PDF = b"%PDF-1.7 signed by all"
CODES = sorted(
    path.stem
    for path in (ROOT / "catalogue" / "services").glob("*.toml")
    if '"A"' in path.read_text().partition("channels")[2].partition("\n")[0]
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> str:
    """An office with its catalogue, calendar and officers, and not one unit."""
    accounts.load_offices(ROOT / "catalogue" / "cities" / "430600" / "offices.toml")
    seed_calendar(OFFICE)
    casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=ENTERED)
    for department in ("FIRST", "TRANSFER", "MORTGAGE"):
        of = accounts.Department(department)
        officer(f"{of.label}1", (accounts.Post.EXAMINER, of))
    return OFFICE


def program(name: str, credit_code: str, kind: accounts.OrganisationKind) -> Program:
    """The program of an organisation that was not there before."""
    organisation = accounts.create_organisation(
        kind=kind, name=name, credit_code=credit_code, now=ENTERED
    )
    account = accounts.create_account(
        accounts.NewAccount(
            username=credit_code.lower(),
            name="经办人",
            kind=accounts.AccountKind.AGENT,
            password="long-enough-for-tests",
            organisation_id=organisation,
        ),
        now=ENTERED,
    )
    return Program(*filed_key(accounts.actor_of(account)))


def written(value: object) -> object:
    """A value as JSON has it: yes and no as such, everything else as a form shows it."""
    return value if isinstance(value, bool) else casework.shown(value)


def sent(request: casework.CaseRequest, digest: str) -> dict[str, Any]:
    """The request as a program writes it; what a window would see as an original is a file."""
    people = [
        {
            "role": p.role,
            "name": p.name,
            "id_type": p.id_type,
            "id_no": p.id_no,
            "share": str(p.share) if p.share is not None else "",
            "party_type": p.party_type,
            "agreed": p.agreed,
        }
        for p in request.parties
    ]
    said = {
        slot: {
            f.name: written(value)
            for f in fields(given)
            if (value := getattr(given, f.name)) not in (None, "", ())
        }
        for slot, given in request.inputs.items()
    }
    return {
        "service": request.service,
        "unit_code": request.unit_code,
        "price": str(request.price or ""),
        "parties": people,
        "co_ownership": request.co_ownership,
        "inputs": said,
        "more_units": list(request.more_units),
        "materials": [{"code": m.code, "sha256": digest} for m in request.materials],
    }


def firms(request: casework.CaseRequest) -> Iterator[casework.PartyInput]:
    """Who takes part and is no person."""
    yield from (p for p in request.parties if p.party_type == register.PartyType.ENTERPRISE.value)


def test_what_only_people_take_part_in_is_no_matter_of_a_broker(office: str) -> None:
    asked = _asked("G37", office)
    answer = _sender(asked).post(sent(asked, ""), APPLICATIONS)
    assert answer.status_code == 403
    assert "申请里的权利人也对不上" in answer.json()["detail"]
    assert not Case.objects.exists()


@pytest.mark.parametrize("code", [code for code in CODES if code != "G37"])
def test_a_service_goes_from_application_to_entry(office: str, code: str) -> None:
    now = timezone.now()
    service = casework.service(code, office=office, now=now)
    request = _asked(code, office)
    sender = _sender(request)
    content = base64.b64encode(PDF).decode()
    paper = {"unit_code": request.unit_code, "name": "1.pdf", "content": content}
    digest = sender.post(paper, PAPERS).json()["sha256"]
    answer = sender.post(sent(request, digest), APPLICATIONS)
    assert answer.status_code == 201, answer.content.decode()
    number = answer.json()["case_no"]
    assert answer.json()["status"] == "EXAMINING"
    case = _approved(number, now=now)
    if "P16" in service.pending:
        assert case.status == casework.CaseStatus.EXAMINING, "the tax is not paid yet"
        return
    assert case.status == casework.CaseStatus.ENTERED, [b.message for b in case.blocks]
    assert len(register.entries_of_case(number)) >= len(service.items)
    told = sender.get(f"{APPLICATIONS}/{number}").json()
    assert (told["status"], told["entered_at"] is None) == ("ENTERED", False)


def _asked(code: str, office: str) -> casework.CaseRequest:
    """The service asked for on a unit on which it can be."""
    now = timezone.now()
    service = casework.service(code, office=office, now=now)
    registrar = register.Registrar(id=1, name="登记员")
    stage = staged(service, (service.rights or ("4",))[0], Ground(office), registrar, now)
    return filled(service, stage, now=now)


def _sender(request: casework.CaseRequest) -> Program:
    """A bank or developer that takes part; where only people do, their broker."""
    kinds = accounts.OrganisationKind
    firm = next(firms(request), None)
    if firm is None:
        return program("岳阳安居房产经纪有限公司", "91430600MA4QQQ7X50", kinds.BROKER)
    kind = kinds.BANK if "银行" in firm.name else kinds.DEVELOPER
    return program(firm.name, firm.id_no, kind)


def _approved(number: str, *, now: datetime) -> casework.CaseView:
    """The case after its examiner has looked at it, and whatever can be entered is."""
    examiner = accounts.actor(Case.objects.get(case_no=number).examiner_id or 0)
    assert examiner is not None
    view = casework.case(number, actor=examiner, now=now)
    if not view.blocks:
        casework.approve(number, actor=examiner, now=now, revision=view.revision)
        casework.register_waiting()
    return casework.case(number, actor=examiner, now=now)
