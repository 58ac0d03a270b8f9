"""Sealing a PDF, and judging one: PAdES baseline B-B, certificates embedded, nothing fetched."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.decode_limits import (
    DecodeLimits,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from dengbu.evidence.sealing.authority import DER, Seal, common_name
from dengbu.evidence.sealing.cms import TemplateSigner, rebuilt
from dengbu.evidence.sealing.found import LARGEST, Doubt, NotJudged, SealFound

__all__ = ["NotJudged", "SealFound", "attached", "judge_pdf", "seal_pdf"]
FIELD = "Seal"
ROOM = 8192  # hexadecimal digits for the signature: 2,630 with both certificates
TEXT = "text/plain"
BEGINS, ENDS, EDGE = b"%PDF-", b"%%EOF", 1024  # within so many bytes from either end
MOST_UNPACKED = 64 * 1024 * 1024  # bytes, of all streams that are read
LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=MOST_UNPACKED),
    document_budget=DocumentDecodeBudget(base_allowance=MOST_UNPACKED, max_ratio=10),
)


@lru_cache(maxsize=64)
def _signer(seal: Seal) -> TemplateSigner:
    """Keys and certificates are parsed once for a seal: that is most of the work otherwise."""
    return TemplateSigner(
        seal.sign,
        signing_cert=_asn1(seal.certificate),
        cert_registry=_store(seal.authority),
    )


def _store(authority: x509.Certificate) -> SimpleCertificateStore:
    found = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    found.register(_asn1(authority))
    return found


def seal_pdf(
    content: bytes,
    seal: Seal,
    *,
    reason: str,
    attachments: Mapping[str, bytes] | None = None,
    field: str = FIELD,
) -> bytes:
    """The PDF with a seal over all of it, ``attachments`` (name to text) included.

    ``field``: of the form; a second seal of the same file needs another one.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    for name, data in (attachments or {}).items():
        kept = EmbeddedFileObject.from_file_data(writer, data=data, mime_type=TEXT)
        embed_file(writer, FileSpec(file_spec_string=name, file_name=name, embedded_data=kept))
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=seal.name,
        reason=reason,
    )
    made = signers.PdfSigner(meta, signer=_signer(seal)).sign_pdf(writer, bytes_reserved=ROOM)
    return bytes(made.getbuffer())


def judge_pdf(
    content: bytes, *, authorities: Sequence[x509.Certificate], now: datetime
) -> tuple[SealFound, ...]:
    """What is found of each seal in a PDF, in the order of sealing. Raises NotJudged."""
    if len(content) > LARGEST:
        raise NotJudged(f"the file is larger than {LARGEST} bytes", Doubt.TOO_LARGE)
    if BEGINS not in content[:EDGE] or ENDS not in content[-EDGE:]:
        raise NotJudged("it does not begin and end as a PDF")  # or it is searched from end to end
    try:
        found = _reader(content).embedded_regular_signatures
        context = ValidationContext(
            trust_roots=[_asn1(one) for one in authorities], allow_fetching=False, moment=now
        )
        judged = tuple(
            _judgement(one, validate_pdf_signature(one, context), content, authorities)
            for one in found
        )
    except PdfDecodeLimitError as error:
        raise NotJudged("it unpacks to more than is judged", Doubt.TOO_LARGE) from error
    except Exception as error:  # whatever a broken file makes of the parser is no verdict
        raise NotJudged(f"the file cannot be read: {type(error).__name__}") from error
    if not judged:
        raise NotJudged("the file bears no seal", Doubt.UNSEALED)
    return judged


def _reader(content: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(content), strict=False, decode_limits=LIMITS)


def attached(content: bytes) -> dict[str, bytes]:
    """The files in a PDF by name, none where it has none. Raises NotJudged."""
    try:
        root = _reader(content).root
        if "/Names" not in root or "/EmbeddedFiles" not in root["/Names"]:
            return {}
        pairs = list(root["/Names"]["/EmbeddedFiles"]["/Names"])
        files = (pairs[i + 1].get_object()["/EF"]["/F"] for i in range(0, len(pairs), 2))
        return dict(zip(map(str, pairs[::2]), (bytes(f.data) for f in files), strict=True))
    except Exception as error:  # as above
        raise NotJudged(f"the file cannot be read: {type(error).__name__}") from error


def _judgement(
    found: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    content: bytes,
    authorities: Sequence[x509.Certificate],
) -> SealFound:
    own = x509.load_der_x509_certificate(status.signing_cert.dump())
    issuers = [_asn1(one) for one in authorities if one.subject == own.issuer]
    return SealFound(
        name=common_name(own),
        fingerprint=status.signing_cert.sha256.hex(),
        signed_at=status.signer_reported_dt,
        intact=status.intact and status.valid,
        whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        closed=any(_closed(found, content, issuer) for issuer in issuers),
        trusted=status.trusted,
        ends=own.not_valid_after_utc,
        our_way=_our_way(found),
    )


def _our_way(found: EmbeddedPdfSignature) -> bool:
    """Whether the form and the room for its seal are ours: the seal covers both."""
    _, first, second, _ = (int(one) for one in found.byte_range)
    return found.field_name == FIELD and second - first == ROOM + 2


def _closed(found: EmbeddedPdfSignature, content: bytes, authority: asn1_x509.Certificate) -> bool:
    """Whether the gap that no seal covers holds the very bytes that sealing writes there.

    A CMS signature covers the file and its own signed attributes; the rest of it, copies of
    certificates and names of algorithms, could be changed unseen, as could the noughts behind it.
    """
    info = found.signed_data["signer_infos"][0]
    again = rebuilt(found.signer_cert, authority, info["signed_attrs"], info["signature"].native)
    _, first, second, _ = (int(one) for one in found.byte_range)
    room = second - first - 2
    return content[first:second] == b"<" + again.hex().upper().encode().ljust(room, b"0") + b">"


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(DER))
