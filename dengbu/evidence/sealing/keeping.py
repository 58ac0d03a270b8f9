"""Papers as they were sealed, the seals that were used, and whether a seal counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from django.db import IntegrityError, transaction

from dengbu.evidence.documents import document, store_document
from dengbu.evidence.models import SealedPaper, SealUsed
from dengbu.evidence.proving import NoProof, proof_file
from dengbu.evidence.sealing.authority import DER, Seal
from dengbu.evidence.sealing.pdf import SealFound, judge_pdf, seal_pdf

PROOF = "inclusion.tlog-proof"
PDF = "application/pdf"
Provider = Callable[[str], Seal | None]
"""The seal in force of an office; None where it has none."""
_provider: list[Provider] = []


def use_seals(provider: Provider) -> None:
    """From now on papers are sealed with these; said once, where everything is joined."""
    _provider[:] = [provider]


def seal_of(office: str) -> Seal | None:
    """The seal with which papers of an office are sealed now."""
    return _provider[0](office) if _provider else None


def sealed(
    subject: str,
    make: Callable[[], bytes],
    *,
    office: str,
    leaf: str,
    reason: str,
    now: datetime,
) -> bytes:
    """The paper of a subject, sealed, with the proof that its ``leaf`` stands in the log.

    Once its proof is to be had it is kept, and given again byte for byte; until then, some seconds,
    each call seals anew. Where an office has no seal the page comes as it was made.
    """
    kept = SealedPaper.objects.filter(subject=subject).first()
    if kept is not None:
        found = document(kept.sha256, office=kept.office)
        if found is not None:
            return found[0]
    seal = seal_of(office)
    if seal is None:
        return make()
    try:
        proof = proof_file(leaf)
    except NoProof:
        return seal_pdf(make(), seal, reason=reason)
    content = seal_pdf(make(), seal, reason=reason, attachments={PROOF: proof.encode()})
    return _kept(subject, content, seal, office=office, now=now)


def _kept(subject: str, content: bytes, seal: Seal, *, office: str, now: datetime) -> bytes:
    """The paper that is kept under the subject: this one, unless another was faster."""
    try:
        with transaction.atomic():
            stored = store_document(content, office=office, media_type=PDF, now=now)
            SealedPaper.objects.create(
                office=office,
                subject=subject,
                seal=_used(seal, office, now),
                sha256=stored.sha256,
                sealed_at=now,
            )
    except IntegrityError:
        first = SealedPaper.objects.get(subject=subject)
        found = document(first.sha256, office=first.office)
        return found[0] if found is not None else content
    return content


def _used(seal: Seal, office: str, now: datetime) -> SealUsed:
    row, _ = SealUsed.objects.get_or_create(
        fingerprint=seal.fingerprint,
        defaults={
            "office": office,
            "certificate": seal.certificate.public_bytes(DER),
            "authority": seal.authority.public_bytes(DER),
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


def seals_used(office: str | None = None) -> tuple[SealView, ...]:
    """All seals, of all offices or of one, the first first."""
    rows = SealUsed.objects.order_by("first_used_at", "id")
    found = rows if office is None else rows.filter(office=office)
    return tuple(
        SealView(
            office=row.office,
            fingerprint=row.fingerprint,
            certificate=x509.load_der_x509_certificate(bytes(row.certificate)),
            first_used_at=row.first_used_at,
            revoked_from=row.revoked_from,
            reason=row.reason,
        )
        for row in found
    )


def revoke_seal(fingerprint: str, *, since: datetime, reason: str, now: datetime) -> bool:
    """What a seal sealed from ``since`` on counts no more. False: there is no such seal, or it is
    revoked already."""
    rows = SealUsed.objects.filter(fingerprint=fingerprint, revoked_at=None)
    return bool(rows.update(revoked_at=now, revoked_from=since, reason=reason[:200]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A seal in a file, and whether it counted when it was used."""

    judgement: SealFound
    ours: bool  # this platform has used it
    revoked: str  # why what it sealed then does not count, "" where it does

    @property
    def good(self) -> bool:
        """Whether the file is as an office sealed it, with a seal that counted."""
        return self.judgement.good and self.ours and not self.revoked


def judge(content: bytes, *, now: datetime) -> tuple[Judged, ...]:
    """What is found of each seal in a PDF, by the authorities of the seals that were used here.

    Raises NotJudged. When a file was sealed only the file says; whoever doubts it looks at the
    proof in it, whose checkpoint others have signed.
    """
    used = {one.fingerprint: one for one in seals_used()}
    found = judge_pdf(content, authorities=_authorities(), now=now)
    return tuple(_judged(one, used.get(one.fingerprint)) for one in found)


def _judged(found: SealFound, seal: SealView | None) -> Judged:
    since = seal.revoked_from if seal is not None else None
    late = since is not None and (found.signed_at is None or found.signed_at >= since)
    why = (seal.reason or "revoked") if seal is not None and late else ""
    return Judged(judgement=found, ours=seal is not None, revoked=why)


def _authorities() -> Sequence[x509.Certificate]:
    found = {bytes(row) for row in SealUsed.objects.values_list("authority", flat=True)}
    return [x509.load_der_x509_certificate(one) for one in sorted(found)]
