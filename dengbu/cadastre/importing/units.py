"""Unit rows: which parcel and building they lie in, their values and their codes."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from dengbu.cadastre import plans
from dengbu.cadastre.adding import building_of
from dengbu.cadastre.codes import HOUSE_NATURES, HOUSE_TYPES, PLANNED_USES, STRUCTURES
from dengbu.cadastre.importing import existing
from dengbu.cadastre.importing.expressions import NOTHING
from dengbu.cadastre.importing.findings import Reason, Row
from dengbu.cadastre.importing.lodging import Lodging
from dengbu.cadastre.importing.mapping import UnitRules
from dengbu.cadastre.importing.numbering import Households, order_of
from dengbu.cadastre.importing.parcels import ParcelPlan
from dengbu.cadastre.importing.scene import Scene
from dengbu.cadastre.importing.twins import say_code_twins, say_land_twins, say_rooms
from dengbu.cadastre.importing.values import Reader
from dengbu.cadastre.rules import UNIT_RULES, UnitFact, judge
from dengbu.cadastre.values import NewBuilding, NewUnit, UnitPlan

LAND = "land"


@dataclass(slots=True)
class UnitDraft:
    """A unit on its way; sound while its row is not refused."""

    row: Row
    parcel: str  # 19-character code of its parcel
    new: NewUnit  # its code is complete once it is numbered


@dataclass(frozen=True, slots=True)
class UnitsPlan:
    """What becomes of the table of units."""

    drafts: tuple[UnitDraft, ...]  # sound ones
    buildings: tuple[NewBuilding, ...]  # that no layer gives
    stand_ins: tuple[NewUnit, ...]  # land units of parcels without a unit row


def first_rows(rows: Iterable[Row], rules: UnitRules) -> dict[str, Mapping[str, str]]:
    """Values of each parcel key's first row, a land row before others: for the parcel's values."""
    found: dict[str, Mapping[str, str]] = {}
    land: set[str] = set()
    for row in rows:
        key = rules.parcel.read(row.values)
        if not key or row.refused:
            continue
        if key not in found or (key not in land and rules.kind.read(row.values) == LAND):
            found[key] = row.values
            if rules.kind.read(row.values) == LAND:
                land.add(key)
    return found


def plan_units(
    rows: list[Row], rules: UnitRules, scene: Scene, parcels: ParcelPlan, lodging: Lodging
) -> UnitsPlan:
    """Decide on every unit row, whose keys are settled."""
    drafts = []
    for row in scene.watched("units", rows):
        if row.refused:
            continue
        parcel = lodging.parcel_of(row, rules)
        if parcel is not None:
            drafts.append(_draft(row, parcel, rules, scene, lodging.zone_of(parcel)))
    if rules.code is NOTHING:
        say_land_twins([(draft.row, draft.new.code) for draft in drafts])
    else:
        say_code_twins([(draft.row, draft.new.code) for draft in drafts])
    added = lodging.settle_buildings([(d.row, d.new.code) for d in _sound(drafts)], rules)
    for draft in drafts:
        draft.row.add(judge(_fact(draft, scene, lodging), UNIT_RULES))
    say_rooms([(draft.row, draft.new) for draft in _sound(drafts)], lodging.known_buildings)
    if rules.code is NOTHING:
        _give_codes(_sound(drafts), rules, lodging)
    sound = tuple(_sound(drafts))
    used = {building_of(draft.new.code) for draft in sound}
    return UnitsPlan(
        drafts=sound,
        buildings=tuple(NewBuilding(code=code) for code in sorted(added) if code in used),
        stand_ins=_stand_ins(rows, rules, parcels) if rules.land_stands_in else (),
    )


def _sound(drafts: list[UnitDraft]) -> list[UnitDraft]:
    return [draft for draft in drafts if not draft.row.refused]


def _draft(row: Row, parcel: str, rules: UnitRules, scene: Scene, zone: str) -> UnitDraft:
    read = Reader(row, rules.values, {})
    code = _code(row, parcel, rules)
    is_land = code[19:20] == "W"
    new = NewUnit(
        code=code,
        address=read.text("address", 200, needed=True),
        room_no=read.text("room_no", 20),
        floor_no=read.whole("floor_no"),
        total_floors=read.storeys("total_floors"),
        planned_use="" if is_land else read.coded("planned_use", PLANNED_USES),
        house_nature="" if is_land else read.coded("house_nature", HOUSE_NATURES),
        house_type="" if is_land else read.coded("house_type", HOUSE_TYPES),
        structure="" if is_land else read.coded("structure", STRUCTURES),
        floor_area=None if is_land else read.area("floor_area"),
        inner_area=None if is_land else read.area("inner_area"),
        shared_area=None if is_land else read.area("shared_area", zero=True),
        shared_land_area=read.area("shared_land_area", zero=True),
        plan=_plan(read),
        zone=read.text("zone", 20) or zone,
        source_ref=scene.ref(row.key),
    )
    if not is_land and new.floor_area is None and not row.refused:
        if rules.keep_unknown_area:
            row.note(Reason.AREA_UNKNOWN)
        else:
            row.refuse(Reason.REQUIRED, name="建筑面积")
    if len(new.source_ref) > 120:
        row.refuse(Reason.TOO_LONG, name="编号", longest=120)
    return UnitDraft(row, parcel, new)


def _code(row: Row, parcel: str, rules: UnitRules) -> str:
    """The source's code; or, to be numbered, the land's, or a building's with a stand-in serial."""
    if rules.code is not NOTHING:
        return row.code
    if rules.kind.read(row.values) == LAND:
        return f"{parcel}W00000000"
    number = rules.building.read(row.values)
    if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= 9998):
        row.refuse(Reason.UNREADABLE, name="幢号", value=number)
        return f"{parcel}F00010001"
    return f"{parcel}F{int(number):04d}0001"


def _plan(read: Reader) -> UnitPlan | None:
    text = read.raw("plan")
    if not text:
        return None
    try:
        return plans.from_json(orjson.loads(text))
    except (ValueError, KeyError, TypeError):
        read.row.refuse(Reason.UNREADABLE, name="分户图", value=text[:40])
        return None


def _fact(draft: UnitDraft, scene: Scene, lodging: Lodging) -> UnitFact:
    storeys = lodging.storeys_of(building_of(draft.new.code))
    tops = [top for top in (storeys.floors_above, draft.new.total_floors) if top is not None]
    return UnitFact(
        code=draft.new.code,
        districts=scene.districts,
        parcel_code=draft.parcel,
        floor_no=draft.new.floor_no,
        floors_above=min(tops, default=None),
        floors_below=storeys.floors_below,
        floor_area=draft.new.floor_area,
        inner_area=draft.new.inner_area,
        shared_area=draft.new.shared_area,
    )


def _give_codes(drafts: list[UnitDraft], rules: UnitRules, lodging: Lodging) -> None:
    """Number the sound households of each building, after those that are in."""
    households = Households(existing.last_households(lodging.known_parcels))
    for draft in sorted(drafts, key=lambda draft: order_of(draft.row, rules.order)):
        building = building_of(draft.new.code)
        code = draft.new.code if building is None else households.next(draft.row, building)
        if code is not None:
            draft.new = dataclasses.replace(draft.new, code=code)
            draft.row.code = code


def _stand_ins(rows: Iterable[Row], rules: UnitRules, parcels: ParcelPlan) -> tuple[NewUnit, ...]:
    """The land unit of every new parcel that no row of the table names."""
    named: set[str] = set()
    for row in rows:
        named.add(rules.parcel.read(row.values) if rules.parcel is not NOTHING else row.code[:19])
    units = []
    for draft in parcels.drafts:
        if draft.row.key in named or draft.new.code in named:
            continue
        code = f"{draft.new.code}W00000000"
        draft.row.note(Reason.LAND_HAS_NO_ROWS, code=code)
        units.append(NewUnit(code=code, address=draft.new.address, zone=draft.new.zone))
    return tuple(units)
