"""Questions asked of the register and their answers; only ever added."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.database.models import Grant, OfficeModel


class InquiryCounter(OfficeModel):
    """The last number of an office and day; taken last in the transaction."""

    grant: ClassVar[Grant] = Grant(update=("last",))

    day = models.DateField()
    last = models.IntegerField(default=0)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "day"], name="inquiry_counter_day"),
            models.CheckConstraint(
                condition=Q(last__gte=0, last__lte=999_999), name="inquiry_counter_last"
            ),
        ]


class Inquiry(OfficeModel):
    """One question with its answer, or with why it was not answered (不予查询)."""

    grant: ClassVar[Grant] = Grant(reader=False)

    number = models.CharField(max_length=22, unique=True)  # CX, office, day, serial
    kind = models.CharField(max_length=8)  # N57
    capacity = models.CharField(max_length=20)
    terms_version = models.IntegerField()  # of the office's terms of inquiry
    channel = models.CharField(max_length=1)  # W, O, M
    asker_name = models.CharField(max_length=200)
    asker_id_type = models.CharField(max_length=2)
    asker_id_no = models.CharField(max_length=50)
    agent_name = models.CharField(max_length=200, blank=True, default="")
    agent_id_type = models.CharField(max_length=2, blank=True, default="")
    agent_id_no = models.CharField(max_length=50, blank=True, default="")
    organ = models.CharField(max_length=100, blank=True, default="")  # public body that asks
    document_no = models.CharField(max_length=100, blank=True, default="")  # its letter
    purpose = models.CharField(max_length=200)
    unit_code = models.CharField(max_length=28, blank=True, default="")
    content = models.JSONField()  # the answer as given; the grounds where there is none
    answered = models.BooleanField()
    asked_at = models.DateTimeField()
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    officer = models.CharField(max_length=50, blank=True, default="")  # "" : asked online

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(condition=~Q(purpose=""), name="inquiry_purpose"),
        ]
        indexes = [
            models.Index(fields=["office", "-number"], name="inquiry_office_number"),
            models.Index(fields=["asker_id_no", "-asked_at"], name="inquiry_asker"),
        ]


class Concerned(OfficeModel):
    """A person whose data an answer told, and who may see that it did."""

    grant: ClassVar[Grant] = Grant(reader=False)

    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, related_name="concerned", db_index=False
    )
    id_type = models.CharField(max_length=2)
    id_no = models.CharField(max_length=50)
    at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["inquiry", "id_type", "id_no"], name="inquiry_concerned_once"
            ),
        ]
        indexes = [models.Index(fields=["id_no", "-at"], name="inquiry_concerned_person")]
