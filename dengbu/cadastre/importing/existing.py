"""What the cadastre holds already, asked once an import and under its lock."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.db import connection
from django.db.models import Max
from django.db.models.functions import Left
from shapely.geometry.base import BaseGeometry

from dengbu.cadastre.geometry import Box, Shapes, from_wkb
from dengbu.cadastre.models import VALID, Building, Parcel, SpatialSource, Unit

LOCK_SPACE = 0x636164  # "cad": keeps these advisory locks apart from others'


def lock_office(office: str) -> None:
    """One import an office at a time, until the transaction ends: numbers are given by max + 1."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, int(office)])


def kept_numbering(office: str, name: str) -> dict[str, dict[str, int]]:
    """Ordinals that the last import of a mapping's name gave."""
    latest = SpatialSource.objects.filter(office=office, name=name).order_by("-id")
    return latest.values_list("numbering", flat=True).first() or {}


def last_serials(office: str) -> dict[str, int]:
    """Highest parcel serial by the first 14 characters, retired ones too."""
    rows = (
        Parcel.objects.filter(office=office)
        .annotate(prefix=Left("code", 14))
        .values_list("prefix")
        .annotate(last=Max("code"))
    )
    return {prefix: int(code[14:]) for prefix, code in rows}


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """Rows of one table that are in the cadastre."""

    by_ref: Mapping[str, str]  # source reference to code
    codes: frozenset[str]

    @classmethod
    def of(
        cls,
        model: type[Parcel] | type[Building] | type[Unit],
        *,
        office: str,
        refs: Collection[str],
        codes: Collection[str] = (),
    ) -> "Known":
        """Look references up in an office, and codes in all: a code is unique in the country."""
        rows = model._default_manager.filter(office=office, source_ref__in=list(refs))
        by_ref = dict(rows.values_list("source_ref", "code"))
        found = model._default_manager.filter(code__in=list(codes)).values_list("code", flat=True)
        return cls(by_ref=by_ref, codes=frozenset(found))


@dataclass(frozen=True, kw_only=True, slots=True)
class Storeys:
    """A building that units may lie in."""

    floors_above: int | None
    floors_below: int | None


def buildings_among(codes: Collection[str], office: str) -> dict[str, Storeys]:
    """Valid buildings of an office by code."""
    rows = Building.objects.filter(code__in=list(codes), office=office, status=VALID)
    return {
        code: Storeys(floors_above=above, floors_below=below)
        for code, above, below in rows.values_list("code", "floors_above", "floors_below")
    }


def parcels_among(codes: Collection[str], office: str, crs: int) -> dict[str, BaseGeometry]:
    """Shapes of the valid parcels of an office, by code, in one metric system."""
    rows = Parcel.objects.filter(code__in=list(codes), office=office, crs=crs, status=VALID)
    return {code: from_wkb(bytes(stored)) for code, stored in rows.values_list("code", "geometry")}


def last_households(parcel_codes: Collection[str]) -> dict[str, int]:
    """Highest household number by building code, on parcels that are in already."""
    rows = (
        Unit.objects.filter(parcel__code__in=list(parcel_codes), building__isnull=False)
        .annotate(prefix=Left("code", 24))
        .values_list("prefix")
        .annotate(last=Max("code"))
    )
    return {prefix: int(code[24:]) for prefix, code in rows}


def rooms_in(building_codes: Collection[str]) -> dict[tuple[str, int | None, str, str], str]:
    """Valid units by building code, floor, room, and address where the floor is unknown (D35)."""
    rows = Unit.objects.filter(building__code__in=list(building_codes), status=VALID)
    return {
        (building, floor, room, address if floor is None else ""): code
        for building, floor, room, address, code in rows.exclude(room_no="").values_list(
            "building__code", "floor_no", "room_no", "address", "code"
        )
    }


def parcels_near(boxes: Iterable[Box], crs: int) -> tuple[list[str], Shapes]:
    """Codes and shapes of valid parcels whose box meets one of `boxes`."""
    boxes = list(boxes)
    if not boxes:
        return [], np.empty(0, dtype=object)
    whole = Box(
        min(box.min_x for box in boxes),
        min(box.min_y for box in boxes),
        max(box.max_x for box in boxes),
        max(box.max_y for box in boxes),
    )
    if not Parcel.objects.filter(bb__meets=whole, crs=crs, status=VALID).exists():
        return [], np.empty(0, dtype=object)
    literal = "{" + ";".join(str(box) for box in boxes) + "}"  # boxes part their arrays by ;
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (p.id) p.code, p.geometry FROM unnest(%s::box[]) AS asked(bb) "
            "JOIN cadastre_parcel p ON p.bb && asked.bb WHERE p.crs = %s AND p.status = %s",
            [literal, crs, VALID],
        )
        rows = cursor.fetchall()
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [from_wkb(stored) for _, stored in rows]
    return [code for code, _ in rows], shapes
