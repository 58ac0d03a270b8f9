"""智能审批: decisions with their facts, switches, rule sets in shadow and what people found."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dengbu.casework.models.cases import Case
from dengbu.database.models import Grant, OfficeModel


class SmartDecision(OfficeModel):
    """What the whitelist said of one case, whole: it can be asked again for ever. Only added.

    The reading role does not see it: names stand in the facts.
    """

    grant: ClassVar[Grant] = Grant(reader=False)

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="smart_decision")
    service = models.CharField(max_length=8)
    organisation_id = models.BigIntegerField(null=True)  # that filed it
    rules = models.JSONField()  # names of the rules that were asked, in order
    facts = models.JSONField()  # values and times, as `rules.kept_facts` writes them
    failed = models.JSONField()  # names of the rules that said no
    switched_off = models.JSONField(default=list)  # switches in words that stopped it
    approved = models.BooleanField()  # every rule said yes and nothing was switched off
    at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        indexes = [
            models.Index(fields=["office", "service", "id"], name="casework_smart_service"),
            models.Index(fields=["office", "at"], name="casework_smart_at"),
        ]


class SwitchKind(StrEnum):
    """What of automatic approval is switched off."""

    RULE = "RULE"  # every case that this rule would be asked about
    SERVICE = "SERVICE"
    BANK = "BANK"  # an organisation, by its credit code

    @property
    def label(self) -> str:
        """Name on screens."""
        return {SwitchKind.RULE: "规则", SwitchKind.SERVICE: "事项", SwitchKind.BANK: "单位"}[self]


class SmartSwitch(OfficeModel):
    """Automatic approval switched off for a rule, a service or a bank, until it is on again."""

    grant: ClassVar[Grant] = Grant(update=("on_at", "on_by_id", "on_by_name", "on_reason"))

    kind = models.CharField(max_length=7)  # SwitchKind value
    subject = models.CharField(max_length=20)  # code of the rule or service, credit code
    reason = models.CharField(max_length=200)
    off_at = models.DateTimeField()
    off_by_id = models.BigIntegerField()
    off_by_name = models.CharField(max_length=50)
    on_at = models.DateTimeField(null=True)  # None: still off
    on_by_id = models.BigIntegerField(null=True)
    on_by_name = models.CharField(max_length=50, default="")
    on_reason = models.CharField(max_length=200, default="")

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "kind", "subject"],
                condition=Q(on_at=None),
                name="casework_smartswitch_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[str(k) for k in SwitchKind]), name="casework_smartswitch_kind"
            ),
            models.CheckConstraint(
                condition=Q(on_at=None) | Q(on_at__gte=F("off_at")),
                name="casework_smartswitch_period",
            ),
        ]


class ShadowState(StrEnum):
    """Where a rule set that is not in force stands."""

    SHADOW = "SHADOW"  # runs along without effect
    PROPOSED = "PROPOSED"  # one person wants it in force
    IN_FORCE = "IN_FORCE"
    REPLACED = "REPLACED"  # another took its place
    DROPPED = "DROPPED"

    @property
    def label(self) -> str:
        """Name on screens."""
        return {
            ShadowState.SHADOW: "陪跑",
            ShadowState.PROPOSED: "等第二个人同意",
            ShadowState.IN_FORCE: "在用",
            ShadowState.REPLACED: "换下来了",
            ShadowState.DROPPED: "不用了",
        }[self]


class ShadowRun(OfficeModel):
    """A rule set of a service beside the one in force: counted over all decisions, past and live.

    ``seed`` is drawn and committed to before anything is counted; the samples follow from it alone.
    Beginning the same rules anew draws no other seed.
    """

    grant: ClassVar[Grant] = Grant(
        update=(
            "state",
            "counted_at",
            "counted_to",
            "counts",
            "population",
            "newly_population",
            "drawn",
            "digest",
            "sampled_at",
            "proposed_by_id",
            "proposed_by_name",
            "proposed_at",
            "reason",
            "forced_by_id",
            "forced_by_name",
            "forced_at",
            "bound",
            "newly_bound",
            "ended_at",
        )
    )

    service = models.CharField(max_length=8)
    rules = models.JSONField()  # names, in order
    against = models.JSONField()  # the rules that were in force when it began; none: a first list
    seed = models.CharField(max_length=64)  # hexadecimal
    state = models.CharField(max_length=8, default=ShadowState.SHADOW)
    begun_at = models.DateTimeField()
    begun_by_id = models.BigIntegerField()  # 0: it stood before first lists had to be put in force
    begun_by_name = models.CharField(max_length=50)
    counted_at = models.DateTimeField(null=True)  # moment and id of the last decision counted
    counted_to = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    commitment = models.CharField(max_length=64, default="", db_default="")  # to the seed
    population = models.IntegerField(null=True)  # of the sample: what the set would approve
    newly_population = models.IntegerField(null=True)  # of these, what was not approved then
    drawn = models.IntegerField(null=True)  # lots of the sample; further lots are newly ones alone
    digest = models.CharField(max_length=64, default="", db_default="")  # of both lists
    sampled_at = models.DateTimeField(null=True)
    proposed_by_id = models.BigIntegerField(null=True)
    proposed_by_name = models.CharField(max_length=50, default="")
    proposed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, default="")
    forced_by_id = models.BigIntegerField(null=True)
    forced_by_name = models.CharField(max_length=50, default="")
    forced_at = models.DateTimeField(null=True)
    bound = models.FloatField(null=True)  # share of wrong approvals at most, when put in force
    newly_bound = models.FloatField(null=True)  # among the newly approved alone
    ended_at = models.DateTimeField(null=True)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "service"],
                condition=Q(state__in=["SHADOW", "PROPOSED"]),
                name="casework_shadow_once",
            ),
            models.UniqueConstraint(
                fields=["office", "service"],
                condition=Q(state="IN_FORCE"),
                name="casework_shadow_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in ShadowState]), name="casework_shadow_state"
            ),
            models.CheckConstraint(
                condition=Q(forced_by_id=None) | ~Q(forced_by_id=F("proposed_by_id")),
                name="casework_shadow_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="IN_FORCE") | Q(forced_by_id__isnull=False) | Q(begun_by_id=0),
                name="casework_shadow_forced",
            ),
        ]


class ShadowLine(OfficeModel):
    """A decision that the set in shadow judges otherwise, or that was drawn to be checked."""

    grant: ClassVar[Grant] = Grant(update=("lot", "newly_lot"))

    run = models.ForeignKey(
        ShadowRun, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    decision = models.ForeignKey(
        SmartDecision, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=8)  # NEWLY, NOT_NOW, ERROR; "" where both agree
    failed = models.JSONField(default=list)  # names of rules of the set that said no
    lot = models.IntegerField(null=True)  # place among all that is checked, from 1; None: not drawn
    newly_lot = models.IntegerField(null=True)  # place in the sample of the newly approved

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["run", "decision"], name="casework_shadowline_once"),
        ]
        indexes = [
            models.Index(
                fields=["run", "lot"],
                condition=Q(lot__isnull=False),
                name="casework_shadowline_lot",
            ),
        ]


class ShadowFinding(OfficeModel):
    """What a person found of one drawn decision. Only added: the latest of a line stands."""

    line = models.ForeignKey(ShadowLine, on_delete=models.PROTECT, related_name="findings")
    finding = models.CharField(max_length=5)  # RIGHT, WRONG
    note = models.CharField(max_length=200, default="")
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=50)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(finding="RIGHT") | Q(finding="WRONG") & ~Q(note=""),
                name="casework_shadowfinding_said",
            ),
        ]
