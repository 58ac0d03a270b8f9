"""Areas keep their number and their unit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengbu.kernel.area import HIGHEST, Area, AreaUnit
from dengbu.kernel.fault import FaultCode, Faults

AREAS = st.builds(
    Area, st.decimals(0, HIGHEST.to_integral() - 1, places=4), st.sampled_from(AreaUnit)
)


@pytest.mark.parametrize(
    ("unit", "code", "label"),
    [
        (AreaUnit.SQUARE_METRE, "1", "㎡"),
        (AreaUnit.MU, "2", "亩"),
        (AreaUnit.HECTARE, "3", "公顷"),
    ],
)
def test_code_list(unit: AreaUnit, code: str, label: str) -> None:
    assert (unit.value, unit.label) == (code, label)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("118.42", "118.42", AreaUnit.SQUARE_METRE),
        ("118.42 ㎡", "118.42", AreaUnit.SQUARE_METRE),
        ("118.42m²", "118.42", AreaUnit.SQUARE_METRE),
        ("1,200平方米", "1200", AreaUnit.SQUARE_METRE),
        ("３．５亩", "3.5", AreaUnit.MU),
        ("0.2333 公顷", "0.2333", AreaUnit.HECTARE),
    ],
)
def test_reads(text: str, number: str, unit: AreaUnit) -> None:
    assert Area.parse(text) == Area(Decimal(number), unit)


def test_unit_of_the_field_holds_where_none_is_typed() -> None:
    assert Area.parse("3.5", AreaUnit.MU).unit is AreaUnit.MU
    assert Area.parse("3.5 公顷", AreaUnit.MU).unit is AreaUnit.HECTARE


@pytest.mark.parametrize(
    ("text", "reason"),
    [("-3", "characters"), ("三亩", "characters"), ("3尺", "characters"), ("1.00001", "decimals")],
)
def test_refuses(text: str, reason: str) -> None:
    with pytest.raises(Faults) as caught:
        Area.parse(text, field="area")
    (fault,) = caught.value.faults
    assert (fault.code, fault.field) == (FaultCode.AREA_FORMAT, "area")
    assert fault.data["reason"] == reason


@pytest.mark.parametrize("number", ["-0.01", "NaN", "Infinity", "1E+13"])
def test_numbers_out_of_range(number: str) -> None:
    with pytest.raises(Faults, match="面积应不小于0"):
        Area(Decimal(number))


def test_float_is_no_area() -> None:
    with pytest.raises(Faults, match="浮点数"):
        Area(118.42)  # type: ignore[arg-type]  # what a careless caller would do


def test_empty_is_asked_for() -> None:
    with pytest.raises(Faults, match="请填写面积"):
        Area.parse("")


@pytest.mark.parametrize(
    ("area", "shown"),
    [
        (Area(Decimal("118.42")), "118.42 ㎡"),
        (Area(Decimal("118.4")), "118.40 ㎡"),
        (Area(Decimal("66666.6667")), "66,666.6667 ㎡"),
        (Area(Decimal("3.5000"), AreaUnit.MU), "3.50 亩"),
        (Area(Decimal("1E+3"), AreaUnit.HECTARE), "1,000.00 公顷"),
        (Area(Decimal(0)), "0.00 ㎡"),
    ],
)
def test_shows(area: Area, shown: str) -> None:
    assert area.show() == str(area) == shown


def test_conversion() -> None:
    mu = Area(Decimal(15), AreaUnit.MU)
    assert mu.exact == Fraction(10_000)
    assert mu.to(AreaUnit.HECTARE) == Area(Decimal(1), AreaUnit.HECTARE)
    one = Area(Decimal(1), AreaUnit.MU)
    assert str(one.to(AreaUnit.SQUARE_METRE, places=2)) == "666.67 ㎡"
    assert str(one.to(AreaUnit.SQUARE_METRE)) == "666.6667 ㎡"
    half = Area(Decimal("0.0005"))
    assert half.to(AreaUnit.SQUARE_METRE, places=3).value == Decimal("0.001")


@given(AREAS)
def test_shown_area_reads_back(area: Area) -> None:
    assert Area.parse(area.show()) == area


@given(AREAS)
def test_conversion_is_within_half_a_place(area: Area) -> None:
    if area.unit is AreaUnit.HECTARE:
        return
    there = area.to(AreaUnit.HECTARE)
    assert abs(there.exact - area.exact) <= AreaUnit.HECTARE.square_metres / 20_000
