"""What the database itself refuses, whoever writes; and that place is found by its index."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dengbu.cadastre.geometry import Box
from dengbu.cadastre.models import Building, Parcel, Unit
from tests.cadastre.ground import BUILDING, PARCEL, add, new_unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Parcel, {"area": 0}),
        (Parcel, {"area": -1}),
        (Parcel, {"code": PARCEL[:-1] + "X"}),
        (Parcel, {"code": PARCEL[:12] + "GS" + PARCEL[14:]}),  # feature says GB
        (Parcel, {"land_from": "2020-01-01", "land_to": "2020-01-01"}),
        (Parcel, {"status": 2}),
        (Building, {"code": BUILDING[:-5] + "W0001"}),
        (Building, {"floors_above": -1}),
        (Building, {"floors_below": -1, "floors_above": None}),
        (Building, {"floor_area": 0}),
        (Building, {"crs": 4547}),  # without a footprint
        (Unit, {"code": BUILDING + "000X"}),
        (Unit, {"code": PARCEL + "W00000000"}),  # land does not lie in a building
        (Unit, {"building": None}),  # and a household does
        (Unit, {"floor_area": 0}),
        (Unit, {"floor_area": None, "inner_area": -1}),
        (Unit, {"shared_area": -1}),
        (Unit, {"shared_land_area": -1}),
        (Unit, {"floor_no": 0}),
        (Unit, {"floor_no": 7}),  # of 6
    ],
)
def test_impossible_values(model: type[Parcel | Building | Unit], values: dict[str, Any]) -> None:
    add([new_unit(1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.update(**values)
    assert model._default_manager.exists()


@pytest.mark.parametrize("values", [{"inner_area": None}, {"floor_no": None}, {"floor_area": None}])
def test_what_is_unknown_is_possible(values: dict[str, Any]) -> None:
    add([new_unit(1)])
    assert Unit.objects.update(**values) == 1


def test_a_source_gives_a_key_once() -> None:
    add([new_unit(1), new_unit(2)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.update(source_ref="survey:7")


def test_a_box_is_stored_and_found_by_its_index() -> None:
    add([])
    parcel = Parcel.objects.get()
    assert parcel.bb == Box(0.0, 0.0, 100.0, 100.0)
    corner = Box(100.0, 100.0, 100.0, 100.0)  # a point on the boundary
    asked = Parcel.objects.filter(bb__meets=corner)
    assert asked.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "cadastre_parcel_bb" in asked.explain()
