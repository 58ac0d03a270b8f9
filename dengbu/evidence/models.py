"""Tables of the log and of documents."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dengbu.database.models import Grant, OfficeModel


class Leaf(OfficeModel):
    """One thing that happened, as the entry that attests its salted canonical form.

    The entry is public (``tlog.entries``). ``log_index`` is empty until the sequencer has put the
    leaf into the tree.
    """

    grant: ClassVar[Grant] = Grant(update=("log_index",))

    subject = models.CharField(max_length=60)  # "booking:<id>", "erasure:<leaf id>", ...
    version = models.SmallIntegerField()  # of the canonical form
    entry = models.BinaryField(max_length=66)
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


class LogTile(OfficeModel):
    """A full tile of an office's tree (c2sp.org/tlog-tiles), written once when it fills.

    What is not full yet is put together from the leaves, or from the roots one level below.
    """

    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)  # 256 of 32 bytes
    root = models.BinaryField(max_length=32)  # over them: a hash of the next level

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "level", "number"], name="evidence_tile_place"
            ),
        ]


class LogKey(OfficeModel):
    """A public key with which an office signs its checkpoints, and for which of them it is good.

    Sizes of the tree and not days decide, since a clock can be wrong; days are for people. The
    private half lies outside the database.
    """

    grant: ClassVar[Grant] = Grant(update=("until", "until_size", "reason"))

    verifier = models.CharField(max_length=300)  # as others are given it: name+id+base64
    since = models.DateTimeField()
    since_size = models.BigIntegerField()  # of the first checkpoint that it signed
    until = models.DateTimeField(null=True)
    until_size = models.BigIntegerField(null=True)  # of the last one that it may have signed
    reason = models.CharField(max_length=100, default="")  # why it ended

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "verifier"], name="evidence_key_once"),
        ]


class LogCheckpoint(OfficeModel):
    """A signed checkpoint (检查点): what the office has said of its tree, and cannot take back."""

    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()  # with the log's own signature
    made_at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        indexes = [models.Index(fields=["office", "-size", "-id"], name="evidence_checkpoint_size")]


class Witness(OfficeModel):
    """A witness (见证方) that this office asks to co-sign."""

    grant: ClassVar[Grant] = Grant(update=("until",))

    verifier = models.CharField(max_length=300)  # type of a cosignature
    address = models.CharField(max_length=300)  # prefix of add-checkpoint
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "verifier"],
                condition=Q(until=None),
                name="evidence_witness_once",
            ),
        ]


class Cosignature(OfficeModel):
    """A witness's signature under a checkpoint: it has seen no other tree."""

    checkpoint = models.ForeignKey(
        LogCheckpoint, on_delete=models.PROTECT, related_name="cosignatures"
    )
    witness = models.CharField(max_length=300)  # verifier
    line = models.CharField(max_length=500)  # of the note, with its newline
    at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["checkpoint", "witness"], name="evidence_cosignature_once"
            ),
        ]
        indexes = [models.Index(fields=["office", "witness", "-id"], name="evidence_cosigned_last")]


class Fork(OfficeModel):
    """A contradiction (分叉): somebody was shown, or shows, another tree than this one."""

    source = models.CharField(max_length=300)  # who reported it
    note = models.TextField()  # what cannot be of one tree with ours
    why = models.CharField(max_length=300)
    seen_at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # of source, note and why: reported once

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["office", "digest"], name="evidence_fork_once"),
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


class SealUsed(OfficeModel):
    """A seal of an office from its first use on; it is never forgotten."""

    fingerprint = models.CharField(max_length=64, unique=True)  # SHA-256 of the certificate
    certificate = models.BinaryField()  # DER
    authority = models.BinaryField()  # DER
    first_used_at = models.DateTimeField()


class SealRevocation(OfficeModel):
    """That a seal counts no more from a moment on (印章作废). Rows are only added.

    The owner of the schema adds from any moment; the web only what two officers said
    (`RevocationAsked`), and from the moment of the first of them, which a trigger holds. Nobody
    takes one back.
    """

    seal = models.ForeignKey(SealUsed, on_delete=models.PROTECT, related_name="revocations")
    since = models.DateTimeField()  # what it sealed from then on does not count
    at = models.DateTimeField()  # when that was said
    by = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(fields=["seal", "since"], name="evidence_sealrevocation_once"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(by=""), name="evidence_sealrevocation_said"
            ),
        ]


class RevocationAsked(OfficeModel):
    """That an officer wants a seal to count no more, and what another one said to it.

    ``answered``: None while nobody has; True with the revocation, False without.
    """

    grant: ClassVar[Grant] = Grant(
        update=("answered", "answered_by", "answered_name", "answered_at"), reader=False
    )

    seal = models.ForeignKey(SealUsed, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=200)
    asked_by = models.BigIntegerField()  # account
    asked_name = models.CharField(max_length=50)
    asked_at = models.DateTimeField()  # from when the seal counts no more, if another agrees
    answered = models.BooleanField(null=True)
    answered_by = models.BigIntegerField(null=True)
    answered_name = models.CharField(max_length=50, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["seal"], condition=Q(answered=None), name="evidence_revocationasked_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(asked_name=""), name="evidence_revocationasked_said"
            ),
            models.CheckConstraint(
                condition=Q(answered=None, answered_by=None, answered_name="", answered_at=None)
                | Q(answered__isnull=False, answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answered_by=models.F("asked_by")),
                name="evidence_revocationasked_two",
            ),
        ]


class SealHolding(OfficeModel):
    """Who holds a seal's key from a moment on, as it was handed over (印章保管).

    Rows are only added; the next one of a seal ends the one before.
    """

    grant: ClassVar[Grant] = Grant(insert=False, reader=False)

    fingerprint = models.CharField(max_length=64)  # SHA-256 of the certificate
    holder = models.CharField(max_length=100)
    since = models.DateTimeField()
    before = models.CharField(max_length=200)  # in whose presence
    noted_at = models.DateTimeField()

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["fingerprint", "since"], name="evidence_sealholding_once"
            ),
        ]


class SealedPaper(OfficeModel):
    """A paper as it was sealed: whoever asks for it again is given the same bytes.

    Its leaf is ``paper:<id>``. One without the proof of what it says, sealed in the seconds before
    that is to be had, is kept as well and not given again.
    """

    grant: ClassVar[Grant] = Grant(reader=False)

    subject = models.CharField(max_length=80)  # "certificate:<number>", "inquiry:<number>"
    form = models.CharField(max_length=3, default="PDF", db_default="PDF")  # or OFD
    seal = models.ForeignKey(SealUsed, on_delete=models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    proved = models.BooleanField(default=True, db_default=True)  # it carries its proof

    class Meta(OfficeModel.Meta):
        constraints = [
            *OfficeModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["subject", "form", "seal"],
                condition=Q(proved=True),
                name="evidence_sealedpaper_given",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="evidence_sealedpaper_content")]
