"""Rules on survey data: facts in, violations out (codes D05-D35 of the data quality list).

A rule's docstring is the sentence that people read, with the facts filled in. Where a rule
compares figures that a source rounds, the tolerance is a fact that is passed with them. Sources:
GB/T 37346-2019 for codes, TD/T 1066-2021 for the tables, 地籍调查规程 for topology.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from dengbu.cadastre.codes import Layer
from dengbu.kernel.fault import Faults
from dengbu.kernel.unit_code import ParcelCode, ParcelKind, UnitCode

Fact = TypeVar("Fact")
Words = Mapping[str, str]


class Severity(StrEnum):
    """How bad: an error keeps the row out, a warning is only told."""

    ERROR = "E"
    WARNING = "W"


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """One rule that does not hold for one row."""

    code: str  # D05 ...
    severity: Severity
    message: str  # plain Chinese


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule(Generic[Fact]):
    """One rule of the list."""

    code: str
    severity: Severity
    message: str  # with {names} of the words
    check: Callable[[Fact], Words | None]  # None: it holds

    def __call__(self, fact: Fact) -> Violation | None:
        """The violation, or None if the rule holds."""
        words = self.check(fact)
        if words is None:
            return None
        return Violation(
            code=self.code, severity=self.severity, message=self.message.format(**words)
        )


def rule(
    code: str, severity: Severity = Severity.ERROR
) -> Callable[[Callable[[Fact], Words | None]], Rule[Fact]]:
    """Make a rule of a function whose docstring is the message."""

    def made(check: Callable[[Fact], Words | None]) -> Rule[Fact]:
        message = inspect.cleandoc(check.__doc__ or "")
        return Rule(code=code, severity=severity, message=message, check=check)

    return made


def judge(fact: Fact, rules: Sequence[Rule[Fact]]) -> list[Violation]:
    """Every violation of one row, in the order of the rules."""
    return [found for each in rules if (found := each(fact)) is not None]


@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelFact:
    """What the rules see of one parcel."""

    code: str  # as the source writes it
    districts: frozenset[str]  # county codes that the office may number
    right_type: str  # 权利类型
    area: Decimal  # m2, as stated
    polygon_area: float  # m2, of the shape
    area_tolerance: float  # m2 that rounding of the source explains


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundaryFact:
    """What the rules see of a boundary that could not be mended."""

    why: str  # no proper polygon because; "" if it is one


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildingFact:
    """What the rules see of one building."""

    code: str  # as the source writes it
    districts: frozenset[str]  # county codes that the office may number
    outside: float  # m2 of the footprint outside its parcel
    tolerance: float  # m2
    floors_above: int | None
    floors_below: int | None
    total_floors: int | None  # as the source adds them up


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitFact:
    """What the rules see of one unit."""

    code: str  # as the source writes it
    districts: frozenset[str]
    parcel_code: str  # of the parcel that the source puts it on
    floor_no: int | None
    floors_above: int | None  # of its building
    floors_below: int | None
    floor_area: Decimal | None  # m2
    inner_area: Decimal | None
    shared_area: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """Two shapes on one layer that share ground."""

    other: str  # how the other is called in the report
    area: float  # m2 shared
    tolerance: float  # m2


@dataclass(frozen=True, kw_only=True, slots=True)
class Twin:
    """Rows that claim the same place."""

    what: str  # the code or room that both claim
    others: str  # how the others are called


RIGHT_TYPES_OF: Mapping[ParcelKind, frozenset[str]] = {
    ParcelKind.COLLECTIVE_OWNERSHIP: frozenset("1"),
    **dict.fromkeys(
        (
            ParcelKind.CONSTRUCTION_SURFACE,
            ParcelKind.CONSTRUCTION_ABOVE,
            ParcelKind.CONSTRUCTION_BELOW,
        ),
        frozenset("3478"),
    ),
    ParcelKind.HOMESTEAD: frozenset("56"),
    **dict.fromkeys(
        (ParcelKind.CONTRACT_ARABLE, ParcelKind.CONTRACT_FOREST, ParcelKind.CONTRACT_GRASS),
        frozenset({"9", "10"}),
    ),
    ParcelKind.FOREST_USE_OTHER: frozenset({"10", "11", "12"}),
}
"""Right types that go with a parcel's feature letter; others are free (D08)."""


def layer_of(parcel_code: str) -> Layer:
    """权利设定方式 that follows from the feature code: S above, X below, else the surface (D10)."""
    return {"S": Layer.ABOVE, "X": Layer.BELOW}.get(parcel_code[13], Layer.SURFACE)


@rule("D05")
def parcel_code_well_formed(fact: ParcelFact) -> Words | None:
    """{why}"""
    try:
        ParcelCode.parse(fact.code, districts=fact.districts)
    except Faults as faults:
        return {"why": str(faults).rstrip("。")}
    return None


@rule("D08")
def feature_suits_right(fact: ParcelFact) -> Words | None:
    """宗地特征码“{feature}”与权利类型“{right}”不相符"""
    kind = fact.code[13:14]
    allowed = RIGHT_TYPES_OF.get(ParcelKind(kind)) if kind in set(ParcelKind) else None
    if allowed is None or fact.right_type in allowed:
        return None
    return {"feature": fact.code[12:14], "right": fact.right_type}


@rule("D13")
def area_agrees(fact: ParcelFact) -> Words | None:
    """宗地面积{stated}㎡与界址线围成的面积{drawn}㎡相差{gap}㎡，超过允许的{allowed}㎡"""
    gap = round(abs(float(fact.area) - fact.polygon_area), 6)  # binary fractions are no gap
    allowed = max(fact.area_tolerance, 0.001 * fact.polygon_area)
    if gap <= allowed:
        return None
    return {
        "stated": str(fact.area),
        "drawn": f"{fact.polygon_area:.2f}",
        "gap": f"{gap:.2f}",
        "allowed": f"{allowed:.2f}",
    }


@rule("D14")
def boundary_sound(fact: BoundaryFact) -> Words | None:
    """界址线不成为合格的多边形：{why}"""
    return {"why": fact.why} if fact.why else None


@rule("D15")
def no_overlap(meeting: Meeting) -> Words | None:
    """与{other}重叠{area}㎡，超过允许的{allowed}㎡"""
    return _overlap(meeting)


@rule("D05")
def building_code_well_formed(fact: BuildingFact) -> Words | None:
    """自然幢号“{code}”不合格：{why}"""
    if len(fact.code) != 24:
        return {"code": fact.code, "why": f"现有{len(fact.code)}位，应为24位"}
    number = fact.code[20:]
    if fact.code[19] != "F" or not number.isdecimal() or number in ("0000", "9999"):
        return {"code": fact.code, "why": "后5位应为F加0001至9998的幢号"}
    try:
        ParcelCode.parse(fact.code[:19], districts=fact.districts)
    except Faults as faults:
        return {"code": fact.code, "why": str(faults).rstrip("。")}
    return None


@rule("D22")
def inside_parcel(fact: BuildingFact) -> Words | None:
    """幢的占地范围有{outside}㎡在宗地以外，超过允许的{allowed}㎡"""
    if fact.outside <= fact.tolerance:
        return None
    return {"outside": f"{fact.outside:.2f}", "allowed": f"{fact.tolerance:.2f}"}


@rule("D23", Severity.WARNING)
def buildings_apart(meeting: Meeting) -> Words | None:
    """与同一宗地上的{other}重叠{area}㎡，超过允许的{allowed}㎡"""
    return _overlap(meeting)


def _overlap(meeting: Meeting) -> Words | None:
    if meeting.area <= meeting.tolerance:
        return None
    return {
        "other": meeting.other,
        "area": f"{meeting.area:.2f}",
        "allowed": f"{meeting.tolerance:.2f}",
    }


@rule("D24")
def floors_add_up(fact: BuildingFact) -> Words | None:
    """总层数{total}不等于地上{above}层加地下{below}层"""
    total, above, below = fact.total_floors, fact.floors_above, fact.floors_below
    if total is None or above is None or below is None or total == above + below:
        return None
    return {"total": str(total), "above": str(above), "below": str(below)}


@rule("D05")
def unit_code_well_formed(fact: UnitFact) -> Words | None:
    """{why}"""
    try:
        UnitCode.parse(fact.code, districts=fact.districts)
    except Faults as faults:
        return {"why": str(faults).rstrip("。")}
    return None


@rule("D06")
def code_of_its_parcel(fact: UnitFact) -> Words | None:
    """不动产单元号的前19位不是所在宗地的代码{parcel}"""
    return None if fact.code[:19] == fact.parcel_code else {"parcel": fact.parcel_code}


@rule("D28")
def areas_add_up(fact: UnitFact) -> Words | None:
    """建筑面积{floor}㎡不等于套内{inner}㎡加分摊{shared}㎡"""
    floor, inner, shared = fact.floor_area, fact.inner_area, fact.shared_area
    if floor is None or inner is None or shared is None:
        return None
    if abs(floor - inner - shared) <= Decimal("0.01"):
        return None
    return {"floor": str(floor), "inner": str(inner), "shared": str(shared)}


@rule("D33")
def floor_exists(fact: UnitFact) -> Words | None:
    """所在层{floor}不在所在幢的楼层之内（地上{above}层，地下{below}层）"""
    if fact.floor_no is None:
        return None
    above, below = fact.floors_above, fact.floors_below
    too_high = above is not None and fact.floor_no > above
    too_low = below is not None and fact.floor_no < -below
    if not (too_high or too_low or fact.floor_no == 0):
        return None
    return {
        "floor": str(fact.floor_no),
        "above": "不明" if above is None else str(above),
        "below": "不明" if below is None else str(below),
    }


@rule("D07")
def code_once(twin: Twin) -> Words | None:
    """代码{what}已被{others}使用"""
    return {"what": twin.what, "others": twin.others}


@rule("D35")
def household_once(twin: Twin) -> Words | None:
    """同一幢内{what}重复，另见{others}"""
    return {"what": twin.what, "others": twin.others}


PARCEL_RULES: tuple[Rule[ParcelFact], ...] = (
    parcel_code_well_formed,
    feature_suits_right,
    area_agrees,
)
BUILDING_RULES: tuple[Rule[BuildingFact], ...] = (
    building_code_well_formed,
    inside_parcel,
    floors_add_up,
)
UNIT_RULES: tuple[Rule[UnitFact], ...] = (
    unit_code_well_formed,
    code_of_its_parcel,
    areas_add_up,
    floor_exists,
)
