"""What became of units that were divided or merged."""

from django.db import models

from dengbu.database.models import OfficeModel
from dengbu.register.models.entries import Entry, Page


class Succession(OfficeModel):
    """A unit (``page``) comes of another (``source``), by the entry that began it."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    recorded_from = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["page", "source"], name="register_succession_once"),
            models.CheckConstraint(
                condition=~models.Q(page=models.F("source")), name="register_succession_two_units"
            ),
        ]
