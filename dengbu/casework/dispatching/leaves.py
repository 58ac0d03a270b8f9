"""What dispatch leaves in the evidence log, built from rows, when written and when audited.

Draws and what their randomness is made of are of a kind of their own, so that whoever has the
public log counts them; interests are nobody's business but the office's.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models

from dengbu.casework.models import Assignment, DailySeed, Interest, OutsideValue
from dengbu.database.ids import next_ids
from dengbu.evidence import api as evidence
from dengbu.evidence.api import Kind, NewLeaf
from dengbu.kernel.canonical import canonical_json

VERSION = 1
ATTESTED = {
    "draw": frozenset({Kind.DRAW}),
    "seed": frozenset({Kind.DRAW}),
    "told": frozenset({Kind.DRAW}),
    "outside": frozenset({Kind.DRAW}),
    "interest": frozenset({Kind.STEP}),
    "interest-end": frozenset({Kind.STEP}),
}
"""How subjects of these leaves begin, and of which kind they are."""


def attest(office: str, made: Sequence[NewLeaf]) -> None:
    """Write leaves in the caller's transaction, which is that of what they attest."""
    leaves = [
        NewLeaf(id=id, subject=leaf.subject, payload=leaf.payload, kind=leaf.kind)
        for id, leaf in zip(next_ids(len(made)), made, strict=True)
    ]
    evidence.attest(office, VERSION, leaves)


def of_draw(row: Assignment) -> list[NewLeaf]:
    """A draw, as published; nothing of one that was made before there was a ledger."""
    if not row.content:
        return []
    payload = row.content.encode()
    return [NewLeaf(id=0, subject=f"draw:{row.id}", payload=payload, kind=Kind.DRAW)]


def of_seed(row: DailySeed) -> list[NewLeaf]:
    """That a day's seed was committed to, and what it was once it is told."""
    made = []
    if row.commitment:
        made.append(_draw("seed", row.id, row.office, day=row.day, commitment=row.commitment))
    if row.told_at is not None:
        made.append(_draw("told", row.id, row.office, day=row.day, seed=row.seed))
    return made


def of_outside(row: OutsideValue) -> list[NewLeaf]:
    """A value drawn elsewhere, as it was entered."""
    told = {"day": row.day, "source": row.source, "value": row.value, "at": row.entered_at}
    return [_draw("outside", row.id, row.office, **told)]


def _draw(kind: str, id: int, office: str, **told: object) -> NewLeaf:
    content = canonical_json({"v": VERSION, "kind": kind, "office": office, **told})
    return NewLeaf(id=0, subject=f"{kind}:{id}", payload=content, kind=Kind.DRAW)


def of_interest(row: Interest) -> list[NewLeaf]:
    """What an officer declared, and who ended it and why."""
    told = [row.id, row.account_id, row.relation, row.name, row.id_no, row.unit_code, row.note]
    content = canonical_json([*told, row.declared_at])
    made = [NewLeaf(id=0, subject=f"interest:{row.id}", payload=content, kind=Kind.STEP)]
    if row.ended_at is not None:
        said = [row.id, row.ended_at, row.ended_by_id, row.ended_by_name, row.end_reason]
        subject = f"interest-end:{row.id}"
        made.append(NewLeaf(id=0, subject=subject, payload=canonical_json(said), kind=Kind.STEP))
    return made


SOURCES: dict[str, tuple[type[models.Model], Callable[[Any], list[NewLeaf]]]] = {
    "draw": (Assignment, of_draw),
    "seed": (DailySeed, of_seed),
    "told": (DailySeed, of_seed),
    "outside": (OutsideValue, of_outside),
    "interest": (Interest, of_interest),
    "interest-end": (Interest, of_interest),
}
"""Which rows each kind of subject is of, and what they leave."""
