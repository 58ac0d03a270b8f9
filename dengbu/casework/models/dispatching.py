"""Tables of dispatch: desks, the ledger of draws, standings, declared interests, verifications."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.database.models import Grant, OfficeModel

DESK_EVENT_KINDS = ("BEGUN", "BACK", "LEFT", "MOVED")


class DailySeed(OfficeModel):
    """The day's secret of an office's draws, committed to before, told afterwards."""

    grant: ClassVar[Grant] = Grant(update=("beacon", "opened_at", "told_at"), reader=False)

    day = models.DateField()
    seed = models.CharField(max_length=64)  # hexadecimal
    commitment = models.CharField(max_length=64, default="", db_default="")  # "": of before
    made_at = models.DateTimeField(null=True)
    beacon = models.TextField(default="", db_default="")  # JSON, fixed by the first draw of the day
    opened_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # never used from then on

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "day"], name="casework_seed_day"),
        ]


class OutsideValue(OfficeModel):
    """A value for a day that is drawn elsewhere in public, such as a lottery's numbers."""

    day = models.DateField()
    source = models.CharField(max_length=60)  # 福彩3D第2026312期
    value = models.CharField(max_length=60)  # as announced
    entered_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "day"], name="casework_outside_day"),
        ]


class DispatchLedger(OfficeModel):
    """The head of an office's ledger of draws (派件账); whoever draws holds its lock."""

    grant: ClassVar[Grant] = Grant(update=("serial", "digest"))

    serial = models.BigIntegerField(default=0)  # of the last draw
    digest = models.CharField(max_length=64, default="")  # of its content

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office"], name="casework_ledger_office"),
        ]


class DeskEvent(OfficeModel):
    """A case came on an examiner's desk or left it, other than by a draw; written by a trigger."""

    grant: ClassVar[Grant] = Grant(update=("serial",))

    case = models.ForeignKey(
        "casework.Case", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    examiner_id = models.BigIntegerField()  # account
    change = models.SmallIntegerField()  # +1 or -1
    why = models.CharField(max_length=5)  # of DESK_EVENT_KINDS
    serial = models.BigIntegerField(null=True)  # of the draw that was the first to see it

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(condition=Q(change__in=(-1, 1)), name="casework_desk_change"),
            models.CheckConstraint(condition=Q(why__in=DESK_EVENT_KINDS), name="casework_desk_why"),
        ]
        indexes = [
            models.Index(
                fields=["office", "id"], condition=Q(serial=None), name="casework_desk_unseen"
            ),
            models.Index(
                fields=["office", "case"], condition=Q(why="MOVED"), name="casework_desk_moved"
            ),
        ]


class ExaminerNumber(OfficeModel):
    """公开编号: by what an examiner is called in what is published, once and for ever."""

    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "account"], name="casework_number_account"),
            models.UniqueConstraint(fields=["office", "number"], name="casework_number_number"),
        ]


class ExaminerStanding(OfficeModel):
    """How an examiner stood in the draws of a department when it last drew."""

    grant: ClassVar[Grant] = Grant(update=("present", "credit", "waited"))

    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    department = models.CharField(max_length=10)
    present = models.BooleanField()
    credit = models.IntegerField()
    waited = models.SmallIntegerField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "department", "account"], name="casework_standing_once"
            ),
            models.CheckConstraint(
                condition=Q(credit__gte=0, waited__gte=0), name="casework_standing_credit"
            ),
        ]


class Relation(StrEnum):
    """Why an officer must keep away from a case (回避)."""

    OWN = "OWN"  # 本人
    FAMILY = "FAMILY"  # 近亲属
    DECLARED = "DECLARED"  # 其他利害关系

    @property
    def label(self) -> str:
        """Name on screens."""
        return {"OWN": "本人", "FAMILY": "近亲属", "DECLARED": "其他利害关系"}[self.value]


class Interest(OfficeModel):
    """A person, organisation or unit from whose cases an officer keeps away, as declared."""

    grant: ClassVar[Grant] = Grant(
        update=("ended_at", "ended_by_id", "ended_by_name", "end_reason"), reader=False
    )

    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=8)
    name = models.CharField(max_length=100, default="")
    id_no = models.CharField(max_length=50, default="")  # of the person or organisation; or
    unit_code = models.CharField(max_length=28, default="")  # the unit
    note = models.CharField(max_length=200, default="")
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_by_name = models.CharField(max_length=50, default="")
    end_reason = models.CharField(max_length=200, default="")

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(relation__in=[r.value for r in Relation]),
                name="casework_interest_relation",
            ),
            models.CheckConstraint(
                condition=~Q(id_no="") | ~Q(unit_code=""), name="casework_interest_what"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
                name="casework_interest_ended",
            ),
            models.UniqueConstraint(
                fields=["account", "id_no", "unit_code"],
                condition=Q(ended_at=None),
                name="casework_interest_once",
            ),
        ]


class DispatchCheck(OfficeModel):
    """What a verification of an office's draws found; the newest is shown."""

    at = models.DateTimeField()
    draws = models.IntegerField()
    pending = models.IntegerField()  # draws of days whose seed is not told yet
    violations = models.IntegerField()
    said = models.JSONField(default=list)  # the first of them, in words
    notes = models.JSONField(default=list, db_default=[])  # what is none and should be known
    alone = models.IntegerField(default=0, db_default=0)  # days with no public value but our own

    class Meta(OfficeModel.Meta):
        indexes = [models.Index(fields=["office", "-id"], name="casework_dispatchcheck_last")]
