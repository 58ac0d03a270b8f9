"""Proof files (c2sp.org/tlog-proof): that one entry stands in a log, for whoever is off line.

``extra`` carries what the entry attests, salt and content, where the holder of the proof may know
it; it is trusted only as far as the entry's digests bear it out.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import orjson

from dengbu.evidence import merkle
from dengbu.evidence.tlog import checkpoints, entries, notes
from dengbu.evidence.tlog.notes import BadNote, Verifier

FIRST = "c2sp.org/tlog-proof@v1"
MOST_BYTES = 1024 * 1024
MOST_HASHES = 63


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """A proof file as read."""

    index: int
    path: tuple[bytes, ...]  # 32 each, from the leaf upwards
    checkpoint: str  # the note, whole
    extra: bytes = b""

    def __str__(self) -> str:
        """The file."""
        extra = f"extra {base64.b64encode(self.extra).decode()}\n" if self.extra else ""
        hashes = "".join(f"{base64.b64encode(h).decode()}\n" for h in self.path)
        return f"{FIRST}\n{extra}index {self.index}\n{hashes}\n{self.checkpoint}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Attested:
    """What stands in ``extra``: the entry, and where it may be told what it attests."""

    entry: bytes
    salt: bytes | None = None
    content: bytes | None = None

    def to_bytes(self) -> bytes:
        """JSON with base64."""
        told = {"entry": self.entry, "salt": self.salt, "content": self.content}
        return orjson.dumps(
            {k: base64.b64encode(v).decode() for k, v in told.items() if v is not None}
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Proved:
    """What a proof that holds shows."""

    entry: bytes
    index: int
    opened: checkpoints.Opened
    content: bytes | None  # None: the proof does not tell what the entry attests


def attested(extra: bytes) -> Attested:
    """Read ``extra``. Raises BadNote."""
    try:
        told = orjson.loads(extra)
    except orjson.JSONDecodeError as error:
        raise BadNote("what the proof says of its entry cannot be read") from error
    names = {"entry", "salt", "content"}
    if not isinstance(told, dict) or "entry" not in told or not told.keys() <= names:
        raise BadNote("the proof does not say which entry it proves")
    if not all(isinstance(v, str) for v in told.values()) or ("salt" in told) != (
        "content" in told
    ):
        raise BadNote("salt and content come together, as text")
    found = {name: notes.unbase64(value) for name, value in told.items()}
    if "salt" in found and len(found["salt"]) != entries.SALT_BYTES:
        raise BadNote(f"a salt has {entries.SALT_BYTES} bytes")
    return Attested(entry=found["entry"], salt=found.get("salt"), content=found.get("content"))


def parse(data: bytes) -> Proof:
    """Read a proof file. Raises BadNote; never anything else, whatever the bytes."""
    if len(data) > MOST_BYTES:
        raise BadNote(f"longer than {MOST_BYTES} bytes")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise BadNote("not UTF-8") from error
    head, empty, checkpoint = whole.partition("\n\n")
    lines = head.split("\n")
    if not empty or lines[0] != FIRST:
        raise BadNote("not a proof of a transparency log")
    rest = lines[1:]
    extra = b""
    if rest and rest[0].startswith("extra "):
        extra = notes.unbase64(rest[0].removeprefix("extra "))
        rest = rest[1:]
    if not rest or not rest[0].startswith("index "):
        raise BadNote("the proof has no index")
    index = checkpoints.number(rest[0].removeprefix("index "))
    if len(rest) - 1 > MOST_HASHES:
        raise BadNote("more hashes than any tree has")
    return Proof(index=index, path=hashes(rest[1:]), checkpoint=checkpoint, extra=extra)


def head(data: bytes) -> checkpoints.Checkpoint:
    """The tree of which a proof speaks; nothing is judged. Raises BadNote."""
    return checkpoints.read(notes.parse(parse(data).checkpoint.encode()))


def hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    """Hashes in base64, one a line. Raises BadNote."""
    found = tuple(notes.unbase64(line) for line in lines)
    if any(len(h) != merkle.HASH_BYTES for h in found):
        raise BadNote("a hash of another length")
    return found


def check(
    data: bytes,
    *,
    origin: str,
    keys: Iterable[Verifier],
    witnesses: Iterable[Verifier] = (),
    entry: bytes | None = None,
) -> Proved:
    """Judge a proof file; what it shows. Raises BadNote with the reason when it does not hold.

    ``entry``: what must be proved, where the caller knows it; else the one that the file names.
    """
    proof = parse(data)
    told = attested(proof.extra) if proof.extra else None
    proved = entry if entry is not None else (told.entry if told else None)
    if proved is None:
        raise BadNote("the proof does not say which entry it proves")
    if told is not None and told.entry != proved:
        raise BadNote("the proof is of another entry")
    if not entries.well_formed(proved):
        raise BadNote("an entry of an unknown format")
    note = proof.checkpoint.encode()
    opened = _opened(note, origin, tuple(keys), tuple(witnesses))
    head = opened.checkpoint
    if not merkle.verify_inclusion(
        merkle.leaf_hash(proved), index=proof.index, size=head.size, path=proof.path, head=head.root
    ):
        raise BadNote("the entry does not stand in the tree of this checkpoint")
    return Proved(entry=proved, index=proof.index, opened=opened, content=_content(proved, told))


@lru_cache(maxsize=64)
def _opened(
    note: bytes, origin: str, keys: tuple[Verifier, ...], witnesses: tuple[Verifier, ...]
) -> checkpoints.Opened:
    """Judged once for all proofs under one checkpoint: signatures are what costs most."""
    return checkpoints.opened(note, origin=origin, keys=keys, witnesses=witnesses)


def _content(proved: bytes, told: Attested | None) -> bytes | None:
    """What the entry attests, if the proof tells it. Raises BadNote where it tells a lie."""
    if told is None or told.salt is None or told.content is None:
        return None
    if not entries.attests(proved, told.salt, told.content):
        raise BadNote("the entry does not attest this content under this salt")
    return told.content
