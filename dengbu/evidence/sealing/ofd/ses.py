"""Electronic seals and what they sign, in ASN.1: GB/T 38540-2020 (V4), and GM/T 0031-2014 (V1).

Read strictly: what is not exactly of one of the two forms raises NotDer.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from dengbu.evidence.sealing import der, sm2
from dengbu.evidence.sealing.der import NotDer, Value
from dengbu.evidence.tlog.entries import sm3
from dengbu.kernel.chinese import SHANGHAI

V1, V4 = "SES V1", "SES V4"
HEADER, VERSION, VENDOR = "ES", 4, "Dengbu"
OFFICE = 1  # kind of seal: of a unit, not of a person
CERTIFICATES, DIGESTS = 1, 2  # how those who may use it are listed
DIGEST_NAMES = frozenset({"SM3", sm2.DIGEST})


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """How a seal looks."""

    kind: str  # PNG
    data: bytes
    wide: int  # mm
    high: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SealRead:
    """An electronic seal (电子印章): who may use it and when, signed by who made it (制章人)."""

    raw: bytes
    number: str
    name: str
    users: tuple[bytes, ...]  # certificates, DER, or their digests
    by_digest: bool
    made_at: datetime
    valid_from: datetime
    valid_to: datetime
    picture: Picture
    signed: tuple[bytes, ...]  # what its maker may have signed: the two readings of the standards
    maker: bytes  # certificate, DER
    algorithm: str
    signature: bytes

    def used_by(self, certificate: bytes) -> bool:
        """Whether the owner of a certificate may use it."""
        return (sm3(certificate) if self.by_digest else certificate) in self.users


@dataclass(frozen=True, kw_only=True, slots=True)
class SealingRead:
    """An electronic sealing (电子签章): a seal set under a digest."""

    form: str
    signed: bytes  # DER of what is signed
    seal: SealRead
    at: datetime | None  # None: told in a way that is not read here
    digest: bytes
    place: str  # of what the digest is of
    certificate: bytes  # of who sealed, DER
    algorithm: str
    signature: bytes
    stamped: bool  # a time stamp of somebody else is with it


def seal_info(
    number: str, name: str, users: Sequence[bytes], picture: Picture, days: Sequence[datetime]
) -> bytes:
    """What a maker signs (SES_SealInfo); ``days``: made, valid from, valid to."""
    header = der.tlv(der.SEQUENCE, der.ia5(HEADER), der.integer(VERSION), der.ia5(VENDOR))
    listed = der.tlv(der.SEQUENCE, *(der.octets(one) for one in users))
    what = (der.integer(OFFICE), der.utf8(name), der.integer(CERTIFICATES), listed)
    properties = der.tlv(der.SEQUENCE, *what, *(der.general_time(day) for day in days))
    sizes = (der.integer(picture.wide), der.integer(picture.high))
    drawn = der.tlv(der.SEQUENCE, der.ia5(picture.kind), der.octets(picture.data), *sizes)
    return der.tlv(der.SEQUENCE, header, der.ia5(number), properties, drawn)


def made_seal(info: bytes, maker: bytes, signature: bytes) -> bytes:
    """The seal (SESeal) of V4."""
    algorithm = der.oid(sm2.WITH_SM3)
    return der.tlv(der.SEQUENCE, info, der.octets(maker), algorithm, der.bits(signature))


def to_sign(seal: bytes, at: datetime, digest: bytes, place: str) -> bytes:
    """What whoever seals signs (TBS_Sign) of V4."""
    said = (der.general_time(at), der.bits(digest), der.ia5(place))
    return der.tlv(der.SEQUENCE, der.integer(VERSION), seal, *said)


def made_sealing(signed: bytes, certificate: bytes, signature: bytes) -> bytes:
    """The sealing (SES_Signature) of V4."""
    algorithm = der.oid(sm2.WITH_SM3)
    return der.tlv(der.SEQUENCE, signed, der.octets(certificate), algorithm, der.bits(signature))


def read_sealing(data: bytes) -> SealingRead:
    """Either form, told apart by what stands at the top. Raises NotDer."""
    try:
        parts = list(der.read(data).parts())
        return _sealing_1(*parts) if len(parts) == 2 else _sealing_4(*parts)
    except (TypeError, ValueError, LookupError) as error:  # another number of parts, too
        raise NotDer("not a sealing of a known form") from error


def read_seal(data: bytes) -> SealRead:
    """Either form. Raises NotDer."""
    try:
        return _seal(der.read(data))
    except (TypeError, ValueError, LookupError) as error:
        raise NotDer("not a seal of a known form") from error


def _seal(value: Value) -> SealRead:
    parts = list(value.parts())
    if len(parts) == 2:
        info, signing = parts
        maker, algorithm, signature = signing.parts()
    else:
        info, maker, algorithm, signature = parts
    three = der.tlv(der.SEQUENCE, info.raw, maker.raw, algorithm.raw)
    header, number, properties, picture = _without_more(info.parts())
    mark, _, _ = header.parts()
    if mark.text(der.IA5) != HEADER:
        raise NotDer("not a seal")
    users, by_digest, name, days = _properties(properties)
    kind, drawn, wide, high = picture.parts()
    return SealRead(
        raw=value.raw,
        number=number.text(der.IA5),
        name=name,
        users=users,
        by_digest=by_digest,
        made_at=days[0],
        valid_from=days[1],
        valid_to=days[2],
        picture=Picture(
            kind=kind.text(der.IA5),
            data=drawn.of(der.OCTETS),
            wide=wide.number(),
            high=high.number(),
        ),
        signed=(info.raw, three),
        maker=maker.of(der.OCTETS),
        algorithm=algorithm.dotted(),
        signature=signature.bit_bytes(),
    )


def _properties(value: Value) -> tuple[tuple[bytes, ...], bool, str, tuple[datetime, ...]]:
    parts = list(value.parts())
    kinds = parts[2].number() if len(parts) == 7 else CERTIFICATES  # V1 has certificates alone
    listed = parts[-4]
    _, name = parts[0].number(), parts[1].text(der.UTF8)
    if kinds == DIGESTS:
        users = tuple(_digest(one) for one in listed.parts())
    elif kinds == CERTIFICATES and len(parts) in (6, 7):
        users = tuple(one.of(der.OCTETS) for one in listed.parts())
    else:
        raise NotDer("a list of users of an unknown kind")
    return users, kinds == DIGESTS, name, tuple(day.moment() for day in parts[-3:])


def _digest(value: Value) -> bytes:
    kind, digest = value.parts()
    named = kind.text(der.PRINTABLE, der.IA5, der.UTF8).upper()
    return digest.of(der.OCTETS) if named in DIGEST_NAMES else b""


def _without_more(parts: Iterator[Value]) -> list[Value]:
    """Without what makers add for themselves, which is signed and says nothing to others."""
    found = list(parts)
    return found[:-1] if found and found[-1].tag == der.CONTEXT else found


def _sealing_4(
    signed: Value,
    certificate: Value,
    algorithm: Value,
    signature: Value,
    stamp: Value | None = None,
) -> SealingRead:
    version, seal, at, digest, place = _without_more(signed.parts())
    if version.number() != VERSION or (stamp is not None and stamp.tag != der.CONTEXT):
        raise NotDer("of another version")
    return SealingRead(
        form=V4,
        signed=signed.raw,
        seal=_seal(seal),
        at=at.moment(),
        digest=digest.bit_bytes(),
        place=place.text(der.IA5),
        certificate=certificate.of(der.OCTETS),
        algorithm=algorithm.dotted(),
        signature=signature.bit_bytes(),
        stamped=stamp is not None,
    )


def _sealing_1(signed: Value, signature: Value) -> SealingRead:
    version, seal, at, digest, place, certificate, algorithm = _without_more(signed.parts())
    version.number()
    return SealingRead(
        form=V1,
        signed=signed.raw,
        seal=_seal(seal),
        at=_told_in_bits(at),
        digest=digest.bit_bytes(),
        place=place.text(der.IA5),
        certificate=certificate.of(der.OCTETS),
        algorithm=algorithm.dotted(),
        signature=signature.bit_bytes(),
        stamped=False,
    )


def _told_in_bits(value: Value) -> datetime | None:
    """A time of V1, where makers put a time, its text, or a stamp of somebody else."""
    told = value.bit_bytes()
    if len(told) == der.SECONDS and told.isdigit():  # without a zone: where the maker is
        with suppress(ValueError):
            return datetime.strptime(told.decode(), "%Y%m%d%H%M%S").replace(tzinfo=SHANGHAI)
    for made in (told, der.tlv(der.GENERAL_TIME, told), der.tlv(der.UTC_TIME, told)):
        try:
            return der.read(made).moment()
        except NotDer:
            continue
    return None
