"""Habitation and easement: they stay, move and lapse."""

import pytest

from dengbu.register import api as register
from tests.register.acts.acting import BUYER, DAY, NOW, OTHER, OWNER, START, enter, state, valid
from tests.register.city import (
    book,
    booking,
    first,
    sale,
)
from tests.register.making import way

pytestmark = pytest.mark.django_db


def test_habitation_stays_with_its_holder_when_the_home_is_sold(unit: str) -> None:
    act = register.CreateHabitation(
        unit_code=unit, holders=(OTHER,), grantors=(OWNER,), scope="主卧和共用部分"
    )
    made = enter(act).certificates
    sold = enter(sale(unit, (OWNER,), BUYER), at=NOW + DAY)
    assert [(r.code, r.effect) for r in sold.rules] == [("P09", register.Effect.WARN)]
    (held,) = state(unit).habitations
    assert (held.holders, held.grantors) == ((OTHER,), (OWNER,))
    assert held.proof_no == made[0].number
    gone = register.CancelHabitation(
        unit_code=unit,
        proof_no=held.proof_no,
        ground=register.HabitationEnd.DEATH,
        document_no="岳殡2024-118",
    )
    enter(gone, at=NOW + 2 * DAY)
    assert state(unit).habitations == ()
    assert len(state(unit, as_of=NOW + DAY).habitations) == 1


def test_habitation_for_a_term_lapses_by_date(unit: str) -> None:
    act = register.CreateHabitation(
        unit_code=unit,
        holders=(OTHER,),
        grantors=(OWNER,),
        scope="全屋",
        term_to=(NOW + 30 * DAY).date(),
    )
    proof = enter(act).certificates[0].number
    late = NOW + 40 * DAY
    assert [h.lapsed for h in state(unit).habitations] == [False]
    assert [h.lapsed for h in state(unit, at=late).habitations] == [True]
    view = register.certificate(proof, now=late)
    assert view is not None
    assert not view.valid
    sold = enter(sale(unit, (OWNER,), BUYER), at=late)
    assert sold.rules == ()


def test_an_easement_is_on_both_units_and_moves_with_them(unit: str) -> None:
    other = unit[:-4] + "0002"
    book(booking(first(other, BUYER)), at=START)
    act = way(unit, dominant_code=other, effective_at=NOW - 10 * DAY)
    (proof,) = enter(act).certificates
    assert [e.dominant_code for e in state(unit).easements] == [other]
    assert [e.servient_code for e in state(other).benefits] == [unit]
    assert len(state(unit, as_of=NOW - 9 * DAY).easements) == 1
    for code, seller in ((unit, OWNER), (other, BUYER)):
        sold = enter(sale(code, (seller,), OTHER), at=NOW + DAY)
        assert [(r.code, r.effect) for r in sold.rules] == [("P10", register.Effect.WARN)]
    ending = register.CancelEasement(unit_code=unit, dominant_code=other, proof_no=proof.number)
    enter(ending, at=NOW + 2 * DAY)
    assert state(other).benefits == ()
    assert not valid(proof.number)


def test_two_units_that_serve_each_other_in_one_booking(unit: str) -> None:
    other = unit[:-4] + "0002"
    book(booking(first(other, BUYER)), at=START)
    there = way(unit, dominant_code=other)
    back = way(other, dominant_code=unit, servient_holders=(BUYER,), dominant_holders=(OWNER,))
    enter(there, back)
    assert len(state(unit).easements) == len(state(unit).benefits) == 1


def test_what_is_used_ends_with_the_right(unit: str) -> None:
    act = register.CreateHabitation(
        unit_code=unit, holders=(OTHER,), grantors=(OWNER,), scope="全屋"
    )
    proof = enter(act).certificates[0].number
    ended = register.CancelOwnership(
        unit_code=unit, ground=register.CancelGround.WAIVED, subclass="4002", cause="放弃"
    )
    (alone,) = book(booking(ended, applicants=(OWNER,)), at=NOW + DAY)
    assert [r.code for r in alone.blocks] == ["E15"]
    enter(ended, at=NOW + DAY)
    assert not valid(proof)
