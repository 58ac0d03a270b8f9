"""The entry (存证条目): what the tree hashes and what is published of one leaf.

66 bytes: the format, the kind of act, then SHA-256 and SM3 (GB/T 32905) of the salt followed by the
content. Whoever has neither salt nor content learns the kind and nothing else; whoever is given
both can check either digest. The leaf hash is that of RFC 6962, ``SHA-256(0x00 || entry)``.
"""

import hashlib
from enum import IntEnum

from cryptography.hazmat.primitives import hashes

FORMAT = 1
DIGEST_BYTES = 32
SALT_BYTES = 16  # of every entry: with fewer, content could be guessed and exchanged
ENTRY_BYTES = 2 + 2 * DIGEST_BYTES
SHA256_AT = 2  # bytes before the SHA-256 digest
SM3_AT = SHA256_AT + DIGEST_BYTES
_SM3 = hashes.SM3()  # of the library that brings its own: a system's OpenSSL may leave it out


class Kind(IntEnum):
    """What an entry attests: the second byte. The list only grows."""

    BOOKING = 1  # 登簿: entries with their certificates
    ERASURE = 2  # 擦除: a salt was erased
    APPLICATION = 3  # 申请、受理
    CONFIRMATION = 4  # 确认、签字 of a party
    DECISION = 5  # 审核决定 with its facts
    STEP = 6  # 经办: anything else that happened to a case
    DISCLOSURE = 7  # 查看个人信息
    PERMISSION = 8  # 权限、岗位变动
    DRAW = 9  # 派件: a draw of an examiner, and what its randomness is made of
    SEALING = 10  # 盖章: the very bytes of a paper that was sealed
    REVOCATION = 11  # 印章作废


KINDS = frozenset(Kind)


def new_sm3() -> hashes.Hash:
    """SM3 of what comes in parts: `update`, then `finalize`."""
    return hashes.Hash(_SM3)


def sm3(data: bytes) -> bytes:
    """SM3 of ``data``: 32 bytes."""
    running = new_sm3()
    running.update(data)
    return running.finalize()


def header(kind: Kind) -> bytes:
    """The first two bytes."""
    return bytes((FORMAT, kind))


def entry(kind: Kind, salt: bytes, content: bytes) -> bytes:
    """The 66 bytes that attest ``content`` under ``salt``."""
    salted = salt + content
    return header(kind) + hashlib.sha256(salted).digest() + sm3(salted)


def attests(entry: bytes, salt: bytes, content: bytes) -> bool:
    """Whether both digests of an entry are those of ``content`` under ``salt``."""
    if not well_formed(entry):
        return False
    salted = salt + content
    return entry[SHA256_AT:] == hashlib.sha256(salted).digest() + sm3(salted)


def well_formed(entry: bytes) -> bool:
    """Whether these bytes are an entry of a format and kind that are known."""
    return len(entry) == ENTRY_BYTES and entry[0] == FORMAT and entry[1] in KINDS
