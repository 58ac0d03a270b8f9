"""Reading the cadastre: units by code and by place, building unit tables, plans."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from itertools import groupby

from dengbu.cadastre import plans
from dengbu.cadastre.geometry import Box
from dengbu.cadastre.models import VALID, Building, Parcel, Unit
from dengbu.cadastre.values import (
    BuildingFacts,
    BuildingGrid,
    GridCell,
    GridFloor,
    ParcelFacts,
    ParcelShape,
    UnitFacts,
    UnitPlace,
    UnitPlan,
)
from dengbu.database.prepared import Reading
from dengbu.database.rows import array
from dengbu.database.wire import reading

PLACES = (
    "SELECT code, office, address FROM cadastre_unit WHERE code = ANY(%s::text[]) AND status = %s"
)
_OF_UNITS = "IN (SELECT {} FROM cadastre_unit u WHERE u.code = ANY(%s::text[]))"
_UNITS = Reading(Unit, "WHERE t.code = ANY(%s::text[])", without=frozenset({"plan", "search"}))
_DRAWN = "SELECT code FROM cadastre_unit WHERE code = ANY(%s::text[]) AND plan IS NOT NULL"
_PARCELS = Reading(
    Parcel, f"WHERE t.id {_OF_UNITS.format('parcel_id')}", without=frozenset({"geometry", "bb"})
)
_BUILDINGS = Reading(
    Building,
    f"WHERE t.id {_OF_UNITS.format('building_id')}",
    without=frozenset({"footprint", "bb"}),
)


def unit(code: str) -> UnitFacts | None:
    """The unit of a bare 28-character code, a retired one too; None if there is none."""
    return units([code]).get(code)


def units(codes: Collection[str]) -> dict[str, UnitFacts]:
    """Units by code, sent together; codes that are unknown are left out."""
    with reading() as wire:
        asked = [reading.ask(wire, [array("text", codes)]) for reading in (_PARCELS, _BUILDINGS)]
        listed = _UNITS.ask(wire, [array("text", codes)])
        drawn = wire.send(_DRAWN, [array("text", codes)])
        parcels = {row.id: _parcel_facts(row) for row in _PARCELS.rows(asked[0])}
        buildings = {row.id: _building_facts(row) for row in _BUILDINGS.rows(asked[1])}
        rows, plans_of = _UNITS.rows(listed), {code for (code,) in drawn.fetchall()}
    return {
        row.code: _unit_facts(
            row,
            parcel=parcels[row.parcel_id],
            building=None if row.building_id is None else buildings[row.building_id],
            has_plan=row.code in plans_of,
        )
        for row in rows
    }


def places(codes: Collection[str]) -> dict[str, UnitPlace]:
    """Office and address of the valid units among `codes`: the cheapest look at many units.

    By a prepared statement, in a transaction or without: this is asked for every case of a bank.
    """
    with reading() as wire:
        found = wire.send(PLACES, [array("text", codes), VALID])
    return {
        code: UnitPlace(code=code, office=office, address=address)
        for code, office, address in found.fetchall()
    }


def unit_ids(codes: Collection[str], *, office: str | None = None) -> dict[str, int]:
    """Ids of the valid units among `codes`, of one office if it is named."""
    rows = Unit.objects.filter(code__in=list(codes), status=VALID)
    if office is not None:
        rows = rows.filter(office=office)
    return dict(rows.values_list("code", "id"))


def areas(codes: Iterable[str]) -> dict[str, Decimal]:
    """Floor area of each house unit, area of the parcel of a unit that is land alone; m2.

    Units whose source did not say, and those that are valid no more, are left out.
    """
    rows = Unit.objects.filter(code__in=list(codes), status=VALID).values_list(
        "code", "floor_area", "parcel__area"
    )
    land = {code: area for code, _, area in rows if code[19] == "W"}
    return land | {code: area for code, area, _ in rows if area is not None}


def plan_of(code: str) -> UnitPlan | None:
    """房产分户图 of a unit; None if there is no such unit, or none was drawn."""
    stored = Unit.objects.filter(code=code).values_list("plan", flat=True).first()
    return None if stored is None else plans.from_json(stored)


def parcel(code: str) -> ParcelFacts | None:
    """The parcel of a bare 19-character code, a retired one too."""
    row = Parcel.objects.filter(code=code).defer("geometry", "bb").first()
    return None if row is None else _parcel_facts(row)


def parcel_shapes(box: Box, *, crs: int, limit: int = 2000) -> tuple[ParcelShape, ...]:
    """Valid parcels whose box meets `box` (in metres of `crs`), at most `limit`."""
    rows = Parcel.objects.filter(bb__meets=box, crs=crs, status=VALID)
    return tuple(
        ParcelShape(code=code, address=address, wkb=bytes(wkb), crs=crs)
        for code, address, wkb in rows.values_list("code", "address", "geometry")[:limit]
    )


def parcel_shape(code: str) -> ParcelShape | None:
    """The outline of one parcel."""
    row = Parcel.objects.filter(code=code).only("code", "address", "geometry", "crs").first()
    if row is None:
        return None
    return ParcelShape(code=row.code, address=row.address, wkb=bytes(row.geometry), crs=row.crs)


def building_grid(code: str) -> BuildingGrid | None:
    """楼盘表 of a 24-character building code; None if there is no such building."""
    row = Building.objects.filter(code=code).defer("footprint", "bb").first()
    if row is None:
        return None
    cells = (
        Unit.objects.filter(building=row, status=VALID)
        .order_by("-floor_no", "code")
        .values_list("floor_no", "code", "room_no", "planned_use", "floor_area")
    )
    floors = [
        GridFloor(
            floor_no=floor_no,
            cells=tuple(
                GridCell(code=c, room_no=room, planned_use=use, floor_area=area)
                for _, c, room, use, area in group
            ),
        )
        for floor_no, group in groupby(cells, key=lambda cell: cell[0])
    ]
    floors.sort(key=lambda floor: floor.floor_no is None)  # PostgreSQL puts unknown floors first
    return BuildingGrid(building=_building_facts(row), floors=tuple(floors))


def buildings_of(parcel_code: str) -> tuple[BuildingFacts, ...]:
    """Buildings on a parcel, by their number."""
    rows = Building.objects.filter(parcel__code=parcel_code).defer("footprint", "bb")
    return tuple(_building_facts(row) for row in rows.order_by("code"))


def _parcel_facts(row: Parcel) -> ParcelFacts:
    return ParcelFacts(
        code=row.code,
        office=row.office,
        address=row.address,
        area=row.area,
        land_use=row.land_use,
        right_type=row.right_type,
        right_nature=row.right_nature,
        land_from=row.land_from,
        land_to=row.land_to,
        bounds=(row.bound_east, row.bound_south, row.bound_west, row.bound_north),
        zone=row.zone,
        valid=row.status == VALID,
    )


def _building_facts(row: Building) -> BuildingFacts:
    return BuildingFacts(
        code=row.code,
        name=row.name,
        floors_above=row.floors_above,
        floors_below=row.floors_below,
        structure=row.structure,
        planned_use=row.planned_use,
        completed_on=row.completed_on,
        floor_area=row.floor_area,
        valid=row.status == VALID,
    )


def _unit_facts(
    row: Unit, *, parcel: ParcelFacts, building: BuildingFacts | None, has_plan: bool
) -> UnitFacts:
    return UnitFacts(
        id=row.id,
        code=row.code,
        office=row.office,
        address=row.address,
        room_no=row.room_no,
        floor_no=row.floor_no,
        total_floors=row.total_floors,
        planned_use=row.planned_use,
        house_nature=row.house_nature,
        house_type=row.house_type,
        structure=row.structure,
        floor_area=row.floor_area,
        inner_area=row.inner_area,
        shared_area=row.shared_area,
        shared_land_area=row.shared_land_area,
        zone=row.zone,
        valid=row.status == VALID,
        source_ref=row.source_ref,
        has_plan=has_plan,
        parcel=parcel,
        building=building,
    )
