"""The mapping: what a source's columns mean, read from TOML. `docs/howto/import-cadastre.md`.

Everything that is wrong with a mapping is told at once, before a row is read.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyproj

from dengbu.cadastre.importing.expressions import NOTHING, Expression, parse
from dengbu.kernel.fault import FaultCode, FaultList

PARCEL_VALUES = (
    *("address", "area", "land_use", "right_type", "right_nature", "land_from", "land_to"),
    *("bound_east", "bound_south", "bound_west", "bound_north", "zone"),
)
BUILDING_VALUES = (
    *("name", "floors_above", "floors_below", "total_floors", "structure", "planned_use"),
    *("completed_on", "floor_area"),
)
UNIT_VALUES = (
    *("address", "room_no", "floor_no", "total_floors", "planned_use", "house_nature"),
    *("house_type", "structure", "floor_area", "inner_area", "shared_area"),
    *("shared_land_area", "plan", "zone"),
)
Grouping = Literal["value", "ordinal", "grid"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """How one part of a code is found: the value itself, or a running number of its values."""

    how: Grouping = "value"  # ordinal: first seen in natural order; grid: of the map square
    expression: Expression = NOTHING  # of value and ordinal
    size: float = 0.0  # metres of a map square


@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelNumbering:
    """Rules that give codes to parcels whose source has none."""

    district: str  # 6 digits
    cadastral_district: Part  # 3 digits
    sub_district: Part  # 3 digits
    feature: Expression  # two letters
    order: tuple[str, ...]  # columns; serials run in their natural order


@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelRules:
    """The parcels layer."""

    layer: str  # of a GeoPackage; "" for the only one
    key: Expression
    key_pattern: re.Pattern[str] | None  # other keys count as missing
    key_agrees: Expression  # what the key should be by other columns; NOTHING: not compared
    code: Expression  # NOTHING: numbered
    numbering: ParcelNumbering | None
    stated_area: Expression  # m2 by another list, to decide between rows with one key
    stated_tolerance: float  # share by which it may differ
    values: Mapping[str, Expression]  # by the names of PARCEL_VALUES


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildingRules:
    """The buildings layer, or what stands in for it."""

    file: str  # "" for the source itself
    layer: str
    key: Expression
    code: Expression  # 24 characters
    values: Mapping[str, Expression]


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitRules:
    """The table of units."""

    file: str  # beside the source
    encoding: str
    key: Expression
    parcel: Expression  # joins the parcel's key; NOTHING: by code
    code: Expression  # NOTHING: numbered
    building: Expression  # building number 1-9998 of units that are numbered
    order: tuple[str, ...]  # columns; household numbers run in their natural order
    kind: Expression  # house or land
    keep_unknown_area: bool  # False: a house without floor area is refused
    land_stands_in: bool  # a parcel without unit rows gets its land unit
    add_buildings: bool  # a building that no layer gives is added without shape
    values: Mapping[str, Expression]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportMapping:
    """One mapping, checked."""

    text: str  # as it was read
    name: str  # prefix of source references
    districts: frozenset[str]  # county codes allowed in codes; empty: the office's own
    crs: pyproj.CRS  # of the source's coordinates
    metric_crs: int  # EPSG code in which areas are taken and shapes stored
    area_tolerance: float  # m2 that the source's rounding explains
    overlap_tolerance: float  # m2 that two parcels may share
    parcels: ParcelRules
    buildings: BuildingRules | None
    units: UnitRules | None


def read_mapping(path: Path) -> ImportMapping:
    """Read a mapping file; `Faults` with everything that is wrong, `OSError` if there is none."""
    return parse_mapping(path.read_text(encoding="utf-8"))


def parse_mapping(text: str) -> ImportMapping:
    """Read the text of a mapping; `Faults` with everything that is wrong."""
    faults = FaultList()
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add(FaultCode.UNKNOWN_FIELD, f"对照文件不是合格的TOML：{error}")
        said = {}
    faults.raise_if_any()
    section = Section(said, "", faults)
    mapping = _mapping(text, section)
    section.done()
    faults.raise_if_any()
    return mapping


@dataclass(slots=True)
class Section:
    """One TOML table while it is read: what is asked for is ticked off, the rest is a fault."""

    said: dict[str, Any]
    path: str
    faults: FaultList
    asked: set[str] = field(default_factory=set)

    def at(self, name: str) -> str:
        """Path of a key, for faults."""
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str, default: str | None = None) -> str:
        """A text; a fault if it is needed and missing."""
        self.asked.add(name)
        found = self.said.get(name, default)
        if not isinstance(found, str):
            self.faults.add(FaultCode.REQUIRED, f"须写明 {name}", field=self.at(name))
            return ""
        return found

    def number(self, name: str, default: float) -> float:
        """A number that is not negative."""
        self.asked.add(name)
        found = self.said.get(name, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not found >= 0:
            self.faults.add(FaultCode.AREA_FORMAT, f"{name} 应为不小于0的数", field=self.at(name))
            return default
        return float(found)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty if absent."""
        self.asked.add(name)
        found = self.said.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            self.faults.add(FaultCode.UNKNOWN_FIELD, f"{name} 应为文字列表", field=self.at(name))
            return ()
        return tuple(found)

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """One of a few words."""
        found = self.text(name, default)
        if found not in allowed:
            message = f"{name} 只能是 {'、'.join(allowed)}"
            self.faults.add(FaultCode.CODE_LIST, message, field=self.at(name))
        return found

    def expression(self, name: str, *, needed: bool = False) -> Expression:
        """An expression, `NOTHING` if absent."""
        self.asked.add(name)
        if name not in self.said:
            if needed:
                self.faults.add(FaultCode.REQUIRED, f"须写明 {name}", field=self.at(name))
            return NOTHING
        return parse(self.said[name], field=self.at(name), faults=self.faults)

    def pattern(self, name: str) -> re.Pattern[str] | None:
        """A regular expression for a whole value."""
        text = self.text(name, "")
        try:
            return re.compile(text, re.ASCII) if text else None
        except re.error as error:
            self.faults.add(FaultCode.UNKNOWN_FIELD, f"正则式有误：{error}", field=self.at(name))
            return None

    def section(self, name: str) -> "Section | None":
        """A table within; None if absent."""
        self.asked.add(name)
        found = self.said.get(name)
        if found is None:
            return None
        if not isinstance(found, dict):
            self.faults.add(FaultCode.UNKNOWN_FIELD, f"{name} 应为一节", field=self.at(name))
            return None
        return Section(found, self.at(name), self.faults)

    def values(self, names: tuple[str, ...]) -> dict[str, Expression]:
        """The expressions of the table `values`, by field name."""
        inner = self.section("values")
        if inner is None:
            return {}
        found = {name: inner.expression(name) for name in names if name in inner.said}
        inner.done()
        return found

    def done(self) -> None:
        """Everything that was said and not asked for is a fault."""
        for name in sorted(set(self.said) - self.asked):
            self.faults.add(FaultCode.UNKNOWN_FIELD, f"不认识的项 {name}", field=self.at(name))


def _mapping(text: str, top: Section) -> ImportMapping:
    name = top.text("name")
    if not re.fullmatch(r"[\w.-]{1,60}", name):
        top.faults.add(FaultCode.REQUIRED, "name 应为1至60位字母、数字或连字符", field="name")
    source = top.section("source") or Section({}, "source", top.faults)
    parcels = top.section("parcels") or Section({}, "parcels", top.faults)
    buildings, units = top.section("buildings"), top.section("units")
    mapping = ImportMapping(
        text=text,
        name=name,
        districts=frozenset(top.texts("districts")),
        crs=_crs(source),
        metric_crs=_metric_crs(source),
        area_tolerance=source.number("area_tolerance", 0.1),
        overlap_tolerance=source.number("overlap_tolerance", 0.05),
        parcels=_parcels(parcels),
        buildings=None if buildings is None else _buildings(buildings),
        units=None if units is None else _units(units),
    )
    source.done()
    return mapping


def _crs(source: Section) -> pyproj.CRS:
    said = source.text("crs")
    try:
        return pyproj.CRS.from_user_input(said)
    except pyproj.exceptions.CRSError:
        message = f"不认识的坐标系“{said}”，请写EPSG代码"
        source.faults.add(FaultCode.GEOMETRY_INVALID, message, field="source.crs")
        return pyproj.CRS.from_epsg(4326)


def _metric_crs(source: Section) -> int:
    code = int(source.number("metric_crs", 4547))
    try:
        crs = pyproj.CRS.from_epsg(code)
    except pyproj.exceptions.CRSError:
        crs = None
    if crs is None or not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        message = f"EPSG:{code}不是以米为单位的投影坐标系，不能用来计算面积"
        source.faults.add(FaultCode.GEOMETRY_INVALID, message, field="source.metric_crs")
    return code


def _parcels(said: Section) -> ParcelRules:
    numbering = said.section("numbering")
    code = said.expression("code")
    if (numbering is None) == (code is NOTHING):
        message = "宗地代码：code（来源自带）与 numbering（按规则编号）须写一个且只写一个"
        said.faults.add(FaultCode.REQUIRED, message, field="parcels.code")
    rules = ParcelRules(
        layer=said.text("layer", ""),
        key=said.expression("key", needed=True),
        key_pattern=said.pattern("key_pattern"),
        key_agrees=said.expression("key_agrees"),
        code=code,
        numbering=None if numbering is None else _numbering(numbering),
        stated_area=said.expression("stated_area"),
        stated_tolerance=said.number("stated_tolerance", 0.1),
        values=said.values(PARCEL_VALUES),
    )
    if "address" not in rules.values:
        said.faults.add(FaultCode.REQUIRED, "须写明坐落 address", field="parcels.values.address")
    said.done()
    return rules


def _numbering(said: Section) -> ParcelNumbering:
    found = ParcelNumbering(
        district=said.text("district"),
        cadastral_district=_part(said, "cadastral_district"),
        sub_district=_part(said, "sub_district"),
        feature=said.expression("feature", needed=True),
        order=said.texts("order"),
    )
    said.done()
    return found


def _part(said: Section, name: str) -> Part:
    inner = said.said.get(name)
    if isinstance(inner, dict) and set(inner) == {"ordinal"}:
        said.asked.add(name)
        expression = parse(inner["ordinal"], field=said.at(name), faults=said.faults)
        return Part(how="ordinal", expression=expression)
    if isinstance(inner, dict) and set(inner) == {"grid"}:
        said.asked.add(name)
        size = Section(inner, said.at(name), said.faults).number("grid", 1000)
        return Part(how="grid", size=max(size, 1.0))
    return Part(expression=said.expression(name, needed=True))


def _buildings(said: Section) -> BuildingRules:
    found = BuildingRules(
        file=said.text("file", ""),
        layer=said.text("layer", ""),
        key=said.expression("key", needed=True),
        code=said.expression("code", needed=True),
        values=said.values(BUILDING_VALUES),
    )
    said.done()
    return found


def _units(said: Section) -> UnitRules:
    code = said.expression("code")
    found = UnitRules(
        file=said.text("file"),
        encoding=said.choice("encoding", "utf-8", ("utf-8", "gb18030")),
        key=said.expression("key", needed=True),
        parcel=said.expression("parcel", needed=code is NOTHING),
        code=code,
        building=said.expression("building", needed=code is NOTHING),
        order=said.texts("order"),
        kind=said.expression("kind"),
        keep_unknown_area=said.choice("without_area", "refuse", ("refuse", "unknown")) == "unknown",
        land_stands_in=said.choice("parcel_without_units", "none", ("none", "land")) == "land",
        add_buildings=said.choice("building_without_row", "refuse", ("refuse", "add")) == "add",
        values=said.values(UNIT_VALUES),
    )
    if "address" not in found.values:
        said.faults.add(FaultCode.REQUIRED, "须写明坐落 address", field="units.values.address")
    said.done()
    return found


def parcel_expressions(rules: ParcelRules) -> list[Expression]:
    """Everything that is read of a parcel, some of it from its first unit row."""
    found = [rules.key, rules.key_agrees, rules.code, rules.stated_area, *rules.values.values()]
    if rules.numbering is not None:
        parts = (rules.numbering.cadastral_district, rules.numbering.sub_district)
        found += [rules.numbering.feature, *(part.expression for part in parts)]
    return found


def building_expressions(rules: BuildingRules) -> list[Expression]:
    """Everything that is read of a building row."""
    return [rules.key, rules.code, *rules.values.values()]


def unit_expressions(rules: UnitRules) -> list[Expression]:
    """Everything that is read of a unit row."""
    named = [rules.key, rules.parcel, rules.code, rules.building, rules.kind]
    return [*named, *rules.values.values()]
