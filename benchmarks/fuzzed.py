"""What both fuzzers begin with: a page, a proof under a witnessed checkpoint, a code."""

from datetime import datetime

import typst

from dengbu.evidence import growing, merkle
from dengbu.evidence.sealing.ofd.document import FixedPaper
from dengbu.evidence.sealing.picture import TEMPLATE
from dengbu.evidence.tlog import checkpoints, entries, notes, proofs
from dengbu.evidence.tlog.notes import Signer
from dengbu.inquiry.rules import showing

OFFICE, SALT, SEED = "430602", b"sixteen bytes...", bytes([4] * 32)
LOG = Signer(name=f"log.example/{OFFICE}", kind=notes.ED25519, seed=bytes([1] * 32))
WITNESS = Signer(name="witness.example/w1", kind=notes.COSIGNATURE, seed=bytes([3] * 32))
PAGE = FixedPaper(
    title="t", author="a", size=(210, 297), pages=("",), fonts=(), last_id=1, seal_at=None
)
BESIDE = 6  # other entries of the log


def document() -> bytes:
    """A small PDF."""
    told = {"seal": '{"name": "x", "side": 33}'}
    return bytes(typst.Compiler(input=str(TEMPLATE)).compile(format="pdf", sys_inputs=told))


def proof(content: bytes, kind: entries.Kind, now: datetime, *, tell: bool = True) -> bytes:
    """That an entry stands first in a log, under a checkpoint with its witness; ``tell``: with salt
    and content."""
    mine = entries.entry(kind, SALT, content)
    others = [entries.entry(entries.Kind.STEP, SALT, bytes((n,))) for n in range(BESIDE)]
    leaves = [merkle.leaf_hash(one) for one in (mine, *others)]
    root = growing.grow(size=0, frontier=b"", partial=[], added=leaves).root
    head = checkpoints.Checkpoint(origin=LOG.name, size=len(leaves), root=root)
    note = checkpoints.signed(head, LOG)
    note += WITNESS.cosign(note.partition("\n\n")[0] + "\n", int(now.timestamp()))
    told = proofs.Attested(
        entry=mine, salt=SALT if tell else None, content=content if tell else None
    )
    path, width = [], 1
    while width < len(leaves):  # what stands beside the first leaf on the way up
        right = leaves[width : 2 * width]
        path.append(growing.grow(size=0, frontier=b"", partial=[], added=right).root)
        width *= 2
    made = proofs.Proof(index=0, path=tuple(path), checkpoint=note, extra=told.to_bytes())
    return str(made).encode()


def code(now: datetime) -> showing.Code:
    """A code that was just made."""
    return showing.Code(
        showing=7,
        moment=now,
        nonce=b"nonce6",
        found=showing.Found.IN_FORCE,
        told=showing.ALWAYS,
        salt=b"8 bytes.",
        digest=showing.digest_of(b"8 bytes.", ()),
        purpose="SCHOOL",
        number="湘(2019)岳阳市不动产权第0012604号",
    )
