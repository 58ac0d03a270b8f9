"""Entries that were undone by an effective judgment or decision."""

from django.db import models

from dengbu.database.models import OfficeModel
from dengbu.register.models.entries import Entry


class Annulment(OfficeModel):
    """An entry (``opened_by``) annuls another of its page (``annulled``), once and for all."""

    annulled = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    opened_by = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    recorded_from = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(annulled=models.F("opened_by")),
                name="register_annulment_of_another",
            ),
        ]
