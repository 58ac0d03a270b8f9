"""What a replaced certificate does: the right stays, the old number is void."""

from dataclasses import replace

import pytest

from dengbu.register import api as register
from tests.register.acts.acting import (
    BUYER,
    DAY,
    NOW,
    OTHER,
    OWNER,
    START,
    enter,
    state,
    two_mortgages,
    valid,
)
from tests.register.city import (
    BANK,
    book,
    booking,
    sale,
)

pytestmark = pytest.mark.django_db


def test_a_replaced_certificate_is_void_and_the_right_stays(unit: str) -> None:
    title = state(unit).ownership
    assert title is not None
    (old,) = title.certificate_nos
    done = enter(register.ReissueCertificate(unit_code=unit, number=old))
    (new,) = done.certificates
    after = state(unit).ownership
    assert after is not None
    assert after.certificate_nos == (new.number,)
    assert after.id == title.id
    assert (valid(old), valid(new.number)) == (False, True)
    held = register.certificates_of_holder("1", OWNER.id_no)
    assert [c.number for c in held] == [new.number]
    (twice,) = book(
        booking(register.ReissueCertificate(unit_code=unit, number=old), applicants=(OWNER,)),
        at=NOW + DAY,
    )
    assert [r.code for r in twice.blocks] == ["E14"]


def test_a_lost_proof_is_replaced_after_its_statement(unit: str) -> None:
    proof, _ = two_mortgages(unit)
    act = register.ReissueCertificate(unit_code=unit, number=proof, lost=True, subclass="9002")
    (new,) = enter(act, notice_over=True).certificates
    assert state(unit).mortgages[0].proof_no == new.number
    assert register.mortgagees_of([proof, new.number]) == {
        (new.number, unit): frozenset({BANK.id_no})
    }
    gone = register.CancelMortgage(unit_code=unit, proof_no=new.number, applicants=(BANK,))
    enter(gone, at=NOW + DAY)
    assert len(state(unit).mortgages) == 1


def test_one_of_two_separate_certificates_is_replaced_for_its_holder(unit: str) -> None:
    two = replace(sale(unit, (OWNER,), BUYER, OTHER), separate_certificates=True)
    theirs = {c.holder: c.number for c in enter(two, at=START + DAY).certificates}
    act = register.ReissueCertificate(unit_code=unit, number=theirs[OTHER])
    (new,) = enter(act).certificates
    assert new.holder == OTHER
    held = state(unit).ownership
    assert held is not None
    assert set(held.certificate_nos) == {theirs[BUYER], new.number}
