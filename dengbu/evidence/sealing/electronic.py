"""The electronic seal of an office (电子印章, GB/T 38540-2020) with the SM2 key that sets it.

A real office has its seal from a maker outside; the one made here is for demonstrations and
tests, and says so in its name.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from dengbu.evidence.sealing import sm2
from dengbu.evidence.sealing import sm2_certificates as certificates
from dengbu.evidence.sealing.authority import AUTHORITY_DAYS, MARGIN, SEAL_DAYS, BadSeal
from dengbu.evidence.sealing.ofd import ses
from dengbu.evidence.sealing.picture import SIDE, seal_picture

KEY, CERTIFICATE, STRUCTURE = "PRIVATE KEY", "CERTIFICATE", "ELECTRONIC SEAL"
NUMBER_BYTES = 16


@dataclass(frozen=True, slots=True)
class Sm2Authority:
    """An authority that certifies itself, certifies keys and makes seals."""

    name: str
    key: sm2.PrivateKey
    certificate: bytes  # DER

    def pem(self) -> str:
        """Key and certificate, as one text; not to be shown to anybody."""
        told = certificates.pem(CERTIFICATE, self.certificate)
        return certificates.key_pem(self.key) + told


@dataclass(frozen=True, slots=True)
class ElectronicSeal:
    """A seal with the key and certificate of who sets it, and of the authority which made both."""

    key: sm2.PrivateKey
    certificate: bytes  # DER
    authority: bytes
    structure: bytes  # the seal itself, SESeal in DER

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, 64 hexadecimal digits."""
        return hashlib.sha256(self.certificate).hexdigest()

    @property
    def name(self) -> str:
        """Whose it is."""
        return certificates.read(self.certificate).name

    @property
    def ends(self) -> datetime:
        """The last moment of its certificate."""
        return certificates.read(self.certificate).not_after

    def pem(self) -> str:
        """Key, certificate, authority and seal, as one text; not to be shown to anybody."""
        parts = (
            (CERTIFICATE, self.certificate),
            (CERTIFICATE, self.authority),
            (STRUCTURE, self.structure),
        )
        told = (certificates.pem(label, part) for label, part in parts)
        return certificates.key_pem(self.key) + "".join(told)


def new_sm2_authority(name: str, *, now: datetime) -> Sm2Authority:
    """An authority of its own."""
    key = sm2.new_key()
    made = certificates.certify(
        name,
        key.public,
        issuer=name,
        issuer_key=key,
        days=(now - MARGIN, now + timedelta(days=AUTHORITY_DAYS)),
        authority=True,
    )
    return Sm2Authority(name, key, made)


def read_sm2_authority(text: str) -> Sm2Authority:
    """An authority from its PEM. Raises BadSeal."""
    try:
        (_, key), (_, certificate) = certificates.read_pem(text)
        read = certificates.read(certificate)
        return Sm2Authority(read.name, certificates.read_key(key), certificate)
    except (ValueError, LookupError, StopIteration) as error:
        raise BadSeal("the authority cannot be read") from error


def new_electronic_seal(authority: Sm2Authority, name: str, *, now: datetime) -> ElectronicSeal:
    """A seal in the name of an office, with its picture, made by an authority."""
    key = sm2.new_key()
    days = (now - MARGIN, now + timedelta(days=SEAL_DAYS))
    own = certificates.certify(
        name,
        key.public,
        issuer=authority.name,
        issuer_key=authority.key,
        days=days,
        authority=False,
    )
    picture = ses.Picture(kind="PNG", data=seal_picture(name), wide=SIDE, high=SIDE)
    number = secrets.token_hex(NUMBER_BYTES)
    info = ses.seal_info(number, name, [own], picture, (days[0], *days))
    structure = ses.made_seal(info, authority.certificate, authority.key.sign(info))
    return ElectronicSeal(key, own, authority.certificate, structure)


def read_electronic_seal(text: str) -> ElectronicSeal:
    """A seal from its PEM: key, certificate, authority, seal, in this order. Raises BadSeal."""
    try:
        parts = certificates.read_pem(text)
        if [label for label, _ in parts] != [KEY, CERTIFICATE, CERTIFICATE, STRUCTURE]:
            raise BadSeal("key, certificate, authority and seal are expected")
        key = certificates.read_key(parts[0][1])
        own, authority = (certificates.read(part) for _, part in parts[1:3])
        seal = ses.read_seal(parts[3][1])
    except (ValueError, LookupError, StopIteration) as error:
        raise BadSeal(f"the seal cannot be read: {type(error).__name__}") from error
    if own.public != key.public or not own.issued_by(authority):
        raise BadSeal("the key is not that of the certificate, or another authority made it")
    if not own.may_sign:
        raise BadSeal("its certificate is not for signing")
    if not seal.used_by(own.encoded):
        raise BadSeal("the seal is not that of the certificate")
    return ElectronicSeal(key, own.encoded, authority.encoded, seal.raw)
