"""带押过户 of a case: what was agreed, who has a say, which money moves, and what each said."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from dengbu.casework.models.cases import Case
from dengbu.casework.rules.mortgaged import Leg, Mode, Phase, Side
from dengbu.database.models import Grant, OfficeModel

UNDECIDED = [p.value for p in Phase if p.undecided]
ENTERED = [p.value for p in Phase if p.entered]
OVER = [Phase.ENDING.value, Phase.ENDED.value]
MOVING = [Phase.ENTERED.value, Phase.ENDING.value]


class MortgagedTransfer(OfficeModel):
    """One agreement on the money of a case. Its sums never change; who wants others begins anew."""

    grant: ClassVar[Grant] = Grant(
        update=(
            "phase",
            "entered_at",
            "done_at",
            "ended_at",
            "end_reason",
            "settled_at",
            "cancelled_at",
            "due_at",
            "late_at",
            "agreed",
            "agreed_digest",
        )
    )

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="mortgaged_transfers", db_index=False
    )
    seq = models.SmallIntegerField()  # 1, 2, ... of the case
    number = models.CharField(max_length=24, unique=True)  # case number, T, seq
    mode = models.CharField(max_length=9)
    unit_code = models.CharField(max_length=28)
    old_proof = models.CharField(max_length=60)  # 登记证明号 of the mortgage that rests on it
    price = models.DecimalField(max_digits=15, decimal_places=2)  # yuan
    payoff = models.DecimalField(max_digits=15, decimal_places=2)  # yuan
    loan = models.DecimalField(max_digits=15, decimal_places=2)  # yuan, 0 where there is none
    agreed = models.JSONField(default=dict, db_default={})  # all that is agreed on
    agreed_digest = models.CharField(max_length=64, default="", db_default="")  # of it, SHA-256
    phase = models.CharField(max_length=7, default=Phase.OPEN)
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField()
    opened_by_name = models.CharField(max_length=50)
    expires_at = models.DateTimeField()  # undecided until then, it ends
    entered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)  # when the old bank said that it is paid
    cancelled_at = models.DateTimeField(null=True)  # when the old mortgage ended after the entry
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # without entry
    end_reason = models.CharField(max_length=200, default="")
    due_at = models.DateTimeField(null=True)  # until when the account pays out, or gives back
    late_at = models.DateTimeField(null=True)  # when somebody was found to be late with that

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["case", "seq"], name="casework_mortgaged_seq"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(phase__in=[*UNDECIDED, *ENTERED]),
                name="casework_mortgaged_one",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=[str(m) for m in Mode]), name="casework_mortgaged_mode"
            ),
            # The register has decided for it or it has ended: never both, never half.
            models.CheckConstraint(
                condition=Q(phase__in=UNDECIDED, entered_at=None, ended_at=None)
                | Q(phase__in=ENTERED, entered_at__isnull=False, ended_at=None)
                | Q(phase__in=OVER, entered_at=None, ended_at__isnull=False),
                name="casework_mortgaged_decided",
            ),
            models.CheckConstraint(
                condition=Q(price__gt=0, payoff__gt=0, loan__gte=0), name="casework_mortgaged_sums"
            ),
            # As long as the account has to move money a clock runs for it.
            models.CheckConstraint(
                condition=Q(phase__in=MOVING, due_at__isnull=False)
                | ~Q(phase__in=MOVING) & Q(due_at=None),
                name="casework_mortgaged_clock",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at", "id"],
                condition=Q(phase__in=UNDECIDED),
                name="casework_mortgaged_expires",
            ),
            models.Index(
                fields=["unit_code"],
                condition=Q(phase__in=[*UNDECIDED, Phase.ENTERED.value]),
                name="casework_mortgaged_unit",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(phase__in=MOVING, late_at=None),
                name="casework_mortgaged_due",
            ),
        ]


class MortgagedParty(OfficeModel):
    """Somebody who must confirm. A word that is taken back leaves the row unconfirmed."""

    grant: ClassVar[Grant] = Grant(
        update=("confirmed_at", "way", "agreed", "recorder_id", "recorder_name", "paper")
    )

    transfer = models.ForeignKey(
        MortgagedTransfer, on_delete=models.PROTECT, related_name="parties", db_index=False
    )
    seq = models.SmallIntegerField()
    side = models.CharField(max_length=8)
    name = models.CharField(max_length=100)
    id_type = models.CharField(max_length=2)
    id_no = models.CharField(max_length=40)
    confirmed_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=7, default="")  # SIGNED, PHONE or WINDOW
    agreed = models.CharField(max_length=64, default="", db_default="")  # digest, as confirmed
    recorder_id = models.BigIntegerField(null=True)  # officer who took the word at the window
    recorder_name = models.CharField(max_length=50, default="", db_default="")
    paper = models.CharField(max_length=64, default="", db_default="")  # signed, in evidence

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["transfer", "seq"], name="casework_mortgagedparty_seq"),
            models.CheckConstraint(
                condition=Q(side__in=[str(s) for s in Side]), name="casework_mortgagedparty_side"
            ),
            models.CheckConstraint(
                condition=~Q(way="WINDOW")
                | Q(agreed="")
                | Q(recorder_id__isnull=False) & ~Q(recorder_name="") & ~Q(paper=""),
                name="casework_mortgagedparty_witnessed",
            ),
            # Nobody of the office stands for both families.
            ExclusionConstraint(
                name="casework_mortgagedparty_one_side",
                expressions=[
                    ("transfer", RangeOperators.EQUAL),
                    ("recorder_id", RangeOperators.EQUAL),
                    ("side", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(recorder_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["id_no", "-id"], name="casework_mortgagedparty_who"),
        ]


class MortgagedSum(OfficeModel):
    """One sum on its way through the supervised account, as the account told of it."""

    grant: ClassVar[Grant] = Grant(
        update=("held_at", "other_held", "paid_at", "returned_at", "other_returned")
    )

    transfer = models.ForeignKey(
        MortgagedTransfer, on_delete=models.PROTECT, related_name="sums", db_index=False
    )
    leg = models.CharField(max_length=13)
    amount = models.DecimalField(max_digits=15, decimal_places=2)  # yuan
    held_at = models.DateTimeField(null=True)
    other_held = models.DecimalField(max_digits=15, decimal_places=2, null=True)  # yuan, as said
    paid_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    other_returned = models.DecimalField(max_digits=15, decimal_places=2, null=True)  # yuan

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["transfer", "leg"], name="casework_mortgagedsum_leg"),
            models.CheckConstraint(
                condition=Q(leg__in=[str(leg) for leg in Leg], amount__gt=0),
                name="casework_mortgagedsum_leg_known",
            ),
            models.CheckConstraint(
                condition=Q(paid_at=None) | Q(returned_at=None, held_at=None),
                name="casework_mortgagedsum_one_way",
            ),
            # One sum is there: the agreed one or another; and so it went back.
            models.CheckConstraint(
                condition=(Q(held_at=None) | Q(other_held=None))
                & (Q(returned_at=None) | Q(other_returned=None))
                & (Q(paid_at=None) | Q(other_held=None, other_returned=None)),
                name="casework_mortgagedsum_one_sum",
            ),
        ]


class MortgagedWord(OfficeModel):
    """One thing that a side said, word by word, and what became of it. Only ever added."""

    transfer = models.ForeignKey(
        MortgagedTransfer, on_delete=models.PROTECT, related_name="words", db_index=False
    )
    key = models.CharField(max_length=140)  # whose, and their idempotency key
    side = models.CharField(max_length=8)
    kind = models.CharField(max_length=9)
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical content, hexadecimal
    content = models.JSONField()
    key_id = models.CharField(max_length=80, default="")  # of the signature; "" for people
    body = models.BinaryField(default=bytes)  # as it was signed
    signed_text = models.TextField(default="")
    signature = models.BinaryField(default=bytes)
    outcome = models.CharField(max_length=7)  # APPLIED, KNOWN or FINDING
    said = models.CharField(max_length=300)  # what became of it, in words
    received_at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["key"], name="casework_mortgagedword_key"),
            models.CheckConstraint(
                condition=Q(outcome__in=["APPLIED", "KNOWN", "FINDING"]),
                name="casework_mortgagedword_outcome",
            ),
        ]
        indexes = [models.Index(fields=["transfer", "id"], name="casework_mortgagedword_story")]
