"""Tables of the log and of documents."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.database.models import Grant, OfficeModel


class Leaf(OfficeModel):
    """One thing that happened, as the hash of its salted canonical form.

    ``log_index`` is empty until the sequencer has put the leaf into the tree.
    """

    grant: ClassVar[Grant] = Grant(update=("log_index",))

    subject = models.CharField(max_length=60)  # "booking:<id>" or "erasure:<leaf id>"
    version = models.SmallIntegerField()  # of the canonical form
    hash = models.BinaryField(max_length=32)  # RFC 6962 leaf hash
    log_index = models.BigIntegerField(null=True)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["subject"], name="evidence_leaf_subject"),
            models.UniqueConstraint(
                fields=["office", "log_index"],
                condition=Q(log_index__isnull=False),
                name="evidence_leaf_index",
            ),
            models.CheckConstraint(condition=Q(log_index__gte=0), name="evidence_leaf_index_min"),
        ]
        indexes = [
            models.Index(
                fields=["office", "id"], condition=Q(log_index=None), name="evidence_leaf_waiting"
            )
        ]


class LeafSalt(OfficeModel):
    """The salt of a leaf, apart from it so that it can be erased. ``id`` is the leaf's.

    Only the owner deletes: nothing that the application does needs to.
    """

    grant: ClassVar[Grant] = Grant(reader=False)

    salt = models.BinaryField(max_length=16)


class TreeHead(OfficeModel):
    """The tree after a batch of the sequencer: size, head and frontier (design, part 2.2)."""

    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField()  # 32 bytes a subtree, largest first
    made_at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "size"], name="evidence_head_size"),
        ]


class Document(OfficeModel):
    """A file, named by the SHA-256 of its content; the same content is kept once per office."""

    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()  # bytes
    content = models.BinaryField()
    stored_at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "sha256"], name="evidence_document_content"),
        ]
