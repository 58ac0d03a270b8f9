"""Units that nobody has touched, for one example each."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import count

from dengbu.cadastre.models import Building, Parcel, Unit
from tests.reference.asked import LAND
from tests.register.city import OFFICE

_parcels = count(1000)
Areas = dict[str, Decimal]
"""m2 of each unit, as the survey has them."""


def _parcel(feature: str) -> Parcel:
    return Parcel.objects.create(
        office=OFFICE,
        code=f"430602003012{feature}{next(_parcels):05d}",
        feature=feature,
        address="金鹗东路86号",
        area=Decimal("32000.00"),
        land_use="0701",
        right_type="",
        right_nature="",
        geometry=b"",
        crs=4547,
        bb=(0.0, 0.0, 1.0, 1.0),
    )


def _homes(parcel: Parcel, areas: Iterable[int]) -> Areas:
    building = Building.objects.create(
        office=OFFICE, parcel=parcel, code=f"{parcel.code}F0001", name="1栋"
    )
    found: Areas = {}
    for n, area in enumerate(areas, start=1):
        code = f"{building.code}{n:04d}"
        found[code] = Decimal(area)
        Unit.objects.create(
            office=OFFICE,
            parcel=parcel,
            building=building,
            code=code,
            address=code,
            search=code,
            planned_use="11",
            floor_area=area,
        )
    return found


def _land(parcel: Parcel) -> Areas:
    code = parcel.code + LAND
    Unit.objects.create(office=OFFICE, parcel=parcel, code=code, address=code, search=code)
    return {code: parcel.area}


def homes() -> Areas:
    """Three homes, and codes into which they may be divided or merged."""
    return _homes(_parcel("GB"), (120, 120, 120, 60, 60, 60, 60, 120, 240))


def land_and_homes() -> Areas:
    """Land, three homes on it, and two codes for the parts of one."""
    parcel = _parcel("GB")
    return _land(parcel) | _homes(parcel, (120, 120, 120, 60, 60))


def farms() -> Areas:
    """Two fields."""
    return _land(_parcel("JD")) | _land(_parcel("JD"))
