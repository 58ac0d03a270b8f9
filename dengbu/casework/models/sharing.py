"""What departments answered for a case, and promises in place of papers (告知承诺)."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.casework.models.cases import Case
from dengbu.database.models import Grant, OfficeModel


class SharedFact(OfficeModel):
    """What one department answered to one question when a case was accepted. Only added."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    material = models.CharField(max_length=20)  # code of the paper that it stands in for
    partner = models.CharField(max_length=20)  # exchange.Partner
    kind = models.CharField(max_length=20)  # of the question
    who = models.CharField(max_length=100, default="")  # of several people
    outcome = models.CharField(max_length=14)  # exchange.Outcome
    facts = models.JSONField(default=dict)
    fetched_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    ask_id = models.BigIntegerField()  # exchange.Ask

    class Meta(OfficeModel.Meta):
        pass


class TaxInquiry(OfficeModel):
    """A case whose deed tax is awaited, and when the tax office is asked about it next."""

    grant: ClassVar[Grant] = Grant(update=("ask_at", "asks"), delete=True)

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    ask_at = models.DateTimeField()
    asks = models.IntegerField(default=0)

    class Meta(OfficeModel.Meta):
        indexes = [models.Index(fields=["ask_at"], name="casework_taxinquiry_due")]


class PromiseState(StrEnum):
    """Where a promise stands."""

    OPEN = "OPEN"  # 待核查
    KEPT = "KEPT"  # 核查属实
    BROKEN = "BROKEN"  # 核查不实
    WITHDRAWN = "WITHDRAWN"  # 承诺人撤回
    REPLACED = "REPLACED"  # 已交材料: the paper came after all

    @property
    def label(self) -> str:
        """Name on screens."""
        return {
            PromiseState.OPEN: "待核查",
            PromiseState.KEPT: "核查属实",
            PromiseState.BROKEN: "核查不实",
            PromiseState.WITHDRAWN: "已撤回",
            PromiseState.REPLACED: "材料已交，不再靠承诺",
        }[self]


class Promise(OfficeModel):
    """One person's promise in place of one paper of one case: its text, and what came of it.

    While it stands ``BROKEN``, no promise of this person is taken again.
    """

    grant: ClassVar[Grant] = Grant(
        update=(
            "state",
            "next_check_at",
            "checked_at",
            "ask_id",
            "reason",
            "settled_at",
            "settled_by_id",
            "settled_by_name",
            "ruling",
        ),
        reader=False,
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    material = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    id_type = models.CharField(max_length=2)
    id_no = models.CharField(max_length=40)
    text = models.CharField(max_length=500)  # what was signed
    signed_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=PromiseState.OPEN)
    next_check_at = models.DateTimeField(null=True)  # None: no department can check it
    checked_at = models.DateTimeField(null=True)
    ask_id = models.BigIntegerField(null=True)  # exchange.Ask that settled it
    reason = models.CharField(max_length=300, default="")  # why it is broken or withdrawn
    settled_at = models.DateTimeField(null=True)  # an examiner dealt with a broken one
    settled_by_id = models.BigIntegerField(null=True)
    settled_by_name = models.CharField(max_length=50, default="")
    ruling = models.CharField(max_length=400, default="")

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in PromiseState]),
                name="casework_promise_state",
            ),
            models.UniqueConstraint(
                fields=["case", "material", "id_type", "id_no"],
                condition=Q(state__in=["OPEN", "KEPT"]),
                name="casework_promise_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_check_at"],
                condition=Q(state="OPEN", next_check_at__isnull=False),
                name="casework_promise_due",
            ),
            models.Index(
                fields=["id_type", "id_no"],
                condition=Q(state="BROKEN"),
                name="casework_promise_broken",
            ),
            models.Index(
                fields=["office", "checked_at"],
                condition=Q(state="BROKEN", settled_at=None),
                name="casework_promise_finding",
            ),
        ]
