"""Easements and land operation rights are undone and stand again, on all units concerned."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from dengbu.register import api as register
from dengbu.register.audit_canonical import unproved
from tests.register.acts.acting import (
    BUYER,
    COURT,
    DAY,
    NOW,
    OTHER,
    OWNER,
    START,
    enter,
    owners,
    state,
    valid,
)
from tests.register.acts.annulling import JUDGED, annulment, leaving, refused, rests
from tests.register.acts.conftest import LAST
from tests.register.acts.test_operations import granted, lent, number
from tests.register.city import BANK, book, booking, first, sale
from tests.register.land import first_of, make_part, make_unit
from tests.register.making import repaid, way

pytestmark = pytest.mark.django_db


@pytest.fixture
def gains(unit: str) -> str:
    """The home beside, for which ``unit`` may bear an easement; BUYER holds it."""
    code = make_part(3, "118.42")
    book(booking(first(code, BUYER)), at=START)
    return code


@pytest.fixture
def land() -> Iterator[str]:
    """Land that OWNER's household has by contract; afterwards the register must still be true."""
    code = make_unit("JD", "W00000000")
    enter(first_of(register.RightType.LAND_CONTRACT, code, OWNER), at=START)
    yield code
    assert list(register.audit()) == []
    assert unproved(0, LAST) == []


def ended(unit: str) -> register.CancelOwnership:
    ground = register.CancelGround.BY_DECISION
    return register.CancelOwnership(unit_code=unit, ground=ground, organ=COURT, document_no="判1号")


def given_up(unit: str, gains: str) -> register.CancelEasement:
    proof = state(unit).easements[0].proof_no
    return register.CancelEasement(unit_code=unit, dominant_code=gains, proof_no=proof)


def test_an_easement_is_undone_on_both_units(unit: str, gains: str) -> None:
    proof = enter(way(unit)).certificates[0].number
    assert len(state(gains).benefits) == 1
    enter(annulment(unit, 1), at=JUDGED)
    assert (state(unit).easements, state(gains).benefits) == ((), ())
    assert not valid(proof)
    assert state(gains, as_of=NOW + DAY).benefits == ()
    assert len(state(gains, as_of=NOW + DAY, as_known_at=NOW + DAY).benefits) == 1


def test_both_units_see_it_in_the_same_booking(unit: str, gains: str) -> None:
    enter(way(unit))
    cancel = register.CancelOwnership(unit_code=gains, ground=register.CancelGround.WAIVED)
    assert [text[:3] for text in refused(cancel)] == ["E15"]
    enter(annulment(unit, 1), cancel, at=JUDGED)
    assert state(gains).ownership is None


def test_an_easement_that_was_cancelled_wrongly_is_borne_again(unit: str, gains: str) -> None:
    enter(way(unit))
    enter(given_up(unit, gains), at=NOW + DAY)
    enter(annulment(unit, 2), at=JUDGED)
    (borne,) = state(unit).easements
    assert (borne.content, borne.dominant_holders) == ("通行", (BUYER,))
    assert state(gains).benefits == (borne,)
    assert state(unit, as_of=NOW + 2 * DAY).easements == (borne,)
    assert borne.proof_no
    enter(given_up(unit, gains), at=JUDGED + DAY)
    enter(annulment(unit, 4), at=JUDGED + 2 * DAY)
    assert len(state(gains).benefits) == 1


def test_an_easement_is_not_borne_for_a_unit_that_nobody_holds(unit: str, gains: str) -> None:
    enter(way(unit))
    enter(given_up(unit, gains), at=NOW + DAY)
    enter(ended(gains), at=NOW + 2 * DAY)
    said = refused(annulment(unit, 2))
    assert said == [f"E52 需役地 {gains} 上已经没有登记的权利，地役权不能恢复"]
    enter(annulment(gains, 1), annulment(unit, 2), at=JUDGED)
    assert len(state(gains).benefits) == 1


def test_who_bought_without_an_easement_does_not_bear_it(unit: str, gains: str) -> None:
    enter(way(unit))
    enter(given_up(unit, gains), at=NOW + DAY)
    enter(sale(unit, (OWNER,), OTHER), at=NOW + 2 * DAY)
    act = annulment(unit, 2)
    assert refused(leaving(act)) == [
        "E52 已经登记给后来的权利人，地役权不能恢复到他的权利上；请先处理后面的登记"
    ]


def test_easements_come_back_with_the_title_that_was_cancelled(unit: str, gains: str) -> None:
    enter(way(unit))
    enter(way(unit, content="眺望"))
    enter(ended(unit), at=NOW + DAY)
    assert state(gains).benefits == ()
    enter(annulment(unit, 3), at=JUDGED)
    assert owners(unit) == [OWNER.name]
    assert sorted(e.content for e in state(gains).benefits) == ["眺望", "通行"]


def test_an_easement_entered_since_rests_on_the_title_of_either_unit(unit: str, gains: str) -> None:
    enter(sale(unit, (OWNER,), OTHER), sale(gains, (BUYER,), OWNER))
    enter(way(unit, servient_holders=(OTHER,), dominant_holders=(OWNER,)), at=NOW + DAY)
    for code, line in ((unit, 1), (gains, 1)):
        act = annulment(code, line)
        assert refused(act) == [rests(unit, 2, f"{OWNER.name}的地役权")]
        (seen,) = register.foresee([booking(leaving(act))], now=JUDGED)
        assert not [r for r in seen.rules if r.effect is register.Effect.BLOCK]


def test_an_operation_right_is_undone_step_by_step(land: str) -> None:
    enter(granted(land), at=START + DAY)
    passed = register.TransferOperation(unit_code=land, proof_no=number(land), holders=(OTHER,))
    enter(passed, at=START + 2 * DAY)
    longer = register.ChangeOperation(
        unit_code=land, proof_no=number(land), term_to=date(2034, 12, 31)
    )
    enter(longer, at=START + 3 * DAY)
    for line, holder, last in (
        (3, OTHER, date(2033, 12, 31)),
        (2, BUYER, date(2033, 12, 31)),
    ):
        enter(annulment(land, line), at=JUDGED)
        (held,) = state(land).operations
        assert (held.holders, held.term_to) == ((holder,), last)
    enter(annulment(land, 1), at=JUDGED)
    assert state(land).operations == ()
    assert state(land, as_of=NOW).operations == ()
    assert state(land, as_of=NOW, as_known_at=NOW).operations[0].holders == (OTHER,)
    enter(granted(land), at=JUDGED + DAY)


def test_an_operation_right_that_ended_wrongly_stands_again(land: str) -> None:
    enter(granted(land), at=START + DAY)
    enter(register.CancelOperation(unit_code=land, proof_no=number(land)))
    enter(annulment(land, 2), at=JUDGED)
    (held,) = state(land).operations
    assert (held.holders, held.contract_no) == ((BUYER,), "流转1号")
    assert state(land, as_of=NOW + DAY).operations == (held,)
    enter(
        register.TransferOperation(unit_code=land, proof_no=held.proof_no, holders=(OTHER,)),
        at=JUDGED + DAY,
    )


def test_one_who_was_granted_the_land_since_stands_in_the_way(land: str) -> None:
    enter(granted(land), at=START + DAY)
    enter(register.CancelOperation(unit_code=land, proof_no=number(land)), at=START + 2 * DAY)
    enter(granted(land, holders=(OTHER,)))
    act = annulment(land, 2)
    assert refused(leaving(act)) == [f"E52 已经登记了{OTHER.name}的土地经营权，原来的不能恢复"]
    enter(annulment(land, 3), act, at=JUDGED)
    assert state(land).operations[0].holders == (BUYER,)


def test_a_mortgage_of_the_operation_right_does_not_go_on_without_it(land: str) -> None:
    enter(granted(land), at=START + DAY)
    enter(lent(land, BUYER), at=START + 2 * DAY)
    act = annulment(land, 1)
    for one in (act, leaving(act)):
        assert refused(one) == [rests(land, 2, f"{BANK.name}的抵押权")]
    enter(annulment(land, 2), act, at=JUDGED)
    assert (state(land).operations, state(land).mortgages) == ((), ())


def test_a_mortgage_of_the_operation_right_comes_back_to_who_gave_it(land: str) -> None:
    enter(granted(land), at=START + DAY)
    proof = enter(lent(land, BUYER), at=START + 2 * DAY).certificates[0].number
    enter(repaid(land, proof), at=START + 3 * DAY)
    passed = register.TransferOperation(unit_code=land, proof_no=number(land), holders=(OTHER,))
    enter(passed)
    act = annulment(land, 3)
    assert refused(leaving(act)) == [
        "E52 土地经营权已经登记给后来的人，抵押权不能恢复到他的权利上；请先处理后面的登记"
    ]
    enter(annulment(land, 4), act, at=JUDGED)
    (held,) = state(land).mortgages
    assert (held.mortgagors, held.of_operation) == ((BUYER,), True)


def test_a_mortgage_does_not_come_back_on_an_operation_right_that_is_gone(land: str) -> None:
    enter(granted(land), at=START + DAY)
    proof = enter(lent(land, BUYER), at=START + 2 * DAY).certificates[0].number
    enter(repaid(land, proof), at=START + 3 * DAY)
    enter(register.CancelOperation(unit_code=land, proof_no=number(land)))
    assert refused(annulment(land, 3)) == ["E52 土地经营权已经没有了，它的抵押权不能恢复"]


def test_all_that_ended_with_the_contract_right_comes_back_with_it(land: str) -> None:
    enter(granted(land), at=START + DAY)
    enter(lent(land, BUYER), at=START + 2 * DAY)
    before = state(land)
    enter(ended(land))
    assert (state(land).operations, state(land).mortgages) == ((), ())
    enter(annulment(land, 3), at=JUDGED)
    now = state(land)
    assert owners(land) == [OWNER.name]
    assert now.particulars is not None
    assert before.particulars is not None
    assert now.particulars.content == before.particulars.content
    assert [o.holders for o in now.operations] == [(BUYER,)]
    assert [(m.rank, m.of_operation) for m in now.mortgages] == [(1, True)]
    repaid_now = repaid(land, now.mortgages[0].proof_no)
    enter(replace(repaid_now, applicants=(BANK,)), at=JUDGED + DAY)
