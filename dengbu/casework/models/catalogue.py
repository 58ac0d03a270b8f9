"""What stands before any case: versions of services, the calendar, the day's seed and counter."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from dengbu.database.models import Grant, OfficeModel

_IN_FORCE = Func(F("valid_from"), F("valid_to"), Value("[)"), function="TSTZRANGE")


class ServiceVersion(OfficeModel):
    """One version of a service guide (办事指南) at one office. Its content never changes.

    At any moment one version of a code is in force at most; one that was planned and dropped
    before it began has an end that is its beginning.
    """

    grant: ClassVar[Grant] = Grant(update=("valid_to",))

    code = models.CharField(max_length=8)  # G10, C09 ...
    version = models.IntegerField()  # 1, 2, ... within office and code
    content = models.JSONField()  # the guide with the city's settings laid over it
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical content
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)  # None: until another follows

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "code", "version"], name="casework_service_version"
            ),
            ExclusionConstraint(
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (_IN_FORCE, RangeOperators.OVERLAPS),
                ],
                name="casework_service_in_force",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="casework_service_period",
            ),
        ]


class CalendarDay(OfficeModel):
    """A day that differs from its weekday, or a whole announced year (its first of January).

    ``announced`` rows come from the State Council's notice; a year without any counts weekdays and
    its deadlines are provisional.
    """

    grant: ClassVar[Grant] = Grant(update=("working", "source", "announced"))

    day = models.DateField()
    working = models.BooleanField()
    source = models.CharField(max_length=100)
    announced = models.BooleanField(default=True)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "day"], name="casework_calendar_day"),
        ]


class CaseCounter(OfficeModel):
    """The last case serial of an office and day; taken last in the transaction."""

    grant: ClassVar[Grant] = Grant(update=("last",))

    day = models.DateField()
    last = models.IntegerField(default=0)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "day"], name="casework_counter_day"),
            models.CheckConstraint(
                condition=Q(last__gte=0, last__lte=999_999), name="casework_counter_last"
            ),
        ]
