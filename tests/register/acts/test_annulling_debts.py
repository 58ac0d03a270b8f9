"""What was entered for one debt on several units is undone on all of them."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from dengbu.register import api as register
from dengbu.register.audit_canonical import unproved
from tests.register.acts.acting import BUYER, DAY, NOW, OWNER, START, enter, state
from tests.register.acts.annulling import JUDGED, annulment, leaving, refused
from tests.register.acts.conftest import LAST
from tests.register.acts.test_collateral import (
    HELD_BY,
    charged,
    joint,
    lent,
    listed,
    passed_on,
    repaid,
)
from tests.register.acts.test_construction import begun_on, released
from tests.register.acts.test_construction import lent as lent_on
from tests.register.city import BANK, OTHER_BANK, book, booking, first, make_units, sale
from tests.register.land import first_of, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> Iterator[list[str]]:
    """Three homes, the second of another owner; afterwards the register must still be true."""
    codes = make_units(4)[:3]
    for code, owner in zip(codes, HELD_BY, strict=True):
        book(booking(first(code, owner)), at=START)
    yield codes
    assert list(register.audit()) == []
    assert unproved(0, LAST) == []


@pytest.fixture
def site() -> Iterator[list[str]]:
    """The land that OWNER holds and two homes that are being built on it."""
    homes = make_units(2)
    land = make_unit(homes[0][12:14], "W00000000", int(homes[0][14:19]))
    enter(first_of(register.RightType.STATE_CONSTRUCTION_LAND_USE, land, OWNER), at=START)
    yield [land, *homes]
    assert list(register.audit()) == []
    assert unproved(0, LAST) == []


def amounts(units: list[str], **moments: object) -> list[Decimal | None]:
    """Of the one mortgage on each, or None."""
    held = [state(u, **moments).mortgages for u in units]  # type: ignore[arg-type]  # moments
    return [m[0].amount if m else None for m in held]


@pytest.mark.parametrize("named", [0, 1, 2])
def test_that_they_were_charged_is_undone_on_all_whichever_is_named(
    units: list[str], named: int
) -> None:
    lent(units)
    done = enter(annulment(units[named], 1), at=JUDGED)
    assert len(done.entry_ids) == 3
    assert amounts(units) == amounts(units, as_of=NOW) == [None, None, None]
    assert amounts(units, as_of=NOW, as_known_at=NOW) == [Decimal("680000.00")] * 3
    assert [register.history(u)[2].document_no for u in units] == ["行初1号"] * 3


def test_a_unit_that_left_wrongly_is_on_the_list_again(units: list[str]) -> None:
    proofs = lent(units)
    enter(repaid(units[:1], proofs[:1], partial=True))
    enter(annulment(units[0], 2), at=JUDGED)
    held = [state(u).mortgages[0] for u in units]
    assert [m.debt_units for m in held] == [3, 3, 3]
    assert listed(held[0].proof_no) == units
    assert held[0].proof_no not in ("", proofs[0])
    fresh = [held[0].proof_no, *proofs[1:]]
    enter(repaid(units, fresh), at=JUDGED + DAY)
    assert amounts(units) == [None, None, None]


def test_the_list_counts_in_the_same_booking_too(units: list[str]) -> None:
    proofs = lent(units)
    enter(repaid(units[:1], proofs[:1], partial=True))
    rest = repaid(units[1:], proofs[1:])
    (alone,) = book(booking(annulment(units[0], 2), rest), at=JUDGED)
    assert [(b.code, b.message) for b in alone.blocks] == [
        ("E35", "这笔债权由 3 个单元担保，只写了 2 个")
    ]
    enter(annulment(units[0], 2), replace(rest, partial=True), at=JUDGED)
    assert amounts(units) == [Decimal("680000.00"), None, None]


def test_a_debt_that_was_cancelled_stands_again_on_all(units: list[str]) -> None:
    enter(repaid(units, lent(units)))
    enter(annulment(units[1], 2), at=JUDGED)
    held = [state(u).mortgages[0] for u in units]
    assert [(m.rank, m.debt_units) for m in held] == [(1, 3)] * 3
    assert [m.mortgagors for m in held] == [(OWNER,), (BUYER,), (OWNER,)]


def test_a_change_of_the_claim_is_undone_on_all(units: list[str]) -> None:
    proofs = lent(units)
    less = register.ChangeMortgage(
        unit_code=units[0],
        proof_no=proofs[0],
        amount=Decimal("400000.00"),
        others=charged(units[1:], proofs[1:]),
    )
    enter(less)
    assert amounts(units) == [Decimal("400000.00")] * 3
    enter(annulment(units[2], 2), at=JUDGED)
    assert amounts(units) == [Decimal("680000.00")] * 3


def test_what_follows_in_the_same_case_is_another_registration(units: list[str]) -> None:
    """Two changes of one debt in one case: the second is undone, the first stays."""
    proofs = lent(units)
    enter(passed_on(units, proofs), at=START + 2 * DAY)
    now = [state(u).mortgages[0].proof_no for u in units]
    enter(passed_on(units, now), at=START + 3 * DAY)
    enter(annulment(units[0], 3), at=JUDGED)
    assert {state(u).mortgages[0].mortgagees for u in units} == {(OTHER_BANK,)}
    enter(annulment(units[1], 2), at=JUDGED + DAY)
    assert {state(u).mortgages[0].mortgagees for u in units} == {(BANK,)}


def test_units_of_one_debt_do_not_come_to_bear_different_claims(units: list[str]) -> None:
    proofs = lent(units)
    enter(repaid(units[:1], proofs[:1], partial=True))
    enter(passed_on(units[1:], proofs[1:]), at=NOW + DAY)
    left = annulment(units[0], 2)
    assert refused(left) == [
        "E52 其余的单元担保的这笔债权后来变更过，不能恢复成原来的；请先撤销后面的变更"
    ]
    enter(annulment(units[1], 2), left, at=JUDGED)
    assert [state(u).mortgages[0].debt_units for u in units] == [3, 3, 3]


def test_nor_by_two_annulments_in_one_case(units: list[str]) -> None:
    proofs = lent(units)
    enter(repaid(units[:1], proofs[:1], partial=True))
    enter(passed_on(units[1:], proofs[1:]), at=NOW + DAY)
    now = [state(u).mortgages[0].proof_no for u in units[1:]]
    enter(repaid(units[1:], now), at=NOW + 2 * DAY)
    first_left, rest_left = annulment(units[0], 2), annulment(units[1], 3)
    (outcome,) = book(booking(first_left, rest_left), at=JUDGED)
    assert {b.code for b in outcome.blocks} == {"E52"}
    enter(rest_left, at=JUDGED)


def test_one_unit_that_changed_since_keeps_all_of_them(units: list[str]) -> None:
    proofs = lent(units)
    enter(repaid(units[:1], proofs[:1], partial=True))
    said = refused(annulment(units[1], 1))
    assert said == ["E52 它登记的权利后来又变了，不能越过后面的登记去撤销"]
    enter(annulment(units[0], 2), annulment(units[1], 1), at=JUDGED)
    assert amounts(units) == [None, None, None]


def test_a_later_owner_of_one_unit_is_not_charged_again(units: list[str]) -> None:
    enter(repaid(units, lent(units)))
    enter(sale(units[0], (OWNER,), BUYER), at=NOW + DAY)
    act = annulment(units[1], 2)
    assert [text[:3] for text in refused(act)] == ["E52", "E53"]
    assert refused(leaving(act)) == [
        "E52 已经登记给后来的权利人，抵押权不能恢复到他的权利上；请先处理后面的登记"
    ]


def test_two_debts_of_the_same_units_are_told_apart(units: list[str]) -> None:
    lent(units)
    again = joint(units, mortgagees=(OTHER_BANK,), contract_no="第二笔")
    enter(again, at=START + 2 * DAY)
    enter(annulment(units[0], 2), at=JUDGED)
    assert [[m.mortgagees for m in state(u).mortgages] for u in units] == [[(BANK,)]] * 3


def test_a_first_registration_is_undone_with_what_it_made_of_the_mortgage(
    site: list[str],
) -> None:
    """What was a mortgage of the house is one of what is being built again, in its place."""
    begun_on(site)
    enter(first(site[1], OWNER), first(site[2], OWNER))
    for number in (1, 2):  # the first registration, the change that came with it
        act = annulment(site[1], number)
        (seen,) = register.foresee([booking(act)], now=JUDGED)
        assert not [r for r in seen.rules if r.effect is register.Effect.BLOCK]
        assert seen.after[site[1]].ownership is None
    enter(annulment(site[1], 2), at=JUDGED)
    (held,) = state(site[1]).mortgages
    assert held.kind is register.MortgagedKind.UNDER_CONSTRUCTION
    assert (held.rank, held.debt_units) == (1, 3)
    assert held.construction_scope == "1栋，已完成主体结构六层"
    assert state(site[2]).ownership is not None
    enter(first(site[1], OWNER), at=JUDGED + DAY)


def test_a_house_does_not_come_undone_after_its_land_was_released(site: list[str]) -> None:
    """What is being built would be mortgaged without its land (Civil Code 397)."""
    proofs = begun_on(site)
    enter(first(site[1], OWNER), first(site[2], OWNER))
    enter(released(site[:1], proofs[:1]), at=NOW + DAY)
    act = annulment(site[1], 1)
    assert refused(act) == [
        "E52 土地的抵押已经解除，在建建筑物的抵押不能没有土地而恢复；请先撤销土地的解除登记"
    ]
    enter(annulment(site[0], 2), act, at=JUDGED)
    assert [m.kind for c in site[:2] for m in state(c).mortgages] == [
        register.MortgagedKind.UNDER_CONSTRUCTION
    ] * 2


def test_a_house_without_mortgage_comes_undone_though_the_land_was_released(
    site: list[str],
) -> None:
    proofs = begun_on(site)
    enter(released(site[1:2], proofs[1:2]), at=START + 2 * DAY)
    enter(first(site[1], OWNER), first(site[2], OWNER))
    enter(released(site[:1], proofs[:1]), at=NOW + DAY)
    enter(annulment(site[1], 2), at=JUDGED)
    assert state(site[1]).ownership is None
    assert state(site[1]).mortgages == ()


def test_what_was_lent_on_land_and_building_is_undone_whole(site: list[str]) -> None:
    enter(lent_on(site), at=START + DAY)
    enter(annulment(site[1], 0), at=JUDGED)
    assert [state(code).mortgages for code in site] == [(), (), ()]
    assert state(site[0]).ownership is not None


def test_land_and_building_that_were_released_together_are_charged_again(site: list[str]) -> None:
    proofs = begun_on(site)
    for again, order in enumerate(([0, 1, 2], [1, 2, 0])):
        codes = [site[n] for n in order]
        enter(released(codes, [proofs[n] for n in order]), at=NOW + 9 * again * DAY)
        line = len(register.history(site[2])) - 1
        enter(annulment(site[2], line), at=JUDGED + 9 * again * DAY)
        assert [len(state(code).mortgages) for code in site] == [1, 1, 1]
        proofs = [state(code).mortgages[0].proof_no for code in site]


def test_houses_and_their_land_are_undone_in_one_case(site: list[str]) -> None:
    """From the last entry back: with the houses gone the land may go too."""
    enter(first(site[1], OWNER), at=START + DAY)
    assert "已经登记了 1 户房屋" in refused(annulment(site[0], 0))[0]
    enter(annulment(site[1], 0), annulment(site[0], 0), at=JUDGED)
    assert state(site[0]).ownership is None


def test_what_was_lent_and_built_in_one_case_is_told_apart(site: list[str]) -> None:
    """All at one instant: the mortgage came before the house, and is no later right."""
    enter(lent_on(site), first(site[1], OWNER), first(site[2], OWNER))
    enter(annulment(site[1], 1), at=JUDGED)
    assert state(site[1]).ownership is None
    assert state(site[1]).mortgages[0].kind is register.MortgagedKind.UNDER_CONSTRUCTION
