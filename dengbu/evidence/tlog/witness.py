"""The witness (见证方; c2sp.org/tlog-witness): it co-signs a log that only ever grows. Pure.

For each log it remembers the largest tree that it co-signed; the next one must contain that tree.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dengbu.evidence import merkle
from dengbu.evidence.tlog import checkpoints, notes, proofs
from dengbu.evidence.tlog.notes import BadNote, Signer, Verifier

MOST_BYTES = notes.MOST_BYTES + 64 * 64
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """The largest tree of a log that was co-signed."""

    size: int
    root: bytes  # 32
    note: str  # as it was shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the witness says, and what it must remember before it says it."""

    status: int  # of HTTP
    body: str
    kind: str = TEXT
    record: Recorded | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """``add-checkpoint`` as read."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: bytes


NOTHING = Recorded(size=0, root=merkle.EMPTY_ROOT, note="")


def request(old: int, path: Sequence[bytes], checkpoint: str) -> bytes:
    """The body of ``add-checkpoint``."""
    lines = "".join(f"{base64.b64encode(h).decode()}\n" for h in path)
    return f"old {old}\n{lines}\n{checkpoint}".encode()


def parse(data: bytes) -> Request:
    """Read a request. Raises BadNote; never anything else, whatever the bytes."""
    if len(data) > MOST_BYTES:
        raise BadNote(f"longer than {MOST_BYTES} bytes")
    head, empty, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode().split("\n")
    except UnicodeDecodeError as error:
        raise BadNote("not UTF-8") from error
    if not empty or not lines[0].startswith("old ") or len(lines) - 1 > proofs.MOST_HASHES:
        raise BadNote("not a request of add-checkpoint")
    return Request(
        old=checkpoints.number(lines[0].removeprefix("old ")),
        path=proofs.hashes(lines[1:]),
        checkpoint=checkpoint,
    )


def origin_of(data: bytes) -> str:
    """Whose checkpoint a request is about. Raises BadNote."""
    return checkpoints.read(notes.parse(parse(data).checkpoint)).origin


def judge(
    data: bytes,
    *,
    logs: Mapping[str, Sequence[Verifier]],
    known: Recorded,
    signer: Signer,
    at: int,
) -> Answer:
    """What to answer to ``add-checkpoint``.

    ``logs``: by origin, the keys that are believed. ``known``: the largest tree of this log so far
    (``NOTHING`` at first). ``at``: POSIX seconds. Only an answer with ``record`` was co-signed.
    """
    try:
        asked = parse(data)
        note = notes.parse(asked.checkpoint)
        shown = checkpoints.read(note)
    except BadNote as error:
        return Answer(status=400, body=f"{error}\n")
    if shown.origin not in logs:
        return Answer(status=404, body="unknown log\n")
    try:
        keys = [k for k in logs[shown.origin] if k.name == shown.origin]
        signed = bool(notes.signed_by(note, keys))
    except BadNote:
        signed = False
    if not signed:
        return Answer(status=403, body="no signature of a known key of the log\n")
    refusal = _refusal(asked, shown, known)
    if refusal is not None:
        return refusal
    recorded = Recorded(size=shown.size, root=shown.root, note=str(note))
    return Answer(status=200, body=signer.cosign(note.text, at), record=recorded)


def _refusal(asked: Request, shown: checkpoints.Checkpoint, known: Recorded) -> Answer | None:
    if asked.old > shown.size:
        return Answer(status=400, body="the old size is larger than the checkpoint\n")
    if asked.old != known.size:
        return Answer(status=409, body=f"{known.size}\n", kind=SIZE)
    if shown.size == known.size and shown.root != known.root:
        return Answer(status=409, body=known.note)  # the contradiction itself, for whoever asks
    if not merkle.verify_consistency(
        old=known.size, old_root=known.root, size=shown.size, root=shown.root, path=asked.path
    ):
        return Answer(status=422, body=known.note or "the proof does not hold\n")
    return None
