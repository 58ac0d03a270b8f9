"""A unit that is nowhere, for what the bill and the estimates ask of one: use and floor area."""

from decimal import Decimal

from dengbu.cadastre import api as cadastre
from dengbu.casework.service_views import ServiceView

SHOP, ANYTHING = "30", "90"  # 规划用途 that are no homes


def unit_nowhere(service: ServiceView, *, use: str, area: Decimal | None) -> cadastre.UnitFacts:
    """A unit of this use (HOME, GARAGE or OTHER) and floor area in m2, of the service's office."""
    home = next(iter(sorted(service.home_uses)), "")
    garage = next(iter(sorted(service.garage_types)), "")
    return cadastre.UnitFacts(
        id=0,
        code=f"{service.office}000000GB00000F00000000",
        office=service.office,
        address="",
        room_no="",
        floor_no=None,
        total_floors=None,
        planned_use={"HOME": home, "OTHER": SHOP}.get(use, ANYTHING),
        house_nature="",
        house_type=garage if use == "GARAGE" else "",
        structure="",
        floor_area=area,
        inner_area=None,
        shared_area=None,
        shared_land_area=None,
        zone="",
        valid=False,
        source_ref="",
        has_plan=False,
        parcel=_parcel(service.office),
        building=None,
    )


def _parcel(office: str) -> cadastre.ParcelFacts:
    return cadastre.ParcelFacts(
        code=f"{office}000000GB00000",
        office=office,
        address="",
        area=Decimal(0),
        land_use="",
        right_type="",
        right_nature="",
        land_from=None,
        land_to=None,
        bounds=("", "", "", ""),
        zone="",
        valid=False,
    )
