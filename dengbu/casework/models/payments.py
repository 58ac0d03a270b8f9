"""缴款单 and the money of a case: orders, what came, what goes back, what the treasury said."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.casework.models.cases import Case
from dengbu.casework.rules.payments import OrderState
from dengbu.database.models import Grant, OfficeModel


class PaymentOrder(OfficeModel):
    """What one payer of a case owes the treasury (非税缴款单). Its amount never changes."""

    grant: ClassVar[Grant] = Grant(
        update=("state", "code", "told_at", "ask_at", "asks", "paid_at", "closed_at")
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="orders", db_index=False)
    seq = models.SmallIntegerField()  # 1, 2, ... of the case
    number = models.CharField(max_length=24)  # case number and seq
    payer = models.CharField(max_length=100)
    payer_role = models.CharField(max_length=16)
    amount = models.DecimalField(max_digits=15, decimal_places=2)  # yuan
    before_entry = models.BooleanField()  # the office enters nothing that is not paid
    state = models.CharField(max_length=10, default=OrderState.ISSUED)
    issued_at = models.DateTimeField()
    code = models.CharField(max_length=40, default="")  # 缴款码, by which people pay
    told_at = models.DateTimeField(null=True)  # None: the treasury does not know it yet
    ask_at = models.DateTimeField(null=True)  # when the engine looks next; None: nothing to do
    asks = models.IntegerField(default=0)  # looks since something last changed
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # since when nothing is owed

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["number"], name="casework_order_number"),
            models.UniqueConstraint(fields=["case", "seq"], name="casework_order_seq"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="casework_order_amount"),
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in OrderState]), name="casework_order_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="PAID") | Q(paid_at__isnull=False, closed_at=None),
                name="casework_order_paid",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ISSUED", "PAID", "FAILED"], closed_at=None)
                | Q(state__in=["CANCELLED", "REFUND_DUE", "REFUNDED"], closed_at__isnull=False),
                name="casework_order_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ask_at", "id"],
                condition=Q(ask_at__isnull=False),
                name="casework_order_asks",
            ),
            models.Index(fields=["office", "issued_at"], name="casework_order_issued"),
        ]


class Payment(OfficeModel):
    """Money that the treasury received for an order. Only ever added."""

    order = models.ForeignKey(
        PaymentOrder, on_delete=models.PROTECT, related_name="payments", db_index=False
    )
    transaction_no = models.CharField(max_length=40)  # the treasury's, unique
    amount = models.DecimalField(max_digits=15, decimal_places=2)  # yuan
    receipt_no = models.CharField(max_length=40, default="")  # 非税电子票据号
    paid_at = models.DateTimeField()  # by the treasury's clock
    heard_at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["transaction_no"], name="casework_payment_transaction"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="casework_payment_amount"),
        ]
        indexes = [
            models.Index(fields=["order"], name="casework_payment_order"),
            models.Index(fields=["office", "paid_at"], name="casework_payment_day"),
        ]


class Refund(OfficeModel):
    """Money that goes back to its payer: of one payment, never more than came by it."""

    grant: ClassVar[Grant] = Grant(
        update=("told_at", "ask_at", "asks", "done_at", "reference", "failure")
    )

    order = models.ForeignKey(
        PaymentOrder, on_delete=models.PROTECT, related_name="refunds", db_index=False
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="refunds", db_index=False
    )
    seq = models.SmallIntegerField()  # 1, 2, ... of the order
    number = models.CharField(max_length=30)  # order number, R, seq
    amount = models.DecimalField(max_digits=15, decimal_places=2)  # yuan
    reason = models.CharField(max_length=100)
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # None: the treasury was not asked yet
    ask_at = models.DateTimeField(null=True)
    asks = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)  # None: on its way
    reference = models.CharField(max_length=40, default="")  # the treasury's number
    failure = models.CharField(max_length=200, default="")  # why it last came back

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["number"], name="casework_refund_number"),
            models.UniqueConstraint(fields=["order", "seq"], name="casework_refund_seq"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="casework_refund_amount"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(told_at__isnull=False), name="casework_refund_done"
            ),
        ]
        indexes = [
            models.Index(
                fields=["ask_at", "id"],
                condition=Q(ask_at__isnull=False),
                name="casework_refund_asks",
            ),
            models.Index(fields=["payment"], name="casework_refund_payment"),
            models.Index(
                fields=["office", "done_at"],
                condition=Q(done_at__isnull=False),
                name="casework_refund_day",
            ),
        ]


class TreasuryMessage(OfficeModel):
    """One thing that the treasury said, word by word, and what became of it. Only ever added."""

    order = models.ForeignKey(
        PaymentOrder,
        on_delete=models.PROTECT,
        null=True,  # of an order that is not ours
        related_name="messages",
        db_index=False,
    )
    key = models.CharField(max_length=120)  # idempotency key
    way = models.CharField(
        max_length=9
    )  # NOTICE: it told us; ASKED: we asked; DESK: an officer saw its receipt
    kind = models.CharField(max_length=13)
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical content, hexadecimal
    content = models.JSONField()
    outcome = models.CharField(max_length=7)  # APPLIED, KNOWN or FINDING
    said = models.CharField(max_length=200)  # what became of it, in words
    received_at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["key"], name="casework_treasurymessage_key"),
            models.CheckConstraint(
                condition=Q(outcome__in=["APPLIED", "KNOWN", "FINDING"])
                & Q(way__in=["NOTICE", "ASKED", "DESK"]),
                name="casework_treasurymessage_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="casework_treasurymessage_order"),
            models.Index(
                fields=["office", "-received_at"],
                condition=Q(outcome="FINDING"),
                name="casework_treasurymessage_found",
            ),
        ]


class Reconciliation(OfficeModel):
    """One comparison of a day's money with the treasury's statement (对账). Only ever added."""

    day = models.DateField()  # of the treasury's clock, in Chinese time
    at = models.DateTimeField()
    by_name = models.CharField(max_length=50)
    ours = models.IntegerField()  # movements known here
    ours_sum = models.DecimalField(max_digits=15, decimal_places=2)  # yuan in less yuan out
    theirs = models.IntegerField()  # movements of the statement
    theirs_sum = models.DecimalField(max_digits=15, decimal_places=2)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ours__gte=0, theirs__gte=0), name="casework_reconciliation_counts"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-day", "-at"], name="casework_reconciliation_day")
        ]


class ReconciliationDifference(OfficeModel):
    """What differed in one comparison. Only ever added."""

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="differences", db_index=False
    )
    seq = models.IntegerField()
    kind = models.CharField(max_length=14)
    order_no = models.CharField(max_length=40)
    reference = models.CharField(max_length=40)  # of the payment or refund
    ours = models.DecimalField(max_digits=15, decimal_places=2, null=True)  # yuan; None: not here
    theirs = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    said = models.CharField(max_length=200)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["reconciliation", "seq"], name="casework_difference_seq"
            ),
            models.CheckConstraint(
                condition=~Q(ours=None) | ~Q(theirs=None), name="casework_difference_real"
            ),
        ]
