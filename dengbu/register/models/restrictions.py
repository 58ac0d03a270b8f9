"""Restrictions (LA_Restriction): seizure, advance notice, objection, stop order."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.database.models import Grant, OfficeModel
from dengbu.register.models.entries import Entry, Party
from dengbu.register.models.interests import CLOSING, Interest, Restorable


class Seizure(Interest):
    """查封. The queue runs by delivery; which one is in force is computed for a day."""

    kind = models.CharField(max_length=1)
    organ = models.CharField(max_length=200)
    document_no = models.CharField(max_length=100)
    delivered_at = models.DateTimeField()
    place = models.SmallIntegerField()  # among those delivered at the same second
    term_days = models.IntegerField()
    scope = models.CharField(max_length=200)
    case_ref = models.CharField(max_length=100)
    debtor = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Interest.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = []
        constraints = [
            *Interest.Meta.constraints,
            models.UniqueConstraint(
                fields=["page", "delivered_at", "place"], name="register_seizure_queue"
            ),
            models.CheckConstraint(condition=Q(term_days__gt=0), name="register_seizure_term"),
        ]


class SeizureRenewal(OfficeModel):
    """续封: a seizure's term goes on; its place in the queue stays."""

    seizure = models.ForeignKey(Seizure, on_delete=models.PROTECT, related_name="renewals")
    opened_by = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    recorded_from = models.DateTimeField()
    document_no = models.CharField(max_length=100)
    delivered_at = models.DateTimeField()
    term_days = models.IntegerField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(condition=Q(term_days__gt=0), name="register_renewal_term"),
        ]


class Notice(Restorable):
    """预告登记 (Civil Code 221)."""

    kind = models.CharField(max_length=1)
    amount = models.DecimalField(max_digits=17, decimal_places=2, null=True)  # yuan
    rank_key = models.IntegerField(null=True)  # kept for the mortgage that it gives notice of

    class Meta(Interest.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["page"], name="register_notice_page"),
            models.Index(
                fields=["office"], condition=Q(recorded_to=None), name="register_notice_standing"
            ),
        ]


class NoticeParty(OfficeModel):
    """Holder or obligor of an advance notice."""

    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="parties", db_index=False
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=1)  # H holder, O obligor
    seq = models.SmallIntegerField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["notice", "role", "party"], name="register_notice_party_once"
            ),
        ]


class Objection(Interest):
    """异议登记 (Civil Code 220): lapses 15 days after entry unless suit was brought."""

    objector = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    matter = models.CharField(max_length=400)
    sued_on = models.DateField(null=True)
    last_day = models.DateField(null=True)  # to bring suit, where a holiday puts it off (203)

    class Meta(Interest.Meta):
        abstract = False


class Suit(OfficeModel):
    """The suit that an objector brought in time: the objection then stands on."""

    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, related_name="suit")
    opened_by = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    recorded_from = models.DateTimeField()
    sued_on = models.DateField()
    court = models.CharField(max_length=200)
    suit_no = models.CharField(max_length=100)

    class Meta(OfficeModel.Meta):
        pass


class Stop(Interest):
    """A restriction by government, such as a decree to expropriate."""

    grant: ClassVar[Grant] = Grant(update=CLOSING)

    organ = models.CharField(max_length=200)
    document_no = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta(Interest.Meta):
        abstract = False
