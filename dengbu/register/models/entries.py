"""Who, where and what was entered: parties, pages, bookings, entries."""

from typing import ClassVar

from django.db import models

from dengbu.cadastre.models import Unit
from dengbu.database.models import Grant, OfficeModel


class Party(OfficeModel):
    """A person or organisation as named in the register (LA_Party).

    A new name is a new row with the same identity number: what an old entry said stays readable.
    """

    grant: ClassVar[Grant] = Grant(reader=False)

    name = models.CharField(max_length=200)
    id_type = models.CharField(max_length=2)
    id_no = models.CharField(max_length=50)
    party_type = models.CharField(max_length=2)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["id_no", "id_type", "name", "office"], name="register_party_identity"
            ),
        ]
        indexes = [
            models.Index(
                fields=["name"], opclasses=["varchar_pattern_ops"], name="register_party_name"
            ),
        ]


class Page(OfficeModel):
    """The sheet set of one unit, and the row that is locked to act on it. ``id`` is the unit's."""

    grant: ClassVar[Grant] = Grant(update=("locked",))

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    unit_code = models.CharField(max_length=28, unique=True)
    locked = models.SmallIntegerField(default=0)  # never written: row locks need one such column
    seldom = models.IntegerField(default=0, db_default=0)  # bits of ``triggers.SELDOM``

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(id=models.F("unit")), name="register_page_id"
            ),
        ]
        indexes = [  # the code of a unit, read without its row
            models.Index(fields=["id"], include=["unit_code"], name="register_page_code")
        ]


class Booking(OfficeModel):
    """All acts of one case, entered at one instant (登簿)."""

    case_no = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    seq = models.IntegerField()  # place among the bookings of the same instant
    registrar_id = models.BigIntegerField()
    registrar_name = models.CharField(max_length=50)
    system = models.BooleanField()  # entered by automatic approval

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["case_no"], name="register_booking_case"),
        ]
        indexes = [
            models.Index(fields=["office", "recorded_at", "seq"], name="register_booking_at")
        ]


class Entry(OfficeModel):
    """One act on one unit. ``follows`` is the entry that it rests on (连续登记)."""

    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    seq = models.SmallIntegerField()  # order within the booking
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="entries")
    registration_type = models.SmallIntegerField()  # 100..900
    subclass = models.CharField(max_length=4)
    right_type = models.CharField(max_length=2)
    cause = models.CharField(max_length=200)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    effective_at = models.DateTimeField()
    organ = models.CharField(max_length=200, null=True)  # noqa: DJ001 - whose decision it rests on
    document_no = models.CharField(max_length=100, null=True)  # noqa: DJ001 - of that decision
    note = models.CharField(max_length=400, null=True)  # noqa: DJ001 - 附记

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["booking", "seq"], name="register_entry_seq"),
        ]
