"""Whether a file that somebody shows is one of ours: its seals, its proof, and what we keep."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509

from dengbu.evidence.models import Leaf, SealedPaper
from dengbu.evidence.sealing import dating, sm2
from dengbu.evidence.sealing.dating import Dated, DatedBy
from dengbu.evidence.sealing.found import Doubt, SealFound
from dengbu.evidence.sealing.keeping import PROOF, SealView, authorities, seals_used
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
    dated: Dated  # by when it was sealed, at the latest
    misdated: bool = False  # it came with a receipt that does not hold

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """All that speaks against the file."""
        found = {doubt for seal in self.seals for doubt in seal.doubts}
        if self.unproven or self.misdated:
            found.add(Doubt.UNPROVEN)
        if any(seal.ours for seal in self.seals) and not self.subject:
            found.add(Doubt.UNRECORDED)
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


def judge_dated(
    content: bytes, *, authorities: Iterable[bytes], by: datetime
) -> tuple[SealFound, ...]:
    """As `judge_file`, of a file that was sealed at ``by`` at the latest.

    Past the days of a seal only its owner's word would place it in them, and that of whoever has
    its key; so it is not good. Raises NotJudged.
    """
    known = list(authorities)
    found = judge_file(content, authorities=known, now=by)
    ends = [one.ends for one in found if one.ends is not None and one.ends < by]
    if not ends:
        return found
    then = judge_file(content, authorities=known, now=min(ends))
    late = {one.fingerprint for one in found if one.ends is not None and one.ends < by}
    return tuple(
        replace(one, more=(*one.more, Doubt.UNDATED)) if one.fingerprint in late else one
        for one in then
    )


def judge(content: bytes, *, now: datetime, by: datetime | None = None) -> tuple[Judged, ...]:
    """What is found of each seal in a file, by the authorities of the seals that were used here.

    ``by``: when it was sealed at the latest, where that is known. Raises NotJudged.
    """
    used = {one.fingerprint: one for one in seals_used()}
    moment = by if by is not None else now
    found = judge_dated(content, authorities=authorities(), by=moment)
    return tuple(_judged(one, used.get(one.fingerprint), moment) for one in found)


def _judged(found: SealFound, seal: SealView | None, by: datetime) -> Judged:
    """Whether a seal counted: what it was revoked from lies after all that speaks of its time."""
    since = seal.revoked_from if seal is not None else None
    late = since is not None and max(by, found.signed_at or by) >= since
    why = (seal.reason or "revoked") if seal is not None and late else ""
    office = seal.office if seal is not None else ""
    return Judged(judgement=found, ours=seal is not None, revoked=why, office=office)


def verdict(content: bytes, *, now: datetime, receipt: bytes | None = None) -> Verdict:
    """All that can be said of a file with what this platform knows. Raises NotJudged.

    The receipt of a file that was sealed here is found by itself; ``receipt``: one that came with
    the file.
    """
    digest = hashlib.sha256(content).hexdigest()
    kept = SealedPaper.objects.filter(sha256=digest).first()
    shown = dating.shown(receipt, content) if receipt is not None else None
    dated = shown or _dated(kept, content, now)
    seals = judge(content, now=now, by=dated.by)
    proof = attached_file(content).get(PROOF)
    index = _proved(proof, {one.office for one in seals if one.ours}) if proof else None
    return Verdict(
        seals=seals,
        proof=proof.decode(errors="replace") if proof else "",
        index=index,
        unproven=proof is not None and index is None,
        subject=kept.subject if kept is not None else "",
        dated=dated,
        misdated=receipt is not None and shown is None,
    )


def _dated(kept: SealedPaper | None, content: bytes, now: datetime) -> Dated:
    if kept is None:
        return Dated(by=now, source=DatedBy.NOBODY)
    return dating.dated(kept, content)


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
