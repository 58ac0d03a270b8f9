"""What a mapping may say, and that everything wrong with it is told at once."""

import re

import pytest

from dengbu.cadastre.importing.expressions import Expression, parse
from dengbu.cadastre.importing.mapping import parse_mapping, read_mapping
from dengbu.cadastre.importing.numbering import Ordinals, natural
from dengbu.cadastre.importing.values import number_of, square_metres
from dengbu.kernel.fault import FaultList, Faults
from tests.cadastre.surveys import DATA

CODED = (DATA / "coded.toml").read_text(encoding="utf-8")
DIRTY = (DATA / "dirty.toml").read_text(encoding="utf-8")


def fields(text: str) -> set[str]:
    with pytest.raises(Faults) as caught:
        parse_mapping(text)
    return {fault.field for fault in caught.value.faults}


def expression(said: object) -> Expression:
    faults = FaultList()
    made = parse(said, field="x", faults=faults)
    faults.raise_if_any()
    return made


def test_the_samples_and_the_committed_mapping_are_sound() -> None:
    assert parse_mapping(CODED).parcels.numbering is None
    assert parse_mapping(DIRTY).parcels.numbering is not None
    cambridge = DATA.parents[2] / "dengbu" / "cadastre" / "mappings" / "cambridge.toml"
    assert read_mapping(cambridge).metric_crs == 26986


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("EPSG:4490", "EPSG:9"), {"source.crs"}),
        (("metric_crs = 4547", "metric_crs = 4490"), {"source.metric_crs"}),  # degrees
        (("metric_crs = 4547", "metric_crs = 2263"), {"source.metric_crs"}),  # feet
        (("metric_crs = 4547", "metric_crs = true"), {"source.metric_crs"}),
        (("metric_crs = 4547", "area_tolerance = -1"), {"source.area_tolerance"}),
        (('name = "coded"', 'name = "a b"'), {"name"}),
        (('code = "ZDDM"', ""), {"parcels.code"}),
        (('address = "ZL"\narea', "area"), {"parcels.values.address"}),
        (("[source]", "[source]\nlayer = 1"), {"source.layer"}),
        (('land_to = "ZZRQ"', 'colour = "RED"'), {"parcels.values.colour"}),
        (('land_to = "ZZRQ"', "land_to = 3"), {"parcels.values.land_to"}),
        (('land_to = "ZZRQ"', "land_to = { map = {} }"), {"parcels.values.land_to"}),
        (('"MJ"', '{ column = "MJ", unit = "acre" }'), {"units.values.floor_area"}),
        (('"MJ"', '{ column = "MJ", pattern = "(" }'), {"units.values.floor_area"}),
        (('"MJ"', '{ column = "MJ", pattern = "a" }'), {"units.values.floor_area"}),
        (('"MJ"', '{ column = "MJ", colour = "a" }'), {"units.values.floor_area"}),
        (("[units]", '[units]\nencoding = "latin"'), {"units.encoding"}),
        (("[units]", "[units]\norder = 5"), {"units.order"}),
        (("[buildings]", "[[buildings]]"), {"buildings"}),
    ],
)
def test_each_fault_has_its_place(change: tuple[str, str], wrong: set[str]) -> None:
    changed = CODED.replace(*change)
    assert changed != CODED
    assert fields(changed) == wrong


def test_everything_is_told_at_once() -> None:
    changed = CODED.replace("EPSG:4490", "EPSG:9").replace('name = "coded"', "")
    changed = changed.replace('code = "ZDDM"', "").replace('code = "ZRZH"', "")
    assert fields(changed) == {"name", "source.crs", "parcels.code", "buildings.code"}


def test_what_is_no_toml() -> None:
    assert fields("name =") == {""}


def test_a_column_is_squeezed() -> None:
    assert expression("A").read({"A": "  219   MAIN\u3000ST "}) == "219 MAIN ST"
    assert expression("A").read({}) == ""


def test_a_template_is_empty_when_all_its_columns_are() -> None:
    made = expression({"template": "{A}-{B}"})
    assert [made.read(v) for v in ({"A": "1", "B": "2"}, {"A": "1"}, {"B": " "})] == [
        "1-2",
        "1-",
        "",
    ]


def test_a_pattern_takes_its_group() -> None:
    made = expression({"column": "A", "pattern": "#(.*)$"})
    assert [made.read({"A": text}) for text in ("4 CANAL PK #PH10", "4 CANAL PK")] == ["PH10", ""]


def test_a_value_map_knows_prefixes_and_a_default() -> None:
    made = expression(
        {"column": "A", "map": {"1*": "one", "10*": "ten", "101": "x"}, "default": "?"}
    )
    read = [made.read({"A": text}) for text in ("101", "102", "19", "2", "")]
    assert read == ["x", "ten", "one", "?", ""]


def test_what_is_missing_is_filled_from_the_row_itself() -> None:
    made = expression({"column": "A", "from": "units", "missing": "地块 {K}"})
    assert made.read({}, fallback={"K": "7-18"}) == "地块 7-18"
    assert made.read({"A": "x"}, fallback={"K": "7-18"}) == "x"


@pytest.mark.parametrize(
    ("text", "number"),
    [("11,182.00", "11182.00"), ("-35616.00", "-35616.00"), ("5.", "5"), ("+3", "3")],
)
def test_numbers(text: str, number: str) -> None:
    found = number_of(text)
    assert found is not None
    assert found == type(found)(number)


@pytest.mark.parametrize("text", ["", "1,18", "1e3", "NaN", "inf", "３", "12 m2", "--1"])
def test_no_numbers(text: str) -> None:
    assert number_of(text) is None


def test_units_of_area() -> None:
    number = number_of("1000")
    assert number is not None
    assert {unit: str(square_metres(number, unit)) for unit in ("m2", "ft2", "mu", "ha")} == {
        "m2": "1000.00",
        "ft2": "92.90",
        "mu": "666666.67",
        "ha": "10000000.00",
    }


def test_running_numbers_are_natural_and_stay() -> None:
    ordinals = Ordinals({})
    ordinals.extend(["10", "9", "1A", "1"])
    assert ordinals.given == {"1": 1, "1A": 2, "9": 3, "10": 4}
    ordinals.extend(["2"])
    assert ordinals.given["2"] == 5  # what was given stays
    assert sorted(["267.10", "267.9", "267A"], key=natural) == ["267.9", "267.10", "267A"]


def test_patterns_read_ascii_digits_only() -> None:
    assert re.fullmatch(r"\d+", "１２") is not None
    mapping = parse_mapping(DIRTY)
    assert mapping.parcels.key_pattern is not None
    assert mapping.parcels.key_pattern.fullmatch("１-２") is None
