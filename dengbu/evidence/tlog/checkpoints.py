"""Checkpoints (检查点; c2sp.org/tlog-checkpoint): origin, size and root of a tree as a note."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from dengbu.evidence.tlog import notes
from dengbu.evidence.tlog.notes import BadNote, Note, Signer, Verifier

ROOT_BYTES = 32
MOST_LEAVES = 2**62


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    """What a log says of its tree."""

    origin: str
    size: int  # leaves
    root: bytes  # 32

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A checkpoint that was read and whose log's signature holds."""

    checkpoint: Checkpoint
    note: Note
    key: Verifier  # of the log
    witnesses: tuple[notes.Signed, ...]


def signed(checkpoint: Checkpoint, signer: Signer) -> str:
    """The note of a checkpoint, signed by its log."""
    text = checkpoint.text()
    return notes.note(text, [signer.sign(text)])


def read(note: Note) -> Checkpoint:
    """What a note says of a tree; signatures are not judged. Raises BadNote."""
    lines = note.text[:-1].split(
        "\n"
    )  # those after the third are extensions, which say nothing here
    if len(lines) < 3 or not all(lines):
        raise BadNote("a checkpoint has three lines at least, and none is empty")
    origin, size, root = lines[:3]
    try:
        hashed = base64.b64decode(root.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("the root is not base64") from error
    if len(hashed) != ROOT_BYTES or base64.b64encode(hashed).decode() != root:
        raise BadNote("the root is not 32 bytes in base64")
    return Checkpoint(origin=origin, size=number(size), root=hashed)


def number(text: str) -> int:
    """A size or index in decimal digits without zeroes before it. Raises BadNote."""
    if not text.isascii() or not text.isdigit() or len(text) > 19 or text != str(int(text)):
        raise BadNote(f"no number: {text[:40]!r}")
    found = int(text)
    if found > MOST_LEAVES:
        raise BadNote(f"a number beyond any log: {found}")
    return found


def opened(
    data: bytes, *, origin: str, keys: Iterable[Verifier], witnesses: Iterable[Verifier] = ()
) -> Opened:
    """Read a checkpoint and judge it: of this log, signed by one of its ``keys``.

    Raises BadNote with the reason. Cosignatures of ``witnesses`` that are there must be true.
    """
    note = notes.parse(data)
    found = read(note)
    if found.origin != origin:
        raise BadNote(f"a checkpoint of {found.origin[:100]}, not of {origin}")
    by = notes.signed_by(note, [k for k in keys if k.name == origin])
    if not by:
        raise BadNote(f"no signature of a known key of {origin}")
    cosigned = notes.signed_by(note, [w for w in witnesses if w.kind == notes.COSIGNATURE])
    return Opened(checkpoint=found, note=note, key=by[0].verifier, witnesses=cosigned)
