"""公告 and the objections (异议) to it: published once, closed once, never edited or deleted."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dengbu.casework.models.cases import Case
from dengbu.casework.rules.notices import NoticeKind, Outcome, Ruling
from dengbu.database.models import Grant, OfficeModel


class Notice(OfficeModel):
    """What stood on the open page for a case, word by word, and how it ended.

    Beside the closing columns ``ends_at`` alone moves, and only to a later moment: when holidays of
    a year are announced that were not known at publication.
    """

    grant: ClassVar[Grant] = Grant(
        update=("ends_at", "ended_at", "outcome", "ended_by_name", "end_reason", "shown_until")
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices", db_index=False)
    number = models.CharField(max_length=16)  # office, year, serial
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=100)
    text = models.TextField()  # as published
    address = models.CharField(max_length=200)  # of the unit, for the search
    days = models.SmallIntegerField()  # working days
    published_at = models.DateTimeField()
    published_end = models.DateTimeField()  # as the text says it
    ends_at = models.DateTimeField()  # last moment for objections
    published_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_by_name = models.CharField(max_length=50)
    content = models.CharField(max_length=64, default="", db_default="")
    """SHA-256 of what the case asked for then, hexadecimal; "" where it was not kept."""
    kept_days = models.IntegerField()  # for which it stays on the open page after its end
    ended_at = models.DateTimeField(null=True)  # None: it runs
    outcome = models.CharField(max_length=10, default="")
    ended_by_name = models.CharField(max_length=50, default="")
    end_reason = models.CharField(max_length=200, default="")  # why the office took it back
    shown_until = models.DateTimeField(null=True)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["number"], name="casework_notice_number"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="casework_notice_running"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[str(k) for k in NoticeKind]), name="casework_notice_kind"
            ),
            models.CheckConstraint(
                condition=Q(kept_days__gte=0, ends_at__gte=F("published_end"))
                & (
                    Q(days__gt=0, published_end__gt=F("published_at"))
                    | Q(
                        days=0,
                        kind="LOST",
                        published_end=F("published_at"),
                        outcome=Outcome.RAN.value,
                    )
                ),
                name="casework_notice_stands",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="", shown_until=None)
                | Q(
                    ended_at__gte=F("published_at"),
                    shown_until__gte=F("ended_at"),
                    outcome__in=[str(o) for o in Outcome],
                ),
                name="casework_notice_ended",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="RAN") | Q(ended_at=F("ends_at")),
                name="casework_notice_ran",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="TAKEN_BACK") | ~Q(end_reason=""),
                name="casework_notice_taken_back",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], condition=Q(ended_at=None), name="casework_notice_ends"
            ),
            models.Index(fields=["case"], name="casework_notice_case"),
            models.Index(fields=["published_at", "id"], name="casework_notice_published"),
        ]


class NoticeObjection(OfficeModel):
    """What somebody said against a registration while its notice ran, and what became of it."""

    grant: ClassVar[Grant] = Grant(
        update=("decision", "decided_by_id", "decided_by_name", "decided_at", "reason"),
        reader=False,
    )

    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="objections", db_index=False
    )
    seq = models.IntegerField()  # 1, 2, ... of the notice
    name = models.CharField(max_length=100)
    id_type = models.CharField(max_length=2)
    id_no = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    what = models.CharField(max_length=1000)
    matter = models.CharField(max_length=64)  # SHA-256 of the folded words, hexadecimal
    received_at = models.DateTimeField()
    decision = models.CharField(max_length=10, default="")  # Ruling; "": not decided
    decided_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_by_name = models.CharField(max_length=50, default="")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, default="")

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["notice", "seq"], name="casework_objection_seq"),
            models.UniqueConstraint(
                fields=["notice", "id_type", "id_no", "matter"], name="casework_objection_once"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None, reason="")
                | (
                    Q(
                        decision__in=[str(r) for r in Ruling],
                        decided_by__isnull=False,
                        decided_at__gte=F("received_at"),
                    )
                    & ~Q(reason="")
                ),
                name="casework_objection_decided",
            ),
        ]


class NoticeCounter(OfficeModel):
    """The last number of a notice of an office and year; taken last in the transaction."""

    grant: ClassVar[Grant] = Grant(update=("last",))

    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "year"], name="casework_noticecounter_year"),
            models.CheckConstraint(
                condition=Q(last__gte=0, last__lte=999_999), name="casework_noticecounter_last"
            ),
        ]
