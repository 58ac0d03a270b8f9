"""Keeping what rules said: set-wise, with the facts that each one read."""

from collections.abc import Sequence
from datetime import datetime

from dengbu.casework import rows
from dengbu.casework.models import CheckPhase
from dengbu.database.ids import next_ids
from dengbu.register import api as register

LONGEST = 500  # characters of a message or remedy


def write(
    office: str,
    phase: CheckPhase,
    results: Sequence[tuple[int, Sequence[register.RuleOutcome]]],
    *,
    at: datetime,
) -> None:
    """Keep the register's rule outcomes of cases (case id, outcomes): one statement."""
    flat = [(case, seq, o) for case, found in results for seq, o in enumerate(found, start=1)]
    values = [
        (
            id,
            case,
            seq,
            o.code,
            o.effect.value,
            o.message[:LONGEST],
            str(o.clause),
            o.remedy[:LONGEST],
            rows.json(dict(o.facts)),
        )
        for id, (case, seq, o) in zip(next_ids(len(flat)), flat, strict=True)
    ]
    rows.insert(rows.CHECKS, (office, phase.value, at), values)
