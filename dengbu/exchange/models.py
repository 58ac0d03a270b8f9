"""Tables of the exchange."""

from typing import ClassVar

from django.db import models

from dengbu.database.models import Grant, OfficeModel


class BreakerState(OfficeModel):
    """The circuit breaker of one partner at one office, shared by all processes."""

    grant: ClassVar[Grant] = Grant(
        update=("failures", "down_since", "rests_until", "answered_at", "failed_at", "reason")
    )

    partner = models.CharField(max_length=20)  # Partner
    failures = models.IntegerField(default=0)  # in a row
    down_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30, default="")  # Trouble

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "partner"], name="exchange_breaker_partner"),
        ]


class Ask(OfficeModel):
    """One question to a department and what came of it: who asked, for which case, and why.

    Whom it was about stands there as a keyed hash only; what is kept of the answer are numbers and
    days of papers. Rows are only added.
    """

    grant: ClassVar[Grant] = Grant(reader=False)

    partner = models.CharField(max_length=20)  # Partner
    kind = models.CharField(max_length=20)  # of the question
    purpose = models.CharField(max_length=60)  # 受理, 登簿前核验, 承诺核查
    reference = models.CharField(max_length=80)  # case number, or key of the draft
    requester_id = models.BigIntegerField()  # accounts.Account
    requester_name = models.CharField(max_length=50)
    subject = models.CharField(max_length=64)  # keyed hash of what it was about, hexadecimal
    outcome = models.CharField(max_length=14)  # Outcome
    trouble = models.CharField(max_length=20, default="")  # Trouble
    digest = models.CharField(max_length=64, default="")  # SHA-256 of the answer as it came
    facts = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    fetched_at = models.DateTimeField()  # earlier than asked_at where a kept answer served
    took = models.IntegerField(default=0)  # milliseconds
    kept = models.BooleanField(default=False)  # an answer that was kept served again

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(fetched_at__lte=models.F("asked_at")) | models.Q(kept=False),
                name="exchange_ask_times",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject", "fetched_at"],
                condition=models.Q(outcome="MATCH", kept=False),
                name="exchange_ask_kept",
            ),
            models.Index(fields=["office", "asked_at"], name="exchange_ask_day"),
        ]
