"""What was found, drawn, decided, noted and said about a case. Rows are added, never changed."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from dengbu.casework.models.cases import Case
from dengbu.database.models import OfficeModel


class CheckPhase(StrEnum):
    """When rules were asked."""

    ACCEPTANCE = "ACCEPTANCE"
    REVIEW = "REVIEW"
    ENTRY = "ENTRY"
    AUTOPILOT = "AUTOPILOT"


class DecisionKind(StrEnum):
    """What an examiner decided."""

    APPROVE = "APPROVE"
    RETURN = "RETURN"
    REFUSE = "REFUSE"


class CheckResult(OfficeModel):
    """What one rule said at one time, with the facts that it read."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    phase = models.CharField(max_length=10)
    seq = models.SmallIntegerField()
    code = models.CharField(max_length=30)
    effect = models.CharField(max_length=5)  # pass, warn, block
    message = models.CharField(max_length=500)
    clause = models.CharField(max_length=100, default="")
    remedy = models.CharField(max_length=500, default="")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        pass


class Assignment(OfficeModel):
    """One random draw of an examiner, with all that is needed to draw it again."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="assignments", db_index=False
    )
    round = models.SmallIntegerField()
    candidates = models.JSONField()  # account ids in order
    loads = models.JSONField()  # open cases and credit of each, same order
    seed = models.CharField(max_length=64)
    drawn = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    day = models.DateField(null=True)  # whose seed it was drawn with; None: of before the ledger
    serial = models.BigIntegerField(null=True)  # place in the office's ledger: 1, 2, 3, ...
    content = models.TextField(default="", db_default="")  # as published and attested

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["case", "round"], name="casework_assignment_round"),
            models.UniqueConstraint(
                fields=["office", "serial"],
                condition=Q(serial__isnull=False),
                name="casework_assignment_serial",
            ),
        ]
        indexes = [models.Index(fields=["office", "day"], name="casework_assignment_day")]


class Decision(OfficeModel):
    """What an examiner decided in one round of review."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    round = models.SmallIntegerField()
    kind = models.CharField(max_length=8)
    by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=50)
    reason = models.CharField(max_length=500, default="")
    items = models.JSONField(default=list)  # what is to be supplemented
    clause = models.CharField(max_length=100, default="")
    remedy = models.CharField(max_length=500, default="")
    at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["case", "round"], name="casework_decision_round"),
            models.CheckConstraint(
                condition=Q(kind__in=[str(k) for k in DecisionKind]), name="casework_decision_kind"
            ),
        ]


class JournalLine(OfficeModel):
    """One line of a case's story, in plain Chinese."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="journal", db_index=False)
    seq = models.SmallIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=16)  # ACCEPT, ASSIGN, RETURN, ENTER ...
    who = models.CharField(max_length=50)
    text = models.CharField(max_length=500)
    data = models.JSONField(default=dict)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["case", "seq"], name="casework_journal_seq"),
        ]


class Message(OfficeModel):
    """What a party was told; each kind once a case and recipient."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    kind = models.CharField(max_length=16)
    recipient = models.CharField(max_length=40)  # identity number
    name = models.CharField(max_length=100)
    text = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "kind", "recipient"], name="casework_message_once"
            ),
        ]
