"""A case (业务) and what belongs to it: items, units, parties, papers, fees."""

from enum import StrEnum
from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse

from dengbu.casework.models.case_indexes import CASE_INDEXES
from dengbu.casework.models.catalogue import ServiceVersion
from dengbu.casework.rules.lists import CLOSED, Pause
from dengbu.casework.rules.marks import ORDINARY
from dengbu.database.models import Grant, OfficeModel


class CaseStatus(StrEnum):
    """Where a case stands."""

    ACCEPTED = "ACCEPTED"  # 已受理, waits for an examiner
    AUTOPILOT = "AUTOPILOT"  # 智能审批中
    EXAMINING = "EXAMINING"  # 审核中
    SUPPLEMENT = "SUPPLEMENT"  # 待补正, the clock stands
    APPROVED = "APPROVED"  # 已核定, waits for entry
    ENTERED = "ENTERED"  # 已登簿
    REFUSED = "REFUSED"  # 不予登记
    WITHDRAWN = "WITHDRAWN"  # 已撤回

    @property
    def label(self) -> str:
        """Name on screens."""
        return _STATUS_LABELS[self]

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.value not in CLOSED


class Channel(StrEnum):
    """By which way a case came."""

    WINDOW = "W"
    ONLINE = "O"
    AGENT = "A"
    MOBILE = "M"

    @property
    def label(self) -> str:
        """Name on screens."""
        return {"W": "窗口", "O": "网上", "A": "银行等代办", "M": "手机"}[self.value]


_STATUS_LABELS = {
    CaseStatus.ACCEPTED: "已受理",
    CaseStatus.AUTOPILOT: "智能审批中",
    CaseStatus.EXAMINING: "审核中",
    CaseStatus.SUPPLEMENT: "待补正",
    CaseStatus.APPROVED: "待登簿",
    CaseStatus.ENTERED: "已登簿",
    CaseStatus.REFUSED: "不予登记",
    CaseStatus.WITHDRAWN: "已撤回",
}


class Case(OfficeModel):
    """One application with everything that was asked in it."""

    grant: ClassVar[Grant] = Grant(
        update=(
            "status",
            "title",
            "examiner_id",
            "examiner_name",
            "request",
            "due_at",
            "statutory_due_at",
            "provisional",
            "paused_since",
            "paused_reason",
            "paused_for",
            "search",
            "marks",
            "precedence",
            "decided_at",
            "entered_at",
            "closed_at",
            "booking_id",
            "revision",
        )
    )

    case_no = models.CharField(max_length=20)
    mark_salt = models.UUIDField(null=True, db_default=RandomUUID())
    """With the number it makes the case's name in the published draws; None: of before."""
    service = models.ForeignKey(
        ServiceVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    intake_office = models.CharField(max_length=6, default="", db_default="")
    """Of the city, whose window accepted it for another; "": the office's own."""
    channel = models.CharField(max_length=1)
    status = models.CharField(max_length=10)
    title = models.CharField(max_length=100)  # 存量房买卖（带押过户）
    address = models.CharField(max_length=200)  # of the unit, for lists
    acceptor = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    acceptor_name = models.CharField(max_length=50, default="")
    examiner = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    examiner_name = models.CharField(max_length=50, default="")
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    submitter = models.CharField(max_length=24, default="")  # "account:1" or "organisation:2"
    submission_key = models.CharField(max_length=80, default="")  # "": none was sent
    request = models.JSONField()  # the CaseRequest as submitted
    accepted_at = models.DateTimeField()
    due_at = models.DateTimeField()  # promised
    statutory_due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)  # reaches into a year not yet announced
    paused_since = models.DateTimeField(null=True)
    paused_reason = models.CharField(max_length=200, default="")
    paused_for = models.CharField(max_length=10, default="", db_default="")  # Pause value
    search = models.TextField(default="", db_default="")  # folded address and names, see searching
    marks = models.CharField(max_length=8, default="", db_default="")  # letters of its marks
    precedence = models.SmallIntegerField(default=ORDINARY, db_default=ORDINARY)
    decided_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    booking_id = models.BigIntegerField(null=True)  # register.Booking
    revision = models.IntegerField(default=1)  # grows with each change that a person makes
    rules_version = models.CharField(max_length=40, default="")  # release whose rules judged it

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["case_no"], name="casework_case_no"),
            models.UniqueConstraint(
                fields=["submitter", "submission_key"],
                condition=~Q(submission_key=""),
                name="casework_case_submission",
            ),
            models.CheckConstraint(
                condition=Q(examiner=None) | Q(acceptor=None) | ~Q(examiner=F("acceptor")),
                name="casework_case_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[str(s) for s in CaseStatus]), name="casework_case_status"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[str(c) for c in Channel]), name="casework_case_channel"
            ),
            models.CheckConstraint(
                condition=~Q(status="ENTERED")
                | Q(entered_at__isnull=False, booking_id__isnull=False),
                name="casework_case_entered",
            ),
            models.CheckConstraint(
                condition=Q(paused_since__isnull=True, paused_for="")
                | Q(paused_since__isnull=False, paused_for__in=[p.value for p in Pause if p]),
                name="casework_case_paused_for",
            ),
            models.CheckConstraint(
                condition=~Q(status="EXAMINING") | Q(examiner__isnull=False),
                name="casework_case_examined_by",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_at__isnull=False)
                | (~Q(status__in=CLOSED) & Q(closed_at__isnull=True)),
                name="casework_case_closed",
            ),
        ]
        indexes = CASE_INDEXES


class CaseItem(OfficeModel):
    """One registration (件) of a case: a combined service has several, in order of entry."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items", db_index=False)
    seq = models.SmallIntegerField()
    guide = models.CharField(max_length=8)  # G44, G10, G39
    act_kind = models.CharField(max_length=30)  # name of the register's act

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["case", "seq"], name="casework_item_seq"),
        ]


class CaseUnit(OfficeModel):
    """A unit that a case is about; of the open ones each unit has one at most (P11).

    Open while the case is, unless the case claims no unit, such as a seizure (`intake_units`).
    """

    grant: ClassVar[Grant] = Grant(update=("open",))

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="units")
    unit_code = models.CharField(max_length=28)
    open = models.BooleanField(default=True)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit_code"], condition=Q(open=True), name="casework_unit_open"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_code"], name="casework_unit_code"),
            models.Index(Reverse("unit_code"), name="casework_unit_code_end"),
        ]


class CaseParty(OfficeModel):
    """A person or organisation in a case."""

    grant: ClassVar[Grant] = Grant(update=("agreed_at",), delete=True)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties", db_index=False)
    seq = models.SmallIntegerField()
    role = models.CharField(max_length=16)
    name = models.CharField(max_length=100)
    id_type = models.CharField(max_length=2)
    id_no = models.CharField(max_length=40)
    party_type = models.CharField(max_length=2)
    share_numerator = models.BigIntegerField(null=True)
    share_denominator = models.BigIntegerField(null=True)
    agreed_at = models.DateTimeField(null=True)  # signed the request
    guardian_name = models.CharField(max_length=50, default="")
    guardian_id_no = models.CharField(max_length=40, default="")
    phone = models.CharField(max_length=30, default="")

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["case", "seq"], name="casework_party_seq"),
            models.CheckConstraint(
                condition=Q(share_numerator=None, share_denominator=None)
                | Q(share_numerator__gt=0, share_denominator__gte=F("share_numerator")),
                name="casework_party_share",
            ),
        ]
        indexes = [models.Index(fields=["id_no"], name="casework_party_id_no")]


class Material(OfficeModel):
    """A paper, or the fact that stands in for it."""

    grant: ClassVar[Grant] = Grant(
        update=("source", "status", "sha256", "media_type", "pages", "received_at"), delete=True
    )

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="materials", db_index=False
    )
    seq = models.SmallIntegerField()
    code = models.CharField(max_length=8)  # m1, ce, lo ...
    name = models.CharField(max_length=100)
    source = models.CharField(max_length=10)  # MaterialSource value
    status = models.CharField(max_length=10)  # RECEIVED, NOT_NEEDED, MISSING
    sha256 = models.CharField(max_length=64, default="")  # of evidence's document
    media_type = models.CharField(max_length=100, default="")
    pages = models.IntegerField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["case", "seq"], name="casework_material_seq"),
        ]


class FeeLine(OfficeModel):
    """What one item costs and by which rule; billed again when the request is supplemented."""

    grant: ClassVar[Grant] = Grant(delete=True)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fees", db_index=False)
    seq = models.SmallIntegerField()
    item = models.SmallIntegerField()  # CaseItem.seq
    rule = models.CharField(max_length=30)
    version = models.CharField(max_length=30)  # day from which the tariff holds
    payer = models.CharField(max_length=100)
    amount = models.DecimalField(max_digits=15, decimal_places=2)  # yuan
    reason = models.CharField(max_length=200)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["case", "seq"], name="casework_fee_seq"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="casework_fee_amount"),
        ]
