"""A reader of logs written from the specifications alone (c2sp.org/signed-note, tlog-checkpoint,
tlog-tiles, tlog-cosignature; RFC 6962): it shares no code with ours, and is slow and plain.
"""

import base64
import hashlib
import struct
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Get = Callable[[str], bytes]


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k << 1 < len(leaves):
        k <<= 1
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path_of(number: int) -> str:
    """Zero-padded path elements of three digits, all but the last with an x."""
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    return "/".join([*("x" + part for part in parts[:-1]), parts[-1]])


def checkpoint(note: bytes, vkey: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint that this key has signed; else AssertionError."""
    name, hashed, key = vkey.split("+", 2)
    public = base64.b64decode(key)
    expected = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    assert expected.hex() == hashed
    text, _, lines = note.decode().rpartition("\n\n")
    text += "\n"
    found = False
    for line in lines.strip("\n").split("\n"):
        dash, who, told = line.split(" ")
        assert dash == "—"
        signature = base64.b64decode(told)
        if who == name and signature[:4] == expected:
            message, rest = text.encode(), signature[4:]
            if public[0] == 4:
                (at,) = struct.unpack(">Q", rest[:8])
                message, rest = f"cosignature/v1\ntime {at}\n{text}".encode(), rest[8:]
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(rest, message)
            found = True
    assert found, f"{name} has not signed"
    origin, size, root = text.rstrip("\n").split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


def entries(get: Get, size: int) -> list[bytes]:
    """All entries, from the bundles."""
    found: list[bytes] = []
    for number in range((size + 255) // 256):
        width = min(256, size - number * 256)
        data = get(f"tile/entries/{path_of(number)}" + (f".p/{width}" if width < 256 else ""))
        while data:
            (length,) = struct.unpack(">H", data[:2])
            assert len(data) >= 2 + length
            found.append(data[2 : 2 + length])
            data = data[2 + length :]
    assert len(found) == size
    return found


def hashes_at(get: Get, level: int, size: int) -> list[bytes]:
    """All hashes of a level, from its tiles."""
    count = size // 256**level
    found: list[bytes] = []
    for number in range((count + 255) // 256):
        width = min(256, count - number * 256)
        data = get(f"tile/{level}/{path_of(number)}" + (f".p/{width}" if width < 256 else ""))
        assert len(data) == 32 * width
        found += [data[i : i + 32] for i in range(0, len(data), 32)]
    return found


def whole(get: Get, vkey: str) -> list[bytes]:
    """The entries of a log of which everything was checked; else AssertionError."""
    _, size, root = checkpoint(get("checkpoint"), vkey)
    found = entries(get, size)
    leaves = [hashlib.sha256(b"\x00" + entry).digest() for entry in found]
    assert mth(leaves) == root
    level = 0
    while size // 256**level:
        span = 256**level
        expected = [mth(leaves[i : i + span]) for i in range(0, size // span * span, span)]
        assert hashes_at(get, level, size) == expected
        level += 1
    return found
