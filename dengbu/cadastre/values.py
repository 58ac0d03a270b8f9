"""What the cadastre answers and what it is given: frozen values, no framework.

Areas are square metres as `Decimal` with two decimals, `None` when the source does not say;
coded values are those of `codes`, `""` when unknown. Coordinates are metres (east, north).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dengbu.cadastre.geometry import Footing

Ring = tuple[tuple[float, float], ...]
"""Corners of a closed line, the first not repeated; metres."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """One room of a unit plan."""

    name: str  # 客厅, 卧室 ...
    outline: Ring  # corners in the plan's own metres


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitPlan:
    """房产分户图: outline and rooms in metres from the plan's lower left corner."""

    outline: Ring  # outer wall
    rooms: tuple[Room, ...] = ()  # inside the outline


@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelFacts:
    """宗地 as surveyed."""

    code: str  # 19 characters
    office: str  # 6-digit county code of the registration office
    address: str  # 坐落
    area: Decimal  # m2
    land_use: str  # GB/T 21010-2017
    right_type: str  # 权利类型 of the land
    right_nature: str  # 权利性质: 102 granted, 101 allocated ...
    land_from: date | None  # start of the land term
    land_to: date | None  # end of the land term; None: allocated, or unknown
    bounds: tuple[str, str, str, str]  # 四至: east, south, west, north
    zone: str  # 经开区, 南湖新区 or ""
    valid: bool  # False: retired

    @property
    def feature(self) -> str:
        """宗地特征码, two letters."""
        return self.code[12:14]


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildingFacts:
    """自然幢 as surveyed."""

    code: str  # 24 characters
    name: str  # 3栋; "" unknown
    floors_above: int | None  # 地上层数
    floors_below: int | None  # 地下层数
    structure: str  # 房屋结构
    planned_use: str  # 规划用途
    completed_on: date | None  # 竣工日期
    floor_area: Decimal | None  # m2
    valid: bool  # False: demolished


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitFacts:
    """不动产单元 with the parcel and the building that it lies in."""

    id: int  # primary key, which the register's page shares
    code: str  # 28 characters
    office: str  # 6-digit county code of the registration office
    address: str  # 坐落
    room_no: str  # 室号部位
    floor_no: int | None  # 所在层, below ground negative
    total_floors: int | None  # 总层数
    planned_use: str  # 规划用途
    house_nature: str  # 房屋性质
    house_type: str  # 房屋类型
    structure: str  # 房屋结构
    floor_area: Decimal | None  # 建筑面积, m2
    inner_area: Decimal | None  # 套内（专有）建筑面积, m2
    shared_area: Decimal | None  # 分摊建筑面积, m2
    shared_land_area: Decimal | None  # 分摊土地面积, m2
    zone: str  # 经开区, 南湖新区 or ""
    valid: bool  # False: retired
    source_ref: str  # name:key in the survey it came from, "" if entered by hand
    has_plan: bool  # plan_of answers
    parcel: ParcelFacts  # the land
    building: BuildingFacts | None  # None: land alone, or several buildings

    @property
    def is_land(self) -> bool:
        """The land of a parcel alone (W), no house."""
        return self.code[19] == "W"


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitPlace:
    """Where a unit is, and whose it is to register."""

    code: str  # 28 characters
    office: str  # 6-digit county code of the registration office
    address: str  # 坐落


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitHit:
    """One answer of a search."""

    code: str  # 28 characters
    address: str  # 坐落
    planned_use: str  # 规划用途
    floor_area: Decimal | None  # m2


@dataclass(frozen=True, kw_only=True, slots=True)
class GridCell:
    """One unit in the building unit table."""

    code: str  # 28 characters
    room_no: str  # what is shown in the cell
    planned_use: str  # 规划用途
    floor_area: Decimal | None  # m2


@dataclass(frozen=True, kw_only=True, slots=True)
class GridFloor:
    """One row of the table."""

    floor_no: int | None  # None: the source names no floor
    cells: tuple[GridCell, ...]  # by household number


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildingGrid:
    """楼盘表: a building's floors from the top down, with their units."""

    building: BuildingFacts  # which building
    floors: tuple[GridFloor, ...]  # top first, unknown floor last


@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelShape:
    """A parcel on the map."""

    code: str  # 19 characters
    address: str  # 坐落
    wkb: bytes  # (multi)polygon in `crs`
    crs: int  # EPSG code, metres


@dataclass(frozen=True, kw_only=True, slots=True)
class NewParcel:
    """A parcel to add."""

    code: str  # 19 characters, checked
    address: str
    area: Decimal  # m2, above 0
    footing: Footing
    land_use: str = ""
    right_type: str = "3"
    right_nature: str = ""
    land_from: date | None = None
    land_to: date | None = None
    bounds: tuple[str, str, str, str] = ("", "", "", "")  # east, south, west, north
    zone: str = ""
    source_ref: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewBuilding:
    """A building to add; its parcel follows from its code."""

    code: str  # 24 characters, checked
    name: str = ""
    floors_above: int | None = None
    floors_below: int | None = None
    structure: str = ""
    planned_use: str = ""
    completed_on: date | None = None
    floor_area: Decimal | None = None  # m2
    footing: Footing | None = None  # None: the source has no footprint
    source_ref: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewUnit:
    """A unit to add; its parcel and building follow from its code."""

    code: str  # 28 characters, checked
    address: str
    room_no: str = ""
    floor_no: int | None = None
    total_floors: int | None = None
    planned_use: str = ""
    house_nature: str = ""
    house_type: str = ""
    structure: str = ""
    floor_area: Decimal | None = None
    inner_area: Decimal | None = None
    shared_area: Decimal | None = None
    shared_land_area: Decimal | None = None
    plan: UnitPlan | None = None
    zone: str = ""
    source_ref: str = ""
