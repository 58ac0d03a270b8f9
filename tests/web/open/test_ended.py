"""Proofs that the law ended by date, and check codes that belong to one paper alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dengbu.kernel.numbers import CertificateNumber
from dengbu.register import api as register
from dengbu.web.open.checking import Finding, check_certificate
from tests.casework.desk import open_desk
from tests.register.city import book, booking, person

pytestmark = pytest.mark.django_db


def test_a_lapsed_objection_names_its_applicant_and_says_why() -> None:
    desk = open_desk(1)
    objector = person(55)
    act = register.EnterObjection(unit_code=desk.units[0], objector=objector, matter="少记了共有人")
    (outcome,) = book(booking(act, applicants=(objector,)))
    number = CertificateNumber.parse(outcome.certificates[0].number)
    view = register.certificate(str(number))
    assert view is not None
    fresh = check_certificate(number, view.check_code, now=view.issued_at + timedelta(days=1))
    ended = check_certificate(number, view.check_code, now=view.issued_at + timedelta(days=30))
    assert (fresh.finding, ended.finding) == (Finding.VALID, Finding.LAPSED)
    for answer in (fresh, ended):
        assert ("申请人", objector.name) in {(line.label, line.value) for line in answer.lines}
    assert any("没有起诉" in line.value for line in ended.lines)


def test_every_paper_has_a_check_code_of_its_own() -> None:
    desk = open_desk(2)
    state = register.unit_state(desk.units[0], now=timezone.now())
    assert state.ownership is not None
    numbers = [*state.ownership.certificate_nos, *desk.proofs]
    codes = [view.check_code for n in numbers if (view := register.certificate(n))]
    assert len(set(codes)) == len(numbers)
