"""Proof files: that a leaf stands in the log, for whoever is off line."""

from dengbu.evidence import publishing, witnessing
from dengbu.evidence.models import Leaf, LeafSalt
from dengbu.evidence.tlog import proofs


class NoProof(Exception):
    """There is no proof yet, or never; the text says why."""


def proof_file(subject: str, *, content: bytes | None = None, earliest: bool = False) -> str:
    """The proof of a subject under the checkpoint that is published, as a file of tlog-proof.

    ``content``: what its leaf attests; then its salt is told too, so that whoever is given the file
    can check the content. ``earliest``: under the first checkpoint that a majority of witnesses has
    signed, if there is one, which dates it best. Raises NoProof, and BadTile where the log is
    damaged.
    """
    leaf = Leaf.objects.filter(subject=subject).first()
    if leaf is None:
        raise NoProof(f"没有 {subject} 的存证")
    checkpoint = (_earliest(leaf) if earliest else None) or _containing(leaf)
    salt = LeafSalt.objects.filter(id=leaf.id).values_list("salt", flat=True).first()
    if content is not None and salt is None:
        raise NoProof(f"{subject} 的盐已经擦除，不能再证明它的内容")
    told = proofs.Attested(
        entry=bytes(leaf.entry),
        salt=bytes(salt) if content is not None and salt is not None else None,
        content=content,
    )
    index = leaf.log_index or 0
    path = publishing.inclusion_path(leaf.office, index, checkpoint.size)
    made = proofs.Proof(index=index, path=path, checkpoint=checkpoint.note, extra=told.to_bytes())
    return str(made)


def _earliest(leaf: Leaf) -> witnessing.CheckpointView | None:
    if leaf.log_index is None:
        return None
    return witnessing.first_witnessed(leaf.office, leaf.log_index)


def _containing(leaf: Leaf) -> witnessing.CheckpointView:
    """The published checkpoint, or the newest where that is too old for the leaf."""
    shown = witnessing.published_checkpoint(leaf.office)
    newest = witnessing.newest_good(leaf.office)
    if leaf.log_index is None or shown is None or newest is None or newest.size <= leaf.log_index:
        raise NoProof(f"{leaf.subject} 还没有排进签了名的日志，过几秒再试")
    return shown if shown.size > leaf.log_index else witnessing.checkpoint_view(newest)
