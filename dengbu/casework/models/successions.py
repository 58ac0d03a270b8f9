"""继承关系: a family as it was told at the window, with what the rules make of it."""

from typing import ClassVar

from django.db import models

from dengbu.casework.models.cases import Case
from dengbu.database.models import Grant, OfficeModel


class Succession(OfficeModel):
    """One family for one unit: told step by step, frozen once a case rests on it.

    Names and days of the family, no identity numbers. The reading role does not see it.
    """

    grant: ClassVar[Grant] = Grant(
        update=("told", "answer", "rules_version", "changed_at", "revision", "case_id"),
        reader=False,
    )

    token = models.CharField(max_length=32, unique=True)  # its address; says nothing
    unit_code = models.CharField(max_length=28)
    holders = models.JSONField()  # who stood in the register when it was begun
    told = models.JSONField(default=list)  # questions with what stood in their fields, in order
    answer = models.JSONField(default=dict)  # of the rules; empty while the family is untrue
    rules_version = models.CharField(max_length=20)  # with which the answer was made
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    begun_by_name = models.CharField(max_length=50)
    changed_at = models.DateTimeField()
    revision = models.IntegerField(default=0)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="successions", db_index=False
    )

    class Meta(OfficeModel.Meta):
        indexes = [
            models.Index(fields=["unit_code"], name="casework_succession_unit"),
            models.Index(fields=["case"], name="casework_succession_case"),
        ]
