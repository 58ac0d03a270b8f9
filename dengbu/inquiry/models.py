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


class ShowingKey(OfficeModel):
    """A public key with which an office signs codes of showing (亮证); it is never forgotten.

    The private half lies outside the database.
    """

    grant: ClassVar[Grant] = Grant(update=("until", "revoked_from", "reason"))

    public = models.BinaryField(max_length=32)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # replaced; what it signed before is good
    revoked_from = models.DateTimeField(null=True)  # what it signed from then on counts no more
    reason = models.CharField(max_length=100, blank=True, default="")  # why it ended

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "public"], name="inquiry_showingkey_once"),
            models.UniqueConstraint(
                fields=["office"], condition=Q(until=None), name="inquiry_showingkey_in_force"
            ),
            models.CheckConstraint(
                condition=Q(revoked_from=None) | Q(until__isnull=False),
                name="inquiry_showingkey_revoked_ended",
            ),
        ]


class Showing(OfficeModel):
    """A certificate that its holder shows on the phone (亮证): for what, to how many, how long."""

    grant: ClassVar[Grant] = Grant(update=("stopped_at",), delete=True, reader=False)

    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=200)
    id_type = models.CharField(max_length=2)
    id_no = models.CharField(max_length=50)
    number = models.CharField(max_length=100)  # of the certificate or proof, storage form
    purpose = models.CharField(max_length=8)  # code of the catalogue
    purpose_name = models.CharField(max_length=100)  # as said to the other side
    shows = models.JSONField()  # what is told, as the terms then said
    terms_version = models.IntegerField()
    most = models.SmallIntegerField()  # people who may check
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(condition=Q(most__gte=1), name="inquiry_showing_most"),
            models.CheckConstraint(
                condition=Q(until__gt=models.F("started_at")), name="inquiry_showing_until"
            ),
        ]
        indexes = [models.Index(fields=["id_no", "-started_at"], name="inquiry_showing_person")]


class ShowingCheck(OfficeModel):
    """One check of a code of a showing: who, when, what became of it. The holder sees it."""

    grant: ClassVar[Grant] = Grant(delete=True, reader=False)

    showing = models.ForeignKey(
        Showing, on_delete=models.PROTECT, related_name="checks", db_index=False
    )
    nonce = models.CharField(max_length=12)  # of the code, hexadecimal
    outcome = models.CharField(max_length=12)
    who = models.CharField(max_length=150)  # organisation signed in, or from which network
    told = models.JSONField()  # the labels of what was told
    at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["showing", "nonce"],
                condition=Q(outcome="TOLD"),
                name="inquiry_showingcheck_code_once",
            ),
        ]
        indexes = [models.Index(fields=["showing", "-at"], name="inquiry_showingcheck_of")]


class ShowingErased(OfficeModel):
    """That a showing or a check was erased when its time had come; its leaf remains. ``id`` is that
    of its row."""

    grant: ClassVar[Grant] = Grant(reader=False)

    at = models.DateTimeField()
