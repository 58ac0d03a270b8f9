"""A division or merger that is annulled: its parts never were, and what it ended is there again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dengbu.cadastre import api as cadastre
from dengbu.register import api as register
from dengbu.register.audit_canonical import unproved
from tests.register import making
from tests.register.acts.acting import (
    BUYER,
    DAY,
    EVERYBODY,
    NOW,
    OTHER,
    OWNER,
    START,
    enter,
    owners,
    state,
    two_mortgages,
)
from tests.register.acts.annulling import JUDGED, annulment, leaving, refused, rests
from tests.register.acts.conftest import LAST
from tests.register.city import book, booking, first, mortgage, sale
from tests.register.land import FARM, first_of, make_part, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def true_register(db: None) -> Iterator[None]:
    yield
    assert list(register.audit()) == []
    assert unproved(0, LAST) == []


def divided(unit: str, *numbers: int) -> tuple[str, ...]:
    """The home, into two parts; their codes."""
    codes = tuple(make_part(n, "59.21") for n in numbers or (11, 12))
    pieces = tuple(register.Piece(unit_code=code) for code in codes)
    enter(register.ReshapeUnits(sources=(unit,), results=pieces, basis="岳测1号"))
    return codes


@pytest.mark.parametrize("named", ["source", "part"])
def test_the_home_is_there_again_in_its_place_and_the_parts_never_were(
    unit: str, named: str
) -> None:
    two_mortgages(unit)
    parts = divided(unit)
    act = annulment(unit, 3) if named == "source" else annulment(parts[1], 0)
    enter(act, at=JUDGED)
    now = state(unit)
    assert (owners(unit), now.succeeded_by) == ([OWNER.name], ())
    assert [(m.rank, m.debt_id) for m in now.mortgages] == [(1, None), (2, None)]
    for part in parts:
        gone = state(part)
        assert (gone.ownership, gone.mortgages, gone.void) == (None, (), True)
        assert cadastre.unit_ids([part]) == {}
    assert list(cadastre.unit_ids([unit])) == [unit]
    enter(sale(unit, (OWNER,), BUYER), at=JUDGED + DAY)


def test_every_day_and_every_knowledge_has_its_answer(unit: str) -> None:
    parts = divided(unit)
    enter(annulment(unit, 1), at=JUDGED)
    between = NOW + DAY
    assert owners(unit, as_of=between) == [OWNER.name]
    assert owners(parts[0], as_of=between) == []
    then = state(unit, as_of=between, as_known_at=between)
    assert (then.ownership, then.succeeded_by) == (None, parts)
    assert owners(parts[0], as_of=between, as_known_at=between) == [OWNER.name]
    assert not state(parts[0], as_of=between, as_known_at=between).void
    kin = register.lineage(unit)
    assert (kin.ancestors, kin.descendants) == ((), ())
    line = register.history(parts[0])[-1]
    assert (line.subclass, line.document_no) == ("4004", "行初1号")
    held = register.holdings(OWNER.id_type, OWNER.id_no)
    assert [h.unit_code for h in held] == [unit]


def test_nothing_is_entered_on_a_unit_that_never_was(unit: str) -> None:
    parts = divided(unit)
    enter(annulment(unit, 1), at=JUDGED)
    late = JUDGED + DAY
    acts = (
        first(parts[0], BUYER),
        making.seize(parts[0]),
        making.notice(parts[0]),
        making.pre_seize(parts[0], OTHER),
    )
    for act in acts:
        said = refused(act, late)
        assert f"E55 单元 {parts[0]} 来自被撤销的分割、合并，从来没有过" in said
    pieces = tuple(register.Piece(unit_code=code) for code in (parts[0], make_part(13, "59.21")))
    again = register.ReshapeUnits(sources=(unit,), results=pieces, basis="岳测2号")
    assert any(text.startswith("E55") for text in refused(again, late))
    enter(
        replace(again, results=tuple(register.Piece(unit_code=c) for c in fresh())), at=late
    )  # with codes that were never used it is divided again
    assert [step.result for step in register.lineage(unit).descendants] == list(fresh())
    assert "已经撤销过了" in refused(annulment(parts[0], 0), late)[0]


def fresh() -> tuple[str, ...]:
    return tuple(make_part(n, "59.21") for n in (21, 22))


def test_what_rests_on_a_part_is_told(unit: str) -> None:
    parts = divided(unit)
    enter(mortgage(parts[0], (OWNER,)), at=NOW + DAY)
    enter(sale(parts[1], (OWNER,), BUYER), at=NOW + 2 * DAY)
    enter(making.stop(parts[0]), at=NOW + 2 * DAY)
    sold = register.history(parts[1])[1]
    place = f"业务号 {sold.case_no} 的第 1 条"
    who = f"（现在是{BUYER.name}的权利，{place}）"
    assert set(refused(annulment(unit, 1))) == {
        rests(parts[0], 1, "湘北银行岳阳分行的抵押权"),
        rests(parts[1], 1, f"{BUYER.name}的权利"),
        f"E52 它登记的权利后来又变了{who}，不能越过后面的登记去撤销",
        f"E54 单元 {parts[0]} 来自这次分割、合并，上面有岳阳楼区政府的限制",
    }


def test_nobody_keeps_a_right_on_a_part_that_never_was(unit: str) -> None:
    parts = divided(unit)
    enter(mortgage(parts[0], (OWNER,)), at=NOW + DAY)
    said = rests(parts[0], 1, "湘北银行岳阳分行的抵押权")
    assert refused(leaving(annulment(unit, 1))) == [said]
    enter(annulment(parts[0], 1), annulment(unit, 1), at=JUDGED)
    assert owners(unit) == [OWNER.name]


def test_a_part_that_was_divided_again_goes_first(unit: str) -> None:
    parts = divided(unit)
    pieces = tuple(register.Piece(unit_code=make_part(n, "29.60")) for n in (31, 32))
    again = register.ReshapeUnits(sources=parts[:1], results=pieces, basis="岳测2号")
    enter(again, at=NOW + DAY)
    said = refused(annulment(unit, 1))
    became = "、".join(p.unit_code for p in pieces)
    assert (
        f"E52 它登记的权利后来又变了（单元已经分割、合并为 {became}），不能越过后面的登记去撤销"
        in said
    )
    enter(annulment(parts[0], 1), annulment(unit, 1), at=JUDGED)
    assert owners(unit) == [OWNER.name]
    assert state(parts[0]).void


def test_a_merger_is_undone(unit: str) -> None:
    other = unit[:-4] + "0002"
    book(booking(first(other, OWNER)), at=START)
    enter(mortgage(other, (OWNER,)), at=START + DAY)
    whole = register.Piece(unit_code=make_part(41, "236.84"))
    enter(register.ReshapeUnits(sources=(unit, other), results=(whole,), basis="岳测1号"))
    enter(annulment(whole.unit_code, 0), at=JUDGED)
    assert (owners(unit), owners(other)) == ([OWNER.name], [OWNER.name])
    assert [len(state(u).mortgages) for u in (unit, other)] == [0, 1]
    assert state(whole.unit_code).void


def test_what_was_entered_before_in_the_same_case_stays(unit: str) -> None:
    parts = tuple(register.Piece(unit_code=make_part(n, "59.21")) for n in (11, 12))
    split = register.ReshapeUnits(sources=(unit,), results=parts, basis="岳测1号")
    enter(sale(unit, (OWNER,), BUYER), split)
    enter(annulment(parts[0].unit_code, 0), at=JUDGED)
    assert owners(unit) == [BUYER.name]
    enter(annulment(unit, 1), at=JUDGED + DAY)
    assert owners(unit) == [OWNER.name]


def test_what_the_land_was_about_comes_back_with_it(unit: str) -> None:
    farm = make_unit("JD", "W00000000", area="32000.00")
    enter(first_of(register.RightType.LAND_CONTRACT, farm, OWNER), at=START)
    fields = [make_unit("JD", "W00000000", n, area="16000.00") for n in (71, 72)]
    half = replace(FARM, contract_area=FARM.contract_area / 2)
    pieces = tuple(register.Piece(unit_code=f, particulars=half) for f in fields)
    enter(register.ReshapeUnits(sources=(farm,), results=pieces, basis="岳测1号"))
    enter(annulment(farm, 1), at=JUDGED)
    about = state(farm).particulars
    assert about is not None
    assert about.content == FARM
    assert [state(f).particulars for f in fields] == [None, None]
    assert cadastre.parcel(farm[:19]) is not None


def test_who_signs_nothing_is_asked_of_nobody(unit: str) -> None:
    """A court needs no application; its own seizure of a part stands in the way all the same."""
    parts = divided(unit)
    enter(making.seize(parts[0]), at=NOW + DAY)
    act = annulment(unit, 1)
    (outcome,) = book(booking(act, applicants=EVERYBODY), at=JUDGED)
    assert {b.code for b in outcome.blocks} == {"E54"}


def test_an_act_is_undone_on_all_units_or_on_none(unit: str) -> None:
    """What one part forbids leaves the source as it was for the acts that come after."""
    parts = divided(unit)
    enter(mortgage(parts[0], (OWNER,)), at=NOW + DAY)
    act = annulment(unit, 1)
    once = sorted(refused(act))
    (twice,) = book(booking(act, act), at=JUDGED)
    assert sorted(f"{b.code} {b.message}" for b in twice.blocks) == sorted(2 * once)
