"""Buildings under construction: mortgaged with their land, and on as houses once registered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from dengbu.register import api as register
from dengbu.register.audit_canonical import unproved
from tests.register.acts.acting import BUYER, DAY, EVERYBODY, NOW, OWNER, START, enter, state, valid
from tests.register.acts.conftest import LAST
from tests.register.city import BANK, OTHER_BANK, book, booking, first, make_units, mortgage
from tests.register.land import first_of, make_unit

pytestmark = pytest.mark.django_db
BUILDING = register.MortgagedKind.UNDER_CONSTRUCTION


@pytest.fixture
def site() -> Iterator[list[str]]:
    """The land that OWNER holds and two homes that are being built on it."""
    homes = make_units(2)
    land = make_unit(homes[0][12:14], "W00000000", int(homes[0][14:19]))
    enter(first_of(register.RightType.STATE_CONSTRUCTION_LAND_USE, land, OWNER), at=START)
    yield [land, *homes]
    assert list(register.audit()) == []
    assert unproved(0, LAST) == []


def lent(site: list[str], **changes: object) -> register.CreateMortgage:
    """On the land and what is being built on it."""
    more = tuple(register.Collateral(unit_code=code, mortgagors=(OWNER,)) for code in site[1:])
    act = replace(
        mortgage(site[0], (OWNER,)),
        collateral=more,
        mortgaged_kind=BUILDING,
        construction_address="金鹗东路86号",
        construction_scope="1栋，已完成主体结构六层",
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def refused(*acts: register.Act) -> list[str]:
    (outcome,) = book(booking(*acts, applicants=EVERYBODY), at=NOW)
    assert not outcome.booked
    return [r.message for r in outcome.blocks]


def begun_on(site: list[str]) -> list[str]:
    """The proofs of one debt on land and homes, in their order."""
    return [c.number for c in enter(lent(site), at=START + DAY).certificates]


def charged(codes: list[str], proofs: list[str]) -> tuple[register.Charged, ...]:
    pairs = zip(codes, proofs, strict=True)
    return tuple(register.Charged(unit_code=code, proof_no=proof) for code, proof in pairs)


def released(codes: list[str], proofs: list[str]) -> register.CancelMortgage:
    """These units leave the debt, the others stay."""
    return register.CancelMortgage(
        unit_code=codes[0],
        proof_no=proofs[0],
        applicants=(BANK,),
        others=charged(codes[1:], proofs[1:]),
        partial=True,
    )


def scoped(codes: list[str], proofs: list[str], **changes: object) -> register.ChangeMortgage:
    """The building has grown."""
    act = register.ChangeMortgage(
        unit_code=codes[0],
        proof_no=proofs[0],
        construction_scope="1栋，已经封顶",
        others=charged(codes[1:], proofs[1:]),
    )
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def expropriated(land: str) -> register.CancelOwnership:
    return register.CancelOwnership(
        unit_code=land,
        ground=register.CancelGround.EXPROPRIATED,
        organ="岳阳楼区人民政府",
        document_no="征1号",
    )


def test_it_stands_on_the_land_and_on_each_home_that_is_not_there_yet(site: list[str]) -> None:
    done = enter(lent(site))
    assert len(done.certificates) == 3
    held = [m for code in site for m in state(code).mortgages]
    assert {m.kind for m in held} == {BUILDING}
    assert {m.construction_scope for m in held} == {"1栋，已完成主体结构六层"}
    assert [m.debt_units for m in held] == [3, 3, 3]
    assert [line.subclass for line in register.history(site[1])] == ["1053"]
    assert state(site[1]).ownership is None


def test_once_registered_it_is_a_mortgage_on_the_house_in_its_place(site: list[str]) -> None:
    begun = [c.number for c in enter(lent(site), at=START + DAY).certificates]
    done = enter(first(site[1], OWNER, effective_at=NOW - timedelta(days=30)))
    (held,) = state(site[1]).mortgages
    assert held.kind is register.MortgagedKind.LAND_AND_HOUSE
    assert (held.construction_address, held.construction_scope) == ("", "")
    assert (held.rank, held.revision, held.stands_since) == (1, 1, START + DAY)
    assert held.mortgagees == (BANK,)
    assert done.voided == (begun[1],)
    assert held.proof_no in {c.number for c in done.certificates}
    assert not valid(begun[1])
    assert valid(begun[2])
    assert [line.subclass for line in register.history(site[1])] == ["1053", "1003", "3054"]
    assert state(site[2]).mortgages[0].kind is BUILDING
    assert state(site[0]).mortgages[0].debt_units == 3
    (before,) = state(site[1], as_of=NOW - DAY).mortgages
    assert before.kind is BUILDING


def test_a_home_that_leaves_the_debt_is_registered_without_it(site: list[str]) -> None:
    begun = [c.number for c in enter(lent(site), at=START + DAY).certificates]
    freed = register.CancelMortgage(
        unit_code=site[1], proof_no=begun[1], applicants=(BANK,), partial=True
    )
    enter(freed, first(site[1], OWNER))
    assert state(site[1]).mortgages == ()
    assert [m.debt_units for m in state(site[2]).mortgages] == [2]


def test_the_scope_grows_with_the_building(site: list[str]) -> None:
    begun = [c.number for c in enter(lent(site), at=START + DAY).certificates]
    others = tuple(
        register.Charged(unit_code=c, proof_no=p) for c, p in zip(site[1:], begun[1:], strict=True)
    )
    grown = register.ChangeMortgage(
        unit_code=site[0], proof_no=begun[0], construction_scope="1栋，已经封顶", others=others
    )
    assert any("由 3 个单元担保" in m for m in refused(replace(grown, others=())))
    enter(grown)
    assert {m.construction_scope for c in site for m in state(c).mortgages} == {"1栋，已经封顶"}


def test_what_it_needs_is_asked_for_all_at_once(site: list[str]) -> None:
    told = refused(lent(site, construction_address="", construction_scope=" "))
    assert [m for m in told if "没有填在建" in m] == [
        "没有填在建建筑物坐落",
        "没有填在建建筑物抵押范围",
    ]
    alone = lent(site[1:], collateral=())
    assert refused(alone) == [f"单元 {site[1]} 占用的土地没有一起抵押，或者还没有登记"]
    other = register.Collateral(unit_code=site[1], mortgagors=(BUYER,))
    assert refused(lent(site, collateral=(other,))) == [
        f"单元 {site[1]} 的抵押人和土地使用权人不一致"
    ]


def test_a_home_sold_with_notice_is_left_out(site: list[str]) -> None:
    notice = register.EnterNotice(
        unit_code=site[2],
        kind=register.NoticeKind.PRESALE,
        holders=(BUYER,),
        obligors=(OWNER,),
        subclass="7001",
    )
    enter(notice, at=START + DAY)
    assert refused(lent(site)) == [f"单元 {site[2]} 已经办了买卖预告登记"]
    enter(lent(site[:2]))


def test_a_registered_home_is_not_under_construction(site: list[str]) -> None:
    enter(first(site[1], OWNER), at=START + DAY)
    assert f"单元 {site[1]} 已经首次登记，不再是在建建筑物" in refused(lent(site))
    told = refused(replace(mortgage(site[1], (OWNER,)), construction_scope="一层"))
    assert told == ["不是在建建筑物抵押，不用填在建建筑物的坐落和抵押范围"]


def test_the_kind_follows_the_right_and_must_not_contradict_it(site: list[str]) -> None:
    enter(first(site[1], OWNER), at=START + DAY)
    enter(mortgage(site[1], (OWNER,)))
    (held,) = state(site[1]).mortgages
    assert held.kind is register.MortgagedKind.LAND_AND_HOUSE
    wrong = replace(
        mortgage(site[1], (OWNER,), bank=OTHER_BANK), mortgaged_kind=register.MortgagedKind.SEA
    )
    assert any("对不上" in m for m in refused(wrong))


def test_the_land_does_not_end_below_what_is_mortgaged(site: list[str]) -> None:
    proofs = [c.number for c in enter(lent(site), at=START + DAY).certificates]
    taken = register.CancelOwnership(
        unit_code=site[0],
        ground=register.CancelGround.EXPROPRIATED,
        organ="岳阳楼区人民政府",
        document_no="征1号",
    )
    assert refused(taken) == ["土地上还有在建建筑物抵押，请先注销"]
    others = tuple(
        register.Charged(unit_code=c, proof_no=p) for c, p in zip(site[1:], proofs[1:], strict=True)
    )
    repaid = register.CancelMortgage(
        unit_code=site[0], proof_no=proofs[0], applicants=(BANK,), others=others
    )
    enter(repaid, taken)
    assert all(state(code).mortgages == () for code in site)


def test_the_land_does_not_leave_before_what_is_being_built(site: list[str]) -> None:
    proofs = begun_on(site)
    told = "单元 {} 上还有 {} 个在建的单元担保这笔债权，土地不能先解除"
    assert refused(released(site[:1], proofs[:1])) == [told.format(site[0], 2)]
    assert refused(released(site[1::-1], proofs[1::-1])) == [told.format(site[0], 1)]
    (seen,) = register.examine(
        [booking(released(site[:2], proofs[:2]), applicants=EVERYBODY)], now=NOW
    )
    assert [r.code for r in seen if r.effect is register.Effect.BLOCK] == ["E42"]
    assert title_is_held(site[0])
    pieces = tuple(register.Piece(unit_code=f"{site[0][:-4]}000{n}") for n in (1, 2))
    divided = register.ReshapeUnits(sources=(site[0],), results=pieces, basis="岳规1号")
    assert f"单元 {site[0]} 上有在建建筑物抵押，请先注销" in refused(divided)


def title_is_held(land: str) -> bool:
    return refused(expropriated(land)) == ["土地上还有在建建筑物抵押，请先注销"]


def test_the_land_leaves_once_nothing_is_being_built(site: list[str]) -> None:
    proofs = begun_on(site)
    enter(first(site[1], OWNER), at=START + 2 * DAY)
    told = f"单元 {site[0]} 上还有 1 个在建的单元担保这笔债权，土地不能先解除"
    assert refused(released(site[:1], proofs[:1])) == [told]
    enter(released(site[2:], proofs[2:]), released(site[:1], proofs[:1]))
    assert [len(state(code).mortgages) for code in site] == [0, 1, 0]
    assert state(site[1]).mortgages[0].kind is register.MortgagedKind.LAND_AND_HOUSE


def test_what_the_batch_finishes_does_not_hold_the_land(site: list[str]) -> None:
    """Each booking sees what those before it left, and nothing of one that was refused."""
    proofs = begun_on(site)
    land = booking(released(site[:1], proofs[:1]), applicants=EVERYBODY)
    void = booking(released(site[2:], proofs[2:]), released(site[:1], ["无"]), applicants=EVERYBODY)
    homes = [booking(first(code, OWNER), applicants=EVERYBODY) for code in site[1:]]
    again = booking(released(site[:1], proofs[:1]), applicants=EVERYBODY)
    done = book(homes[0], void, land, homes[1], again, at=NOW)
    assert [o.booked for o in done] == [True, False, False, True, True]
    assert [r.code for r in done[2].blocks] == ["E42"]


def test_homes_and_then_the_land_end_in_one_booking(site: list[str]) -> None:
    proofs = begun_on(site)
    enter(released(site[1:], proofs[1:]), expropriated(site[0]))
    assert all(state(code).mortgages == () for code in site)


def test_the_scope_still_grows_when_one_home_is_finished(site: list[str]) -> None:
    proofs = begun_on(site)
    done = enter(first(site[1], OWNER), at=START + 2 * DAY)
    (house,) = state(site[1]).mortgages
    assert house.proof_no in {c.number for c in done.certificates}
    rest, its = [site[0], site[2]], [proofs[0], proofs[2]]
    told = refused(scoped(rest[:1], its[:1]))
    assert told == ["这笔债权由 3 个单元担保，其中 2 个在建，只写了 1 个在建的"]
    whole, all_proofs = [site[1], *rest], [house.proof_no, *its]
    assert "这不是在建建筑物抵押，没有抵押范围可改" in refused(scoped(whole, all_proofs))
    enter(scoped(rest, its))
    scopes = [m.construction_scope for code in site for m in state(code).mortgages]
    assert scopes == ["1栋，已经封顶", "", "1栋，已经封顶"]
    assert state(site[1]).mortgages == (house,)


def test_amount_and_scope_change_together_when_one_home_is_finished(site: list[str]) -> None:
    proofs = begun_on(site)
    enter(first(site[1], OWNER), at=START + 2 * DAY)
    house = state(site[1]).mortgages[0].proof_no
    dearer = scoped(
        [site[1], site[0], site[2]], [house, proofs[0], proofs[2]], amount=Decimal("700000.00")
    )
    assert refused(replace(dearer, others=dearer.others[:1])) == [
        "这笔债权由 3 个单元担保，只写了 2 个"
    ]
    enter(dearer)
    held = [m for code in site for m in state(code).mortgages]
    assert {m.amount for m in held} == {Decimal("700000.00")}
    assert [m.construction_scope for m in held] == ["1栋，已经封顶", "", "1栋，已经封顶"]


def test_a_debt_without_a_building_has_no_scope_to_change(site: list[str]) -> None:
    enter(*(first(code, OWNER) for code in site[1:]), at=START + DAY)
    line = register.Collateral(unit_code=site[2], mortgagors=(OWNER,))
    done = enter(replace(mortgage(site[1], (OWNER,)), collateral=(line,)), at=START + 2 * DAY)
    act = scoped(site[1:], [c.number for c in done.certificates], amount=Decimal("700000.00"))
    assert refused(act) == ["这不是在建建筑物抵押，没有抵押范围可改"] * 2


def test_the_database_wants_to_know_what_is_being_built(site: list[str]) -> None:
    enter(lent(site))
    for wrong in ("construction_scope = NULL", "mortgaged_kind = '2'", "mortgaged_kind = '9'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE register_mortgage SET {wrong}")


def test_amounts_of_a_debt_are_one(site: list[str]) -> None:
    enter(lent(site, amount=Decimal("90000000.00")))
    assert {m.amount for c in site for m in state(c).mortgages} == {Decimal("90000000.00")}
