"""中止 and 权籍调查 of a case: opened once, ended once, never edited or deleted."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dengbu.casework.models.cases import Case
from dengbu.casework.rules.interruptions import InterruptionEnd, InterruptionKind
from dengbu.database.models import Grant, OfficeModel


class Interruption(OfficeModel):
    """Something that a case waits for while its clock stands."""

    grant: ClassVar[Grant] = Grant(
        update=("ended_at", "outcome", "result", "ended_by_id", "ended_by_name")
    )

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="interruptions", db_index=False
    )
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=300)  # what is surveyed; why it is suspended
    ground = models.CharField(max_length=100, default="")  # of a suspension: which law
    surveyor = models.CharField(max_length=100, default="")  # who surveys
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    began_by_name = models.CharField(max_length=50)
    ended_at = models.DateTimeField(null=True)  # None: it is waited for
    outcome = models.CharField(max_length=6, default="")
    result = models.CharField(max_length=300, default="")  # what came of it
    ended_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_by_name = models.CharField(max_length=50, default="")

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(ended_at=None),
                name="casework_interruption_open",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[str(k) for k in InterruptionKind]) & ~Q(reason=""),
                name="casework_interruption_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="SURVEY", ground="") | (Q(kind="SUSPENSION") & ~Q(ground="")),
                name="casework_interruption_ground",
            ),
            models.CheckConstraint(
                condition=Q(kind="SUSPENSION", surveyor="") | (Q(kind="SURVEY") & ~Q(surveyor="")),
                name="casework_interruption_surveyor",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="", result="", ended_by=None)
                | (
                    Q(
                        ended_at__gte=F("began_at"),
                        outcome__in=[str(o) for o in InterruptionEnd],
                        ended_by__isnull=False,
                    )
                    & ~Q(result="")
                ),
                name="casework_interruption_ended",
            ),
        ]
        indexes = [models.Index(fields=["case"], name="casework_interruption_case")]
