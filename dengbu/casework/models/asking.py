"""预演 by program: how often an organisation asked about a home on a day."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dengbu.database.models import Grant, OfficeModel


class HomeAsked(OfficeModel):
    """Questions of one organisation about one home on one day, counted; nothing that was asked."""

    grant: ClassVar[Grant] = Grant(update=("asked", "refused"), reader=False)

    organisation_id = models.BigIntegerField()
    day = models.DateField()
    unit_code = models.CharField(max_length=28)
    asked = models.IntegerField(default=0)  # all of them
    refused = models.IntegerField(default=0)  # whose answer was that it is not theirs to ask about

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation_id", "day", "unit_code"], name="casework_homeasked_once"
            ),
            models.CheckConstraint(
                condition=Q(asked__gte=F("refused"), refused__gte=0), name="casework_homeasked_sums"
            ),
        ]
