"""SM2 signatures with SM3 (GB/T 32918.2-2016, GB/T 35276-2017), in the encoding of certificates.

The curve is worked by GmSSL. What is unsafe to hand to a library, points off the curve and values
out of range, is refused before it.
"""

from dataclasses import dataclass

import gmssl_pyx

from dengbu.evidence.sealing import der
from dengbu.evidence.tlog.entries import sm3

CURVE, WITH_SM3, EC_KEY = "1.2.156.10197.1.301", "1.2.156.10197.1.501", "1.2.840.10045.2.1"
DIGEST = "1.2.156.10197.1.401"
WHO = b"1234567812345678"  # the signer's identity that all certificates use (GB/T 35276, 10)
PRIME = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = PRIME - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
G = bytes.fromhex(
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
FIELD = 32  # bytes


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey:
    """A private key with its public one. Its text does not tell it."""

    secret: bytes  # 32
    public: bytes  # 64: x, y

    def sign(self, message: bytes) -> bytes:
        """The signature in DER: a sequence of r and s."""
        made: bytes = gmssl_pyx.sm2_sign_sm3_digest(self.secret, _digest(self.public, message))
        return made


def new_key() -> PrivateKey:
    """A key from the library's random numbers."""
    public, secret = gmssl_pyx.sm2_key_generate()
    return PrivateKey(secret, public)


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (DER, one form only) is that of ``message`` by this key."""
    if not on_curve(public) or not _in_range(signature):
        return False
    holds: bool = gmssl_pyx.sm2_verify_sm3_digest(public, _digest(public, message), signature)
    return holds


def on_curve(public: bytes) -> bool:
    """Whether 64 bytes are a point that can be a public key."""
    if len(public) != 2 * FIELD:
        return False
    x, y = int.from_bytes(public[:FIELD], "big"), int.from_bytes(public[FIELD:], "big")
    return x < PRIME and y < PRIME and (y * y - (x * x * x + A * x + B)) % PRIME == 0


def _in_range(signature: bytes) -> bool:
    try:
        r, s = (part.number() for part in der.read(signature).parts())
    except ValueError:  # another number of parts, too
        return False
    return 0 < r < ORDER and 0 < s < ORDER


def _digest(public: bytes, message: bytes) -> bytes:
    """What is signed: SM3 of who signs and what (GB/T 32918.2, 6.1)."""
    curve = A.to_bytes(FIELD, "big") + B.to_bytes(FIELD, "big") + G
    who = sm3((8 * len(WHO)).to_bytes(2, "big") + WHO + curve + public)
    return sm3(who + message)
