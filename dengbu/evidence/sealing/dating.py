"""By when a file was sealed: what witnesses, our own records or nobody can say of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from dengbu.evidence.models import SealedPaper
from dengbu.evidence.sealing.receipts import check_receipt, good_keys, receipt_of
from dengbu.evidence.signing import keys_of
from dengbu.evidence.tlog.notes import BadNote
from dengbu.evidence.witnessing import asked_of, offices_signed


@unique
class DatedBy(StrEnum):
    """Whose word it is that a file was sealed by a moment."""

    WITNESSES = "witnesses"
    RECORDS = "records"  # the office's own
    NOBODY = "nobody"  # it exists now


@dataclass(frozen=True, kw_only=True, slots=True)
class Dated:
    """By when a file was sealed at the latest, and whose word that is."""

    by: datetime
    source: DatedBy
    receipt: str = ""  # that shows it, "" for none


def shown(receipt: bytes, content: bytes) -> Dated | None:
    """What a receipt that came with a file says of its time; None where it does not hold."""
    for office in offices_signed():
        keys = keys_of(office)
        try:
            good = good_keys(receipt, keys)
            found = (
                check_receipt(receipt, content, keys=good, asked=asked_of(office)) if good else None
            )
        except BadNote:
            continue
        if found is not None and found.witnessed_at is not None:
            told = receipt.decode(errors="replace")
            return Dated(by=found.witnessed_at, source=DatedBy.WITNESSES, receipt=told)
    return None


def dated(kept: SealedPaper, content: bytes) -> Dated:
    """By when a paper of ours was sealed: what its receipt shows, else what we noted ourselves."""
    receipt = receipt_of(kept.sha256) or ""
    told = shown(receipt.encode(), content) if receipt else None
    return told or Dated(by=kept.sealed_at, source=DatedBy.RECORDS, receipt=receipt)
