"""实地查看: what officers saw at the place, with photographs; only ever added."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.casework.models.cases import Case
from dengbu.database.models import Grant, OfficeModel


class SiteView(OfficeModel):
    """One visit to the place of a case."""

    grant: ClassVar[Grant] = Grant()

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="site_views", db_index=False
    )
    seen_on = models.DateField()
    viewers = models.CharField(max_length=120)  # names, at least two
    finding = models.CharField(max_length=500)
    matches = models.BooleanField()  # whether the place is as the papers say
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_by_name = models.CharField(max_length=50)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(finding="") & ~Q(viewers=""), name="casework_siteview_words"
            ),
        ]
        indexes = [models.Index(fields=["case"], name="casework_siteview_case")]


class SitePhoto(OfficeModel):
    """A photograph of a visit, kept under the hash of its content."""

    grant: ClassVar[Grant] = Grant()

    view = models.ForeignKey(
        SiteView, on_delete=models.PROTECT, related_name="photos", db_index=False
    )
    seq = models.SmallIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)  # of the file as it came

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["view", "seq"], name="casework_sitephoto_seq"),
            models.UniqueConstraint(fields=["view", "sha256"], name="casework_sitephoto_once"),
        ]
