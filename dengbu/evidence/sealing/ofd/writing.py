"""Sealing an OFD: digests of all its files, and the office's electronic seal over them."""

import base64
import io
from collections.abc import Mapping
from datetime import UTC, datetime

from dengbu.evidence.sealing import sm2
from dengbu.evidence.sealing.electronic import ElectronicSeal
from dengbu.evidence.sealing.ofd import ses
from dengbu.evidence.sealing.ofd.document import (
    SIGN,
    SIGNATURES,
    FixedPaper,
    files_of,
    page_id,
    tag,
    xml,
)
from dengbu.evidence.sealing.ofd.package import packed
from dengbu.evidence.tlog.entries import sm3

SIGNATURE, SEAL, VALUE = f"{SIGN}/Signature.xml", f"{SIGN}/Seal.esl", f"{SIGN}/SignedValue.dat"
LIST = xml(
    "Signatures",
    f'<ofd:MaxSignId>1</ofd:MaxSignId><ofd:Signature ID="1" Type="Seal" BaseLoc="/{SIGNATURE}"/>',
)
"""The one file that no seal covers, since more seals may be added; ours says always the same."""
PROVIDER = '<ofd:Provider ProviderName="Dengbu" Company="Dengbu" Version="1.0"/>'


def plain_ofd(paper: FixedPaper, *, now: datetime) -> bytes:
    """The OFD without a seal."""
    return packed(files_of(paper, {}, sealed=False, now=now))


def seal_ofd(
    paper: FixedPaper,
    seal: ElectronicSeal,
    *,
    now: datetime,
    attachments: Mapping[str, bytes] | None = None,
) -> bytes:
    """The OFD with a seal over all of it, ``attachments`` (name to text) included."""
    files = files_of(paper, attachments or {}, sealed=True, now=now)
    files[SEAL] = seal.structure
    files[SIGNATURE] = _signature(paper, files, now)
    digest = sm3(files[SIGNATURE])
    signed = ses.to_sign(seal.structure, now, digest, f"/{SIGNATURE}")
    files[VALUE] = ses.made_sealing(signed, seal.certificate, seal.key.sign(signed))
    files[SIGNATURES] = LIST
    return packed(files)


def _signature(paper: FixedPaper, files: Mapping[str, bytes], now: datetime) -> bytes:
    out = io.StringIO()
    out.write("<ofd:SignedInfo>" + PROVIDER + tag("SignatureMethod", sm2.WITH_SM3))
    out.write(tag("SignatureDateTime", now.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")))
    out.write(f'<ofd:References CheckMethod="{sm2.DIGEST}">')
    for name, content in files.items():
        digest = base64.b64encode(sm3(content)).decode()
        told = tag("CheckValue", digest)
        out.write(f'<ofd:Reference FileRef="/{name}">{told}</ofd:Reference>')
    out.write("</ofd:References>")
    at = paper.seal_at
    if at is not None:
        box = f"{at.x:.3f} {at.y:.3f} {at.wide:.3f} {at.high:.3f}"
        page = page_id(paper, at.page)
        out.write(f'<ofd:StampAnnot ID="1" PageRef="{page}" Boundary="{box}"/>')
    out.write(f"<ofd:Seal>{tag('BaseLoc', f'/{SEAL}')}</ofd:Seal></ofd:SignedInfo>")
    out.write(tag("SignedValue", f"/{VALUE}"))
    return xml("Signature", out.getvalue())
