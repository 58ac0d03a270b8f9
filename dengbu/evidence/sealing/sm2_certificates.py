"""Certificates with SM2 keys (GM/T 0015-2012, the profile of X.509 for SM2): made, read, traced."""

import base64
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from dengbu.evidence.sealing import der, sm2

COUNTRY, COMMON_NAME = "2.5.4.6", "2.5.4.3"
BASIC, USAGE, SUBJECT_KEY, AUTHORITY_KEY = "2.5.29.19", "2.5.29.15", "2.5.29.14", "2.5.29.35"
SIGNS, CERTIFIES = b"\x06\xc0", b"\x02\x84"  # key usage: signature and commitment; and certifying
SIGNING = 0xC0  # the bits of a usage with which a key may seal
VERSION_3 = 2
ALGORITHM = der.tlv(der.SEQUENCE, der.oid(sm2.WITH_SM3))
KEY_KIND = der.tlv(der.SEQUENCE, der.oid(sm2.EC_KEY), der.oid(sm2.CURVE))
TRUE = b"\x01\x01\xff"
SERIAL_BITS = 120
YEARS_OF_UTC = 2050
UNCOMPRESSED = 4


class BadCertificate(ValueError):
    """Bytes that are no certificate with an SM2 key."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is read of a certificate."""

    encoded: bytes
    body: bytes  # what its issuer signed
    signature: bytes
    issuer: bytes  # name, DER
    subject: bytes
    name: str  # common name of the subject, "" for none
    public: bytes  # SM2 key, 64
    not_before: datetime
    not_after: datetime
    may_certify: bool
    usage: int | None  # the first eight bits of the key's usage; None: not told

    @property
    def fingerprint(self) -> str:
        """SHA-256, 64 hexadecimal digits."""
        return hashlib.sha256(self.encoded).hexdigest()

    @property
    def may_sign(self) -> bool:
        """Whether its key is for signatures: digitalSignature or contentCommitment, if told."""
        return self.usage is None or bool(self.usage & SIGNING)

    def in_force(self, at: datetime) -> bool:
        """Whether ``at`` lies in its days."""
        return self.not_before <= at <= self.not_after

    def issued_by(self, authority: "Certificate") -> bool:
        """Whether an authority made it."""
        return (
            authority.may_certify
            and authority.subject == self.issuer
            and sm2.verifies(authority.public, self.body, self.signature)
        )


def read(encoded: bytes) -> Certificate:
    """Raises BadCertificate."""
    try:
        return _read(encoded)
    except (ValueError, LookupError, StopIteration) as error:
        raise BadCertificate("not a certificate with an SM2 key") from error


def _read(encoded: bytes) -> Certificate:
    body, algorithm, signature = der.read(encoded).parts()
    if algorithm.raw != ALGORITHM and _first_oid(algorithm) != sm2.WITH_SM3:
        raise BadCertificate("not signed with SM2")
    parts = list(body.parts())
    if parts[0].tag != der.CONTEXT:
        raise BadCertificate("not of version 3")
    _, _, _, issuer, days, subject, key, *more = parts
    start, end = days.parts()
    kind, public = key.parts()
    if kind.raw != KEY_KIND or public.bit_bytes()[:1] != bytes((UNCOMPRESSED,)):
        raise BadCertificate("not an SM2 key")
    return Certificate(
        encoded=encoded,
        body=body.raw,
        signature=signature.bit_bytes(),
        issuer=issuer.raw,
        subject=subject.raw,
        name=_common_name(subject),
        public=public.bit_bytes()[1:],
        not_before=start.moment(),
        not_after=end.moment(),
        may_certify=_may_certify(more),
        usage=_usage(more),
    )


def _first_oid(value: der.Value) -> str:
    return next(value.parts()).dotted()


def _common_name(subject: der.Value) -> str:
    for group in subject.parts():
        for pair in group.parts(der.SET):
            kind, value = pair.parts()
            if kind.dotted() == COMMON_NAME:
                return value.text(der.UTF8, der.PRINTABLE, der.IA5)
    return ""


def _may_certify(more: Iterable[der.Value]) -> bool:
    basic = _extension(more, BASIC)
    told = list(basic.parts()) if basic is not None else []
    return bool(told) and told[0].raw == TRUE


def _usage(more: Iterable[der.Value]) -> int | None:
    told = _extension(more, USAGE)
    if told is None:
        return None
    bits = told.of(der.BITS)
    return bits[1] if len(bits) > 1 else 0


def _extension(more: Iterable[der.Value], wanted: str) -> der.Value | None:
    held = [one for one in more if one.tag == der.CONTEXT + 3]
    for extension in next(held[0].parts(der.CONTEXT + 3)).parts() if held else ():
        kind, *rest = extension.parts()
        if kind.dotted() == wanted:
            return der.read(rest[-1].of(der.OCTETS))
    return None


def certify(
    name: str,
    public: bytes,
    *,
    issuer: str,
    issuer_key: sm2.PrivateKey,
    days: tuple[datetime, datetime],
    authority: bool,
) -> bytes:
    """A certificate, DER, for a key of 64 bytes; of an authority, which may certify others, or of
    one that seals."""
    key = der.bits(bytes((UNCOMPRESSED,)) + public)
    body = der.tlv(
        der.SEQUENCE,
        der.tlv(der.CONTEXT, der.integer(VERSION_3)),
        der.integer(secrets.randbits(SERIAL_BITS) | 1),
        ALGORITHM,
        _name(issuer),
        der.tlv(der.SEQUENCE, *(_time(at) for at in days)),
        _name(name),
        der.tlv(der.SEQUENCE, KEY_KIND, key),
        der.tlv(
            der.CONTEXT + 3,
            der.tlv(der.SEQUENCE, *_extensions(public, issuer_key.public, authority)),
        ),
    )
    return der.tlv(der.SEQUENCE, body, ALGORITHM, der.bits(issuer_key.sign(body)))


def _extensions(public: bytes, issuer: bytes, authority: bool) -> tuple[bytes, ...]:
    basic = der.tlv(der.SEQUENCE, TRUE) if authority else der.tlv(der.SEQUENCE)
    usage = der.tlv(der.BITS, CERTIFIES if authority else SIGNS)
    known = der.tlv(der.SEQUENCE, der.tlv(0x80, _key_id(issuer)))
    return (
        der.tlv(der.SEQUENCE, der.oid(BASIC), TRUE, der.octets(basic)),
        der.tlv(der.SEQUENCE, der.oid(USAGE), TRUE, der.octets(usage)),
        der.tlv(der.SEQUENCE, der.oid(SUBJECT_KEY), der.octets(der.octets(_key_id(public)))),
        der.tlv(der.SEQUENCE, der.oid(AUTHORITY_KEY), der.octets(known)),
    )


def _key_id(public: bytes) -> bytes:
    return hashlib.sha256(public).digest()[:20]


def _name(common: str) -> bytes:
    country = der.tlv(der.PRINTABLE, b"CN")
    pairs = ((COUNTRY, country), (COMMON_NAME, der.utf8(common)))
    made = (der.tlv(der.SEQUENCE, der.oid(kind), value) for kind, value in pairs)
    return der.tlv(der.SEQUENCE, *(der.tlv(der.SET, pair) for pair in made))


def _time(at: datetime) -> bytes:
    if at.year >= YEARS_OF_UTC:
        return der.general_time(at)
    return der.tlv(der.UTC_TIME, at.astimezone(UTC).strftime("%y%m%d%H%M%SZ").encode())


def key_pem(key: sm2.PrivateKey) -> str:
    """A private key as PKCS #8 (RFC 5208), which OpenSSL reads; not to be shown to anybody."""
    public = der.tlv(der.CONTEXT + 1, der.bits(bytes((UNCOMPRESSED,)) + key.public))
    inner = der.tlv(der.SEQUENCE, der.integer(1), der.octets(key.secret), public)
    whole = der.tlv(der.SEQUENCE, der.integer(0), KEY_KIND, der.octets(inner))
    return pem("PRIVATE KEY", whole)


def read_key(encoded: bytes) -> sm2.PrivateKey:
    """The key of PKCS #8, its public half told with it. Raises ValueError."""
    _, kind, inner, *_ = der.read(encoded).parts()
    if kind.raw != KEY_KIND:
        raise ValueError("not an SM2 key")
    _, secret, *more = der.read(inner.of(der.OCTETS)).parts()
    told = [one for one in more if one.tag == der.CONTEXT + 1]
    public = next(told[0].parts(der.CONTEXT + 1)).bit_bytes()[1:] if told else b""
    key = sm2.PrivateKey(secret.of(der.OCTETS), public)
    if not sm2.verifies(public, b"", key.sign(b"")):
        raise ValueError("the halves of the key do not belong together")
    return key


def pem(label: str, encoded: bytes) -> str:
    """As text (RFC 7468)."""
    told = base64.b64encode(encoded).decode()
    lines = [told[n : n + 64] for n in range(0, len(told), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))


def read_pem(text: str) -> list[tuple[str, bytes]]:
    """Label and content of each part. Raises ValueError."""
    found = []
    for part in text.split("-----BEGIN ")[1:]:
        label, _, rest = part.partition("-----")
        told = rest.partition("-----END ")[0]
        found.append((label, base64.b64decode("".join(told.split()), validate=True)))
    return found
