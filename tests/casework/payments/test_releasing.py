"""Who hands what over before it is paid: the certificate waits, or the entry, as the city says."""

import shutil
from pathlib import Path

import pytest
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.api import CaseView
from dengbu.casework.catalogue import load_catalogue
from dengbu.casework.models import Case, CaseStatus
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from tests.casework import asks
from tests.casework.desk import ENTERED, NOW, OFFICE, ROOT, Desk, open_desk
from tests.casework.payments.till import paid, seen, sold

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def entered(desk: Desk, case: CaseView) -> list[register.CertificateView]:
    """What the case brought forth."""
    examiner = next(e for e in desk.transfers if e.id == case.examiner_id)
    at = timezone.now()
    casework.approve(case.case_no, actor=examiner, now=at, revision=seen(desk, case).revision)
    assert casework.register_waiting() == 1
    return register.certificates_of_case(case.case_no)


def test_entered_unpaid_the_certificate_waits_for_its_own_side_alone(desk: Desk) -> None:
    case = casework.submit(asks.sale_with_loan(desk, 0), actor=desk.windows[0], now=NOW)
    title, proof = entered(desk, case)
    assert (title.kind, proof.mortgage_id is None) == (register.CertificateKind.TITLE, False)
    for view in (title, proof):
        fault = casework.withheld(view.number)
        assert fault is not None
        assert (fault.code, fault.data["amount"]) == (FaultCode.FEE_UNPAID, "80.00")
    paid(f"{case.case_no}-2")  # the bank
    assert casework.withheld(proof.number) is None
    with pytest.raises(Faults):
        casework.require_paid(title.number)
    paid(f"{case.case_no}-1", key="n-2", reference="T2")
    casework.require_paid(title.number)


def test_what_has_no_order_is_never_withheld(desk: Desk) -> None:
    assert casework.withheld(desk.proofs[0]) is None
    assert casework.withheld("湘(2024)岳阳市不动产权第0999999号") is None


@pytest.fixture
def strict(desk: Desk, tmp_path: Path) -> Desk:
    """The office of a city that enters nothing unpaid."""
    copy = Path(shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue"))
    settings = copy / "cities" / "430600" / "settings.toml"
    settings.write_text(
        settings.read_text().replace("fees_before_entry = false", "fees_before_entry = true")
    )
    load_catalogue(copy, office=OFFICE, now=ENTERED)
    return desk


def test_where_the_fee_comes_first_nothing_is_approved_unpaid(strict: Desk) -> None:
    case = sold(strict)
    with pytest.raises(Faults) as caught:
        entered(strict, case)
    assert [f.code for f in caught.value.faults] == [FaultCode.FEE_UNPAID]
    assert "才能登簿" in str(caught.value)
    paid(f"{case.case_no}-1")
    (title,) = entered(strict, case)
    assert casework.withheld(title.number) is None


def test_nothing_unpaid_is_entered_however_it_came_to_be_approved(strict: Desk) -> None:
    case = sold(strict)
    Case.objects.filter(id=case.id).update(status=CaseStatus.APPROVED)
    casework.register_waiting()
    now = seen(strict, case)
    assert now.status == CaseStatus.EXAMINING
    assert any("80.00 元没缴" in step.text for step in now.timeline)
