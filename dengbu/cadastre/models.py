"""Tables of the cadastre (national ZDJBXX, ZRZ, H). Rows are added; only `status` may change.

Areas are square metres with two decimals as the survey gives them; `None` is "the source did not
say", never zero. A code is never used again: retiring a row sets its `status` to 0.
"""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Substr

from dengbu.cadastre.fields import BoxField
from dengbu.database.models import Grant, OfficeModel

PARCEL_CODE = r"^\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}$"
UNIT_CODE = r"^\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}(W00000000|[FLQ]\d{8})$"
BUILDING_CODE = r"^\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}F\d{4}$"
IN_BUILDING = r"^.{19}F(?!9999)"  # 9999: one unit made of several buildings
LIFE = Grant(update=("status",))
PENDING = 1024  # kB of rows that wait for their text index: a bulk load is four times as quick
VALID, RETIRED = 1, 0  # 不动产单元状态 ZT


class SpatialSource(OfficeModel):
    """Where rows came from (LA_SpatialSource): one survey file taken in by one import."""

    name = models.CharField(max_length=100)  # of the mapping: prefix of its source references
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)  # of the file
    mapping = models.TextField()  # the mapping as it was read, TOML
    actor_name = models.CharField(max_length=50)
    taken_in_at = models.DateTimeField()
    counts = models.JSONField()  # the report's summary
    numbering = models.JSONField(default=dict)  # running numbers given to parts of codes

    class Meta(OfficeModel.Meta):
        indexes = [models.Index(fields=["office", "name"], name="cadastre_source_name")]


class _Surveyed(OfficeModel):
    """What parcels, buildings and units have in common."""

    grant: ClassVar[Grant] = LIFE

    status = models.SmallIntegerField(default=VALID)
    source = models.ForeignKey(
        SpatialSource, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source_ref = models.CharField(max_length=120, default="")  # name:key in the source

    class Meta(OfficeModel.Meta):
        abstract = True
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["source_ref", "office"],
                condition=~Q(source_ref=""),
                name="%(app_label)s_%(class)s_source_ref",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[RETIRED, VALID]), name="%(app_label)s_%(class)s_status"
            ),
        ]


def _code(name: str) -> models.UniqueConstraint:
    """Unique, and by its operator class also the index of searches by prefix."""
    return models.UniqueConstraint(
        fields=["code"], opclasses=["varchar_pattern_ops"], name=f"cadastre_{name}_code"
    )


class Parcel(_Surveyed):
    """宗地 (ZDJBXX): closed land area of one right."""

    code = models.CharField(max_length=19)
    feature = models.CharField(max_length=2)
    address = models.CharField(max_length=200)
    area = models.DecimalField(max_digits=15, decimal_places=2)
    land_use = models.CharField(max_length=4)  # GB/T 21010-2017; "" unknown
    right_type = models.CharField(max_length=2)
    right_nature = models.CharField(max_length=4)  # "" unknown
    land_from = models.DateField(null=True)
    land_to = models.DateField(null=True)  # None: allocated, or unknown
    bound_east = models.CharField(max_length=200, default="")
    bound_south = models.CharField(max_length=200, default="")
    bound_west = models.CharField(max_length=200, default="")
    bound_north = models.CharField(max_length=200, default="")
    zone = models.CharField(max_length=20, default="")  # 经开区, 南湖新区
    geometry = models.BinaryField()  # WKB, (multi)polygon, metres
    crs = models.IntegerField()  # EPSG code of the geometry
    bb = BoxField()

    class Meta(_Surveyed.Meta):
        abstract = False
        constraints = [
            *_Surveyed.Meta.constraints,
            _code("parcel"),
            models.CheckConstraint(
                condition=Q(code__regex=PARCEL_CODE, feature=Substr("code", 13, 2)),
                name="cadastre_parcel_code_form",
            ),
            models.CheckConstraint(condition=Q(area__gt=0), name="cadastre_parcel_area"),
            models.CheckConstraint(
                condition=Q(land_to__gt=F("land_from")), name="cadastre_parcel_term"
            ),
        ]
        indexes = [GistIndex(fields=["bb"], name="cadastre_parcel_bb")]


class Building(_Surveyed):
    """自然幢 (ZRZ): one physical building."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="buildings")
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=100, default="")
    floors_above = models.SmallIntegerField(null=True)
    floors_below = models.SmallIntegerField(null=True)
    structure = models.CharField(max_length=2, default="")  # "" unknown
    planned_use = models.CharField(max_length=4, default="")
    completed_on = models.DateField(null=True)
    floor_area = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    footprint = models.BinaryField(null=True)  # WKB in the parcel's system
    crs = models.IntegerField(null=True)
    bb = BoxField(null=True)

    class Meta(_Surveyed.Meta):
        abstract = False
        constraints = [
            *_Surveyed.Meta.constraints,
            _code("building"),
            models.CheckConstraint(
                condition=Q(code__regex=BUILDING_CODE), name="cadastre_building_code_form"
            ),
            models.CheckConstraint(
                condition=Q(floors_above__gte=0, floors_below__gte=0),
                name="cadastre_building_floors",
            ),
            models.CheckConstraint(condition=Q(floor_area__gt=0), name="cadastre_building_area"),
            models.CheckConstraint(
                condition=Q(footprint=None, crs=None, bb=None)
                | Q(footprint__isnull=False, crs__isnull=False, bb__isnull=False),
                name="cadastre_building_shape",
            ),
        ]
        indexes = [GistIndex(fields=["bb"], name="cadastre_building_bb")]


class Unit(_Surveyed):
    """不动产单元 (H, or the land of a parcel): the basis of registration."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="units")
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, null=True, related_name="units"
    )
    code = models.CharField(max_length=28)
    address = models.CharField(max_length=200)
    search = models.TextField()  # folded address, for search by its parts
    room_no = models.CharField(max_length=20, default="")
    floor_no = models.SmallIntegerField(null=True)  # below ground negative
    total_floors = models.SmallIntegerField(null=True)
    planned_use = models.CharField(max_length=4, default="")
    house_nature = models.CharField(max_length=2, default="")
    house_type = models.CharField(max_length=2, default="")
    structure = models.CharField(max_length=2, default="")
    floor_area = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    inner_area = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    shared_area = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    shared_land_area = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    plan = models.JSONField(null=True)  # outline and rooms in metres: values.UnitPlan
    zone = models.CharField(max_length=20, default="")

    class Meta(_Surveyed.Meta):
        abstract = False
        constraints = [
            *_Surveyed.Meta.constraints,
            _code("unit"),
            models.CheckConstraint(
                condition=Q(code__regex=UNIT_CODE), name="cadastre_unit_code_form"
            ),
            models.CheckConstraint(
                condition=Q(
                    floor_area__gt=0,
                    inner_area__gt=0,
                    shared_area__gte=0,
                    shared_land_area__gte=0,
                ),
                name="cadastre_unit_areas",
            ),
            models.CheckConstraint(
                condition=~Q(floor_no=0) & Q(floor_no__lte=F("total_floors")),
                name="cadastre_unit_floor",
            ),
            models.CheckConstraint(  # D34: a house unit lies in a building, others in none
                condition=Q(code__regex=IN_BUILDING, building__isnull=False)
                | Q(~Q(code__regex=IN_BUILDING), building=None),
                name="cadastre_unit_building",
            ),
            models.UniqueConstraint(  # D35
                fields=["building", "floor_no", "room_no"],
                condition=Q(status=VALID) & ~Q(room_no=""),
                name="cadastre_unit_room",
            ),
        ]
        indexes = [
            GinIndex(
                fields=["search"],
                opclasses=["gin_trgm_ops"],
                gin_pending_list_limit=PENDING,
                name="cadastre_unit_search",
            ),
            GinIndex(  # single characters: parts of an address too short for trigrams
                Func(F("search"), Value(None), function="string_to_array"),
                name="cadastre_unit_characters",
                gin_pending_list_limit=PENDING,
            ),
        ]
