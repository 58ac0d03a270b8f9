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
from dengbu.kernel.chinese import SHANGHAI

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
    """Certified from a day before ``now`` on, for 700 days."""
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
    folder: str = "Sign_1"
    value: str = "SignedValue.dat"  # where the sealing stands, from the folder or from the top
    cdata: bool = False  # texts of the XML stand in CDATA
    told: str = "%Y%m%d%H%M%SZ"  # how the time is written in XML, and in the bits of V1
    bits: bytes | None = None  # the time of V1, whole, in place of that

    def package(self) -> bytes:
        """The OFD."""
        files = self.sealed({"OFD.xml": _root(cdata=self.cdata), **FILES})
        files["Doc_0/Signs/Signatures.xml"] = signatures(self.folder)
        if self.extra:
            files["Doc_0/Annots/More.xml"] = self.extra
        return zipped(files)

    def sealed(self, files: dict[str, bytes]) -> dict[str, bytes]:
        """The same files with what this signature adds to them."""
        description = self._description(files)
        home = f"Doc_0/Signs/{self.folder}"
        place = self.value.lstrip("/") if self.value.startswith("/") else f"{home}/{self.value}"
        sealing = self._sealing(sm3(description))
        return {**files, f"{home}/Signature.xml": description, place: sealing}

    def _text(self, text: str) -> str:
        return f"<![CDATA[{text}]]>" if self.cdata else text

    def _description(self, files: dict[str, bytes]) -> bytes:
        told = "".join(
            f'<Reference FileRef="/{name}"><CheckValue>'
            f"{self._text(base64.b64encode(sm3(data)).decode())}</CheckValue></Reference>"
            for name, data in files.items()
        )
        return (
            f"<Signature {SPACE}><SignedInfo><Provider ProviderName='x'/>"
            f"<SignatureMethod>{ALGORITHM}</SignatureMethod>"
            f"<SignatureDateTime>{self._text(self._time())}</SignatureDateTime>"
            f"<References CheckMethod='{self.method}'>{told}</References></SignedInfo>"
            f"<SignedValue>{self._text(self.value)}</SignedValue></Signature>"
        ).encode()

    def _time(self) -> str:
        """The moment as this maker writes it: with a zone, or by the clock on the wall."""
        at = self.at if self.told.endswith("Z") else self.at.astimezone(SHANGHAI)
        return at.strftime(self.told)

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
        place = core.IA5String(f"/Doc_0/Signs/{self.folder}/Signature.xml")
        certificate = core.OctetString(self.by.certificate)
        algorithm = core.ObjectIdentifier(ALGORITHM)
        if self.form == 4:
            at = core.GeneralizedTime(self.at)
            said = sequence(core.Integer(4), self._seal(), at, bits(digest), place)
            signed = self._signed(self.by.key, said.dump())
            return bytes(sequence(said, certificate, algorithm, signed).dump())
        at = bits(self.bits if self.bits is not None else self._time().encode())
        who = (certificate, algorithm)
        said = sequence(core.Integer(1), self._seal(), at, bits(digest), place, *who)
        return bytes(sequence(said, self._signed(self.by.key, said.dump())).dump())


def signatures(*folders: str) -> bytes:
    """The list of signatures."""
    listed = "".join(
        f'<Signature ID="s{n}" Type="Seal" BaseLoc="{folder}/Signature.xml"/>'
        for n, folder in enumerate(folders, 1)
    )
    return f"<Signatures {SPACE}>{listed}</Signatures>".encode()


def zipped(files: dict[str, bytes]) -> bytes:
    """A package as others pack it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def _root(*, cdata: bool = False) -> bytes:
    place = "/Doc_0/Signs/Signatures.xml"
    return (
        f"<?xml version='1.0'?><OFD {SPACE} Version='1.0'><DocBody><DocInfo/>"
        "<DocRoot>Doc_0/Document.xml</DocRoot>"
        f"<Signatures>{f'<![CDATA[{place}]]>' if cdata else place}</Signatures></DocBody></OFD>"
    ).encode()
