"""The journal of a case: one line for everything that happened to it, only ever added."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dengbu.casework import attesting
from dengbu.casework.rows import JsonRows, execute, json
from dengbu.database.ids import next_ids

LONGEST = 500  # characters of a line
JOURNAL = JsonRows(
    table="casework_journalline",
    shared=(("at", "timestamptz"),),
    each=(
        ("id", "bigint"),
        ("office", "text"),
        ("case_id", "bigint"),
        ("seq", "smallint"),
        ("kind", "text"),
        ("who", "text"),
        ("text", "text"),
        ("data", "text"),
    ),
    json=frozenset({"data"}),
)
FOLLOWING = JOURNAL.sql.replace(
    'u."seq"',
    'u."seq" + coalesce((SELECT max(j.seq) FROM casework_journalline j'
    ' WHERE j.case_id = u."case_id"), 0)',
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One thing that happened."""

    office: str
    case_id: int
    kind: str  # ACCEPT, ASSIGN, REASSIGN, TAX, APPROVE, RETURN, RESUBMIT, REFUSE, ENTER, ...
    who: str  # name of who did it, as shown
    text: str  # one plain Chinese sentence
    data: Mapping[str, object] = field(default_factory=dict)


def _rows(lines: Sequence[Line]) -> list[tuple[Any, ...]]:
    """In the order of ``JOURNAL``; data as a mapping."""
    places: dict[int, int] = defaultdict(int)
    rows = []
    for id, line in zip(next_ids(len(lines)), lines, strict=True):
        places[line.case_id] += 1
        rows.append(
            (
                id,
                line.office,
                line.case_id,
                places[line.case_id],
                line.kind,
                line.who,
                line.text[:LONGEST],
                dict(line.data),
            )
        )
    return rows


def write(lines: Sequence[Line], *, at: datetime) -> None:
    """Add lines to cases that the caller's transaction has locked, each with its leaf.

    One statement for all lines, one for the leaves of an office.
    """
    if lines:
        made = _rows(lines)
        told = [(*row[:-1], json(row[-1])) for row in made]
        execute(FOLLOWING, JOURNAL.parameters((at,), told))
        attesting.lines([(*row[:3], *row[4:]) for row in made], at=at)
