"""What leaves say of sealed papers and of revocations, and whether the rows still say the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import models

from dengbu.database.ids import next_id
from dengbu.database.models import OfficeModel
from dengbu.evidence.log import NewLeaf, attest
from dengbu.evidence.models import RevocationAsked, SealedPaper, SealRevocation
from dengbu.evidence.queries import attested_numbers, leaves_of
from dengbu.evidence.tlog.entries import Kind
from dengbu.kernel.canonical import canonical_json

VERSION = 1  # of the form of all contents here
PAPER, REVOCATION = "paper", "revocation"
ASKED, ANSWERED = "revocation-asked", "revocation-answered"
ATTESTED = {
    PAPER: frozenset({Kind.SEALING}),
    REVOCATION: frozenset({Kind.REVOCATION}),
    ASKED: frozenset({Kind.REVOCATION}),
    ANSWERED: frozenset({Kind.REVOCATION}),
}
"""How subjects of leaves of sealing begin, and of which kinds they are."""
CHUNK = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class SealingTold:
    """What the leaf of a paper says, as a receipt shows it."""

    office: str
    form: str
    seal: str  # fingerprint
    sha256: str  # of the very file
    subject: str
    sealed_at: datetime


def of_paper(row: SealedPaper) -> bytes:
    """Which bytes were sealed as what, when, with which seal."""
    return canonical_json(
        {
            "form": row.form,
            "office": row.office,
            "seal": row.seal.fingerprint,
            "sealed": row.sealed_at,
            "sha256": row.sha256,
            "subject": row.subject,
        }
    )


def of_revocation(row: SealRevocation) -> bytes:
    """Which seal counts no more, from when, who said so and why."""
    return canonical_json(
        {
            "at": row.at,
            "by": row.by,
            "office": row.office,
            "reason": row.reason,
            "seal": row.seal.fingerprint,
            "since": row.since,
        }
    )


def of_asked(row: RevocationAsked) -> bytes:
    """Who wants which seal to count no more, and why."""
    who = {"account": row.asked_by, "name": row.asked_name}
    what = {"office": row.office, "reason": row.reason, "seal": row.seal.fingerprint}
    return canonical_json({"asked": row.asked_at, **who, **what})


def of_answered(row: RevocationAsked) -> bytes:
    """Who agreed to it, or did not."""
    who = {"account": row.answered_by, "name": row.answered_name}
    return canonical_json(
        {"agreed": row.answered, "answered": row.answered_at, "office": row.office, **who}
    )


def attest_paper(row: SealedPaper) -> None:
    """Leave the leaf of a paper, in the transaction that keeps it."""
    _attest(row, PAPER, Kind.SEALING, of_paper(row))


def attest_revocation(row: SealRevocation) -> None:
    """Leave the leaf of a revocation, in its transaction."""
    _attest(row, REVOCATION, Kind.REVOCATION, of_revocation(row))


def attest_asked(row: RevocationAsked) -> None:
    """Leave the leaf of what an officer asked for, in its transaction."""
    _attest(row, ASKED, Kind.REVOCATION, of_asked(row))


def attest_answered(row: RevocationAsked) -> None:
    """Leave the leaf of what another said to it, in its transaction."""
    _attest(row, ANSWERED, Kind.REVOCATION, of_answered(row))


def _attest(row: OfficeModel, name: str, kind: Kind, content: bytes) -> None:
    leaf = NewLeaf(id=next_id(), subject=f"{name}:{row.pk}", payload=content, kind=kind)
    attest(row.office, VERSION, [leaf])


_SOURCES: dict[str, tuple[models.QuerySet[Any], Callable[[Any], bytes], Kind]] = {
    PAPER: (SealedPaper.objects.all(), of_paper, Kind.SEALING),
    REVOCATION: (SealRevocation.objects.all(), of_revocation, Kind.REVOCATION),
    ASKED: (RevocationAsked.objects.all(), of_asked, Kind.REVOCATION),
    ANSWERED: (
        RevocationAsked.objects.exclude(answered=None),
        of_answered,
        Kind.REVOCATION,
    ),
}


def content_of(subject: str) -> bytes | None:
    """What such a leaf attests, from the row as it is now; None for another subject."""
    name, _, number = subject.partition(":")
    if name not in _SOURCES or not number.isdecimal():
        return None
    rows, made, _ = _SOURCES[name]
    row = rows.select_related("seal").filter(id=int(number)).first()
    return made(row) if row is not None else None


def audit_leaves() -> Iterator[str]:
    """One line for each paper or revocation that is not as its leaf attests it, or has none.

    Papers that were kept before papers had leaves have none; they are older than all that have.
    """
    for name, (whole, made, kind) in _SOURCES.items():
        attested = sorted(attested_numbers(name))
        rows = whole.select_related("seal").order_by("id")
        there = set(rows.filter(id__in=attested).values_list("id", flat=True))
        yield from (
            f"sealing: {name}:{n} is attested and is not there" for n in attested if n not in there
        )
        after = attested[0] - 1 if attested else 0
        while chunk := list(rows.filter(id__gt=after)[:CHUNK]) if attested else []:
            after = chunk[-1].pk
            yield from _compared(name, kind, [(row.pk, made(row)) for row in chunk])


def _compared(name: str, kind: Kind, made: Sequence[tuple[int, bytes]]) -> Iterator[str]:
    leaves = leaves_of([f"{name}:{pk}" for pk, _ in made])
    for pk, content in made:
        leaf = leaves.get(f"{name}:{pk}")
        if leaf is None:
            yield f"sealing: {name}:{pk} has no leaf"
        elif leaf.salt is not None and not leaf.attests(content, kind):
            yield f"sealing: the row of {name}:{pk} does not give its leaf"


def read_paper(content: bytes) -> SealingTold | None:
    """What the content of a paper's leaf says; None where it is none."""
    try:
        told = orjson.loads(content)
        fields = {name: told[name] for name in _FIELDS}
        at = datetime.fromisoformat(told["sealed"]).astimezone(UTC)
    except (ValueError, TypeError, LookupError):
        return None
    if not all(isinstance(value, str) for value in fields.values()):
        return None
    return SealingTold(sealed_at=at, **fields)


_FIELDS = ("form", "office", "seal", "sha256", "subject")
