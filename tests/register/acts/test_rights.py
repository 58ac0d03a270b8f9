"""Every kind of right by which a unit is held, and what is said of it, through its whole life."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dengbu.register import api as register
from dengbu.register import models, triggers
from dengbu.register.particulars import KINDS as CLASSES
from dengbu.register.particulars import PARTS, columns_of, parts_of
from dengbu.register.titles import TITLES
from tests.register.acts.acting import BUYER, DAY, NOW, OWNER, START, enter, state
from tests.register.city import book, booking
from tests.register.land import FARM, FOREST, HOUSES, KINDS, MEMBERS, OWNED, first_of, make_unit

pytestmark = pytest.mark.django_db
RIGHTS = tuple(KINDS)


@pytest.fixture(autouse=True)
def true_register(db: None) -> Iterator[None]:
    yield
    assert list(register.audit()) == []


def unit_of(right: register.RightType) -> str:
    return make_unit(KINDS[right].feature, KINDS[right].fixture)


def held(right: register.RightType) -> str:
    """A unit that OWNER holds by this right."""
    unit = unit_of(right)
    enter(first_of(right, unit, OWNER), at=START)
    return unit


def content(unit: str, **moments: Any) -> register.Particulars | None:
    found = state(unit, **moments).particulars
    return found.content if found else None


def passed_on(unit: str, **more: Any) -> register.Transfer:
    return register.Transfer(
        unit_code=unit,
        transferors=(OWNER,),
        holders=(register.HolderShare(party=BUYER),),
        co_ownership=register.CoOwnership.SOLE,
        **more,
    )


def named_after(given: Any, holder: register.PartyRef) -> register.Particulars | None:
    """What is said of the right, where it names its holder by the name of the new one."""
    fields = ("land_right_holder", "base_right_holder", "tree_owner", "tree_user")
    named = [name for name in fields if getattr(given, name, "") == OWNER.name]
    changed: register.Particulars = replace(given, **dict.fromkeys(named, holder.name))
    return changed


def refused(act: register.Act) -> list[str]:
    (outcome,) = book(booking(act, applicants=(OWNER, BUYER)), at=NOW)
    assert not outcome.booked
    return [r.message for r in outcome.blocks]


def test_every_kind_of_right_has_a_case() -> None:
    assert set(KINDS) == set(TITLES)


@pytest.mark.parametrize("right", RIGHTS, ids=lambda r: r.name)
def test_what_was_entered_is_what_is_read(right: register.RightType) -> None:
    unit = held(right)
    found = state(unit).ownership
    assert found is not None
    assert (found.right_type, found.right_nature) == (right, KINDS[right].nature)
    assert content(unit) == KINDS[right].content
    assert len(found.certificate_nos) == 1


@pytest.mark.parametrize("right", RIGHTS, ids=lambda r: r.name)
def test_it_stays_while_the_right_passes_on_and_ends_with_it(right: register.RightType) -> None:
    unit, given = held(right), KINDS[right].content
    household = isinstance(given, type(FARM) | type(FOREST))
    enter(passed_on(unit, particulars=given if household else None))
    now = given if household else named_after(given, BUYER)
    assert content(unit) == now
    ended = register.CancelOwnership(
        unit_code=unit,
        ground=register.CancelGround.EXPROPRIATED,
        organ="岳阳楼区人民政府",
        document_no="征1号",
    )
    enter(ended, at=NOW + DAY)
    assert content(unit) is None
    assert content(unit, as_of=NOW) == now
    assert content(unit, as_of=NOW - DAY) == given
    assert content(unit, as_of=START - DAY) is None


@pytest.mark.parametrize("right", RIGHTS, ids=lambda r: r.name)
def test_it_needs_a_unit_of_its_kind(right: register.RightType) -> None:
    other = "W00000000" if KINDS[right].fixture[0] != "W" else "L00000001"
    unit = make_unit(KINDS[right].feature, other)
    assert any("不能登记" in message for message in refused(first_of(right, unit, OWNER)))


def test_a_change_is_seen_from_its_day_on() -> None:
    unit = held(register.RightType.LAND_CONTRACT)
    less = replace(FARM, contract_area=Decimal("1800.00"), members=MEMBERS[:1])
    enter(
        register.ChangeOwnership(unit_code=unit, particulars=less, subclass="3004"),
    )
    assert content(unit) == less
    assert content(unit, as_of=NOW - DAY) == FARM
    assert content(unit, as_known_at=NOW - DAY) == FARM


def test_a_correction_is_seen_from_the_beginning() -> None:
    unit = held(register.RightType.COLLECTIVE_LAND_OWNERSHIP)
    right = replace(OWNED, unused_area=Decimal("25.00"))
    enter(
        register.CorrectOwnership(
            unit_code=unit,
            holders=(register.HolderShare(party=OWNER),),
            co_ownership=register.CoOwnership.SOLE,
            basis="测绘成果",
            particulars=right,
        )
    )
    assert content(unit, as_of=START + DAY) == right
    assert content(unit, as_of=START + DAY, as_known_at=NOW - DAY) == OWNED


def test_a_new_household_names_its_members() -> None:
    unit = held(register.RightType.LAND_CONTRACT)
    assert refused(passed_on(unit)) == ["承包户换了，没有填新承包户的家庭成员"]


TREELESS = replace(
    FOREST, tree_owner=None, tree_user=None, main_species=None, category=None, origin=None
)


def test_forest_land_alone_says_nothing_of_trees() -> None:
    """E29."""
    right = register.RightType.FOREST_LAND_USE
    unit = unit_of(right)
    enter(first_of(right, unit, OWNER, particulars=TREELESS), at=START)
    assert content(unit) == TREELESS


def test_land_with_its_trees_says_what_trees() -> None:
    """E29: every column that is missing, and no place in the forest is left out."""
    right = register.RightType.FOREST_LAND_USE_AND_TREE_USE
    unit = unit_of(right)
    told = refused(first_of(right, unit, OWNER, particulars=TREELESS))
    wanted = ("森林、林木所有权人", "森林、林木使用权人", "主要树种", "林种", "起源")
    assert told == [f"没有填{label}" for label in wanted]
    bare = replace(TREELESS, compartment="")
    assert "没有填林班" in refused(first_of(right, unit, OWNER, particulars=bare))


FAULTS: list[tuple[register.RightType, dict[str, Any], str]] = [
    (register.RightType.LAND_CONTRACT, {"members": ()}, "家庭承包的，要填家庭成员"),
    (register.RightType.LAND_CONTRACT, {"members": MEMBERS + MEMBERS}, "同一个家庭成员填了两次"),
    (register.RightType.LAND_CONTRACT, {"land_owner": "9"}, "土地所有权性质没有代码“9”"),
    (register.RightType.LAND_CONTRACT, {"issuer_name": " "}, "没有填发包方名称"),
    (register.RightType.LAND_CONTRACT, {"address": "镇" * 201}, "坐落最多200个字，现在有201个字"),
    (register.RightType.LAND_CONTRACT, {"contract_area": Decimal("0")}, "承包面积应当大于0"),
    (register.RightType.LAND_CONTRACT, {"contract_area": Decimal("1.005")}, "最多2位小数"),
    (register.RightType.LAND_CONTRACT, {"contract_area": Decimal("NaN")}, "承包面积应当大于0"),
    (register.RightType.LAND_CONTRACT, {"contract_area": Decimal(10) ** 13}, "承包面积太大"),
    (register.RightType.FOREST_LAND_USE, {"tree_count": 10**9}, "株数太大"),
    (register.RightType.COLLECTIVE_LAND_OWNERSHIP, {"grass_area": Decimal(9)}, "之和"),
    (register.RightType.STATE_LAND_USE_AND_HOUSE_OWNERSHIP, {"houses": ()}, "没有逐幢填写"),
    (
        register.RightType.STATE_LAND_USE_AND_HOUSE_OWNERSHIP,
        {"houses": (*HOUSES.houses, replace(HOUSES.houses[0], total_floors=0))},
        "第3行：总层数应当大于0",
    ),
    (
        register.RightType.STATE_LAND_USE_AND_HOUSE_OWNERSHIP,
        {"houses": (replace(HOUSES.houses[0], completed_on=date(2030, 1, 1)),)},
        "竣工时间在今天以后",
    ),
    (
        register.RightType.STATE_LAND_USE_AND_HOUSE_OWNERSHIP,
        {"houses": (replace(HOUSES.houses[0], planned_use="99", structure="9"),)},
        "第1行：规划用途没有代码“99”",
    ),
    (
        register.RightType.LAND_CONTRACT,
        {"members": (replace(MEMBERS[0], id_no="430602198503120011"),)},
        "第1行：身份证号码最后一位与前17位不符",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "words"), FAULTS)
def test_what_is_wrong_is_told(
    right: register.RightType, wrong: dict[str, Any], words: str
) -> None:
    given: Any = KINDS[right].content
    act = first_of(right, unit_of(right), OWNER, particulars=replace(given, **wrong))
    assert any(words in message for message in refused(act))


@pytest.mark.parametrize("code", ["", "4306", "430602003012GB00045"])
def test_a_code_that_is_too_short_is_refused_in_words(db: None, code: str) -> None:
    make_unit("GB", "W00000000")
    assert refused(first_of(register.RightType.LAND_CONTRACT, code, OWNER))


def test_all_faults_are_told_at_once() -> None:
    wrong = replace(FARM, address="", issuer_code="", members=())
    right = register.RightType.LAND_CONTRACT
    assert len(refused(first_of(right, unit_of(right), OWNER, particulars=wrong))) == 3


def test_a_contract_of_another_length_is_told_and_entered() -> None:
    right = register.RightType.LAND_CONTRACT
    act = first_of(right, unit_of(right), OWNER, term_to=date(2028, 12, 31))
    outcome = enter(act)
    assert [r.message for r in outcome.rules if "应当是30年" in r.message]


def test_a_contract_has_a_term() -> None:
    right = register.RightType.LAND_CONTRACT
    act = first_of(right, unit_of(right), OWNER, term_to=None)
    assert refused(act) == ["承包经营权要写明承包期限"]


@pytest.mark.parametrize("kind", [*CLASSES, *PARTS], ids=lambda k: k.__name__)
def test_each_column_of_a_table_is_a_field_with_the_same_limits(kind: type) -> None:
    name = {"HouseholdMember": "FarmlandMember"}.get(kind.__name__, kind.__name__)
    meta = getattr(models, name)._meta
    for field, (column, plain, empty) in columns_of(kind).items():
        found = meta.get_field(field)
        assert found.null is empty, field
        if plain is str:
            longest = column.most or max(len(code) for code in column.codes or ())
            assert found.max_length >= longest, field
        if plain is Decimal:
            assert (found.max_digits, found.decimal_places) == (15, column.places), field


def test_every_class_has_its_bit_on_the_page() -> None:
    assert set(triggers.PARTICULARS) == {kind.__name__.lower() for kind in CLASSES}
    assert len(set(triggers.SELDOM.values())) == len(triggers.SELDOM)


def test_every_class_with_parts_is_known() -> None:
    tuples = {k for k in CLASSES if any(t for t in ("houses", "members") if hasattr(k, t))}
    assert tuples == {k for k in CLASSES if parts_of(k)}


def test_the_database_holds_the_sum_and_keeps_the_rows() -> None:
    held(register.RightType.COLLECTIVE_LAND_OWNERSHIP)
    for statement in (
        "UPDATE register_landowned SET arable_area = 1",
        "DELETE FROM register_landowned",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_field_that_names_somebody_else_stays_and_one_that_names_the_holders_follows() -> None:
    right = register.RightType.FOREST_LAND_USE
    unit = unit_of(right)
    given = replace(FOREST, tree_user="林场", members=())
    enter(first_of(right, unit, OWNER, particulars=given), at=START)
    enter(passed_on(unit))
    assert content(unit) == replace(given, tree_owner=BUYER.name)
    new = replace(BUYER, name="周改")
    renaming = register.ChangeOwnership(
        unit_code=unit,
        holders=(register.HolderShare(party=new),),
        renamed=True,
        basis="户籍证明",
    )
    enter(renaming, at=NOW + DAY)
    assert content(unit) == replace(given, tree_owner="周改")
    back = register.CorrectOwnership(
        unit_code=unit,
        holders=(register.HolderShare(party=OWNER),),
        co_ownership=register.CoOwnership.SOLE,
        basis="原始合同",
    )
    enter(back, at=NOW + 2 * DAY, error_proved=True)
    assert content(unit) == given


TERMS: list[tuple[register.RightType, dict[str, Any], str]] = [
    (register.RightType.STATE_CONSTRUCTION_LAND_USE, {"term_to": None}, "没有写期限的截止日"),
    (register.RightType.SEA_USE, {"term_to": None}, "没有写期限的截止日"),
    (register.RightType.FOREST_LAND_USE, {"term_to": None}, "没有写期限的截止日"),
    (register.RightType.STATE_CONSTRUCTION_LAND_USE, {"right_nature": "999"}, "没有代码“999”"),
]


@pytest.mark.parametrize(("right", "wrong", "words"), TERMS)
def test_a_right_has_the_term_and_the_nature_that_its_kind_needs(
    right: register.RightType, wrong: dict[str, Any], words: str
) -> None:
    told = refused(first_of(right, unit_of(right), OWNER, **wrong))
    assert [words in message for message in told] == [True]


def test_allocated_land_needs_no_end_and_a_home_on_granted_land_is_told() -> None:
    land = register.RightType.STATE_CONSTRUCTION_LAND_USE
    enter(first_of(land, unit_of(land), OWNER, term_to=None, right_nature="101"))
    home = register.RightType.STATE_LAND_USE_AND_HOUSE_OWNERSHIP
    done = enter(first_of(home, make_unit("GB", "F99990001", 9), OWNER, term_to=None))
    assert ["没有写期限的截止日" in r.message for r in done.rules] == [True]


@pytest.mark.parametrize(
    ("use", "until", "told"),
    [
        ("0701", date(2095, 1, 1), True),
        ("0701", date(2093, 12, 31), False),
        ("0601", date(2074, 12, 31), True),
        ("0501", date(2063, 12, 31), False),
        ("0501", date(2064, 12, 31), True),
        ("", date(2090, 12, 31), False),
    ],
)
def test_a_term_that_is_longer_than_the_use_has_is_told(use: str, until: date, told: bool) -> None:
    right = register.RightType.STATE_CONSTRUCTION_LAND_USE
    known = register.PropertyFacts(land_use=use)
    done = enter(first_of(right, unit_of(right), OWNER, term_to=until), property=known)
    assert [r.code for r in done.rules] == (["E30"] if told else [])
