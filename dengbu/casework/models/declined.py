"""不予受理通知书: what a family that was turned away at the window got in writing; only added."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.database.models import Grant, OfficeModel


class Declined(OfficeModel):
    """One notice (《不动产登记暂行条例》第17条), word by word. The request itself is not kept."""

    grant: ClassVar[Grant] = Grant()

    year = models.SmallIntegerField()
    serial = models.IntegerField()  # of the office and year
    intake_office = models.CharField(max_length=6)  # whose window wrote it
    service = models.CharField(max_length=20)  # code
    title = models.CharField(max_length=100)  # of the service
    unit_code = models.CharField(max_length=28)
    address = models.CharField(max_length=200)
    applicants = models.CharField(max_length=300)  # names
    grounds = models.JSONField()  # of each what is wrong, by which article, and the way out
    remedy = models.CharField(max_length=500)  # 行政复议 and 行政诉讼, with their terms
    at = models.DateTimeField()
    by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=50)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "year", "serial"], name="casework_declined_number"
            ),
            models.CheckConstraint(
                condition=Q(serial__gt=0, serial__lte=999_999) & ~Q(applicants=""),
                name="casework_declined_words",
            ),
        ]
        indexes = [models.Index(fields=["intake_office", "-at"], name="casework_declined_intake")]
