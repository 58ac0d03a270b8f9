"""Batches that an organisation files through its interface."""

from django.db import models
from django.db.models import Q

from dengbu.casework.models.cases import Case
from dengbu.database.models import OfficeModel


class Batch(OfficeModel):
    """One request with many applications; the same key is answered once."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    key_id = models.CharField(max_length=64, default="")  # of the signing key; "": not signed
    idempotency_key = models.CharField(max_length=80)
    body_digest = models.CharField(max_length=64)  # SHA-256 of the body, hexadecimal
    body = models.BinaryField(default=b"")  # as it came: the signature can be tried again
    signed_text = models.TextField(default="")  # RFC 9421 signature base; "": not signed
    signature = models.BinaryField(default=b"")  # of the text, by the key
    service = models.CharField(max_length=8)
    count = models.IntegerField()
    received_at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "idempotency_key"], name="casework_batch_key"
            ),
        ]


class BatchItem(OfficeModel):
    """One application of a batch: its case, or why it was refused."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines", db_index=False)
    line = models.IntegerField()  # from 1
    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, related_name="batch_item"
    )
    refused = models.JSONField(null=True)  # faults of the line
    unit_code = models.CharField(max_length=28)
    proof_no = models.CharField(max_length=60)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["batch", "line"], name="casework_batch_line"),
            models.CheckConstraint(
                condition=Q(case__isnull=False, refused=None) | Q(case=None, refused__isnull=False),
                name="casework_batch_answer",
            ),
        ]
