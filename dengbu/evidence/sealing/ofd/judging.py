"""Judging the seals of an OFD: ours to the byte, those of others by the standards.

The order is that of GB/T 38540-2020, 7.3: what the seal covers, the signature, whether who signed
may use the seal, whether the seal is its maker's, and whether all were in force at that time.
"""

import posixpath
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from dengbu.evidence.sealing import der, sm2
from dengbu.evidence.sealing import sm2_certificates as certificates
from dengbu.evidence.sealing.found import Doubt, NotJudged, SealFound
from dengbu.evidence.sealing.ofd import ses
from dengbu.evidence.sealing.ofd.document import FOLDER, SIGNATURES
from dengbu.evidence.sealing.ofd.marked import Listed, Marked, listed, marked
from dengbu.evidence.sealing.ofd.package import Package, packed
from dengbu.evidence.sealing.ofd.writing import LIST, PROVIDER, VALUE
from dengbu.evidence.sealing.sm2_certificates import BadCertificate, Certificate
from dengbu.evidence.tlog.entries import sm3
from dengbu.kernel.chinese import SHANGHAI

SM3_NAMES = frozenset({sm2.DIGEST, "SM3"})
AHEAD = timedelta(minutes=5)  # clocks of those who seal may be before ours
PLAIN = 64  # bytes of a signature that is two numbers without a frame
SEAL_TYPE = "Seal"
TIMES: dict[str, tzinfo] = {
    "%Y%m%d%H%M%SZ": UTC,
    "%Y-%m-%dT%H:%M:%SZ": UTC,
    "%Y-%m-%d %H:%M:%S": SHANGHAI,
    "%Y-%m-%dT%H:%M:%S": SHANGHAI,
    "%Y%m%d%H%M%S": SHANGHAI,
}
"""How makers write a time; without a zone it is that of where they are."""


@dataclass(frozen=True, slots=True)
class _One:
    """A seal with what it says and what was read of it."""

    package: Package
    listed: Listed
    marked: Marked
    sealing: ses.SealingRead
    own: Certificate


def judge_ofd(
    content: bytes, *, authorities: Sequence[bytes], now: datetime
) -> tuple[SealFound, ...]:
    """What is found of each seal in an OFD, in the order of sealing. Raises NotJudged.

    ``authorities``: certificates, DER; those that have no SM2 key certify nothing here.
    """
    package = Package(content)
    signatures = listed(package)
    if not signatures:
        raise NotJudged("the file bears no seal", Doubt.UNSEALED)
    known = list(_known(authorities))
    return tuple(_judged(package, one, signatures, known, now) for one in signatures)


def attached_to(content: bytes) -> dict[str, bytes]:
    """The files that an OFD of ours carries, by name. Raises NotJudged."""
    package = Package(content)
    folder = f"{FOLDER}/Attachs/"
    names = [n for n in package.names if n.startswith(folder) and not n.endswith("Attachments.xml")]
    return {name.removeprefix(folder): package.read(name) for name in names}


def _known(authorities: Sequence[bytes]) -> Iterator[Certificate]:
    for one in authorities:
        with suppress(BadCertificate):
            yield certificates.read(one)


def _judged(
    package: Package,
    one: Listed,
    signatures: Sequence[Listed],
    known: Sequence[Certificate],
    now: datetime,
) -> SealFound:
    try:
        said = marked(package, one.file)
        sealing = ses.read_sealing(package.read(said.value))
        own = certificates.read(sealing.certificate)
    except (der.NotDer, BadCertificate) as error:
        if one.kind == SEAL_TYPE and not isinstance(error, BadCertificate):
            raise NotJudged("the seal cannot be read") from error
        return _foreign(one)
    seal = _One(package, one, said, sealing, own)
    at = sealing.at or _time(said.at)
    intact = _covers(seal)
    more = tuple(_doubts(seal, at, now))
    broken = {Doubt.UNSIGNED, Doubt.WEAK, Doubt.FOREIGN}
    trusted = any(own.issued_by(authority) for authority in known)
    return SealFound(
        name=own.name,
        fingerprint=own.fingerprint,
        signed_at=at,
        intact=intact and not broken.intersection(more),
        whole=_whole(seal, signatures),
        closed=_closed(seal),
        trusted=trusted and _made(seal, known),
        form=sealing.form,
        more=more,
        ends=min(own.not_after, sealing.seal.valid_to),
        our_way=PROVIDER.encode() in package.read(one.file),
    )


def _foreign(one: Listed) -> SealFound:
    """A signature of another kind, of which nothing is said but that."""
    return SealFound(
        name="",
        fingerprint="",
        signed_at=None,
        intact=False,
        whole=False,
        closed=False,
        trusted=False,
        form=one.kind,
        more=(Doubt.FOREIGN,),
    )


def _covers(seal: _One) -> bool:
    """Whether every file that is covered has the digest that was sealed."""
    if sm3(seal.package.read(seal.listed.file)) != seal.sealing.digest:
        return False
    names = set(seal.package.names)
    return bool(seal.marked.covered) and all(
        name in names and seal.package.sm3(name) == digest for name, digest in seal.marked.covered
    )


def _doubts(seal: _One, at: datetime | None, now: datetime) -> Iterator[Doubt]:
    sealing, own = seal.sealing, seal.own
    if seal.marked.method not in SM3_NAMES:
        yield Doubt.WEAK
    if {sealing.algorithm, sealing.seal.algorithm} != {sm2.WITH_SM3}:
        yield Doubt.FOREIGN
    elif not sm2.verifies(own.public, sealing.signed, _framed(sealing.signature)):
        yield Doubt.UNSIGNED
    if not sealing.seal.used_by(own.encoded):
        yield Doubt.UNLISTED
    if not _forms_agree(seal) or not _by_its_maker(sealing.seal):
        yield Doubt.FORGED
    maker = _maker(sealing.seal)
    if not own.may_sign or (maker is not None and not (maker.may_sign or maker.may_certify)):
        yield Doubt.MISUSED
    if at is None or at > now + AHEAD or not _in_days(seal, maker, at):
        yield Doubt.UNTIMELY


def _in_days(seal: _One, maker: Certificate | None, at: datetime) -> bool:
    """Whether the seal, who set it, and who made it were in their days.

    A seal outlives the certificate of its maker: that must have been good when it was made, or when
    it was set.
    """
    read = seal.sealing.seal
    made = maker is None or maker.in_force(read.made_at) or maker.in_force(at)
    return read.valid_from <= at <= read.valid_to and seal.own.in_force(at) and made


def _forms_agree(seal: _One) -> bool:
    """Whether a seal that stands apart is the one that was set, and set where it says."""
    apart = seal.marked.seal
    same = not apart or seal.package.read(apart) == seal.sealing.seal.raw
    return same and seal.sealing.place.lstrip("/") == seal.listed.file


def _maker(seal: ses.SealRead) -> Certificate | None:
    try:
        return certificates.read(seal.maker)
    except BadCertificate:
        return None


def _by_its_maker(seal: ses.SealRead) -> bool:
    maker = _maker(seal)
    if maker is None:
        return False
    signature = _framed(seal.signature)
    return any(sm2.verifies(maker.public, signed, signature) for signed in seal.signed)


def _made(seal: _One, known: Sequence[Certificate]) -> bool:
    """Whether the seal's maker is an authority that is known, or certified by one."""
    maker = _maker(seal.sealing.seal)
    return maker is not None and any(
        maker.encoded == one.encoded or maker.issued_by(one) for one in known
    )


def _framed(signature: bytes) -> bytes:
    """Makers of V1 write the two numbers of a signature without the sequence round them."""
    if len(signature) != PLAIN:
        return signature
    half = PLAIN // 2
    numbers = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    return der.tlv(der.SEQUENCE, *map(der.integer, numbers))


def _whole(seal: _One, signatures: Sequence[Listed]) -> bool:
    """Whether it covers every file but those of signatures, and nothing lies outside of files."""
    free = {seal.listed.list, seal.listed.file, seal.marked.value}
    for other in signatures:
        if other is not seal.listed:
            said = marked(seal.package, other.file)
            beside = f"{posixpath.dirname(other.file)}/"  # where a signature keeps what is its own
            own = {one for one in (said.value, said.seal) if one.startswith(beside)}
            free |= {other.file, *own} if beside.startswith(_folder(seal.listed)) else set()
    left = set(seal.package.names) - {name for name, _ in seal.marked.covered} - free
    return seal.package.tight and left <= {seal.marked.seal}


def _folder(one: Listed) -> str:
    """Where the signatures of a document stand: a page or a font that one calls its own is none."""
    return f"{posixpath.dirname(one.list)}/"


def _closed(seal: _One) -> bool:
    """Whether the file is, to the byte, what sealing makes of what the seal covers."""
    if seal.sealing.form != ses.V4 or seal.sealing.stamped or seal.listed.list != SIGNATURES:
        return False
    files = {name: seal.package.read(name) for name in seal.package.names}
    again = (seal.sealing.signed, seal.own.encoded, seal.sealing.signature)
    files[VALUE], files[SIGNATURES] = ses.made_sealing(*again), LIST
    return packed(files) == seal.package.content


def _time(told: str) -> datetime | None:
    """When the file says that it was sealed, in any of the ways in which makers write it."""
    for form, zone in TIMES.items():
        with suppress(ValueError):
            return datetime.strptime(told, form).replace(tzinfo=zone)
    return None
