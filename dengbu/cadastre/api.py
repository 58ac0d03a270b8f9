"""The door of the cadastre: what other contexts may use."""

from dengbu.cadastre.adding import (
    add_buildings,
    add_parcels,
    add_units,
    retire_units,
    revive_units,
)
from dengbu.cadastre.carrying import ground_of, retire_there, revive_there
from dengbu.cadastre.codes import (
    HOUSE_NATURES,
    HOUSE_TYPES,
    LAND_USES,
    PLANNED_USES,
    RESIDENTIAL_USES,
    RIGHT_NATURES,
    RIGHT_TYPES,
    STRUCTURES,
)
from dengbu.cadastre.geometry import Box, Footing, read_footing
from dengbu.cadastre.importing.findings import Outcome, Table
from dengbu.cadastre.importing.mapping import ImportMapping, parse_mapping, read_mapping
from dengbu.cadastre.importing.report import ImportReport
from dengbu.cadastre.importing.run import import_cadastre
from dengbu.cadastre.importing.summary import import_report
from dengbu.cadastre.plans import from_json as read_plan
from dengbu.cadastre.queries import (
    areas,
    building_grid,
    buildings_of,
    parcel,
    parcel_shape,
    parcel_shapes,
    places,
    plan_of,
    unit,
    unit_ids,
    units,
)
from dengbu.cadastre.search import search_units
from dengbu.cadastre.values import (
    BuildingFacts,
    BuildingGrid,
    GridCell,
    GridFloor,
    NewBuilding,
    NewParcel,
    NewUnit,
    ParcelFacts,
    ParcelShape,
    Room,
    UnitFacts,
    UnitHit,
    UnitPlace,
    UnitPlan,
)

__all__ = [
    "HOUSE_NATURES",
    "HOUSE_TYPES",
    "LAND_USES",
    "PLANNED_USES",
    "RESIDENTIAL_USES",
    "RIGHT_NATURES",
    "RIGHT_TYPES",
    "STRUCTURES",
    "Box",
    "BuildingFacts",
    "BuildingGrid",
    "Footing",
    "GridCell",
    "GridFloor",
    "ImportMapping",
    "ImportReport",
    "NewBuilding",
    "NewParcel",
    "NewUnit",
    "Outcome",
    "ParcelFacts",
    "ParcelShape",
    "Room",
    "Table",
    "UnitFacts",
    "UnitHit",
    "UnitPlace",
    "UnitPlan",
    "add_buildings",
    "add_parcels",
    "add_units",
    "areas",
    "retire_there",
    "retire_units",
    "revive_there",
    "revive_units",
    "building_grid",
    "buildings_of",
    "ground_of",
    "parcel",
    "parcel_shape",
    "parcel_shapes",
    "import_cadastre",
    "import_report",
    "parse_mapping",
    "places",
    "plan_of",
    "read_footing",
    "read_mapping",
    "read_plan",
    "search_units",
    "unit",
    "unit_ids",
    "units",
]
