"""Whether a file that somebody shows is one of ours: its seals, its proof, and what we keep."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from dengbu.evidence.models import Leaf, SealedPaper, SealUsed
from dengbu.evidence.sealing import sm2
from dengbu.evidence.sealing.found import Doubt, SealFound
from dengbu.evidence.sealing.keeping import PROOF, SealView, seals_used
from dengbu.evidence.sealing.ofd.judging import attached_to, judge_ofd
from dengbu.evidence.sealing.ofd.package import LOCAL
from dengbu.evidence.sealing.pdf import attached, judge_pdf
from dengbu.evidence.signing import keys_of
from dengbu.evidence.tlog import proofs
from dengbu.evidence.tlog.notes import BadNote


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A seal in a file, and whether it counted when it was used."""

    judgement: SealFound
    ours: bool  # this platform has used it
    revoked: str  # why what it sealed then does not count, "" where it does
    office: str  # whose it is, "" where it is not ours

    @property
    def good(self) -> bool:
        """Whether the file is as an office sealed it, with a seal that counted."""
        return self.judgement.good and self.ours and not self.revoked

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """All that speaks against it; none where it is good."""
        found = list(self.judgement.doubts)
        if not self.ours:
            found.append(Doubt.ELSEWHERE)
        if self.revoked:
            found.append(Doubt.REVOKED)
        return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What is found of a file."""

    seals: tuple[Judged, ...]
    proof: str  # the proof that it carries, "" for none
    index: int | None  # where that says that the booking stands in the log; None: not proved
    unproven: bool  # it carries a proof that does not hold
    subject: str  # of the paper that we keep with these very bytes, "" for none

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """All that speaks against the file."""
        found = {doubt for seal in self.seals for doubt in seal.doubts}
        if self.unproven:
            found.add(Doubt.UNPROVEN)
        return tuple(doubt for doubt in Doubt if doubt in found)

    @property
    def good(self) -> bool:
        """Whether it is, to the byte, as an office sealed it, and its proof holds."""
        return bool(self.seals) and not self.doubts


def judge_file(
    content: bytes, *, authorities: Iterable[bytes], now: datetime
) -> tuple[SealFound, ...]:
    """What is found of each seal in a PDF or OFD, by ``authorities`` (DER) of either kind.

    Raises NotJudged.
    """
    known = list(authorities)
    if content.startswith(LOCAL):
        return judge_ofd(content, authorities=known, now=now)
    return judge_pdf(content, authorities=_for_pdf(known), now=now)


def _for_pdf(authorities: Iterable[bytes]) -> list[x509.Certificate]:
    read = (x509.load_der_x509_certificate(one) for one in authorities)
    return [one for one in read if one.signature_algorithm_oid.dotted_string != sm2.WITH_SM3]


def attached_file(content: bytes) -> dict[str, bytes]:
    """The files in a PDF or an OFD of ours by name, none where it has none. Raises NotJudged."""
    return attached_to(content) if content.startswith(LOCAL) else attached(content)


def judge(content: bytes, *, now: datetime) -> tuple[Judged, ...]:
    """What is found of each seal in a file, by the authorities of the seals that were used here.

    Raises NotJudged. When a file was sealed only the file says; whoever doubts it looks at the
    proof in it, whose checkpoint others have signed.
    """
    used = {one.fingerprint: one for one in seals_used()}
    rows = SealUsed.objects.values_list("authority", flat=True)
    found = judge_file(content, authorities=sorted({bytes(row) for row in rows}), now=now)
    return tuple(_judged(one, used.get(one.fingerprint)) for one in found)


def _judged(found: SealFound, seal: SealView | None) -> Judged:
    since = seal.revoked_from if seal is not None else None
    late = since is not None and (found.signed_at is None or found.signed_at >= since)
    why = (seal.reason or "revoked") if seal is not None and late else ""
    office = seal.office if seal is not None else ""
    return Judged(judgement=found, ours=seal is not None, revoked=why, office=office)


def verdict(content: bytes, *, now: datetime) -> Verdict:
    """All that can be said of a file with what this platform knows. Raises NotJudged."""
    seals = judge(content, now=now)
    proof = attached_file(content).get(PROOF)
    index = _proved(proof, {one.office for one in seals if one.ours}) if proof else None
    kept = SealedPaper.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    return Verdict(
        seals=seals,
        proof=proof.decode(errors="replace") if proof else "",
        index=index,
        unproven=proof is not None and index is None,
        subject=kept.subject if kept is not None else "",
    )


def _proved(proof: bytes, offices: Iterable[str]) -> int | None:
    """Where the proof says that its entry stands, if that is so in the log of the office."""
    for office in offices:
        keys = [key.verifier for key in keys_of(office)]
        if not keys:
            continue
        try:
            found = proofs.check(proof, origin=keys[0].name, keys=keys)
        except BadNote:
            continue
        stands = Leaf.objects.filter(office=office, log_index=found.index, entry=found.entry)
        if stands.exists():
            return found.index
    return None
