"""What rights are about: a table for each class of ``register.particulars``, column by column.

A row stays in force while the right passes from hand to hand, and is closed by the change, the
correction or the cancellation that ends it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dengbu.database.models import OfficeModel
from dengbu.register.models.interests import Interest


def _figure(places: int = 2, *, null: bool = False) -> "models.DecimalField[str, str]":
    return models.DecimalField(max_digits=15, decimal_places=places, null=null)


class _Particulars(Interest):
    """At most one of a kind is in force on a page."""

    class Meta(Interest.Meta):
        abstract = True
        indexes: ClassVar[list[models.Index]] = [*Interest.Meta.indexes]
        constraints = [
            *Interest.Meta.constraints,
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(recorded_to=None),
                name="%(app_label)s_%(class)s_current",
            ),
        ]


class LandOwned(_Particulars):
    """集体土地所有权 (TDSYQ)."""

    area_unit = models.CharField(max_length=2)
    agricultural_area = _figure()
    arable_area = _figure()
    forest_area = _figure()
    grass_area = _figure()
    other_agricultural_area = _figure()
    construction_area = _figure()
    unused_area = _figure()

    class Meta(_Particulars.Meta):
        abstract = False
        constraints = [
            *_Particulars.Meta.constraints,
            models.CheckConstraint(
                name="register_landowned_sum",
                condition=Q(
                    agricultural_area=F("arable_area")
                    + F("forest_area")
                    + F("grass_area")
                    + F("other_agricultural_area")
                ),
            ),
        ]


class LandUsed(_Particulars):
    """建设用地使用权、宅基地使用权 (JSYDSYQ)."""

    use_right_area = _figure()

    class Meta(_Particulars.Meta):
        abstract = False


class HousesOfProject(_Particulars):
    """房地产权 of several buildings as one unit (FDCQ1)."""

    property_address = models.CharField(max_length=200)
    land_right_holder = models.CharField(max_length=200)
    exclusive_land_area = _figure(null=True)
    shared_land_area = _figure(null=True)

    class Meta(_Particulars.Meta):
        abstract = False


class StructureHeld(_Particulars):
    """构(建)筑物所有权 (GJZWSYQ)."""

    address = models.CharField(max_length=200)
    base_right_holder = models.CharField(max_length=100)
    base_use_area = _figure(4)
    structure_kind = models.CharField(max_length=3)
    planned_use = models.CharField(max_length=200)
    structure_area = _figure()
    completed_on = models.DateField()

    class Meta(_Particulars.Meta):
        abstract = False


class ForestHeld(_Particulars):
    """林权 (LQ)."""

    use_right_area = _figure()
    land_owner = models.CharField(max_length=2)
    tree_owner = models.CharField(max_length=100, null=True)  # noqa: DJ001 - None: no trees
    tree_user = models.CharField(max_length=100, null=True)  # noqa: DJ001 - None: no trees
    main_species = models.CharField(max_length=200, null=True)  # noqa: DJ001 - None: no trees
    category = models.CharField(max_length=4, null=True)  # noqa: DJ001 - None: no trees
    origin = models.CharField(max_length=2, null=True)  # noqa: DJ001 - None: no trees
    compartment = models.CharField(max_length=50)
    sub_compartment = models.CharField(max_length=50)
    place_name = models.CharField(max_length=200)
    issuer_name = models.CharField(max_length=100, null=True)  # noqa: DJ001 - None: no contract
    tree_count = models.IntegerField(null=True)
    planting_year = models.IntegerField(null=True)

    class Meta(_Particulars.Meta):
        abstract = False


class FarmlandHeld(_Particulars):
    """土地承包经营权、农用地的其他使用权 (NYDSYQ)."""

    address = models.CharField(max_length=200)
    issuer_code = models.CharField(max_length=100)
    issuer_name = models.CharField(max_length=100)
    contract_area = _figure()
    land_owner = models.CharField(max_length=2)
    water_type = models.CharField(max_length=2, null=True)  # noqa: DJ001 - None: not water
    aquaculture_mode = models.CharField(max_length=2, null=True)  # noqa: DJ001 - None: not water
    grass_quality = models.CharField(max_length=200, null=True)  # noqa: DJ001 - None: not grass
    carrying_capacity = models.IntegerField(null=True)

    class Meta(_Particulars.Meta):
        abstract = False


class SeaUsed(_Particulars):
    """海域、无居民海岛使用权 (HYSYQ)."""

    use_right_area = _figure(4)
    fee_total = _figure(4)  # yuan
    fee_basis = models.CharField(max_length=200)
    fee_paid = models.CharField(max_length=200)

    class Meta(_Particulars.Meta):
        abstract = False


class ProjectHouse(OfficeModel):
    """One building of a project (FDCQXM)."""

    owner = models.ForeignKey(
        HousesOfProject, on_delete=models.PROTECT, related_name="houses", db_index=False
    )
    seq = models.SmallIntegerField()
    project_name = models.CharField(max_length=200)
    building_no = models.CharField(max_length=200)
    total_floors = models.IntegerField()
    planned_use = models.CharField(max_length=4)
    structure = models.CharField(max_length=2)
    floor_area = _figure()
    completed_on = models.DateField()
    unit_count = models.IntegerField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["owner", "seq"], name="register_projecthouse_place"),
        ]


class _Member(OfficeModel):
    seq = models.SmallIntegerField()
    name = models.CharField(max_length=200)
    id_type = models.CharField(max_length=2)
    id_no = models.CharField(max_length=50)
    relation = models.CharField(max_length=20)

    class Meta(OfficeModel.Meta):
        abstract = True
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["owner", "seq"], name="%(app_label)s_%(class)s_place"),
        ]


class ForestMember(_Member):
    """家庭成员 of a household with a forest contract."""

    owner = models.ForeignKey(
        ForestHeld, on_delete=models.PROTECT, related_name="members", db_index=False
    )

    class Meta(_Member.Meta):
        abstract = False


class FarmlandMember(_Member):
    """家庭成员 of a household with a farmland contract."""

    owner = models.ForeignKey(
        FarmlandHeld, on_delete=models.PROTECT, related_name="members", db_index=False
    )

    class Meta(_Member.Meta):
        abstract = False
