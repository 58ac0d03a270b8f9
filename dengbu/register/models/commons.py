"""What all owners of a project hold together."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.register.models.entries import Entry
from dengbu.register.models.interests import Interest


class CommonPart(Interest):
    """建筑物区分所有权业主共有部分 (FDCQ3), on the page of the parcel's land."""

    opened_by = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=10)  # 建(构)筑物编号
    name = models.CharField(max_length=100)
    count = models.IntegerField()
    area = models.DecimalField(max_digits=15, decimal_places=2)  # m2
    shared_land_area = models.DecimalField(max_digits=15, decimal_places=2, null=True)  # m2

    class Meta(Interest.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [*Interest.Meta.indexes]
        constraints = [
            *Interest.Meta.constraints,
            models.UniqueConstraint(
                fields=["page", "number"],
                condition=Q(recorded_to=None),
                name="register_commonpart_current",
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="register_commonpart_count"),
        ]
