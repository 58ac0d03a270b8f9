"""What all owners of a project hold together: on the sheet of the parcel, without a holder."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from dengbu.register import api as register
from dengbu.register.audit_canonical import unproved
from tests.register.acts.acting import BUYER, DAY, NOW, OWNER, START, enter, state
from tests.register.acts.conftest import LAST
from tests.register.city import book, booking, first, make_units
from tests.register.land import PARTS, first_of, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Iterator[tuple[str, str]]:
    """The land that OWNER, who builds, holds, and a home on it that is not registered yet."""
    home = make_units(1)[0]
    land = make_unit(home[12:14], "W00000000", int(home[14:19]))
    enter(first_of(register.RightType.STATE_CONSTRUCTION_LAND_USE, land, OWNER), at=START)
    yield land, home
    assert list(register.audit()) == []
    assert unproved(0, LAST) == []


def entered(land: str, **changes: object) -> register.RegisterCommonParts:
    act = register.RegisterCommonParts(unit_code=land, parts=PARTS)
    return replace(act, **changes)  # type: ignore[arg-type]  # keywords of one test


def ended(land: str, *numbers: str) -> register.CancelCommonParts:
    return register.CancelCommonParts(unit_code=land, numbers=numbers, basis="灭失证明1号")


def refused(*acts: register.Act, by: tuple[register.PartyRef, ...] = (OWNER,)) -> list[str]:
    (outcome,) = book(booking(*acts, applicants=by), at=NOW)
    assert not outcome.booked
    return [r.message for r in outcome.blocks]


def common(land: str, **moments: object) -> list[str]:
    found = state(land, **moments).common_parts  # type: ignore[arg-type]  # moments of one test
    return [p.content.name for p in found]


def test_acceptance_says_what_entry_says_of_land_on_which_nothing_was_entered() -> None:
    home = make_units(1)[0]
    land = make_unit(home[12:14], "W00000000", int(home[14:19]))
    enter(first(home, OWNER), at=START)
    asked = booking(entered(land), applicants=(OWNER,))
    (rules,) = register.examine([asked], now=NOW)
    assert [r.message for r in rules if r.effect is register.Effect.BLOCK] == []
    enter(entered(land))


def test_they_are_entered_with_the_first_houses_and_nobody_gets_a_certificate(
    site: tuple[str, str],
) -> None:
    land, home = site
    alone = refused(entered(land))
    assert alone == ["这块宗地上还没有登记的房屋，共有部分要和房屋一起首次登记"]
    done = enter(first(home, OWNER), entered(land))
    assert len(done.certificates) == 1
    assert tuple(p.content for p in state(land).common_parts) == PARTS
    line = register.history(land)[-1]
    assert (line.subclass, line.certificates) == ("1012", ())
    assert [r.matter for r in line.began] == ["1 物业管理用房", "2 小区道路、绿地"]


def test_they_end_and_are_entered_anew(site: tuple[str, str]) -> None:
    land, home = site
    enter(first(home, OWNER), entered(land), at=START + DAY)
    larger = replace(PARTS[0], area=Decimal("90.00"))
    enter(ended(land, "1"), entered(land, parts=(larger,)))
    assert {p.content for p in state(land).common_parts} == {larger, PARTS[1]}
    before = state(land, as_of=NOW - DAY).common_parts
    assert tuple(p.content for p in before) == PARTS
    assert common(land, as_known_at=START) == []
    enter(ended(land, "1", "2"), at=NOW + DAY)
    assert common(land) == []


def test_all_that_is_wrong_is_told_at_once(site: tuple[str, str]) -> None:
    land, home = site
    enter(first(home, OWNER), at=START + DAY)
    bad = replace(PARTS[0], count=0, area=Decimal("NaN"), name="路" * 101)
    assert refused(entered(land, parts=(bad, replace(PARTS[1], number="1"))), by=(BUYER,)) == [
        "还差周1的申请",
        "第1行：名称最多100个字，现在有101个字",
        "第1行：数量应当大于0",
        "第1行：面积应当不小于0",
        "同一个编号填了两次",
    ]
    assert refused(ended(land, "9")) == ["没有编号9的共有部分，或者已经注销"]


def test_land_with_common_parts_is_not_divided(site: tuple[str, str]) -> None:
    land, home = site
    enter(first(home, OWNER), entered(land), at=START + DAY)
    pieces = tuple(register.Piece(unit_code=make_unit("GB", "W00000000", n)) for n in (81, 82))
    told = refused(register.ReshapeUnits(sources=(land,), results=pieces, basis="岳测1号"))
    assert f"单元 {land} 上登记了业主共有部分" in told


def test_the_database_keeps_each_number_once_and_every_row(site: tuple[str, str]) -> None:
    land, home = site
    enter(first(home, OWNER), entered(land), at=START + DAY)
    enter(ended(land, "1"))
    for wrong in (
        "DELETE FROM register_commonpart",
        "UPDATE register_commonpart SET area = 1 WHERE number = '1'",
        "UPDATE register_commonpart SET count = 0",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wrong)
