"""Signed notes (c2sp.org/signed-note) with Ed25519, and cosignatures (c2sp.org/tlog-cosignature).

A note is a text, an empty line, and lines ``— <key name> base64(key id || signature)``.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 1  # signature type: over the text
COSIGNATURE = 4  # signature type: over a time and the text
MOST_BYTES = 64 * 1024  # of a note
MOST_SIGNATURES = 64
KEY_BYTES, SIGNATURE_BYTES, TIME_BYTES = 32, 64, 8
DASH = "— "
_PRIVATE = "PRIVATE+KEY+"
_SPACES = frozenset(
    " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
    "\u202f\u205f\u3000\u0085"
)


class BadNote(ValueError):
    """Bytes that are no note, or a key that is no key. The message says what is wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verifier:
    """A public key under its name, as others are given it."""

    name: str
    kind: int  # ED25519 or COSIGNATURE
    key: bytes  # 32

    @property
    def id(self) -> bytes:
        """Four bytes that, with the name, say which key signed."""
        return key_id(self.name, self.kind, self.key)

    def __str__(self) -> str:
        """``<name>+<id in hexadecimal>+base64(type || key)``, as other tools take it."""
        told = base64.b64encode(bytes((self.kind,)) + self.key).decode()
        return f"{self.name}+{self.id.hex()}+{told}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """A private key under its name."""

    name: str
    kind: int
    seed: bytes  # 32

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(name=self.name, kind=self.kind, key=public.public_bytes_raw())

    def __str__(self) -> str:
        """``PRIVATE+KEY+<name>+<id>+base64(type || seed)``, the form of its file."""
        told = base64.b64encode(bytes((self.kind,)) + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{told}"

    def __repr__(self) -> str:
        """Without the secret, which must not come into a log."""
        return f"Signer({self.name})"

    def sign(self, text: str) -> str:
        """The signature line of a note with this text (type ED25519)."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return signature_line(self.name, self.verifier.id + signature)

    def cosign(self, text: str, at: int) -> str:
        """The line of a cosignature at a POSIX time in seconds (type COSIGNATURE)."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        signature = private.sign(cosigned(text, at))
        told = self.verifier.id + at.to_bytes(TIME_BYTES, "big") + signature
        return signature_line(self.name, told)


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """A signature line as read; nothing is said of whether it is true."""

    name: str
    id: bytes  # 4
    signature: bytes

    @property
    def line(self) -> str:
        """As it stands in a note, with its newline."""
        return signature_line(self.name, self.id + self.signature)


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A text with its signatures, read and not yet judged."""

    text: str  # with the last newline
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """The whole note."""
        return self.text + "\n" + "".join(s.line for s in self.signatures)


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """That a known key has signed."""

    verifier: Verifier
    at: int | None  # POSIX seconds of a cosignature


def key_id(name: str, kind: int, key: bytes) -> bytes:
    """``SHA-256(name || newline || type || key)[:4]``."""
    return hashlib.sha256(name.encode() + b"\n" + bytes((kind,)) + key).digest()[:4]


def cosigned(text: str, at: int) -> bytes:
    """What a cosignature of type COSIGNATURE signs."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def signature_line(name: str, told: bytes) -> str:
    """``— <name> base64``, with its newline."""
    return f"{DASH}{name} {base64.b64encode(told).decode()}\n"


def valid_name(name: str) -> bool:
    """Whether a key may be called so: neither empty nor with a space, plus or control sign."""
    return bool(name) and not any(c in _SPACES or c == "+" or c < " " or c == "\x7f" for c in name)


def verifier(told: str) -> Verifier:
    """Read ``<name>+<id>+<base64>``. Raises BadNote."""
    name, kind, key = _key(told, told.strip())
    found = Verifier(name=name, kind=kind, key=key)
    if found.id.hex() != told.strip().split("+", 2)[1]:
        raise BadNote("the id of the key is not that of its name and bytes")
    return found


def signer(told: str) -> Signer:
    """Read ``PRIVATE+KEY+<name>+<id>+<base64>``. Raises BadNote, without the secret."""
    stripped = told.strip()
    if not stripped.startswith(_PRIVATE):
        raise BadNote("not a private key of a note")
    rest = stripped.removeprefix(_PRIVATE)
    name, kind, seed = _key("a private key", rest)
    found = Signer(name=name, kind=kind, seed=seed)
    if found.verifier.id.hex() != rest.split("+", 2)[1]:
        raise BadNote("the id of the private key is not that of its name and bytes")
    return found


def _key(said: str, told: str) -> tuple[str, int, bytes]:
    parts = told.split("+", 2)
    if len(parts) != 3 or not valid_name(parts[0]):
        raise BadNote(f"no key: {said[:200]}")
    data = unbase64(parts[2])
    if len(data) != 1 + KEY_BYTES or data[0] not in (ED25519, COSIGNATURE):
        raise BadNote(f"a key of another type: {said[:200]}")
    return parts[0], data[0], data[1:]


def unbase64(text: str) -> bytes:
    """Standard base64, spelled in the one way that it is written."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("not base64") from error
    if base64.b64encode(data).decode() != text:
        raise BadNote("base64 that nobody writes so")
    return data


def parse(data: bytes) -> Note:
    """Read a note. Raises BadNote; never anything else, whatever the bytes."""
    if len(data) > MOST_BYTES:
        raise BadNote(f"longer than {MOST_BYTES} bytes")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise BadNote("not UTF-8") from error
    if any(c < " " and c != "\n" for c in whole):
        raise BadNote("a control character")
    text, empty, lines = whole.rpartition("\n\n")
    if not empty or not lines.endswith("\n"):
        raise BadNote("no signatures after an empty line")
    signatures = tuple(signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        raise BadNote(f"more than {MOST_SIGNATURES} signatures")
    return Note(text=text + "\n", signatures=signatures)


def signature(line: str) -> Signature:
    """Read one signature line without its newline. Raises BadNote."""
    name, space, told = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not space or not valid_name(name):
        raise BadNote("a line that is no signature")
    data = unbase64(told)
    if len(data) < 5:
        raise BadNote("a signature without bytes")
    return Signature(name=name, id=data[:4], signature=data[4:])


def signed_by(note: Note, known: Iterable[Verifier]) -> tuple[Signed, ...]:
    """Which of the ``known`` keys have signed, in the order of the lines.

    Signatures of others are passed over. Raises BadNote when one of a known key is false.
    """
    keys = {(k.name, k.id): k for k in known}
    found: list[Signed] = []
    for line in note.signatures:
        key = keys.get((line.name, line.id))
        if key is not None and key not in [s.verifier for s in found]:
            found.append(_judged(note.text, line, key))
    return tuple(found)


def _judged(text: str, line: Signature, key: Verifier) -> Signed:
    at: int | None = None
    message, signature = text.encode(), line.signature
    if key.kind == COSIGNATURE:
        at = int.from_bytes(signature[:TIME_BYTES], "big")
        message, signature = cosigned(text, at), signature[TIME_BYTES:]
        if at >= 2**63:
            raise BadNote(f"the cosignature of {key.name} has an impossible time")
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise BadNote(f"the signature of {key.name} is false") from error
    return Signed(verifier=key, at=at)


def note(text: str, lines: Sequence[str]) -> str:
    """A text with its signature lines."""
    return text + "\n" + "".join(lines)
