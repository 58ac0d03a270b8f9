"""Annulling an entry by judgment: what it did is undone, on the record and in its old place."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dengbu.register import api as register
from tests.register.acts.acting import (
    BUYER,
    COURT,
    DAY,
    EVERYBODY,
    NOW,
    OTHER,
    OWNER,
    START,
    enter,
    owners,
    seizure,
    state,
    two_mortgages,
    valid,
)
from tests.register.acts.annulling import JUDGED, annulment, leaving, refused, rests, unknown
from tests.register.city import BANK, OTHER_BANK, book, booking, first, mortgage, sale
from tests.register.land import FARM, HOUSES, first_of, make_unit

pytestmark = pytest.mark.django_db


def repaid(unit: str, proof_no: str) -> register.CancelMortgage:
    return register.CancelMortgage(unit_code=unit, proof_no=proof_no, applicants=(BANK,))


def test_a_sale_that_is_annulled_never_was(unit: str) -> None:
    before = state(unit).ownership
    sold = enter(sale(unit, (OWNER,), BUYER))
    done = enter(annulment(unit, 1), at=JUDGED)
    assert owners(unit) == [OWNER.name]
    after = state(unit).ownership
    assert before is not None and after is not None
    assert (after.price, after.term_to, after.right_nature) == (
        before.price,
        before.term_to,
        before.right_nature,
    )
    assert not valid(sold.certificates[0].number)
    assert [valid(c.number) for c in done.certificates] == [True]
    assert owners(unit, as_of=NOW + DAY) == [OWNER.name]  # by the law it never passed
    seen = NOW + DAY
    assert owners(unit, as_of=seen, as_known_at=seen) == [BUYER.name]  # the register said so then


def test_the_entry_says_on_whose_order_and_which_entry_it_undid(unit: str) -> None:
    enter(sale(unit, (OWNER,), BUYER))
    undone = register.history(unit)[1]
    enter(annulment(unit, 1), at=JUDGED)
    line = register.history(unit)[-1]
    assert (line.organ, line.document_no, line.subclass) == (COURT, "行初1号", "5003")
    assert [r.who for r in line.ended] == [(BUYER.name,)]
    assert [r.who for r in line.began] == [(OWNER.name,)]
    assert line.registration_type is register.RegistrationType.CORRECTION
    assert line.effective_at == undone.effective_at


def test_what_rests_on_it_must_be_dealt_with(unit: str) -> None:
    enter(sale(unit, (OWNER,), BUYER))
    lent = enter(mortgage(unit, (BUYER,)), at=NOW + DAY)
    act = annulment(unit, 1)
    assert refused(act) == [rests(unit, 2, "湘北银行岳阳分行的抵押权")]
    other = register.EntryName(unit_code=unit, case_no=act.case_no, entry_no=act.entry_no)
    assert refused(replace(act, stays=(other,))) == refused(act)
    nothing = replace(other, entry_no=40_000)
    assert refused(replace(act, stays=(nothing, other))) == [unknown(nothing), *refused(act)]
    left = leaving(act).stays
    many = tuple(replace(other, case_no="430602202412129", entry_no=n) for n in range(12))
    assert refused(replace(act, stays=(*left, *many))) == [unknown(name) for name in many]
    enter(leaving(act), at=JUDGED)
    assert owners(unit) == [OWNER.name]
    assert [m.proof_no for m in state(unit).mortgages] == [lent.certificates[0].number]


def test_from_the_last_entry_back_to_the_first(unit: str) -> None:
    enter(sale(unit, (OWNER,), BUYER))
    enter(mortgage(unit, (BUYER,)), at=NOW + DAY)
    enter(annulment(unit, 2), annulment(unit, 1), annulment(unit, 0), at=JUDGED)
    assert state(unit).ownership is None
    assert state(unit).mortgages == ()
    assert owners(unit, as_of=START + DAY) == []
    assert owners(unit, as_of=START + DAY, as_known_at=START + DAY) == [OWNER.name]


def test_two_sales_are_annulled_one_after_the_other(unit: str) -> None:
    enter(sale(unit, (OWNER,), BUYER))
    enter(sale(unit, (BUYER,), OTHER), at=NOW + DAY)
    assert [text[:3] for text in refused(annulment(unit, 1))] == ["E52", "E53"]
    enter(annulment(unit, 2), at=JUDGED)
    assert owners(unit) == [BUYER.name]
    enter(annulment(unit, 1), at=JUDGED + DAY)
    assert owners(unit) == [OWNER.name]
    for day in (START, NOW, NOW + DAY, JUDGED, JUDGED + DAY):
        assert owners(unit, as_of=day + timedelta(hours=1)) == [OWNER.name]
    told = JUDGED + timedelta(hours=1)
    assert owners(unit, as_of=NOW + DAY, as_known_at=told) == [BUYER.name]
    held = register.holdings(OTHER.id_type, OTHER.id_no, as_of=NOW + 2 * DAY)
    assert [h.unit_code for h in held] == []
    held = register.holdings(OWNER.id_type, OWNER.id_no, as_of=NOW + 2 * DAY)
    assert [h.unit_code for h in held] == [unit]


def test_a_mortgage_that_was_cancelled_wrongly_has_its_rank_again(unit: str) -> None:
    one, other = two_mortgages(unit)
    enter(repaid(unit, one), at=START + 3 * DAY)
    enter(annulment(unit, 3), at=JUDGED)
    first, second = state(unit).mortgages
    assert (first.mortgagees, second.proof_no) == ((BANK,), other)
    assert first.proof_no not in ("", one)
    assert [m.rank for m in state(unit, as_of=START + 9 * DAY).mortgages] == [1, 2]
    seen = START + 9 * DAY
    assert [m.rank for m in state(unit, as_of=seen, as_known_at=seen).mortgages] == [1]


def test_a_later_mortgage_may_not_be_put_behind_unless_the_judgment_says_so(unit: str) -> None:
    one, _ = two_mortgages(unit)
    enter(repaid(unit, one), at=START + 3 * DAY)
    late = replace(mortgage(unit, (OWNER,)), mortgagees=(OTHER_BANK,), contract_no="后来")
    enter(late, at=START + 4 * DAY)
    assert [text[:3] for text in refused(annulment(unit, 3))] == ["E53"]
    enter(leaving(annulment(unit, 3)), at=JUDGED)
    assert [m.rank for m in state(unit).mortgages] == [1, 2, 3]


def test_a_change_of_a_mortgage_is_undone(unit: str) -> None:
    one, _ = two_mortgages(unit)
    enter(
        register.ChangeMortgage(unit_code=unit, proof_no=one, amount=Decimal(1)), at=START + 3 * DAY
    )
    before = state(unit, START + 3 * DAY).mortgages[0]
    enter(annulment(unit, 3), at=JUDGED)
    first = state(unit).mortgages[0]
    assert (before.amount, first.amount) == (Decimal(1), Decimal(680_000))
    assert first.rank == 1


def test_an_exchange_of_ranks_is_undone(unit: str) -> None:
    one, other = two_mortgages(unit)
    enter(
        register.ExchangeRanks(unit_code=unit, proof_no=one, other_proof_no=other),
        at=START + 3 * DAY,
    )
    assert [m.mortgagees for m in state(unit).mortgages] == [(OTHER_BANK,), (BANK,)]
    enter(annulment(unit, 3), at=JUDGED)
    assert [m.mortgagees for m in state(unit).mortgages] == [(BANK,), (OTHER_BANK,)]


def test_a_mortgage_that_came_of_a_notice_gives_it_back(unit: str) -> None:
    kind = register.NoticeKind.OTHER_MORTGAGE
    noticed = enter(
        register.EnterNotice(unit_code=unit, kind=kind, holders=(BANK,), obligors=(OWNER,)),
        at=START + DAY,
    )
    number = noticed.certificates[0].number
    enter(replace(mortgage(unit, (OWNER,)), from_notice=number), at=START + 2 * DAY)
    enter(annulment(unit, 2), at=JUDGED)
    (notice,) = state(unit).notices
    assert (notice.holders, notice.rank_key, state(unit).mortgages) == ((BANK,), 1, ())


def test_a_right_that_was_cancelled_wrongly_stands_again_with_what_rested_on_it(unit: str) -> None:
    two_mortgages(unit)
    dwelling = register.CreateHabitation(
        unit_code=unit, holders=(OTHER,), grantors=(OWNER,), scope="主卧"
    )
    enter(dwelling, at=START + 3 * DAY)
    ground = register.CancelGround.BY_DECISION
    decided = NOW - DAY  # the decision took effect a day before it was entered
    enter(
        register.CancelOwnership(
            unit_code=unit, ground=ground, organ=COURT, document_no="判1号", effective_at=decided
        )
    )
    assert state(unit).ownership is None
    enter(annulment(unit, 4), at=JUDGED)
    now = state(unit)
    assert owners(unit) == [OWNER.name]
    assert [m.mortgagees for m in now.mortgages] == [(BANK,), (OTHER_BANK,)]
    assert [h.holders for h in now.habitations] == [(OTHER,)]
    assert owners(unit, as_of=decided + timedelta(hours=1)) == [OWNER.name]
    between = state(unit, as_of=decided + timedelta(hours=1))
    assert [m.rank for m in between.mortgages] == [1, 2]


def test_an_entry_is_annulled_once(unit: str) -> None:
    one, _ = two_mortgages(unit)
    enter(repaid(unit, one), at=START + 3 * DAY)
    act = annulment(unit, 3)
    (outcome,) = book(booking(act, act), at=JUDGED)
    assert "这条登记已经撤销过了" in [b.message for b in outcome.blocks]
    enter(act, at=JUDGED)
    assert refused(act) == ["E52 这条登记已经撤销过了"]
    assert refused(annulment(unit, 4)) == [
        "E52 这条登记本身就是撤销；改判的，请按新的文书申请更正登记"
    ]


def test_a_seized_home_waits_for_the_court_that_seized_it(unit: str) -> None:
    enter(sale(unit, (OWNER,), BUYER))
    enter(seizure(unit, organ="岳阳市中级人民法院"), at=NOW + DAY)
    act = annulment(unit, 1)
    assert [text[:3] for text in refused(act)] == ["P03"]
    enter(replace(act, organ="岳阳市中级人民法院"), at=JUDGED)
    assert owners(unit) == [OWNER.name]


def test_what_the_right_is_about_comes_back_with_it(unit: str) -> None:
    farm = make_unit("JD", "W00000000")
    enter(first_of(register.RightType.LAND_CONTRACT, farm, OWNER), at=START)
    bigger = replace(FARM, contract_area=FARM.contract_area + 1)
    enter(register.ChangeOwnership(unit_code=farm, particulars=bigger, subclass="3004"), at=NOW)
    enter(annulment(farm, 1), at=JUDGED)
    about = state(farm).particulars
    assert about is not None
    assert about.content == FARM


def test_several_units_in_one_booking(unit: str) -> None:
    other = unit[:-4] + "0002"
    enter(sale(unit, (OWNER,), BUYER))
    enter(first(other, OTHER), at=NOW)
    enter(sale(other, (OTHER,), BUYER), at=NOW + DAY)
    enter(annulment(unit, 1), annulment(other, 1), at=JUDGED)
    assert (owners(unit), owners(other)) == ([OWNER.name], [OTHER.name])


def test_what_is_foreseen_is_what_is_entered(unit: str) -> None:
    two_mortgages(unit)
    act = annulment(unit, 2)
    wanted = booking(act, applicants=EVERYBODY)
    (seen,) = register.foresee([wanted], now=JUDGED)
    assert [m.rank for m in seen.before[unit].mortgages] == [1, 2]
    assert len(state(unit).mortgages) == 2  # nothing was written
    enter(act, at=JUDGED)
    assert [m.mortgagees for m in state(unit).mortgages] == [
        m.mortgagees for m in seen.after[unit].mortgages
    ]
    (after,) = register.foresee([wanted], now=JUDGED)
    assert after.before == after.after  # a rule blocks it now
    assert [r.code for r in after.rules if r.effect is register.Effect.BLOCK] == ["E52"]


def test_a_mortgage_that_stands_again_is_not_left_on_a_unit_without_owner(unit: str) -> None:
    proof = enter(mortgage(unit, (OWNER,)), at=START + DAY).certificates[0].number
    enter(repaid(unit, proof), at=START + 2 * DAY)
    enter(annulment(unit, 2), at=JUDGED)
    act = annulment(unit, 0)
    for one in (act, leaving(act, JUDGED + DAY)):
        said = refused(one, JUDGED + DAY)
        assert said == [rests(unit, 3, "湘北银行岳阳分行的抵押权")]


def test_a_buyers_mortgage_that_stands_again_is_later_than_the_sale(unit: str) -> None:
    enter(sale(unit, (OWNER,), BUYER))
    proof = enter(mortgage(unit, (BUYER,)), at=NOW + DAY).certificates[0].number
    enter(repaid(unit, proof), at=NOW + 2 * DAY)
    enter(annulment(unit, 3), at=JUDGED)
    assert [text[:3] for text in refused(annulment(unit, 1), JUDGED + DAY)] == ["E53"]


def test_a_mortgage_older_than_the_sale_is_not_later_for_having_been_changed(unit: str) -> None:
    proof = enter(mortgage(unit, (OWNER,)), at=START + DAY).certificates[0].number
    enter(sale(unit, (OWNER,), BUYER))
    changed = register.ChangeMortgage(unit_code=unit, proof_no=proof, contract_no="新合同")
    enter(changed, at=NOW + DAY)
    enter(annulment(unit, 2), at=JUDGED)
    assert owners(unit) == [OWNER.name]
    assert [m.contract_no for m in state(unit).mortgages] == ["新合同"]


def test_a_mortgage_does_not_come_back_on_the_title_of_who_bought_without_it(unit: str) -> None:
    proof = enter(mortgage(unit, (OWNER,)), at=START + DAY).certificates[0].number
    enter(repaid(unit, proof), at=START + 2 * DAY)
    enter(sale(unit, (OWNER,), BUYER))
    said = refused(leaving(annulment(unit, 2)))
    assert said == ["E52 已经登记给后来的权利人，抵押权不能恢复到他的权利上；请先处理后面的登记"]
    enter(annulment(unit, 3), annulment(unit, 2), at=JUDGED)
    assert owners(unit) == [OWNER.name]
    assert [m.mortgagees for m in state(unit).mortgages] == [(BANK,)]


def ended(unit: str) -> register.CancelOwnership:
    ground = register.CancelGround.BY_DECISION
    return register.CancelOwnership(unit_code=unit, ground=ground, organ=COURT, document_no="判1号")


def test_back_over_a_title_that_was_begun_anew(unit: str) -> None:
    enter(ended(unit), at=START + DAY)
    enter(first(unit, BUYER), at=START + 3 * DAY)
    enter(annulment(unit, 2), at=JUDGED)
    enter(annulment(unit, 1), at=JUDGED + DAY)
    assert owners(unit) == [OWNER.name]
    assert owners(unit, as_of=START + 2 * DAY) == [OWNER.name]


def test_who_holds_by_right_comes_after_a_void_first_registration(unit: str) -> None:
    enter(annulment(unit, 0), at=JUDGED)
    since = START - 30 * DAY  # by inheritance, before the void one
    enter(first(unit, BUYER, effective_at=since), at=JUDGED + DAY)
    assert owners(unit, as_of=START + DAY) == [BUYER.name]


def test_what_an_annulled_change_said_does_not_outlive_it(unit: str) -> None:
    for n in (1, 2):
        about = replace(HOUSES, property_address=f"金鹗东路{n}号")
        changed = register.ChangeOwnership(unit_code=unit, particulars=about, subclass="3002")
        enter(changed, at=NOW + n * DAY)
    enter(annulment(unit, 2), at=JUDGED)
    enter(annulment(unit, 1), at=JUDGED + DAY)
    assert state(unit).particulars is None


def test_land_below_houses_is_not_taken_back_alone(unit: str) -> None:
    land = make_unit("GB", "W00000000", 45)
    right = register.RightType.STATE_CONSTRUCTION_LAND_USE
    enter(first_of(right, land, OWNER), at=START + DAY)
    assert "已经登记了 1 户房屋" in refused(annulment(land, 0))[0]


def test_a_house_does_not_come_back_on_land_that_was_sold_since(unit: str) -> None:
    land = make_unit("GB", "W00000000", 45)
    right = register.RightType.STATE_CONSTRUCTION_LAND_USE
    enter(first_of(right, land, OWNER), at=START + DAY)
    enter(ended(unit), at=START + 2 * DAY)
    enter(sale(land, (OWNER,), BUYER))
    act = annulment(unit, 1)
    assert refused(act) == [rests(land, 1, f"{BUYER.name}的土地使用权")]
    enter(leaving(act), at=JUDGED)


def test_what_it_opened_is_no_later_right_for_having_been_changed(unit: str) -> None:
    """Changed in the very case that annuls what entered it: one reason is told, not two."""
    proof = enter(mortgage(unit, (OWNER,)), at=START + DAY).certificates[0].number
    act = annulment(unit, 1)
    changed = register.ChangeMortgage(unit_code=unit, proof_no=proof, contract_no="新合同")
    (outcome,) = book(booking(changed, act, applicants=EVERYBODY), at=START + DAY)
    assert [b.code for b in outcome.blocks] == ["E52"]


def test_an_annulment_that_cannot_be_annulled_says_nothing_else(unit: str) -> None:
    land = make_unit("GB", "W00000000", 45)
    enter(annulment(unit, 0), at=JUDGED)
    right = register.RightType.STATE_CONSTRUCTION_LAND_USE
    enter(first_of(right, land, BUYER), at=JUDGED + DAY)
    assert [text[:3] for text in refused(annulment(unit, 1), JUDGED + 2 * DAY)] == ["E52"]
