"""Who agrees to a change, a division and a waiver: P03, P14, E15 (Civil Code 301)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from dengbu.register import api as register
from tests.register.acts.acting import NOW, OTHER, OWNER, START, enter
from tests.register.city import booking, first, make_units, person

pytestmark = pytest.mark.django_db
SECOND, THIRD = person(41), person(42)
COURT, ORDER = "岳阳楼区人民法院", "（2024）湘0602执41号"


@pytest.fixture
def unit() -> str:
    (code,) = make_units(1)
    return code


def shared(unit: str) -> None:
    """OWNER and SECOND have a third each, THIRD the rest."""
    holders = tuple(
        register.HolderShare(party=p, share=Fraction(1, 3)) for p in (OWNER, SECOND, THIRD)
    )
    act = replace(first(unit, OWNER), holders=holders, co_ownership=register.CoOwnership.BY_SHARES)
    enter(act, at=START)


def blocks(
    act: register.Act, *, signing: tuple[register.PartyRef, ...], **facts: object
) -> set[str]:
    """Rules that refuse it; what would be entered is not."""
    (seen,) = register.foresee([booking(act, applicants=signing, **facts)], now=NOW)
    return {r.code for r in seen.rules if r.effect is register.Effect.BLOCK}


def change(unit: str, subclass: str, nature: str | None = None) -> register.ChangeOwnership:
    return register.ChangeOwnership(
        unit_code=unit, subclass=subclass, basis="规划核实1号", right_nature=nature
    )


def test_two_thirds_of_the_shares_change_the_use(unit: str) -> None:
    """P14."""
    shared(unit)
    assert blocks(change(unit, "3009"), signing=(OWNER,)) == {"P14"}
    assert blocks(change(unit, "3009"), signing=(OWNER, SECOND)) == set()


def test_all_change_what_they_hold(unit: str) -> None:
    """P14."""
    shared(unit)
    joint = change(unit, "3009", nature="101")
    assert blocks(joint, signing=(OWNER, SECOND)) == {"P14"}
    assert blocks(change(unit, "3002"), signing=(OWNER, SECOND)) == {"P14"}


def test_a_seizing_organ_agrees_to_a_change_and_to_no_sale(unit: str) -> None:
    """P03."""
    enter(first(unit, OWNER), at=START)
    enter(
        register.Seize(
            unit_code=unit,
            kind=register.SeizureKind.SEIZURE,
            organ=COURT,
            document_no=ORDER,
            delivered_at=START,
            term_days=1095,
        ),
        at=START,
    )
    alters = change(unit, "3007", nature="101")
    assert blocks(alters, signing=(OWNER,)) == {"P03"}
    other = frozenset({(COURT, "（2024）湘0602执42号")})
    assert blocks(alters, signing=(OWNER,), organs_agreed=other) == {"P03"}
    agreed = frozenset({(COURT, ORDER)})
    sold = register.Transfer(
        unit_code=unit,
        transferors=(OWNER,),
        holders=(register.HolderShare(party=SECOND),),
        co_ownership=register.CoOwnership.SOLE,
    )
    assert "P03" in blocks(sold, signing=(OWNER, SECOND), organs_agreed=agreed)
    assert blocks(alters, signing=(OWNER,), organs_agreed=agreed) == set()


def test_who_lives_there_agrees_that_it_is_given_up(unit: str) -> None:
    """E15."""
    enter(first(unit, OWNER), at=START)
    enter(
        register.CreateHabitation(
            unit_code=unit, holders=(OTHER,), grantors=(OWNER,), scope="全屋"
        ),
        at=START,
    )
    waived = register.CancelOwnership(unit_code=unit, ground=register.CancelGround.WAIVED)
    assert blocks(waived, signing=(OWNER,)) == {"E15"}
    assert blocks(waived, signing=(OWNER, OTHER)) == set()
