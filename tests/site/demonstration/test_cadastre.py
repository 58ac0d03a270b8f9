"""The surveyed city: large enough, sound by the rules of any import, the same from one seed."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import orjson
import pytest
import shapely

from dengbu.cadastre import api as cadastre
from dengbu.database.ids import forget_block
from dengbu.kernel.unit_code import UnitCode
from dengbu.site.demonstration import cadastre as demonstration
from dengbu.site.demonstration.cadastre import City, make_city

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OFFICE = "430602"


@pytest.fixture(scope="module")
def city() -> City:
    return make_city()


def polygons(quads: list[demonstration.Quad]) -> np.ndarray:
    return np.array([shapely.Polygon(quad) for quad in quads], dtype=object)


def test_it_is_as_large_as_promised(city: City) -> None:
    assert len(city.parcels) >= 300
    assert len(city.buildings) >= 1_200
    assert len(city.units) >= 20_000
    assert {row["GNQ"] for row in city.parcels} == {"", "经开区", "南湖新区"}
    uses = Counter(row["FWLX"] for row in city.units)
    assert all(uses[house_type] > 300 for house_type in ("1", "2", "3", "6"))


def test_the_same_seed_gives_the_same_city(city: City) -> None:
    assert make_city() == city
    assert make_city(1).units != city.units


def test_every_code_and_address_is_sound_and_stands_once(city: City) -> None:
    codes = [UnitCode(row["BDCDYH"]) for row in city.units]
    assert len(set(codes)) == len(codes)
    assert len({row["ZL"] for row in city.units}) == len(codes)
    parcels = {row["ZDDM"] for row in city.parcels}
    assert {code.parcel_code for code in codes} == parcels
    buildings = {row["ZRZH"] for row in city.buildings}
    assert {code.building_code for code in codes} - {None} == buildings


def test_no_ground_is_given_twice(city: City) -> None:
    parcels, buildings = polygons(city.parcel_shapes), polygons(city.building_shapes)
    assert shapely.is_valid(parcels).all()
    for shapes in (parcels, buildings):
        first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        once = first < second
        shared = shapely.area(shapely.intersection(shapes[first[once]], shapes[second[once]]))
        assert shared.max(initial=0.0) < 0.001
    place = {row["ZDDM"]: n for n, row in enumerate(city.parcels)}
    own = parcels[[place[row["ZRZH"][:19]] for row in city.buildings]]
    assert shapely.covers(own, buildings).all()


def test_what_is_drawn_agrees_with_what_is_written(city: City) -> None:
    for row in city.units[::97]:
        if not row["FCFHT"]:
            continue
        floor, inner, shared = (Decimal(row[name]) for name in ("SCJZMJ", "SCTNJZMJ", "SCFTJZMJ"))
        assert floor == inner + shared
        plan = orjson.loads(row["FCFHT"])
        outline = shapely.Polygon(plan["outline"])
        storeys = int(row["ZCS"]) if row["GHYT"] == "12" else 1
        assert float(inner) == pytest.approx(outline.area * storeys, abs=0.02)
        rooms = shapely.union_all([shapely.Polygon(room["outline"]) for room in plan["rooms"]])
        assert rooms.area <= outline.area + 0.1
        assert outline.buffer(0.02).covers(rooms)


@pytest.mark.django_db
@pytest.mark.usefixtures("offices")
def test_a_part_of_it_comes_in_by_the_importer_and_whole(city: City, tmp_path: Path) -> None:
    forget_block()
    part = _front(city, 40)
    demonstration.write_survey(part, tmp_path)
    report = demonstration.load_city(tmp_path, office=OFFICE, now=NOW)
    assert report.refused == ()
    assert report.added == {
        "parcels": len(part.parcels),
        "buildings": len(part.buildings),
        "units": len(part.units),
    }
    row = next(row for row in part.units if row["SHBW"])
    facts = cadastre.unit(row["BDCDYH"])
    assert facts is not None
    assert (facts.address, facts.room_no, facts.zone) == (row["ZL"], row["SHBW"], row["GNQ"])
    assert str(facts.floor_area) == row["SCJZMJ"]
    assert facts.has_plan
    assert [hit.code for hit in cadastre.search_units(row["ZL"])] == [row["BDCDYH"]]


def _front(city: City, count: int) -> City:
    """The first parcels with all that stands on them."""
    codes = {row["ZDDM"] for row in city.parcels[:count]}
    buildings = [
        pair
        for pair in zip(city.buildings, city.building_shapes, strict=True)
        if pair[0]["ZRZH"][:19] in codes
    ]
    return City(
        parcels=city.parcels[:count],
        parcel_shapes=city.parcel_shapes[:count],
        buildings=[row for row, _ in buildings],
        building_shapes=[shape for _, shape in buildings],
        units=[row for row in city.units if row["BDCDYH"][:19] in codes],
    )
