"""One test a rule, named by its code."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dengbu.cadastre import rules
from dengbu.cadastre.codes import Layer
from dengbu.cadastre.rules import (
    BuildingFact,
    Meeting,
    ParcelFact,
    Rule,
    Severity,
    Twin,
    UnitFact,
    judge,
    layer_of,
)

HERE = frozenset({"430602"})
PARCEL = ParcelFact(
    code="430602003012GB00045",
    districts=HERE,
    right_type="3",
    area=Decimal("1000.00"),
    polygon_area=1000.0,
    area_tolerance=0.1,
)
BUILDING = BuildingFact(
    code="430602003012GB00045F0001",
    districts=HERE,
    outside=0.0,
    tolerance=0.05,
    floors_above=6,
    floors_below=1,
    total_floors=7,
)
UNIT = UnitFact(
    code="430602003012GB00045F00010203",
    districts=HERE,
    parcel_code="430602003012GB00045",
    floor_no=2,
    floors_above=6,
    floors_below=1,
    floor_area=Decimal("90.00"),
    inner_area=Decimal("78.50"),
    shared_area=Decimal("11.50"),
)


def codes(fact: ParcelFact | BuildingFact | UnitFact) -> list[str]:
    if isinstance(fact, ParcelFact):
        return [found.code for found in judge(fact, rules.PARCEL_RULES)]
    if isinstance(fact, BuildingFact):
        return [found.code for found in judge(fact, rules.BUILDING_RULES)]
    return [found.code for found in judge(fact, rules.UNIT_RULES)]


def test_what_is_sound_breaks_no_rule() -> None:
    assert codes(PARCEL) == codes(BUILDING) == codes(UNIT) == []


@pytest.mark.parametrize(
    "code",
    ["430602003012GA00045", "430602003012GB00000", "430603003012GB00045", "430602GB00045", ""],
)
def test_d05_parcel_code(code: str) -> None:
    assert "D05" in codes(replace(PARCEL, code=code))


@pytest.mark.parametrize("tail", ["F0000", "F9999", "W0001", "F001", "F00O1"])
def test_d05_building_code(tail: str) -> None:
    assert codes(replace(BUILDING, code=f"430602003012GB00045{tail}")) == ["D05"]


@pytest.mark.parametrize("tail", ["F00010000", "F00000001", "W00000001", "F0001020", "X00010203"])
def test_d05_unit_code(tail: str) -> None:
    assert codes(replace(UNIT, code=f"430602003012GB00045{tail}")) == ["D05"]


def test_d06_unit_on_another_parcel() -> None:
    assert codes(replace(UNIT, parcel_code="430602003012GB00046")) == ["D06"]


def test_d07_and_d35_name_the_others() -> None:
    twin = Twin(what="3栋302", others="第9行（甲）")
    for rule in (rules.code_once, rules.household_once):
        (found,) = judge(twin, (rule,))
        assert "第9行（甲）" in found.message
        assert found.code == rule.code


@pytest.mark.parametrize(
    ("feature", "right_type", "holds"),
    [
        ("GB", "3", True),
        ("GB", "5", False),
        ("JC", "5", True),
        ("JC", "3", False),
        ("JA", "1", True),
        ("JE", "10", True),
        ("GY", "99", True),
    ],
)
def test_d08_feature_and_right(feature: str, right_type: str, *, holds: bool) -> None:
    code = f"430602003012{feature}00045"
    assert (codes(replace(PARCEL, code=code, right_type=right_type)) == []) is holds


@pytest.mark.parametrize(
    ("area", "drawn", "holds"),
    [
        ("1001.00", 1000.0, True),  # 0.1 %
        ("1001.01", 1000.0, False),
        ("20.10", 20.0, True),  # 0.1 m2
        ("20.11", 20.0, False),
    ],
)
def test_d13_area_and_boundary(area: str, drawn: float, *, holds: bool) -> None:
    fact = replace(PARCEL, area=Decimal(area), polygon_area=drawn)
    assert (codes(fact) == []) is holds


def test_d14_boundary() -> None:
    (found,) = judge(rules.BoundaryFact(why="界址线自相交"), (rules.boundary_sound,))
    assert (found.code, found.severity) == ("D14", Severity.ERROR)
    assert judge(rules.BoundaryFact(why=""), (rules.boundary_sound,)) == []


@pytest.mark.parametrize("rule", [rules.no_overlap, rules.buildings_apart])
def test_d15_and_d23_overlap(rule: Rule[Meeting]) -> None:
    meeting = Meeting(other="第2行", area=0.06, tolerance=0.05)
    assert judge(meeting, (rule,))[0].message.startswith("与")
    assert judge(replace(meeting, area=0.05), (rule,)) == []


def test_d15_keeps_layers_apart() -> None:
    layers = [layer_of(f"430602003012G{kind}00001") for kind in "BSX"]
    assert layers == [Layer.SURFACE, Layer.ABOVE, Layer.BELOW]


def test_d22_footprint() -> None:
    assert codes(replace(BUILDING, outside=0.06)) == ["D22"]


def test_d24_storeys() -> None:
    assert codes(replace(BUILDING, total_floors=8)) == ["D24"]
    assert codes(replace(BUILDING, total_floors=None)) == []


@pytest.mark.parametrize(("shared", "holds"), [("11.51", True), ("11.52", False), ("0", False)])
def test_d28_areas(shared: str, *, holds: bool) -> None:
    assert (codes(replace(UNIT, shared_area=Decimal(shared))) == []) is holds


def test_d28_says_nothing_of_what_is_unknown() -> None:
    assert codes(replace(UNIT, inner_area=None)) == []


@pytest.mark.parametrize(
    ("floor", "holds"), [(6, True), (7, False), (-1, True), (-2, False), (0, False), (None, True)]
)
def test_d33_floor(floor: int | None, *, holds: bool) -> None:
    assert (codes(replace(UNIT, floor_no=floor)) == []) is holds
