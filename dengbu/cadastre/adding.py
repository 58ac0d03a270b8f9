"""Adding rows to the cadastre, set-wise: one COPY a table, in the caller's transaction.

Used by the importer and by anyone who has sound values in hand. Codes are unique for ever, so
adding one twice is an `IntegrityError` and nothing of the call stays.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson
import psycopg
from django.db import connection
from django.db.models import Exists, OuterRef

from dengbu.cadastre import plans
from dengbu.cadastre.geometry import Footing
from dengbu.cadastre.models import RETIRED, VALID, Building, Parcel, Unit
from dengbu.cadastre.values import NewBuilding, NewParcel, NewUnit
from dengbu.database.ids import next_ids
from dengbu.kernel.chinese import fold

PARCEL_DIGITS = 19  # of a unit's code
Row = tuple[Any, ...]
_COMMON = ("id", "office", "status", "source_id", "source_ref", "code")
_PARCEL = (
    *_COMMON,
    *("feature", "address", "area", "land_use", "right_type", "right_nature"),
    *("land_from", "land_to", "bound_east", "bound_south", "bound_west", "bound_north"),
    *("zone", "geometry", "crs", "bb"),
)
_BUILDING = (
    *_COMMON,
    *("parcel_id", "name", "floors_above", "floors_below", "structure", "planned_use"),
    *("completed_on", "floor_area", "footprint", "crs", "bb"),
)
_UNIT = (
    *_COMMON,
    *("parcel_id", "building_id", "address", "search", "room_no", "floor_no", "total_floors"),
    *("planned_use", "house_nature", "house_type", "structure", "floor_area", "inner_area"),
    *("shared_area", "shared_land_area", "plan", "zone"),
)


def add_parcels(
    parcels: Sequence[NewParcel], *, office: str, source_id: int | None = None
) -> dict[str, int]:
    """Add parcels of one office; their ids by code.

    `IntegrityError` if a code or source reference is taken or a value breaks a constraint.
    """
    ids = dict(zip((p.code for p in parcels), next_ids(len(parcels)), strict=True))
    rows = (
        (
            *(ids[p.code], office, VALID, source_id, p.source_ref, p.code),
            *(p.code[12:14], p.address, p.area, p.land_use, p.right_type, p.right_nature),
            *(p.land_from, p.land_to, *p.bounds, p.zone, *_footing(p.footing)),
        )
        for p in parcels
    )
    _copy("cadastre_parcel", _PARCEL, rows)
    return ids


def add_buildings(
    buildings: Sequence[NewBuilding], *, office: str, source_id: int | None = None
) -> dict[str, int]:
    """Add buildings to parcels that exist; their ids by code.

    `LookupError` names the first parcel that is missing; `IntegrityError` as for parcels.
    """
    parcels = _ids(Parcel, {b.code[:19] for b in buildings}, office)
    ids = dict(zip((b.code for b in buildings), next_ids(len(buildings)), strict=True))
    rows = (
        (
            *(ids[b.code], office, VALID, source_id, b.source_ref, b.code),
            *(_found(parcels, b.code[:19]), b.name, b.floors_above, b.floors_below, b.structure),
            *(b.planned_use, b.completed_on, b.floor_area, *_footing(b.footing)),
        )
        for b in buildings
    )
    _copy("cadastre_building", _BUILDING, rows)
    return ids


def add_units(
    units: Sequence[NewUnit], *, office: str, source_id: int | None = None
) -> dict[str, int]:
    """Add units to parcels and buildings that exist; their ids by code.

    A house unit lies in the building of its code (D34), unless that is 9999: several buildings.
    `LookupError` names the first parcel or building that is missing.
    """
    parcels = _ids(Parcel, {u.code[:19] for u in units}, office)
    buildings = _ids(Building, {b for u in units if (b := building_of(u.code))}, office)
    ids = dict(zip((u.code for u in units), next_ids(len(units)), strict=True))
    rows = (
        (
            *(ids[u.code], office, VALID, source_id, u.source_ref, u.code),
            *(_found(parcels, u.code[:19]), _building(buildings, u.code), u.address),
            *(fold(u.address), u.room_no, u.floor_no, u.total_floors, u.planned_use),
            *(u.house_nature, u.house_type, u.structure, u.floor_area, u.inner_area),
            *(u.shared_area, u.shared_land_area, _plan(u), u.zone),
        )
        for u in units
    )
    _copy("cadastre_unit", _UNIT, rows)
    return ids


def building_of(unit_code: str) -> str | None:
    """The 24-character building code of a house unit; None for land and for several buildings."""
    if unit_code[19] != "F" or unit_code[20:24] == "9999":
        return None
    return unit_code[:24]


def _building(buildings: Mapping[str, int], unit_code: str) -> int | None:
    code = building_of(unit_code)
    return None if code is None else _found(buildings, code)


def _found(ids: Mapping[str, int], code: str) -> int:
    if code not in ids:
        raise LookupError(f"not in the cadastre of this office: {code}")
    return ids[code]


def _ids(model: type[Parcel] | type[Building], codes: set[str], office: str) -> dict[str, int]:
    rows = model._default_manager.filter(code__in=list(codes), office=office, status=VALID)
    return dict(rows.values_list("code", "id"))


def _footing(footing: Footing | None) -> Row:
    return (None, None, None) if footing is None else (footing.wkb, footing.crs, str(footing.box))


def _plan(unit: NewUnit) -> str | None:
    return None if unit.plan is None else orjson.dumps(plans.to_json(unit.plan)).decode()


def _copy(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("adding rows needs the caller's transaction")
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    statement = f'COPY "{table}" ({", ".join(columns)}) FROM STDIN'
    with (
        connection.wrap_database_errors,
        psycopg.Cursor(raw) as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def revive_units(codes: Collection[str], *, instead_of: Collection[str], office: str) -> None:
    """Units that are there again, since those they were divided or merged into never were.

    In the caller's transaction. The parcels of ``codes`` are there again with them.
    LookupError if one of them is not a unit of the office.
    """
    gone = Unit.objects.filter(code__in=list(instead_of), office=office, status=VALID)
    gone.update(status=RETIRED)
    _end_parcels(instead_of, office)
    rows = Unit.objects.filter(code__in=list(codes), office=office)
    if rows.update(status=VALID) != len(set(codes)):
        raise LookupError("a unit to be revived is not of this office")
    Parcel.objects.filter(pk__in=rows.values("parcel_id")).update(status=VALID)


def retire_units(codes: Collection[str], *, office: str) -> None:
    """Units that ended: divided, merged or gone. In the caller's transaction.

    A parcel ends with the unit that was its land, unless something valid stands on it still.
    LookupError if one of them is not a valid unit of the office.
    """
    rows = Unit.objects.filter(code__in=list(codes), office=office, status=VALID)
    if rows.update(status=RETIRED) != len(set(codes)):
        raise LookupError("a unit to be retired is not valid in this office")
    _end_parcels(codes, office)


def _end_parcels(codes: Collection[str], office: str) -> None:
    """Parcels whose land ended, unless something valid stands on them still."""
    if land := [code[:PARCEL_DIGITS] for code in codes if code[PARCEL_DIGITS] == "W"]:
        standing = Unit.objects.filter(parcel=OuterRef("pk"), status=VALID)
        parcels = Parcel.objects.filter(code__in=land, office=office)
        parcels.filter(~Exists(standing)).update(status=RETIRED)
