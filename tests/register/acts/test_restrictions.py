"""Renewals, releases, suits and lifted orders: what is known when."""

from datetime import UTC, date, datetime, timedelta

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
    seizure,
    state,
    valid,
)
from tests.register.city import (
    BANK,
    book,
    booking,
    make_units,
    sale,
)

pytestmark = pytest.mark.django_db


def test_a_renewed_seizure_keeps_its_place_and_goes_on(unit: str) -> None:
    term = 30
    enter(
        seizure(unit, term_days=term),
        seizure(
            unit,
            organ=OTHER_COURT,
            document_no="执9号",
            delivered_at=NOW + timedelta(hours=1),
        ),
        at=NOW + DAY,
    )
    renewal = register.RenewSeizure(
        unit_code=unit,
        seizure_document_no="执1号",
        organ=COURT,
        document_no="执1号之一",
        delivered_at=NOW + 20 * DAY,
        term_days=term,
    )
    enter(renewal, at=NOW + 20 * DAY)
    late = NOW + 45 * DAY
    front, waiting = state(unit, at=late).seizures
    assert (front.organ, front.in_force, waiting.in_force) == (COURT, True, False)
    known = state(unit, at=late, as_known_at=NOW + 19 * DAY).seizures
    assert [(s.organ, s.in_force) for s in known] == [(OTHER_COURT, True)]
    over = state(unit, at=NOW + 61 * DAY).seizures
    assert [(s.organ, s.in_force) for s in over] == [(OTHER_COURT, True)]


def freed(unit: str) -> register.ReleaseSeizure:
    """What the court of ``seizure`` orders two days later."""
    return register.ReleaseSeizure(
        unit_code=unit,
        seizure_document_no="执1号",
        organ=COURT,
        release_document_no="解1号",
        delivered_at=NOW + 2 * DAY,
    )


def test_a_release_that_came_later_was_not_known(unit: str) -> None:
    enter(seizure(unit), at=NOW + DAY)
    enter(freed(unit), at=NOW + 2 * DAY)
    later = NOW + 5 * DAY
    assert state(unit, at=later).seizures == ()
    assert len(state(unit, at=later, as_known_at=NOW + DAY).seizures) == 1


def test_a_pre_seizure_of_an_unregistered_home_can_be_released() -> None:
    code = make_units(1)[0]
    pre = seizure(code, kind=register.SeizureKind.PRE_SEIZURE, debtor=OTHER)
    enter(pre, at=NOW + DAY)
    enter(freed(code), at=NOW + 2 * DAY)
    assert state(code).seizures == ()


def test_a_suit_proved_after_the_fifteen_days_revives_the_objection(unit: str) -> None:
    entered = NOW - 30 * DAY
    objection = register.EnterObjection(unit_code=unit, objector=OTHER, matter="份额有争议")
    proof = enter(objection, at=entered).certificates[0].number
    assert state(unit, at=NOW).objections == ()
    suit = register.RecordSuit(
        unit_code=unit,
        proof_no=proof,
        sued_on=(entered + 5 * DAY).date(),
        court=COURT,
        suit_no="(2024)湘0602民初88号",
    )
    enter(suit)
    assert [o.lapses_on for o in state(unit).objections] == [None]
    assert state(unit, as_of=NOW - DAY).objections != ()
    assert state(unit, as_of=NOW - DAY, as_known_at=NOW - DAY).objections == ()
    gone = register.CancelObjection(unit_code=unit, proof_no=proof)
    enter(gone, at=NOW + DAY)
    assert state(unit).objections == ()
    assert not valid(proof)


@pytest.mark.parametrize(
    ("last", "works"), [(None, True), (date(2025, 2, 5), True), (date(2025, 1, 30), False)]
)
def test_the_last_day_to_bring_suit_is_put_off_beyond_holidays(
    unit: str, last: date | None, *, works: bool
) -> None:
    """Entered on 2025-01-17: the fifteenth day is a Saturday, and the Spring Festival goes on."""
    at = datetime(2025, 1, 17, 2, 0, tzinfo=UTC)
    act = register.EnterObjection(unit_code=unit, objector=OTHER, matter="份额", last_day=last)
    (outcome,) = book(booking(act, applicants=(OTHER,)), at=at)
    assert outcome.booked is works
    if not works:
        assert "2025年2月3日" in outcome.blocks[0].message
        return
    ends = last or date(2025, 2, 3)
    proof = outcome.certificates[0].number
    for day, stands in ((ends, True), (ends + timedelta(days=1), False)):
        noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        assert bool(state(unit, at=noon).objections) is stands
        view = register.certificate(proof, now=noon)
        assert view is not None
        assert view.valid is stands


@pytest.mark.parametrize("buyers", [(BUYER,), (BUYER, OTHER)], ids=["alone", "with-wife"])
def test_a_notice_ends_with_the_sale_that_it_was_for(
    unit: str, buyers: tuple[register.PartyRef, ...]
) -> None:
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(BUYER,),
        obligors=(OWNER,),
    )
    proof = enter(notice, at=START + DAY).certificates[0].number
    done = enter(sale(unit, (OWNER,), *buyers))
    assert [r.code for r in done.rules] == []
    assert state(unit).notices == ()
    assert proof in done.voided
    assert not valid(proof)
    assert [n.proof_no for n in state(unit, as_of=NOW - DAY).notices] == [proof]


def test_a_notice_that_stays_is_told(unit: str) -> None:
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(OTHER,),
        obligors=(OWNER,),
    )
    enter(notice, at=START + DAY)
    done = enter(sale(unit, (OWNER,), BUYER))
    assert [(r.code, r.effect) for r in done.rules] == [("P07", register.Effect.WARN)]


def test_a_lifted_restriction_leaves_the_home_free(unit: str) -> None:
    stop = register.RestrictByGovernment(
        unit_code=unit,
        organ="岳阳楼区政府",
        document_no="征1号",
        from_day=date(2024, 12, 1),
        to_day=None,
    )
    enter(stop, at=NOW)
    lifted = register.LiftRestriction(
        unit_code=unit,
        organ="岳阳楼区政府",
        restriction_document_no="征1号",
        document_no="征1号之二",
    )
    enter(lifted, at=NOW + DAY)
    assert state(unit).stops == ()
    assert len(state(unit, as_of=NOW + timedelta(hours=1)).stops) == 1


def test_a_sale_notice_binds_the_next_owner_even_towards_its_obligor(unit: str) -> None:
    """Only the bank of a buyer's own mortgage notice loses nothing when he gets the home."""
    notice = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(OTHER,),
        obligors=(OWNER,),
    )
    enter(notice, at=START + DAY)
    enter(sale(unit, (OWNER,), BUYER))
    back = booking(sale(unit, (BUYER,), OWNER), applicants=(BUYER, OWNER))
    (refused,) = book(back, at=NOW + DAY)
    assert [r.code for r in refused.blocks] == ["P07"]


def test_who_has_a_notice_of_a_sale_gives_notice_of_the_mortgage_on_what_is_sold(unit: str) -> None:
    """带押过户 in two stages: the buyer's loan is secured before the home is his."""
    loan = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_MORTGAGE,
        holders=(BANK,),
        obligors=(BUYER,),
    )
    (alone,) = book(booking(loan, applicants=(BUYER, BANK)), at=NOW)
    assert [b.code for b in alone.blocks] == ["P02"]
    sold = register.EnterNotice(
        unit_code=unit,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(BUYER,),
        obligors=(OWNER,),
    )
    enter(sold, loan)
    assert [n.kind for n in state(unit).notices] == [sold.kind, loan.kind]
    proofs = [n.proof_no for n in state(unit).notices]
    ends = [register.CancelNotice(unit_code=unit, proof_no=proof) for proof in proofs]
    everybody = (OWNER, BUYER, BANK)
    (left,) = book(booking(ends[0], applicants=everybody), at=NOW + DAY)
    assert [b.code for b in left.blocks] == ["E09"]  # nobody's loan stays on what he never bought
    enter(ends[1], ends[0], at=NOW + DAY)
    assert state(unit).notices == ()
