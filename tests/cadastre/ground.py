"""A few parcels, buildings and units for the tests of the cadastre, added by its own verbs."""

from collections.abc import Sequence
from decimal import Decimal

import shapely
from django.db import transaction

from dengbu.cadastre import api as cadastre
from dengbu.database.ids import forget_block

OFFICE = "430602"
PARCEL = "430602001001GB00001"
BUILDING = PARCEL + "F0001"


def square(x: float = 0.0, y: float = 0.0, side: float = 100.0) -> shapely.Polygon:
    """A square in metres."""
    return shapely.box(x, y, x + side, y + side)


def new_parcel(code: str = PARCEL, *, x: float = 0.0) -> cadastre.NewParcel:
    """A parcel of one hectare."""
    return cadastre.NewParcel(
        code=code,
        address="岳阳楼区枫林路1号",
        area=Decimal("10000.00"),
        footing=cadastre.Footing.of(square(x), crs=4547),
        land_use="0701",
        right_nature="102",
    )


def new_unit(number: int, address: str = "", *, floor: int = 1, room: str = "") -> cadastre.NewUnit:
    """The n-th household of the building."""
    return cadastre.NewUnit(
        code=f"{BUILDING}{number:04d}",
        address=address or f"岳阳楼区枫林路1号枫桥苑1栋{room or number}室",
        room_no=room or str(number),
        floor_no=floor,
        total_floors=6,
        planned_use="11",
        floor_area=Decimal("90.00"),
    )


def add(units: Sequence[cadastre.NewUnit]) -> dict[str, int]:
    """One parcel, one building of six floors and these units."""
    forget_block()
    with transaction.atomic():
        cadastre.add_parcels([new_parcel()], office=OFFICE)
        cadastre.add_buildings(
            [cadastre.NewBuilding(code=BUILDING, name="1栋", floors_above=6, floors_below=0)],
            office=OFFICE,
        )
        return cadastre.add_units(units, office=OFFICE)
