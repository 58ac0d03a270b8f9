"""Rights: ownership and mortgage (LA_Right, LA_Mortgage).

Every interest carries two intervals. The *effective* one ``[effective_from, effective_to)`` is the
law's: by default from entry (Civil Code 214), earlier for inheritance, court decisions and
construction (229-231). The *recorded* one ``[recorded_from, recorded_to)`` is the register's: from
the entry that opened the row to the entry that closed it. Closing fills the three closing columns
once; nothing else is ever written.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dengbu.database.models import Grant, OfficeModel
from dengbu.register.models.entries import Entry, Page, Party

CLOSING = ("effective_to", "recorded_to", "closed_by_id")


class Interest(OfficeModel):
    """A right or restriction (LA_RRR) on one unit."""

    grant: ClassVar[Grant] = Grant(update=CLOSING)

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_by = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    effective_from = models.DateTimeField()
    effective_to = models.DateTimeField(null=True)
    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField(null=True)

    class Meta(OfficeModel.Meta):
        abstract = True
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_closing",
                condition=Q(
                    recorded_to__isnull=True, effective_to__isnull=True, closed_by__isnull=True
                )
                | Q(
                    recorded_to__gte=F("recorded_from"),
                    effective_to__gte=F("effective_from"),
                    closed_by__isnull=False,
                ),
            ),
        ]
        indexes = [models.Index(fields=["page"], name="%(app_label)s_%(class)s_page")]


class Restorable(Interest):
    """An interest that stands again when the entry that ended it is annulled (撤销).

    ``restores`` is then the row as it was first entered.
    """

    restores = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta(Interest.Meta):
        abstract = True


class Ownership(Restorable):
    """国有建设用地使用权／房屋所有权 of one unit: at most one is current."""

    right_type = models.CharField(max_length=2)
    co_ownership = models.CharField(max_length=1)
    share_denominator = models.BigIntegerField(null=True)  # common to all holders
    holder_count = models.SmallIntegerField()  # so that no holder can be added later
    right_nature = models.CharField(max_length=4)
    term_from = models.DateField(null=True)
    term_to = models.DateField(null=True)
    price = models.DecimalField(max_digits=17, decimal_places=2, null=True)  # yuan
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="successor"
    )

    class Meta(Interest.Meta):
        abstract = False
        constraints = [
            *Interest.Meta.constraints,
            models.UniqueConstraint(
                fields=["page"], condition=Q(recorded_to=None), name="register_ownership_current"
            ),
            models.CheckConstraint(
                name="register_ownership_shares",
                condition=Q(co_ownership="2", share_denominator__gt=0)
                | (~Q(co_ownership="2") & Q(share_denominator=None)),
            ),
            models.CheckConstraint(
                name="register_ownership_holder_count",
                condition=Q(co_ownership="0", holder_count=1)
                | Q(co_ownership="1", holder_count__gt=1)
                | Q(co_ownership__in=["2", "3"], holder_count__gt=0),
            ),
        ]


class OwnershipHolder(OfficeModel):
    """One holder; the share is ``numerator / ownership.share_denominator``, exactly."""

    ownership = models.ForeignKey(
        Ownership, on_delete=models.PROTECT, related_name="holders", db_index=False
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.SmallIntegerField()
    numerator = models.BigIntegerField(null=True)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["ownership", "seq"], name="register_holder_place"),
            models.CheckConstraint(condition=Q(numerator__gt=0), name="register_holder_positive"),
        ]
        indexes = [
            models.Index(  # what a person holds is read from it alone: the rows lie far apart
                fields=["party"], include=["ownership", "numerator"], name="register_holder_party"
            )
        ]


class Mortgage(Restorable):
    """抵押权. ``rank_key`` is its place; the rank shown closes up as earlier ones end.

    A change closes the row and opens the next ``revision`` in its place, or in another when ranks
    are exchanged: then one entry opens several rows.
    """

    opened_by = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=1)
    amount = models.DecimalField(max_digits=17, decimal_places=2)  # yuan: claim or ceiling
    debt_from = models.DateField()
    debt_to = models.DateField()
    scope = models.CharField(max_length=400)
    transfer_restricted = models.BooleanField(null=True)  # None: nothing recorded (before 2021)
    contract_no = models.CharField(max_length=60)
    rank_key = models.IntegerField()
    revision = models.SmallIntegerField(default=0)  # 0: as first entered
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    stands_since = models.DateTimeField(null=True)  # entry of revision 0; None: this is it
    fixed_amount = models.DecimalField(max_digits=17, decimal_places=2, null=True)  # yuan
    fixing_fact = models.CharField(max_length=400, null=True)  # noqa: DJ001 - 最高债权确定事实
    mortgaged_kind = models.CharField(max_length=2, null=True)  # noqa: DJ001 - 抵押不动产类型
    construction_address = models.CharField(max_length=200, null=True)  # noqa: DJ001 - of kind 4
    construction_scope = models.CharField(max_length=400, null=True)  # noqa: DJ001 - of kind 4
    of_operation = models.BooleanField(null=True)  # of the land operation right; None: no

    class Meta(Interest.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["office"],
                condition=Q(mode="2", recorded_to=None, fixed_amount=None),
                name="register_mortgage_unfixed",
            )
        ]
        constraints = [
            *Interest.Meta.constraints,
            models.UniqueConstraint(
                fields=["page", "rank_key", "revision"], name="register_mortgage_rank"
            ),
            models.UniqueConstraint(
                fields=["previous"],
                condition=Q(previous__isnull=False),
                name="register_mortgage_successor",
            ),
            models.CheckConstraint(
                name="register_mortgage_revision",
                condition=Q(revision=0, previous=None) | Q(revision__gt=0, previous__isnull=False),
            ),
            models.CheckConstraint(
                name="register_mortgage_fixed",
                condition=Q(fixed_amount=None, fixing_fact=None)
                | Q(fixed_amount__gte=0, fixing_fact__isnull=False),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="register_mortgage_amount"),
            models.CheckConstraint(
                name="register_mortgage_construction",
                condition=Q(
                    mortgaged_kind="4",
                    construction_address__isnull=False,
                    construction_scope__isnull=False,
                )
                | Q(
                    Q(mortgaged_kind=None) | Q(mortgaged_kind__in=["1", "2", "3", "5", "6", "7"]),
                    construction_address=None,
                    construction_scope=None,
                ),
            ),
            models.CheckConstraint(
                condition=Q(debt_to__gte=F("debt_from")), name="register_mortgage_term"
            ),
        ]


class MortgageParty(OfficeModel):
    """Mortgagee, mortgagor or debtor of a mortgage."""

    mortgage = models.ForeignKey(
        Mortgage, on_delete=models.PROTECT, related_name="parties", db_index=False
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=1)  # E mortgagee, O mortgagor, D debtor
    seq = models.SmallIntegerField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["mortgage", "role", "party"], name="register_mortgage_party_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["E", "O", "D"]), name="register_mortgage_party_role"
            ),
        ]


class Collateral(OfficeModel):
    """抵押物清单 (DYWQD): the mortgage is one of several units for one debt.

    ``debt``: the mortgage of that debt which was entered first. A mortgage of one unit has none.
    """

    mortgage = models.OneToOneField(Mortgage, on_delete=models.PROTECT, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+", db_index=False)
    debt = models.ForeignKey(Mortgage, on_delete=models.PROTECT, related_name="+")
