"""The leaves of cases compared with the rows as they are now: see ``attesting``."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models

from dengbu.casework import attesting, rows
from dengbu.casework.attesting import Row
from dengbu.casework.dispatching.leaves import SOURCES
from dengbu.evidence import api as evidence
from dengbu.evidence.api import NewLeaf

CHUNK = 2_000
# A case of a signed batch is attested by what the bank signed, an entry by its booking.
_OWN_LEAF = (
    "casework_journalline.id > %s AND casework_journalline.kind <> 'ENTER' AND NOT (seq = 1 AND"
    " casework_journalline.kind = 'ACCEPT' AND EXISTS (SELECT 1 FROM casework_batchitem i"
    " WHERE i.case_id = casework_journalline.case_id))"
)
_GONE = (  # by the index of subjects: "journal:" up to "journal;"
    "SELECT l.subject FROM evidence_leaf l WHERE l.subject >= %s AND l.subject < %s AND NOT EXISTS"
    " (SELECT 1 FROM {} r WHERE r.id = split_part(l.subject, ':', 2)::bigint) ORDER BY l.id"
)
_ROWS = {
    "journal": "casework_journalline",
    "agreed": "casework_journalline",
    "decision": "casework_decision",
    "filed": "casework_case",
    **{prefix: model._meta.db_table for prefix, (model, _) in SOURCES.items()},
    "declined": "casework_declined",
}


def audit_leaves() -> Iterator[str]:
    """One line for each line, decision or filed case that is not as its leaf attests it.

    Also for rows without a leaf, and leaves whose row is gone. A leaf whose salt is erased cannot
    be compared; whether that is recorded is asked by ``evidence.audit_salts``.
    """
    yield from _compared(attesting.LINES.format(_OWN_LEAF), _lines)
    yield from _compared(attesting.DECISIONS.format("id > %s"), _decisions)
    yield from _compared(attesting.FILED.format("c.id > %s"), _filed)
    for model, made in dict.fromkeys(SOURCES.values()):
        yield from _of_dispatch(model, made)
    yield from _compared(attesting.DECLINED.format("id > %s"), _declined)
    for prefix, table in _ROWS.items():
        for (subject,) in rows.fetch(_GONE.format(table), [f"{prefix}:", f"{prefix};"]):
            yield f"case-leaves: {subject} is attested and is not there"


def content_of(subject: str) -> bytes | None:
    """What the leaf of a case attests, from the rows as they are now; None for another subject."""
    prefix, _, rest = subject.partition(":")
    number = rest.partition(":")[0]
    if prefix not in _ROWS or not number.isdecimal():
        return None
    if prefix in SOURCES:
        model, of = SOURCES[prefix]
        made_of = [
            leaf for row in model._default_manager.filter(id=int(number)) for leaf in of(row)
        ]
        return next((leaf.payload for leaf in made_of if leaf.subject == subject), None)
    asked = {
        "journal": (attesting.LINES.format("id = %s"), _lines),
        "agreed": (attesting.LINES.format("id = %s"), _lines),
        "decision": (attesting.DECISIONS.format("id = %s"), _decisions),
        "filed": (attesting.FILED.format("c.id = %s"), _filed),
        "declined": (attesting.DECLINED.format("id = %s"), _declined),
    }
    sql, made = asked[prefix]
    found = made(rows.fetch(sql, [int(number)]))
    return next((leaf.payload for leaf in found if leaf.subject == subject), None)


def _compared(sql: str, made: Callable[[Sequence[Row]], list[NewLeaf]]) -> Iterator[str]:
    after = 0
    while chunk := rows.fetch(f"{sql} LIMIT {CHUNK}", [after]):
        after = chunk[-1][0]
        yield from _differing(made(chunk))


def _of_dispatch(model: type[models.Model], made: Callable[[Any], list[NewLeaf]]) -> Iterator[str]:
    after, kept = 0, model._default_manager.order_by("id")
    while chunk := list(kept.filter(id__gt=after)[:CHUNK]):
        after = chunk[-1].pk
        yield from _differing([leaf for row in chunk for leaf in made(row)])


def _differing(expected: Sequence[NewLeaf]) -> Iterator[str]:
    if expected:
        leaves = evidence.leaves_of([leaf.subject for leaf in expected])
        for wanted in expected:
            leaf = leaves.get(wanted.subject)
            if leaf is None:
                yield f"case-leaves: {wanted.subject} has no leaf"
            elif leaf.version != attesting.VERSION:
                yield f"case-leaves: {wanted.subject} has a leaf of unknown version {leaf.version}"
            elif leaf.salt is not None and not leaf.attests(wanted.payload, wanted.kind):
                yield f"case-leaves: the rows of {wanted.subject} do not give its leaf"


def _lines(chunk: Sequence[Row]) -> list[NewLeaf]:
    return [leaf for row in chunk for leaf in attesting.of_line(row)]


def _decisions(chunk: Sequence[Row]) -> list[NewLeaf]:
    return [leaf for _, leaf in attesting.decided([row[0] for row in chunk])]


def _filed(chunk: Sequence[Row]) -> list[NewLeaf]:
    return [attesting.of_filed(row) for row in chunk]


def _declined(chunk: Sequence[Row]) -> list[NewLeaf]:
    return [attesting.of_declined(row) for row in chunk]
