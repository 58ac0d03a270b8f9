"""The land and houses of the demonstration city: survey files from a seed, and their import.

The files are such as a survey office hands in (GeoPackage with parcels and buildings, a table of
units, codes of GB/T 37346-2019 in it), so that the city comes in by the very importer that a real
office uses. Columns bear the national field names. Estates, streets and people are invented; the
place is 岳阳楼区 (430602) with its zones 经开区 and 南湖新区.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from random import Random

import numpy as np
import orjson
import pyogrio
import shapely

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.site.demonstration.cadastre_buildings import STYLES, House, Room, build
from dengbu.site.demonstration.cadastre_homes import CENT
from dengbu.site.demonstration.cadastre_streets import (
    LOTS,
    Block,
    Kind,
    Quad,
    blocks,
    estates,
    holds,
    rectangle,
    split,
)

DISTRICT, DISTRICT_NAME, CRS = "430602", "岳阳楼区", 4547
SEED = 430602
MAPPING = Path(__file__).with_name("cadastre.toml")
Row = dict[str, str]


class Dice(Random):
    """Chance from a seed, for scenery; secrets never come from here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CitySource:
    """The files of the city, in one folder."""

    survey: Path  # GeoPackage, layers parcels and buildings
    units: Path  # CSV
    mapping: Path  # TOML


@dataclass(frozen=True, kw_only=True, slots=True)
class City:
    """All rows of the survey, by national field names."""

    parcels: list[Row] = field(default_factory=list)
    parcel_shapes: list[Quad] = field(default_factory=list)
    buildings: list[Row] = field(default_factory=list)
    building_shapes: list[Quad] = field(default_factory=list)
    units: list[Row] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tenure:
    """How the land of one kind of block is held."""

    land_use: str  # 土地用途, GB/T 21010-2017
    right_nature: str  # 权利性质: 102 granted, 101 allocated
    years: int  # term of a grant


_TENURES = {
    Kind.WALK_UP: _Tenure(land_use="0701", right_nature="102", years=70),
    Kind.TOWERS: _Tenure(land_use="0701", right_nature="102", years=70),
    Kind.SHOPS: _Tenure(land_use="0501", right_nature="102", years=40),
    Kind.OLD_TOWN: _Tenure(land_use="0701", right_nature="101", years=0),
    Kind.OFFICES: _Tenure(land_use="05", right_nature="102", years=40),
    Kind.PARK: _Tenure(land_use="08", right_nature="101", years=0),
}


def make_city(seed: int = SEED) -> City:
    """The city of a seed: the same seed gives the same rows."""
    return _Surveyor(Dice(seed)).survey()


def write_city(folder: Path, *, seed: int = SEED) -> CitySource:
    """Write the files of the city into a folder that exists; files of an earlier run go."""
    return write_survey(make_city(seed), folder)


def write_survey(city: City, folder: Path) -> CitySource:
    """Write the files of any city or part of one, as `write_city`."""
    source = CitySource(
        survey=folder / "yueyang.gpkg",
        units=folder / "yueyang-units.csv",
        mapping=folder / "yueyang.toml",
    )
    source.survey.unlink(missing_ok=True)
    _write_layer(source.survey, "parcels", city.parcels, city.parcel_shapes)
    _write_layer(source.survey, "buildings", city.buildings, city.building_shapes)
    with source.units.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(city.units[0]))
        writer.writeheader()
        writer.writerows(city.units)
    source.mapping.write_bytes(MAPPING.read_bytes())
    return source


def surveyed(folder: Path) -> list[str]:
    """The unit codes of the survey in ``folder``, in its order."""
    with (folder / "yueyang-units.csv").open(encoding="utf-8", newline="") as file:
        return [row["BDCDYH"] for row in csv.DictReader(file)]


def load_city(
    folder: Path,
    *,
    office: str,
    now: datetime,
    progress: Callable[[str, int, int], None] | None = None,
) -> cadastre.ImportReport:
    """Import the files of `write_city` as the office's system account."""
    return cadastre.import_cadastre(
        folder / "yueyang.gpkg",
        cadastre.read_mapping(folder / "yueyang.toml"),
        office=office,
        actor=accounts.system_actor(office),
        dry_run=False,
        now=now,
        progress=progress,
    )


class _Surveyor:
    """Goes through the city block by block and numbers what stands there."""

    def __init__(self, random: Dice) -> None:
        self.random = random
        self.city = City()
        self.estates = {kind: estates(random, kind) for kind in Kind}
        self.serials: Counter[str] = Counter()  # of parcels, by sub-district
        self.doors: Counter[str] = Counter()  # house numbers, by street

    def survey(self) -> City:
        for block in blocks(self.random):
            for lot in split(block.corners, *LOTS[block.kind]):
                self.parcel(block, lot)
        return self.city

    def parcel(self, block: Block, lot: Quad) -> None:
        sub_district = DISTRICT + block.sub_district
        self.serials[sub_district] += 1
        code = f"{sub_district}GB{self.serials[sub_district]:05d}"
        self.doors[block.street] += self.random.randint(1, 4)
        estate = next(self.estates[block.kind], "")
        address = f"{DISTRICT_NAME}{block.street}{self.doors[block.street]}号{estate}"
        style = STYLES.get(block.kind)
        year = self.random.randint(*style.built) if style else 2000
        area = Decimal(str(round(shapely.Polygon(lot).area, 2)))
        self.city.parcels.append(_parcel_row(code, address, block, area, year))
        self.city.parcel_shapes.append(lot)
        if style is None:
            self.city.units.append(_land_row(code, address, block))
            return
        houses = [
            (slot, build(self.random, style, min(year + self.random.randint(0, 1), 2024)))
            for slot in split(lot, *style.grid)
        ]
        built = sum((room.floor_area for _, house in houses for room in house.rooms), Decimal(0))
        for number, (slot, house) in enumerate(houses, start=1):
            place = f"{address}{number}栋"
            self.city.buildings.append(_building_row(f"{code}F{number:04d}", number, house))
            self.city.building_shapes.append(_footprint(slot, house))
            for household, room in enumerate(house.rooms, start=1):
                unit = f"{code}F{number:04d}{household:04d}"
                land = (area * room.floor_area / built).quantize(CENT, ROUND_DOWN)
                self.city.units.append(_unit_row(unit, place, block, house, room, land))


def _parcel_row(code: str, address: str, block: Block, area: Decimal, year: int) -> Row:
    tenure = _TENURES[block.kind]
    start = end = ""
    if tenure.years:
        begun = date(year - 2, year % 12 + 1, year % 28 + 1)
        start = begun.isoformat()
        end = (begun.replace(year=begun.year + tenure.years) - timedelta(days=1)).isoformat()
    east, south, west, north = block.neighbours
    return {
        "ZDDM": code,
        "ZL": address,
        "ZDMJ": str(area),
        "TDYT": tenure.land_use,
        "QLLX": "3",
        "QLXZ": tenure.right_nature,
        "QSRQ": start,
        "ZZRQ": end,
        "ZDSZD": east,
        "ZDSZN": south,
        "ZDSZX": west,
        "ZDSZB": north,
        "GNQ": block.zone,
    }


def _building_row(code: str, number: int, house: House) -> Row:
    floor_area = sum((room.floor_area for room in house.rooms), Decimal(0))
    return {
        "ZRZH": code,
        "JZWMC": f"{number}栋",
        "DSCS": str(house.above),
        "DXCS": str(house.below),
        "ZCS": str(house.above + house.below),
        "FWJG": house.structure,
        "GHYT": house.use.planned_use,
        "JGRQ": house.completed_on.isoformat(),
        "SCJZMJ": str(floor_area),
    }


def _unit_row(code: str, place: str, block: Block, house: House, room: Room, land: Decimal) -> Row:
    return {
        "BDCDYH": code,
        "ZL": place + room.place,
        "SHBW": room.room_no,
        "SZC": str(room.floor),
        "ZCS": str(house.above),
        "GHYT": room.use.planned_use,
        "FWXZ": house.nature,
        "FWLX": room.use.house_type,
        "FWJG": house.structure,
        "SCJZMJ": str(room.floor_area),
        "SCTNJZMJ": str(room.inner),
        "SCFTJZMJ": str(room.shared),
        "FTTDMJ": str(land),
        "FCFHT": _plan(room),
        "GNQ": block.zone,
    }


def _land_row(code: str, address: str, block: Block) -> Row:
    columns = (
        *("BDCDYH", "ZL", "SHBW", "SZC", "ZCS", "GHYT", "FWXZ", "FWLX", "FWJG"),
        *("SCJZMJ", "SCTNJZMJ", "SCFTJZMJ", "FTTDMJ", "FCFHT", "GNQ"),
    )
    return dict.fromkeys(columns, "") | {
        "BDCDYH": f"{code}W00000000",
        "ZL": address,
        "GNQ": block.zone,
    }


def _plan(room: Room) -> str:
    rooms = [{"name": each.name, "outline": each.outline} for each in room.plan.rooms]
    return orjson.dumps({"outline": room.plan.outline, "rooms": rooms}).decode()


def _footprint(slot: Quad, house: House) -> Quad:
    """Rectangle of the largest floor; deeper than usual where the ground is narrow."""
    for stretch in (1.0, 1.15, 1.3, 1.5, 1.8):
        depth = house.depth * stretch
        shape = rectangle(slot, house.footprint_area / depth, depth)
        if holds(slot, shape):
            return shape
    raise ValueError("no room for a building in its slot")


def _write_layer(
    path: Path, layer: str, rows: Sequence[Mapping[str, str]], shapes: Iterable[Quad]
) -> None:
    polygons = np.array([shapely.Polygon(shape) for shape in shapes], dtype=object)
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(polygons),
        field_data=[np.array([row[name] for row in rows], dtype=object) for name in rows[0]],
        fields=list(rows[0]),
        layer=layer,
        driver="GPKG",
        geometry_type="Polygon",
        crs=f"EPSG:{CRS}",
    )
