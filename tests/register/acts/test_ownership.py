"""What changes, corrections and endings do to the right itself, now and on past days."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from dengbu.register import api as register
from tests.register.acts.acting import (
    BUYER,
    COURT,
    DAY,
    NOW,
    OTHER,
    OTHER_COURT,
    OWNER,
    START,
    enter,
    owners,
    seizure,
    state,
    two_mortgages,
    valid,
)
from tests.register.city import (
    book,
    booking,
    by_shares,
    sale,
)

pytestmark = pytest.mark.django_db


def test_a_change_of_name_is_no_change_of_hands(unit: str) -> None:
    renamed = replace(OWNER, name="周壹")
    done = enter(
        register.ChangeOwnership(
            unit_code=unit,
            holders=(register.HolderShare(party=renamed),),
            renamed=True,
            basis="岳公户变2024-18",
        )
    )
    assert owners(unit) == ["周壹"]
    assert owners(unit, as_of=NOW - DAY) == [OWNER.name]
    assert len(done.certificates) == len(done.voided) == 1


def test_shares_of_the_same_holders_change(unit: str) -> None:
    shares = by_shares((BUYER, Fraction(1, 3)), (OTHER, Fraction(2, 3)))
    two = replace(
        sale(unit, (OWNER,), BUYER, OTHER),
        holders=shares,
        co_ownership=register.CoOwnership.BY_SHARES,
    )
    enter(two, at=START + DAY)
    joint = register.ChangeOwnership(
        unit_code=unit,
        holders=tuple(register.HolderShare(party=p) for p in (BUYER, OTHER)),
        co_ownership=register.CoOwnership.JOINT,
        separate_certificates=True,
    )
    done = enter(joint)
    held = state(unit).ownership
    assert held is not None
    assert held.co_ownership is register.CoOwnership.JOINT
    assert [h.share for h in held.holders] == [None, None]
    assert {c.holder for c in done.certificates} == {BUYER, OTHER}


def test_a_correction_holds_from_the_beginning(unit: str) -> None:
    act = register.CorrectOwnership(
        unit_code=unit,
        holders=(register.HolderShare(party=OTHER),),
        co_ownership=register.CoOwnership.SOLE,
        basis="原始合同写的是周3",
    )
    enter(act)
    assert owners(unit) == [OTHER.name]
    assert owners(unit, as_of=START + DAY) == [OTHER.name]
    assert owners(unit, as_of=START + DAY, as_known_at=NOW - DAY) == [OWNER.name]
    assert owners(unit, as_known_at=NOW - DAY) == [OWNER.name]


def by_office(unit: str, basis: str) -> register.CorrectOwnership:
    return register.CorrectOwnership(
        unit_code=unit,
        holders=(register.HolderShare(party=OTHER),),
        co_ownership=register.CoOwnership.SOLE,
        basis=basis,
        by_office=True,
        subclass="5002",
    )


def test_the_office_corrects_after_its_notice(unit: str) -> None:
    act = by_office(unit, "扫描件核对")
    (alone,) = book(booking(act, notice_over=True), at=NOW)
    assert alone.booked


def test_what_rested_there_before_the_error_keeps_the_office_from_nothing(unit: str) -> None:
    """Who bought was written down wrongly: the mortgage that the home was sold with is older."""
    two_mortgages(unit)
    enter(sale(unit, (OWNER,), BUYER), at=START + 3 * DAY)
    act = by_office(unit, "买卖合同写的是周3")
    longer = replace(act, term_to=date(2080, 1, 1))  # a term was passed on with the home
    (refused,) = book(booking(longer, notice_over=True), at=NOW)
    (why,) = refused.blocks
    assert why.code == "E16"
    assert why.message.startswith("登记簿上看不出是哪天写错的，房子上又有抵押")
    (alone,) = book(booking(act, notice_over=True), at=NOW)
    assert alone.booked, alone.blocks
    assert owners(unit, as_of=START + 4 * DAY) == [OTHER.name]
    (again,) = book(booking(replace(act, basis="又错了"), notice_over=True), at=NOW + DAY)
    assert [r.code for r in again.blocks] == ["E16"]  # what the correction wrote is not acquired


def test_with_the_right_ends_what_rests_on_it(unit: str) -> None:
    proofs = two_mortgages(unit)
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(BUYER,),
        obligors=(OWNER,),
    )
    noticed = enter(notice, at=START + 3 * DAY).certificates[0].number
    title = state(unit).ownership
    assert title is not None
    done = enter(
        register.CancelOwnership(
            unit_code=unit,
            ground=register.CancelGround.EXPROPRIATED,
            organ="岳阳楼区人民政府",
            document_no="岳楼政征〔2024〕7号",
            effective_at=NOW - 9 * DAY,
            subclass="4003",
            cause="征收",
        )
    )
    after = state(unit)
    assert (after.ownership, after.mortgages, after.notices) == (None, (), ())
    assert set(done.voided) == {*title.certificate_nos, *proofs, noticed}
    assert not any(valid(number) for number in done.voided)
    assert owners(unit, as_of=NOW - 10 * DAY) == [OWNER.name]
    assert owners(unit, as_of=NOW - 8 * DAY) == []
    assert owners(unit, as_of=NOW - 8 * DAY, as_known_at=NOW - DAY) == [OWNER.name]


def test_a_court_sells_without_the_owner_and_frees_the_home(unit: str) -> None:
    enter(
        seizure(unit),
        seizure(unit, organ=OTHER_COURT, document_no="执9号"),
        at=NOW + DAY,
    )
    sold = replace(
        sale(unit, (OWNER,), BUYER), ordered_by=COURT, order_no="执1号之二", subclass="2011"
    )
    (other_court,) = book(booking(replace(sold, ordered_by=OTHER_COURT)), at=NOW + 2 * DAY)
    assert {r.code for r in other_court.blocks} == {"P03"}
    (outcome,) = book(booking(sold), at=NOW + 2 * DAY)
    assert outcome.booked, outcome.blocks
    assert owners(unit) == [BUYER.name]
    assert state(unit).seizures == ()
    assert len(state(unit, as_of=NOW + DAY + timedelta(hours=1)).seizures) == 2
