"""Papers as they were sealed, and the seals that were used."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.db import IntegrityError, transaction
from django.db.models import F, Min, QuerySet

from dengbu.evidence.documents import document, store_document
from dengbu.evidence.models import SealedPaper, SealUsed
from dengbu.evidence.proving import NoProof, proof_file
from dengbu.evidence.sealing import sm2
from dengbu.evidence.sealing.attesting import attest_paper
from dengbu.evidence.sealing.authority import DER, Seal
from dengbu.evidence.sealing.dating import dated
from dengbu.evidence.sealing.electronic import ElectronicSeal
from dengbu.evidence.sealing.ofd.document import FixedPaper
from dengbu.evidence.sealing.ofd.writing import plain_ofd, seal_ofd
from dengbu.evidence.sealing.pdf import seal_pdf
from dengbu.evidence.sealing.revoking import counts_now, is_revoked, revocations

PROOF = "inclusion.tlog-proof"
Provider = Callable[[str], Seal | None]
"""The seal in force of an office, for PDF; None where it has none."""
ElectronicProvider = Callable[[str], ElectronicSeal | None]
"""The same for OFD."""
_provider: list[Provider] = []
_electronic: list[ElectronicProvider] = []


@unique
class Form(StrEnum):
    """In which form a paper is sealed."""

    PDF = "PDF"
    OFD = "OFD"


MEDIA = {Form.PDF: "application/pdf", Form.OFD: "application/ofd"}


def use_seals(provider: Provider, electronic: ElectronicProvider | None = None) -> None:
    """From now on papers are sealed with these; said once, where everything is joined."""
    _provider[:] = [provider]
    _electronic[:] = [electronic] if electronic is not None else []


def seal_of(office: str) -> Seal | None:
    """The seal with which papers of an office are sealed as PDF now."""
    return _provider[0](office) if _provider else None


def electronic_seal_of(office: str) -> ElectronicSeal | None:
    """The seal with which papers of an office are sealed as OFD now."""
    return _electronic[0](office) if _electronic else None


def seal_shown(office: str, form: Form) -> str:
    """Whose seal a paper in this form bears if it is made now; "" where its place stays open, since
    the office has none that counts.
    """
    seal = seal_of(office) if form is Form.PDF else electronic_seal_of(office)
    return seal.name if seal is not None and counts_now(seal.fingerprint) else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What is sealed, and why."""

    subject: str  # "certificate:<number>", "inquiry:<number>": a paper is sealed once in each form
    office: str
    leaf: str  # that the proof in it proves
    reason: str


def sealed(about: About, make: Callable[[], bytes], *, now: datetime) -> bytes:
    """The PDF that ``make`` makes, sealed, with the proof that the leaf stands in the log.

    Every sealed file is kept and leaves a leaf. Once it carries its proof it is given again byte
    for byte; until then, some seconds, each call seals anew, and so does the first one after its
    seal was revoked. Where an office has no seal that counts, what was sealed before its last one
    was revoked is given again, since that still counts; else the page comes as it was made.
    """
    kept = _kept(about, Form.PDF)
    if kept is not None:
        return kept
    seal = seal_of(about.office)
    if seal is None or is_revoked(seal.fingerprint, at=now):
        return _of_before(about.subject, Form.PDF) or make()
    proof = _proof(about.leaf)
    content = seal_pdf(make(), seal, reason=about.reason, attachments=proof)
    told = (seal.certificate.public_bytes(DER), seal.authority.public_bytes(DER))
    return _keep(about, Form.PDF, content, told, now, proved=bool(proof))


def sealed_ofd(about: About, make: Callable[[], FixedPaper], *, now: datetime) -> bytes:
    """As `sealed`, an OFD from the pages that ``make`` sets."""
    kept = _kept(about, Form.OFD)
    if kept is not None:
        return kept
    seal = electronic_seal_of(about.office)
    if seal is None or is_revoked(seal.fingerprint, at=now):
        return _of_before(about.subject, Form.OFD) or plain_ofd(make(), now=now)
    proof = _proof(about.leaf)
    content = seal_ofd(make(), seal, now=now, attachments=proof)
    told = (seal.certificate, seal.authority)
    return _keep(about, Form.OFD, content, told, now, proved=bool(proof))


def _proof(leaf: str) -> dict[str, bytes]:
    """What is attached: the proof, where it is to be had already."""
    try:
        return {PROOF: proof_file(leaf).encode()}
    except NoProof:
        return {}


def _given(subject: str, form: Form) -> QuerySet[SealedPaper]:
    """What may be given again under a subject, the latest first."""
    papers = SealedPaper.objects.filter(subject=subject, form=form, proved=True)
    return papers.order_by("-id")


def _kept(about: About, form: Form) -> bytes | None:
    return _content(_unrevoked(about.subject, form).first())


def _unrevoked(subject: str, form: Form) -> QuerySet[SealedPaper]:
    return _given(subject, form).filter(seal__revocations=None)


def _of_before(subject: str, form: Form) -> bytes | None:
    """The latest that was sealed before its seal was revoked, however early that is said to be.

    By the same word as `verdict` takes: what was sealed in time and witnessed too late is not given
    again, since whoever has it checked would hear that it does not count.
    """
    papers = _given(subject, form).annotate(ended=Min("seal__revocations__since"))
    for paper in papers.filter(sealed_at__lt=F("ended")):
        content = _content(paper)
        if content is not None and dated(paper, content).by < paper.ended:
            return content
    return None


def sealed_before(subject: str, form: Form) -> bool:
    """Whether a paper is given again as it was sealed once, by a seal that counts for it."""
    return _unrevoked(subject, form).exists() or _of_before(subject, form) is not None


def _content(kept: SealedPaper | None) -> bytes | None:
    found = document(kept.sha256, office=kept.office) if kept is not None else None
    return found[0] if found is not None else None


def _keep(
    about: About,
    form: Form,
    content: bytes,
    told: tuple[bytes, bytes],
    now: datetime,
    *,
    proved: bool,
) -> bytes:
    """The paper that is kept under the subject: this one, unless another was faster."""
    office = about.office
    try:
        with transaction.atomic():
            stored = store_document(content, office=office, media_type=MEDIA[form], now=now)
            row = SealedPaper.objects.create(
                office=office,
                subject=about.subject,
                form=form,
                seal=_used(told, office, now),
                sha256=stored.sha256,
                sealed_at=now,
                proved=proved,
            )
            attest_paper(row)
    except IntegrityError:
        return _kept(about, form) or content
    return content


def _used(told: tuple[bytes, bytes], office: str, now: datetime) -> SealUsed:
    certificate, authority = told
    read = x509.load_der_x509_certificate(certificate)
    row, _ = SealUsed.objects.get_or_create(
        fingerprint=read.fingerprint(hashes.SHA256()).hex(),
        defaults={
            "office": office,
            "certificate": certificate,
            "authority": authority,
            "first_used_at": now,
        },
    )
    return row


@dataclass(frozen=True, kw_only=True, slots=True)
class SealView:
    """A seal that was used."""

    office: str
    fingerprint: str
    certificate: x509.Certificate
    first_used_at: datetime
    revoked_from: datetime | None
    reason: str

    @property
    def name(self) -> str:
        """Whose it is, as its certificate says; "" where it does not."""
        names = self.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return str(names[0].value) if names else ""

    @property
    def electronic(self) -> bool:
        """Whether it is of the national form, for OFD."""
        return self.certificate.signature_algorithm_oid.dotted_string == sm2.WITH_SM3


def seals_used(office: str | None = None) -> tuple[SealView, ...]:
    """All seals, of all offices or of one, the first first."""
    rows = SealUsed.objects.order_by("first_used_at", "id")
    found = rows if office is None else rows.filter(office=office)
    revoked = revocations()
    return tuple(
        SealView(
            office=row.office,
            fingerprint=row.fingerprint,
            certificate=x509.load_der_x509_certificate(bytes(row.certificate)),
            first_used_at=row.first_used_at,
            revoked_from=revoked[row.id].since if row.id in revoked else None,
            reason=revoked[row.id].reason if row.id in revoked else "",
        )
        for row in found
    )


def authorities() -> tuple[bytes, ...]:
    """Certificates (DER) of all who made the seals that were used here."""
    found = SealUsed.objects.values_list("authority", flat=True)
    return tuple(sorted({bytes(one) for one in found}))
