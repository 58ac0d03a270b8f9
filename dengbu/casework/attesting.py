"""What happens to a case leaves a leaf in the evidence log, in its own transaction.

Applications, confirmations, steps and decisions; an entry with its certificates is attested by its
booking, whose journal line therefore has none. Content is a list in JSON, keys sorted, instants in
UTC; ``attested`` builds the very same from the rows as they are now, with the same functions.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dengbu.casework import rows
from dengbu.casework.dispatching.leaves import ATTESTED as DISPATCH
from dengbu.casework.rows import json
from dengbu.database.ids import next_ids
from dengbu.evidence import api as evidence
from dengbu.evidence.api import Kind, NewLeaf

VERSION = 1  # of the form of all contents here
BY_BOOKING = "ENTER"  # the journal line that a booking attests
AGREED = "agreed"  # in a line's data: who has confirmed what was submitted
_KINDS = {
    "ACCEPT": Kind.APPLICATION,
    "RESUBMIT": Kind.APPLICATION,
    "WITHDRAW": Kind.APPLICATION,
    "APPROVE": Kind.DECISION,
    "RETURN": Kind.DECISION,
    "REFUSE": Kind.DECISION,
    "RULING": Kind.DECISION,
}
ATTESTED = {
    **DISPATCH,
    "journal": frozenset({Kind.APPLICATION, Kind.DECISION, Kind.STEP}),
    "agreed": frozenset({Kind.CONFIRMATION}),
    "decision": frozenset({Kind.DECISION}),
    "filed": frozenset({Kind.APPLICATION}),
    "declined": frozenset({Kind.DECISION}),
}
"""How subjects of leaves of this context begin, and of which kinds they are."""
LINES = (
    "SELECT id, office, case_id, at, kind, who, text, data::text FROM casework_journalline"
    " WHERE {} ORDER BY id"
)
DECISIONS = (
    "SELECT id, office, case_id, at, round, kind, by_id, by_name, reason, items::text, clause,"
    " remedy FROM casework_decision WHERE {} ORDER BY id"
)
# What the rules said at the moment of an approval: that is what it rests on. What is returned or
# refused rests on the examiner's own words.
_FACTS = (
    "SELECT d.id, k.phase, k.seq, k.code, k.effect, k.message, k.clause, k.remedy, k.facts::text"
    " FROM casework_decision d JOIN casework_checkresult k ON k.case_id = d.case_id"
    " AND k.at = d.at AND k.phase IN ('REVIEW', 'AUTOPILOT')"
    " WHERE d.kind = 'APPROVE' AND d.id = ANY(%s) ORDER BY d.id, k.phase, k.seq"
)
FILED = (
    "SELECT c.id, c.office, c.case_no, i.line, i.unit_code, i.proof_no, b.id, b.organisation_id,"
    " b.key_id, b.body_digest, b.received_at FROM casework_batchitem i"
    " JOIN casework_case c ON c.id = i.case_id JOIN casework_batch b ON b.id = i.batch_id"
    " WHERE {} ORDER BY c.id"
)
DECLINED = (
    "SELECT id, office, year, serial, intake_office, service, title, unit_code, address,"
    " applicants, grounds::text, remedy, at, by_id, by_name FROM casework_declined WHERE {}"
    " ORDER BY id"
)
Row = tuple[Any, ...]


def lines(written: Sequence[Row], *, at: datetime) -> None:
    """Attest journal lines: id, office, case, kind, who, text and data as a mapping."""
    found: dict[str, list[NewLeaf]] = defaultdict(list)
    for id, office, case, kind, who, text, data in written:
        if kind != BY_BOOKING:
            found[office] += of_line((id, office, case, at, kind, who, text, json(data)))
    attest(found)


def decisions(ids: Sequence[int]) -> None:
    """Attest decisions, with the facts on which they rest, as they have just been written."""
    if ids:
        found: dict[str, list[NewLeaf]] = defaultdict(list)
        for office, leaf in decided(ids):
            found[office].append(leaf)
        attest(found)


def declined(id: int) -> None:
    """Attest a notice that turns a request away, as it has just been written."""
    for row in rows.fetch(DECLINED.format("id = %s"), [id]):
        attest({row[1]: [of_declined(row)]})


def filed(office: str, cases: Sequence[Row]) -> tuple[str, list[Any]]:
    """The statement that attests cases of signed batches: columns as ``FILED`` reads them."""
    made = [of_filed(row) for row in cases]
    return evidence.attest_statement(office, VERSION, _numbered(made))


def attest(found: Mapping[str, Sequence[NewLeaf]]) -> None:
    """Write leaves by office, numbered anew, in the caller's transaction."""
    for office, leaves in found.items():
        evidence.attest(office, VERSION, _numbered(leaves))


def _numbered(leaves: Sequence[NewLeaf]) -> list[NewLeaf]:
    return [
        NewLeaf(id=id, subject=leaf.subject, payload=leaf.payload, kind=leaf.kind)
        for id, leaf in zip(next_ids(len(leaves)), leaves, strict=True)
    ]


def _leaf(subject: str, kind: Kind, content: object) -> NewLeaf:
    return NewLeaf(id=0, subject=subject, payload=json(content).encode(), kind=kind)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def of_line(row: Row) -> list[NewLeaf]:
    """A line, and each confirmation that it names."""
    id, _, case, at, kind, who, text, data = row
    told = rows.plain(data)
    content = [id, case, _instant(at), kind, who, text, told]
    made = [_leaf(f"journal:{id}", _KINDS.get(kind, Kind.STEP), content)]
    for n, party in enumerate(told.get(AGREED, ())):
        said = [id, case, _instant(at), party]
        made.append(_leaf(f"agreed:{id}:{n}", Kind.CONFIRMATION, said))
    return made


def decided(ids: Sequence[int]) -> Iterator[tuple[str, NewLeaf]]:
    facts: dict[int, list[list[object]]] = defaultdict(list)
    for id, *said, read in rows.fetch(_FACTS, [list(ids)]):
        facts[id].append([*said, rows.plain(read)])
    for row in rows.fetch(DECISIONS.format("id = ANY(%s)"), [list(ids)]):
        id, office, case, at, round, kind, by, name, reason, items, clause, remedy = row
        told = [round, kind, by, name, reason, rows.plain(items), clause, remedy]
        content = [id, case, _instant(at), *told, facts[id]]
        yield office, _leaf(f"decision:{id}", Kind.DECISION, content)


def of_declined(row: Row) -> NewLeaf:
    id, office, year, serial, *said, grounds, remedy, at, by, name = row
    content = [id, office, year, serial, *said, rows.plain(grounds), remedy, _instant(at), by, name]
    return _leaf(f"declined:{id}", Kind.DECISION, content)


def of_filed(row: Row) -> NewLeaf:
    case, _, number, line, unit, proof, batch, organisation, key, digest, at = row
    content = [case, number, line, unit, proof, batch, organisation, key, digest, _instant(at)]
    return _leaf(f"filed:{case}", Kind.APPLICATION, content)
