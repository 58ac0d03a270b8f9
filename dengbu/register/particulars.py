"""What a right is about beside its holders, its term and its price: typed by the kind of right.

Each class is one table of the national database standard (named in its docstring); each field says
how it is called and what it takes. Areas are square metres unless ``area_unit`` says otherwise. A
home has none of these: what is true of it is the survey's and stands in the cadastre.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, get_args, get_type_hints

from dengbu.kernel.national_codes import PLANNED_USES, STRUCTURES


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """What one field takes."""

    label: str  # as screens and papers call it
    most: int = 0  # characters of a text
    places: int = 0  # decimals of a figure, fifteen digits in all
    codes: Mapping[str, str] | None = None  # the only values, with their names
    positive: bool = False  # a figure above 0, not just from 0 on


def _text(label: str, most: int) -> Column:
    return Column(label=label, most=most)


def _area(label: str, *, places: int = 2, positive: bool = False) -> Column:
    return Column(label=label, places=places, positive=positive)


def _code(label: str, codes: Mapping[str, str]) -> Column:
    return Column(label=label, codes=codes)


AREA_UNITS = MappingProxyType({"1": "平方米", "2": "亩", "3": "公顷"})
"""面积单位 MJDW."""
LAND_OWNERS = MappingProxyType({"1": "国家土地所有权", "2": "集体土地所有权"})
"""土地所有权性质."""
STRUCTURE_KINDS = MappingProxyType(
    {
        "101": "隧道",
        "102": "桥梁",
        "103": "水塔",
        "199": "其他地上构筑物",
        "201": "透水构筑物",
        "202": "非透水构筑物",
        "203": "跨海桥梁",
        "204": "海底隧道",
        "299": "其他海上构筑物",
    }
)
"""构(建)筑物类型."""
FOREST_CATEGORIES = MappingProxyType(
    {"1": "防护林", "2": "用材林", "3": "经济林", "4": "薪炭林", "5": "特种用途林"}
)
"""林种."""
FOREST_ORIGINS = MappingProxyType({"1": "天然林", "2": "人工林"})
"""起源."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LandOwned:
    """集体土地所有权 (TDSYQ): how much of the land serves what."""

    area_unit: Annotated[str, _code("面积单位", AREA_UNITS)]
    agricultural_area: Annotated[Decimal, _area("农用地面积")]  # the four below together
    arable_area: Annotated[Decimal, _area("耕地面积")]
    forest_area: Annotated[Decimal, _area("林地面积")]
    grass_area: Annotated[Decimal, _area("草地面积")]
    other_agricultural_area: Annotated[Decimal, _area("其他农用地面积")]
    construction_area: Annotated[Decimal, _area("建设用地面积")]
    unused_area: Annotated[Decimal, _area("未利用地面积")]


@dataclass(frozen=True, kw_only=True, slots=True)
class LandUsed:
    """建设用地使用权、宅基地使用权 (JSYDSYQ): the land alone."""

    use_right_area: Annotated[Decimal, _area("使用权面积", positive=True)]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectHouse:
    """One of several buildings that are one unit (FDCQXM)."""

    project_name: Annotated[str, _text("项目名称", 200)]
    building_no: Annotated[str, _text("幢号", 200)]
    total_floors: Annotated[int, Column(label="总层数", positive=True)]
    planned_use: Annotated[str, _code("规划用途", PLANNED_USES)]
    structure: Annotated[str, _code("房屋结构", STRUCTURES)]
    floor_area: Annotated[Decimal, _area("建筑面积", positive=True)]
    completed_on: Annotated[date, Column(label="竣工时间")]
    unit_count: Annotated[int, Column(label="总套数", positive=True)]


@dataclass(frozen=True, kw_only=True, slots=True)
class HousesOfProject:
    """房地产权, several buildings of a project as one unit (FDCQ1)."""

    property_address: Annotated[str, _text("房地坐落", 200)]
    land_right_holder: Annotated[str, _text("土地使用权人", 200)]
    exclusive_land_area: Annotated[Decimal | None, _area("独用土地面积")] = None
    shared_land_area: Annotated[Decimal | None, _area("分摊土地面积")] = None
    houses: tuple[ProjectHouse, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StructureHeld:
    """构(建)筑物所有权 (GJZWSYQ) with the land or sea that it stands on."""

    address: Annotated[str, _text("坐落", 200)]
    base_right_holder: Annotated[str, _text("土地、海域使用权人", 100)]
    base_use_area: Annotated[Decimal, _area("土地、海域使用面积", places=4, positive=True)]
    structure_kind: Annotated[str, _code("构筑物类型", STRUCTURE_KINDS)]
    planned_use: Annotated[str, _text("规划用途", 200)]
    structure_area: Annotated[Decimal, _area("构筑物面积", positive=True)]
    completed_on: Annotated[date, Column(label="竣工时间")]


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseholdMember:
    """家庭成员 (JTCY) of a household that contracts land: shares the right without being named
    on it."""

    name: Annotated[str, _text("成员姓名", 200)]
    id_type: Annotated[str, _text("成员证件种类", 2)]
    id_no: Annotated[str, _text("成员证件号码", 50)]
    relation: Annotated[str, _text("与户主关系", 20)]


@dataclass(frozen=True, kw_only=True, slots=True)
class ForestHeld:
    """林权 (LQ): forest land, and the trees on it. What is said of trees is empty for land alone
    (林地使用权): E29 asks for it where the unit has them."""

    use_right_area: Annotated[Decimal, _area("林地使用权面积", positive=True)]
    land_owner: Annotated[str, _code("林地所有权性质", LAND_OWNERS)]
    tree_owner: Annotated[str | None, _text("森林、林木所有权人", 100)] = None
    tree_user: Annotated[str | None, _text("森林、林木使用权人", 100)] = None
    main_species: Annotated[str | None, _text("主要树种", 200)] = None
    category: Annotated[str | None, _code("林种", FOREST_CATEGORIES)] = None
    origin: Annotated[str | None, _code("起源", FOREST_ORIGINS)] = None
    compartment: Annotated[str, _text("林班", 50)]
    sub_compartment: Annotated[str, _text("小班", 50)]
    place_name: Annotated[str, _text("小地名", 200)]
    issuer_name: Annotated[str | None, _text("发包方", 100)] = None  # of a contract
    tree_count: Annotated[int | None, Column(label="株数")] = None
    planting_year: Annotated[int | None, Column(label="造林年度")] = None
    members: tuple[HouseholdMember, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FarmlandHeld:
    """土地承包经营权、农用地的其他使用权（非林地） (NYDSYQ)."""

    address: Annotated[str, _text("坐落", 200)]
    issuer_code: Annotated[str, _text("发包方代码", 100)]
    issuer_name: Annotated[str, _text("发包方名称", 100)]
    contract_area: Annotated[Decimal, _area("承包面积", positive=True)]
    land_owner: Annotated[str, _code("土地所有权性质", LAND_OWNERS)]
    water_type: Annotated[str | None, _text("水域滩涂类型", 2)] = None
    aquaculture_mode: Annotated[str | None, _text("养殖业方式", 2)] = None
    grass_quality: Annotated[str | None, _text("草原质量", 200)] = None
    carrying_capacity: Annotated[int | None, Column(label="适宜载畜量")] = None
    members: tuple[HouseholdMember, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SeaUsed:
    """海域、无居民海岛使用权 (HYSYQ)."""

    use_right_area: Annotated[Decimal, _area("使用权面积", places=4, positive=True)]
    fee_total: Annotated[Decimal, _area("使用金总额", places=4)]  # yuan
    fee_basis: Annotated[str, _text("使用金标准依据", 200)]
    fee_paid: Annotated[str, _text("使用金缴纳情况", 200)]


@dataclass(frozen=True, kw_only=True, slots=True)
class CommonPart:
    """One of the parts that all owners hold together (FDCQ3): roads, green, rooms for the guard."""

    number: Annotated[str, _text("编号", 10)]
    name: Annotated[str, _text("名称", 100)]
    count: Annotated[int, Column(label="数量", positive=True)]
    area: Annotated[Decimal, _area("面积")]
    shared_land_area: Annotated[Decimal | None, _area("分摊土地面积")] = None


Particulars = (
    LandOwned | LandUsed | HousesOfProject | StructureHeld | ForestHeld | FarmlandHeld | SeaUsed
)
Part = ProjectHouse | HouseholdMember
KINDS: tuple[type[Particulars], ...] = get_args(Particulars)
OF_TREES = ("tree_owner", "tree_user", "main_species", "category", "origin")
"""What is said of a forest where there are trees, and of land alone not."""


PARTS: tuple[type[Part], ...] = get_args(Part)


def _columns(kind: type) -> Mapping[str, tuple[Column, type, bool]]:
    hints = get_type_hints(kind, include_extras=True)
    found: dict[str, tuple[Column, type, bool]] = {}
    for field in fields(kind):
        annotated = get_args(hints[field.name])
        if len(annotated) > 1 and isinstance(annotated[1], Column):
            plain = get_args(annotated[0]) or (annotated[0],)
            found[field.name] = (annotated[1], plain[0], type(None) in plain)
    return MappingProxyType(found)


_COLUMNS = {kind: _columns(kind) for kind in (*KINDS, *PARTS, CommonPart)}
_PARTS: Mapping[type, tuple[str, type[Part]]] = {
    HousesOfProject: ("houses", ProjectHouse),
    ForestHeld: ("members", HouseholdMember),
    FarmlandHeld: ("members", HouseholdMember),
}


def columns_of(kind: type) -> Mapping[str, tuple[Column, type, bool]]:
    """By field of a class, in order: what it takes, its plain type, whether it may be empty.

    The field that holds parts (houses, members) is not among them: see ``parts_of``.
    """
    return _COLUMNS[kind]


def parts_of(kind: type) -> tuple[str, type[Part]] | None:
    """The field of a class that holds its parts, and their class; None if it has none."""
    return _PARTS.get(kind)


def values_of(given: Particulars | Part | CommonPart) -> tuple[Any, ...]:
    """The values of the fields with columns, in their order."""
    return tuple([getattr(given, name) for name in columns_of(type(given))])


def parts_in(given: Particulars) -> tuple[Part, ...]:
    """The parts that it holds, in their order."""
    found = parts_of(type(given))
    return getattr(given, found[0]) if found else ()


_HOLDERS: Mapping[type, tuple[str, ...]] = {
    HousesOfProject: ("land_right_holder",),
    StructureHeld: ("base_right_holder",),
    ForestHeld: ("tree_owner", "tree_user"),
}
"""Fields that name people, who often are the holders themselves."""
_MOST_NAMED = 100  # characters that each of these fields takes


def named(people: Sequence[str]) -> str:
    """Holders as a field names them: all, or the first and how many where that is too long."""
    whole = "、".join(people)
    return whole if len(whole) <= _MOST_NAMED else f"{people[0]}等{len(people)}人"


def renamed(given: Particulars, old: Sequence[str], new: Sequence[str]) -> Particulars | None:
    """What is said once the right has come from some holders to others; None: the same.

    A field that named the holders names the new ones; one that named somebody else stays.
    """
    fields_of = _HOLDERS.get(type(given), ())
    stale = [name for name in fields_of if getattr(given, name) == named(old)]
    changes: Any = dict.fromkeys(stale, named(new))
    return replace(given, **changes) if stale and named(old) != named(new) else None


def in_words(given: Particulars) -> tuple[str, ...]:
    """Each fact with its label, in order; what is not said is left out."""
    said = []
    for name, (column, _, _) in columns_of(type(given)).items():
        value = getattr(given, name)
        if value is not None and value != "":
            shown = column.codes.get(value, value) if column.codes else value
            said.append(f"{column.label} {shown}")
    return tuple(said)
