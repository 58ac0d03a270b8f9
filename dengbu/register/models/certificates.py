"""Certificates and proofs, and the counters that number them.

A certificate is evidence, not the right (Civil Code 217): whether it is valid follows from its
right being current, so closing a right voids its certificates without a second write.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.database.models import Grant, OfficeModel
from dengbu.register.models.entries import Entry, Page, Party
from dengbu.register.models.interests import Mortgage, Ownership
from dengbu.register.models.operations import Operation
from dengbu.register.models.restrictions import Notice, Objection
from dengbu.register.models.uses import Easement, Habitation

_ALONE = ("mortgage", "notice", "objection", "habitation", "easement", "operation")


class Certificate(OfficeModel):
    """不动产权证书 (kind T) or 不动产登记证明 (kind P)."""

    kind = models.CharField(max_length=1)
    year = models.SmallIntegerField()
    serial = models.IntegerField(null=True)  # None: of stock, numbered by an earlier system
    number = models.CharField(max_length=60)
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="certificates")
    ownership = models.ForeignKey(
        Ownership, on_delete=models.PROTECT, null=True, related_name="certificates", db_index=False
    )
    mortgage = models.ForeignKey(
        Mortgage, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    objection = models.ForeignKey(
        Objection, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    habitation = models.ForeignKey(
        Habitation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    easement = models.ForeignKey(
        Easement, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    holder = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )  # None: one certificate for all holders
    issued_at = models.DateTimeField()
    replaces = models.CharField(max_length=60, null=True)  # noqa: DJ001 - number of the void one

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "kind", "year", "serial"], name="register_certificate_serial"
            ),
            # One paper of stock may be of several units: a row each, with the same number.
            models.UniqueConstraint(fields=["number", "page"], name="register_certificate_unit"),
            models.UniqueConstraint(
                fields=["replaces", "page"],
                condition=Q(replaces__isnull=False),
                name="register_certificate_void",
            ),
            *(
                # One proof a right, and one more for each that was replaced.
                models.UniqueConstraint(
                    fields=[right, "replaces"],
                    condition=Q(**{f"{right}__isnull": False}),
                    nulls_distinct=False,
                    name=f"register_certificate_{right}",
                )
                for right in _ALONE
            ),
            models.CheckConstraint(
                name="register_certificate_right",
                condition=Q(kind="T", ownership__isnull=False, mortgage=None, operation=None)
                | Q(kind="T", ownership=None, mortgage=None, operation__isnull=False)
                | Q(kind="P", ownership=None, operation=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["ownership"],
                condition=Q(ownership__isnull=False),
                name="register_certificate_title",
            ),
        ]


class Counter(OfficeModel):
    """The last serial given per office, kind and year; taken last in a booking's transaction."""

    grant: ClassVar[Grant] = Grant(update=("last",))

    kind = models.CharField(max_length=1)
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)
    start = models.IntegerField(default=0, db_default=0)  # numbers up to it are of stock

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "kind", "year"], name="register_counter_key"),
            models.CheckConstraint(condition=Q(last__gte=0), name="register_counter_last"),
            models.CheckConstraint(
                condition=Q(start__gte=0, start__lte=models.F("last")),
                name="register_counter_start",
            ),
        ]
