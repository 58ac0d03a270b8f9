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
