"""Receipts (回执): that the very bytes of a file were sealed before witnesses signed the log.

A receipt is a proof file (c2sp.org/tlog-proof) of the paper's own leaf which tells its content. It
stands beside the file, since a file cannot hold a proof of itself.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dengbu.evidence.models import SealedPaper
from dengbu.evidence.proving import NoProof, proof_file
from dengbu.evidence.sealing.attesting import PAPER, SealingTold, of_paper, read_paper
from dengbu.evidence.signing import KeyView
from dengbu.evidence.tlog import proofs
from dengbu.evidence.tlog.entries import Kind
from dengbu.evidence.tlog.notes import BadNote, Verifier
from dengbu.evidence.tlog.witnessed import Asked, witnessed_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What a receipt that holds shows."""

    told: SealingTold
    index: int  # of the leaf in the log
    witnessed_at: datetime | None  # by when it stood there; None: not enough witnesses


def receipt_of(sha256: str) -> str | None:
    """The receipt of a file that was sealed here, by its digest; None while there is none."""
    paper = SealedPaper.objects.select_related("seal").filter(sha256=sha256).first()
    if paper is None:
        return None
    try:
        return proof_file(f"{PAPER}:{paper.pk}", content=of_paper(paper), earliest=True)
    except NoProof:
        return None


def check_receipt(
    data: bytes, content: bytes, *, keys: Sequence[Verifier], asked: Sequence[Asked]
) -> Receipt:
    """Judge a receipt of a file by the keys of one log and those who witness it. Raises BadNote."""
    found = proofs.check(
        data, origin=keys[0].name, keys=keys, witnesses=[one.verifier for one in asked]
    )
    told = read_paper(found.content) if found.content is not None else None
    if told is None or found.entry[1] != Kind.SEALING:
        raise BadNote("not a receipt of a paper")
    if told.sha256 != hashlib.sha256(content).hexdigest():
        raise BadNote("the receipt of another file")
    at = witnessed_at(asked, found.opened.witnesses)
    return Receipt(told=told, index=found.index, witnessed_at=at)


def good_keys(data: bytes, keys: Sequence[KeyView]) -> list[Verifier]:
    """The keys that may have signed a tree of the size that a proof names. Raises BadNote."""
    size = proofs.head(data).size
    return [key.verifier for key in keys if key.good_for(size)]
