"""OFD as other makers seal them: another encoder of ASN.1, other XML, another ZIP, both forms."""

import base64
import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from asn1crypto import core

from dengbu.evidence.sealing import sm2
from dengbu.evidence.sealing import sm2_certificates as certificates
from dengbu.evidence.tlog.entries import sm3

NOW = datetime(2026, 11, 26, 2, 6, tzinfo=UTC)
ALGORITHM, SM3_OID = "1.2.156.10197.1.501", "1.2.156.10197.1.401"
SPACE = 'xmlns="http://www.ofdspec.org/2016"'
FILES = {
    "Doc_0/Document.xml": b"<Document/>",
    "Doc_0/Pages/Page_0/Content.xml": "<Page>增值税发票</Page>".encode(),
}


@dataclass(frozen=True, kw_only=True)
class Party:
    """A key with its certificate."""

    key: sm2.PrivateKey
    certificate: bytes


def party(name: str, issuer: "Party | None" = None, *, now: datetime = NOW) -> Party:
    key = sm2.new_key()
    made = certificates.certify(
        name,
        key.public,
        issuer="外地根" if issuer else name,
        issuer_key=issuer.key if issuer else key,
        days=(now - timedelta(days=1), now + timedelta(days=700)),
        authority=issuer is None,
    )
    return Party(key=key, certificate=made)


@lru_cache(maxsize=1)
def root() -> Party:
    return party("外地根")


@lru_cache(maxsize=1)
def maker() -> Party:
    return party("制章中心", root())


@lru_cache(maxsize=1)
def signer() -> Party:
    return party("外地税务局", root())


def sequence(*parts: core.Asn1Value) -> core.Sequence:
    """A sequence of anything, by the other encoder."""
    contents = b"".join(part.dump() for part in parts)
    return core.Sequence(contents=contents)


def bits(data: bytes) -> core.BitString:
    return core.BitString(tuple(int(b) for byte in data for b in f"{byte:08b}"))


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """What is sealed, and all in which a maker may differ or do wrong."""

    form: int = 4
    at: datetime = NOW
    days: tuple[datetime, datetime] = (NOW - timedelta(days=30), NOW + timedelta(days=300))
    listed: tuple[bytes, ...] | None = None  # None: the signer's
    by_digest: bool = False
    raw_signature: bool = False
    triple: bool = False  # the maker signs certificate and algorithm, too
    method: str = SM3_OID
    by: Party = field(default_factory=signer)
    made_by: Party = field(default_factory=maker)
    forged: bool = False  # the seal bears another's signature
    extra: bytes = b""  # a file that the seal does not cover

    def package(self) -> bytes:
        """The OFD."""
        files = {"OFD.xml": _root(), **FILES}
        files["Doc_0/Signs/Sign_1/Signature.xml"] = description = self._description(files)
        files["Doc_0/Signs/Signatures.xml"] = (
            f'<Signatures {SPACE}><Signature ID="s1" Type="Seal"'
            ' BaseLoc="Sign_1/Signature.xml"/></Signatures>'
        ).encode()
        files["Doc_0/Signs/Sign_1/SignedValue.dat"] = self._sealing(sm3(description))
        if self.extra:
            files["Doc_0/Annots/More.xml"] = self.extra
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in files.items():
                file.writestr(name, content)
        return out.getvalue()

    def _description(self, files: dict[str, bytes]) -> bytes:
        told = "".join(
            f'<Reference FileRef="/{name}"><CheckValue>{base64.b64encode(sm3(data)).decode()}'
            "</CheckValue></Reference>"
            for name, data in files.items()
        )
        return (
            f"<Signature {SPACE}><SignedInfo><Provider ProviderName='x'/>"
            f"<SignatureMethod>{ALGORITHM}</SignatureMethod>"
            f"<SignatureDateTime>{self.at:%Y%m%d%H%M%SZ}</SignatureDateTime>"
            f"<References CheckMethod='{self.method}'>{told}</References></SignedInfo>"
            "<SignedValue>SignedValue.dat</SignedValue></Signature>"
        ).encode()

    def _signed(self, key: sm2.PrivateKey, message: bytes) -> core.BitString:
        made = key.sign(message)
        if self.raw_signature:
            parts: Any = core.Sequence.load(made)
            made = b"".join(parts[n].native.to_bytes(32, "big") for n in (0, 1))
        return bits(made)

    def _seal(self) -> core.Sequence:
        head = sequence(core.IA5String("ES"), core.Integer(self.form), core.IA5String("Maker"))
        users = self.listed if self.listed is not None else (self.by.certificate,)
        if self.by_digest:
            listed = sequence(
                *(sequence(core.PrintableString("SM3"), core.OctetString(sm3(u))) for u in users)
            )
        else:
            listed = sequence(*map(core.OctetString, users))
        time = core.GeneralizedTime if self.form == 4 else core.UTCTime
        days = (time(self.days[0]), time(self.days[0]), time(self.days[1]))
        kind = [core.Integer(2 if self.by_digest else 1)] if self.form == 4 else []
        name = core.UTF8String("外地税务局发票专用章")
        properties = sequence(core.Integer(3), name, *kind, listed, *days)
        size = (core.Integer(30), core.Integer(20))
        picture = sequence(core.IA5String("png"), core.OctetString(b"\x89PNG"), *size)
        info = sequence(head, core.IA5String("330000000001"), properties, picture)
        certificate = core.OctetString(self.made_by.certificate)
        algorithm = core.ObjectIdentifier(ALGORITHM)
        what = sequence(info, certificate, algorithm) if self.triple else info
        key = self.by.key if self.forged else self.made_by.key
        signed = self._signed(key, what.dump())
        if self.form == 4:
            return sequence(info, certificate, algorithm, signed)
        return sequence(info, sequence(certificate, algorithm, signed))

    def _sealing(self, digest: bytes) -> bytes:
        place = core.IA5String("/Doc_0/Signs/Sign_1/Signature.xml")
        certificate = core.OctetString(self.by.certificate)
        algorithm = core.ObjectIdentifier(ALGORITHM)
        if self.form == 4:
            at = core.GeneralizedTime(self.at)
            said = sequence(core.Integer(4), self._seal(), at, bits(digest), place)
            signed = self._signed(self.by.key, said.dump())
            return bytes(sequence(said, certificate, algorithm, signed).dump())
        at = bits(f"{self.at:%Y%m%d%H%M%SZ}".encode())
        who = (certificate, algorithm)
        said = sequence(core.Integer(1), self._seal(), at, bits(digest), place, *who)
        return bytes(sequence(said, self._signed(self.by.key, said.dump())).dump())


def _root() -> bytes:
    return (
        f"<?xml version='1.0'?><OFD {SPACE} Version='1.0'><DocBody><DocInfo/>"
        "<DocRoot>Doc_0/Document.xml</DocRoot>"
        "<Signatures>/Doc_0/Signs/Signatures.xml</Signatures></DocBody></OFD>"
    ).encode()
