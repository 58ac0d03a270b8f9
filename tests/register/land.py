"""Units of every kind beside homes, and what may be said of the right on each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from dengbu.cadastre.models import Building, Parcel, Unit
from dengbu.register import api as register
from tests.register.city import (
    BANK,
    OFFICE,
    book,
    booking,
    first,
    make_units,
    mortgage,
    person,
    sale,
    unit_code,
)

HEAD, HEIR = person(1), person(9, born="20100312")
MEMBERS = (
    register.HouseholdMember(name="周1", id_type="1", id_no=HEAD.id_no, relation="户主"),
    register.HouseholdMember(name="周9", id_type="1", id_no=HEIR.id_no, relation="子女"),
)
HOUSE = register.ProjectHouse(
    project_name="东湖厂区",
    building_no="1",
    total_floors=3,
    planned_use="21",
    structure="3",
    floor_area=Decimal("3200.50"),
    completed_on=date(2019, 6, 1),
    unit_count=1,
)
OWNED = register.LandOwned(
    area_unit="1",
    agricultural_area=Decimal("900.00"),
    arable_area=Decimal("500.00"),
    forest_area=Decimal("300.00"),
    grass_area=Decimal("0.00"),
    other_agricultural_area=Decimal("100.00"),
    construction_area=Decimal("80.00"),
    unused_area=Decimal("20.00"),
)
USED = register.LandUsed(use_right_area=Decimal("640.25"))
HOUSES = register.HousesOfProject(
    property_address="金鹗东路86号",
    land_right_holder="周1",
    exclusive_land_area=Decimal("5000.00"),
    houses=(HOUSE, HOUSE),
)
STRUCTURE = register.StructureHeld(
    address="城陵矶港",
    base_right_holder="周1",
    base_use_area=Decimal("0.1234"),
    structure_kind="202",
    planned_use="码头",
    structure_area=Decimal("800.00"),
    completed_on=date(2018, 9, 1),
)
FOREST = register.ForestHeld(
    use_right_area=Decimal("32000.00"),
    land_owner="2",
    tree_owner="周1",
    tree_user="周1",
    main_species="杉木",
    category="2",
    origin="2",
    compartment="12",
    sub_compartment="3",
    place_name="大坡",
    issuer_name="幕阜村",
    tree_count=4100,
    planting_year=2004,
    members=MEMBERS,
)
FARM = register.FarmlandHeld(
    address="麻塘镇",
    issuer_code="430602100200",
    issuer_name="麻塘村",
    contract_area=Decimal("2400.00"),
    land_owner="2",
    members=MEMBERS,
)
SEA = register.SeaUsed(
    use_right_area=Decimal("12.3456"),
    fee_total=Decimal("120000.5000"),
    fee_basis="海域使用金征收标准",
    fee_paid="已缴清",
)


PARTS = (
    register.CommonPart(number="1", name="物业管理用房", count=1, area=Decimal("86.50")),
    register.CommonPart(
        number="2",
        name="小区道路、绿地",
        count=3,
        area=Decimal("5200.00"),
        shared_land_area=Decimal("5200.00"),
    ),
)

FARMED_SINCE = datetime(2024, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of right: where it stands, what is said of it, its nature and term."""

    feature: str
    fixture: str
    content: register.Particulars | None
    nature: str = "200"
    until: date | None = date(2053, 12, 31)


R = register.RightType
KINDS: Mapping[register.RightType, Kind] = {
    R.COLLECTIVE_LAND_OWNERSHIP: Kind(feature="JA", fixture="W00000000", content=OWNED, until=None),
    R.STATE_CONSTRUCTION_LAND_USE: Kind(
        feature="GB", fixture="W00000000", content=USED, nature="102"
    ),
    R.STATE_LAND_USE_AND_HOUSE_OWNERSHIP: Kind(
        feature="GB", fixture="F99990001", content=HOUSES, nature="102"
    ),
    R.HOMESTEAD_USE: Kind(
        feature="JC", fixture="W00000000", content=USED, nature="203", until=None
    ),
    R.HOMESTEAD_USE_AND_HOUSE_OWNERSHIP: Kind(
        feature="JC", fixture="F99990001", content=HOUSES, nature="203", until=None
    ),
    R.COLLECTIVE_CONSTRUCTION_LAND_USE: Kind(feature="JB", fixture="W00000000", content=USED),
    R.COLLECTIVE_LAND_USE_AND_HOUSE_OWNERSHIP: Kind(
        feature="JB", fixture="F99990001", content=HOUSES
    ),
    R.LAND_CONTRACT: Kind(feature="JD", fixture="W00000000", content=FARM, nature="201"),
    R.LAND_CONTRACT_AND_FOREST: Kind(
        feature="JE", fixture="L00000001", content=FOREST, nature="201"
    ),
    R.FOREST_LAND_USE: Kind(feature="GL", fixture="W00000000", content=FOREST, nature="100"),
    R.FOREST_LAND_USE_AND_TREE_USE: Kind(feature="JL", fixture="L00000001", content=FOREST),
    R.GRASSLAND_USE: Kind(feature="JN", fixture="W00000000", content=FARM),
    R.AQUACULTURE: Kind(feature="GN", fixture="W00000000", content=FARM, nature="100"),
    R.SEA_USE: Kind(feature="GH", fixture="W00000000", content=SEA, nature="102"),
    R.SEA_USE_AND_STRUCTURE: Kind(
        feature="GH", fixture="Q00000001", content=STRUCTURE, nature="102"
    ),
    R.ISLAND_USE: Kind(feature="GG", fixture="W00000000", content=SEA, nature="102"),
    R.ISLAND_USE_AND_STRUCTURE: Kind(
        feature="GG", fixture="Q00000001", content=STRUCTURE, nature="102"
    ),
    R.STATE_FARMLAND_USE: Kind(feature="GN", fixture="W00000000", content=FARM, nature="100"),
    R.FOREST_LAND_USE_AND_TREE_OWNERSHIP: Kind(
        feature="GL", fixture="L00000001", content=FOREST, nature="100"
    ),
}


def make_unit(feature: str, fixture: str, serial: int = 7, *, area: str = "32000.00") -> str:
    """A parcel of this feature with one unit, not yet registered; its code."""
    if not Parcel.objects.filter(code="430602003012GB00045").exists():
        make_units(1)
    parcel, _ = Parcel.objects.get_or_create(
        office=OFFICE,
        code=f"430602003012{feature}{serial:05d}",
        defaults={
            "feature": feature,
            "address": "麻塘镇",
            "area": Decimal(area),
            "land_use": "",
            "right_type": "",
            "right_nature": "",
            "geometry": b"",
            "crs": 4547,
            "bb": (0.0, 0.0, 1.0, 1.0),
        },
    )
    code = f"{parcel.code}{fixture}"
    Unit.objects.create(office=OFFICE, parcel=parcel, code=code, address="麻塘镇", search="麻塘镇")
    return code


def make_part(n: int, area: str) -> str:
    """The n-th unit of the building of ``make_units``, of ``area`` m2, unless it is there."""
    code = unit_code(n)
    Unit.objects.get_or_create(
        office=OFFICE,
        code=code,
        defaults={
            "parcel": Parcel.objects.get(code=code[:19]),
            "building": Building.objects.get(code=code[:24]),
            "address": "金鹗东路86号",
            "search": "金鹗东路86号",
            "planned_use": "11",
            "floor_area": Decimal(area),
        },
    )
    return code


def first_of(
    right: register.RightType, unit: str, *holders: register.PartyRef, **more: Any
) -> register.FirstRegistration:
    """The first registration of a kind of right in its plainest form."""
    kind = KINDS[right]
    way = register.CoOwnership.SOLE if len(holders) == 1 else register.CoOwnership.JOINT
    values: dict[str, Any] = {
        "right_nature": kind.nature,
        "term_from": None if kind.until is None else date(2024, 1, 1),
        "term_to": kind.until,
        "particulars": kind.content,
        **more,
    }
    return register.FirstRegistration(
        unit_code=unit,
        holders=tuple(register.HolderShare(party=h) for h in holders),
        co_ownership=way,
        right_type=right,
        **values,
    )


def disposed_land(home: str) -> register.Transfer:
    """The sale of the land alone below a home that has its own title."""
    land = make_unit(home[12:14], "W00000000", int(home[14:19]))
    book(booking(first_of(R.STATE_CONSTRUCTION_LAND_USE, land, person(1))))
    return sale(land, (person(1),), person(2))


def built_by_another(home: str) -> register.FirstRegistration:
    """The first title of the next home to somebody who does not hold the land."""
    land = make_unit(home[12:14], "W00000000", int(home[14:19]))
    book(booking(first_of(R.STATE_CONSTRUCTION_LAND_USE, land, person(1))), at=FARMED_SINCE)
    return first(home[:-4] + "0002", person(2))


def land_released(_home: str) -> register.CancelMortgage:
    """The land is to leave a debt that a home being built on it secures too."""
    land, built = make_unit("GB", "W00000000"), make_unit("GB", "F99990001")
    book(booking(first_of(R.STATE_CONSTRUCTION_LAND_USE, land, person(1))), at=FARMED_SINCE)
    line = register.Collateral(unit_code=built, mortgagors=(person(1),))
    lent = replace(
        mortgage(land, (person(1),)),
        collateral=(line,),
        mortgaged_kind=register.MortgagedKind.UNDER_CONSTRUCTION,
        construction_address="金鹗东路86号",
        construction_scope="1栋",
    )
    (done,) = book(booking(lent, applicants=(person(1), BANK)), at=FARMED_SINCE)
    return register.CancelMortgage(
        unit_code=land,
        proof_no=done.certificates[0].number,
        applicants=(BANK,),
        partial=True,
    )


def farmed(_home: str, **changes: Any) -> register.CreateOperation:
    """The grant of the operation right on land that somebody has by contract."""
    land = make_unit("JD", "W00000000")
    book(booking(first_of(R.LAND_CONTRACT, land, person(1))), at=FARMED_SINCE)
    granting = register.CreateOperation(
        unit_code=land,
        holders=(person(3),),
        grantors=(person(1),),
        mode=register.OperationMode.LEASE,
        area=Decimal("2000.00"),
        term_from=date(2024, 1, 1),
        term_to=date(2033, 12, 31),
    )
    return replace(granting, **changes)


def operated(home: str) -> register.Transfer:
    """The sale of a contract right on land that somebody else farms."""
    granting = farmed(home)
    book(booking(granting, applicants=(person(1), person(3))), at=FARMED_SINCE)
    return replace(sale(granting.unit_code, (person(1),), person(2)), particulars=FARM)


def homestead(_home: str) -> register.FirstRegistration:
    """Of a homestead by somebody of whom nobody proves that he is of the collective."""
    return first_of(R.HOMESTEAD_USE, make_unit("JC", "W00000000"), person(3))


def homestead_lent(_home: str) -> register.CreateMortgage:
    """A mortgage on a homestead."""
    land = make_unit("JC", "W00000000")
    member = register.PropertyFacts(members=frozenset({person(1).key}))
    given = first_of(R.HOMESTEAD_USE, land, person(1))
    book(booking(given, property=member))
    return mortgage(land, (person(1),))
