"""Marks of cases (加急, 绿色通道, 科长带办): set once, taken off once, never edited or deleted."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.casework.models.cases import Case
from dengbu.casework.rules.marks import Mark
from dengbu.database.models import Grant, OfficeModel


class CaseMark(OfficeModel):
    """One mark of a case with its ground, and who set it and took it off."""

    grant: ClassVar[Grant] = Grant(update=("ended_at", "ended_by_name", "end_reason"), reader=False)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    mark = models.CharField(max_length=1)  # Mark value
    ground = models.CharField(max_length=12)  # code of marks.toml
    reason = models.CharField(max_length=200)
    chief = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    chief_name = models.CharField(max_length=50, default="")  # who accompanies the case
    set_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    set_by_name = models.CharField(max_length=50)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # None: it stands
    ended_by_name = models.CharField(max_length=50, default="")
    end_reason = models.CharField(max_length=200, default="")

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "mark"],
                condition=Q(ended_at=None),
                name="casework_mark_once",
            ),
            models.CheckConstraint(
                condition=Q(mark__in=[m.value for m in Mark]), name="casework_mark_code"
            ),
            models.CheckConstraint(
                condition=~Q(mark=Mark.CHIEF.value, chief=None)
                & (Q(mark=Mark.CHIEF.value) | Q(chief=None)),
                name="casework_mark_chief",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="casework_mark_reason"),
        ]
