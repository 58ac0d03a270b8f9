"""Reading leaves beside what they attest."""

from collections.abc import Sequence
from dataclasses import dataclass

from dengbu.evidence.models import Leaf, LeafSalt


@dataclass(frozen=True, kw_only=True, slots=True)
class LeafView:
    """A leaf as kept."""

    subject: str
    version: int
    hash: bytes  # 32
    salt: bytes | None  # None: erased
    log_index: int | None  # None: waits for the sequencer


def leaves_of(subjects: Sequence[str]) -> dict[str, LeafView]:
    """The leaves of these subjects, by subject."""
    rows = list(
        Leaf.objects.filter(subject__in=subjects).values_list(
            "id", "subject", "version", "hash", "log_index"
        )
    )
    salts = dict(LeafSalt.objects.filter(id__in=[r[0] for r in rows]).values_list("id", "salt"))
    return {
        subject: LeafView(
            subject=subject,
            version=version,
            hash=bytes(digest),
            salt=bytes(salts[pk]) if pk in salts else None,
            log_index=index,
        )
        for pk, subject, version, digest, index in rows
    }
