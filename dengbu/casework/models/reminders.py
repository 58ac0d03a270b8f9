"""提醒: that the time of a case is nearly over or over, told once to whoever holds it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.casework.models.cases import Case
from dengbu.casework.rules.reminding import Kind
from dengbu.database.models import Grant, OfficeModel


class Reminder(OfficeModel):
    """One reminder to one officer about one deadline; a deadline that moved is another one."""

    grant: ClassVar[Grant] = Grant(update=("seen_at",), reader=False)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8)  # Kind value
    recipient = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField()  # the deadline that it speaks of
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # None: not yet

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "kind", "recipient", "due_at"], name="casework_reminder_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Kind]), name="casework_reminder_kind"
            ),
        ]
        indexes = [models.Index(fields=["recipient", "-at"], name="casework_reminder_of")]
