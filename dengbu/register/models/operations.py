"""The land operation right (土地经营权), which a contracting household grants and keeps its own."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dengbu.database.models import OfficeModel
from dengbu.register.models.entries import Party
from dengbu.register.models.interests import Interest, Restorable


class Operation(Restorable):
    """土地经营权 (Civil Code 339 to 341) on contracted land: at most one is in force on a page."""

    mode = models.CharField(max_length=1)  # how it was granted
    area = models.DecimalField(max_digits=15, decimal_places=2)  # m2
    term_from = models.DateField()
    term_to = models.DateField()  # last day, within the term of the contract
    contract_no = models.CharField(max_length=60)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="successor"
    )

    class Meta(Interest.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [*Interest.Meta.indexes]
        constraints = [
            *Interest.Meta.constraints,
            models.UniqueConstraint(
                fields=["page"], condition=Q(recorded_to=None), name="register_operation_current"
            ),
            models.CheckConstraint(
                condition=Q(term_to__gte=F("term_from")), name="register_operation_term"
            ),
            models.CheckConstraint(condition=Q(area__gt=0), name="register_operation_area"),
        ]


class OperationParty(OfficeModel):
    """Holder of an operation right, or the household that granted it."""

    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, related_name="parties", db_index=False
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=1)  # H holder, G grantor
    seq = models.SmallIntegerField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["operation", "role", "party"], name="register_operation_party_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["H", "G"]), name="register_operation_party_role"
            ),
        ]
