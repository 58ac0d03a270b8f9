"""The door's answers about units, buildings and parcels, and what its verbs refuse."""

import pytest
from django.db import IntegrityError, transaction

from dengbu.cadastre import api as cadastre
from dengbu.cadastre.models import Unit
from tests.cadastre.ground import BUILDING, OFFICE, PARCEL, add, new_parcel, new_unit, square

pytestmark = pytest.mark.django_db


def test_a_unit_with_its_parcel_and_building() -> None:
    ids = add([new_unit(1, floor=2, room="201")])
    facts = cadastre.unit(BUILDING + "0001")
    assert facts is not None
    assert facts.id == ids[facts.code]
    assert (facts.floor_no, facts.room_no, facts.total_floors) == (2, "201", 6)
    assert facts.parcel.code == PARCEL
    assert facts.building is not None
    assert facts.building.code == BUILDING
    assert not facts.is_land
    assert not facts.has_plan


def test_what_is_not_there_is_not_invented() -> None:
    add([new_unit(1)])
    unknown = BUILDING + "0002"
    assert cadastre.unit(unknown) is None
    assert cadastre.unit_ids([unknown, BUILDING + "0001"]).keys() == {BUILDING + "0001"}
    assert cadastre.unit_ids([BUILDING + "0001"], office="430603") == {}
    assert cadastre.plan_of(unknown) is None
    assert cadastre.building_grid(BUILDING[:-1] + "9") is None


def test_a_retired_unit_is_known_but_not_offered() -> None:
    add([new_unit(1)])
    Unit.objects.update(status=0)
    facts = cadastre.unit(BUILDING + "0001")
    assert facts is not None
    assert not facts.valid
    assert cadastre.unit_ids([BUILDING + "0001"]) == {}
    assert cadastre.search_units("枫桥苑") == []


def test_the_building_table_runs_from_the_top_down() -> None:
    add([new_unit(1, floor=1), new_unit(2, floor=6), new_unit(3, floor=-1), new_unit(4, floor=6)])
    grid = cadastre.building_grid(BUILDING)
    assert grid is not None
    assert [floor.floor_no for floor in grid.floors] == [6, 1, -1]
    assert [cell.code[-1] for cell in grid.floors[0].cells] == ["2", "4"]


def test_a_plan_comes_back_as_it_was_drawn() -> None:
    outline = ((0.0, 0.0), (10.5, 0.0), (10.5, 8.0), (0.0, 8.0))
    room = cadastre.Room(name="客厅", outline=outline)
    plan = cadastre.UnitPlan(outline=outline, rooms=(room,))
    unit = new_unit(1)
    add([cadastre.NewUnit(code=unit.code, address=unit.address, plan=plan)])
    assert cadastre.plan_of(unit.code) == plan


def test_parcels_in_a_box() -> None:
    add([])
    with transaction.atomic():
        cadastre.add_parcels([new_parcel(PARCEL[:-1] + "2", x=500.0)], office=OFFICE)
    near = cadastre.Box.around(square(90.0, 90.0, 20.0))
    assert [shape.code for shape in cadastre.parcel_shapes(near, crs=4547)] == [PARCEL]
    assert cadastre.parcel_shapes(near, crs=26986) == ()


def test_a_code_is_given_once() -> None:
    add([new_unit(1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        cadastre.add_units([new_unit(1)], office=OFFICE)


def test_one_room_is_one_unit() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        add([new_unit(1, floor=2, room="201"), new_unit(2, floor=2, room="201")])


def test_a_unit_needs_its_building() -> None:
    add([])
    stray = cadastre.NewUnit(code=PARCEL + "F00020001", address="岳阳楼区枫林路1号")
    with pytest.raises(LookupError, match="F0002"), transaction.atomic():
        cadastre.add_units([stray], office=OFFICE)
