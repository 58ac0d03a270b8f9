"""Every answer leaves a leaf in the log of its office: who was told what, and why."""

from collections.abc import Iterator

from django.db import connection

from dengbu.database.ids import next_id
from dengbu.evidence import api as evidence
from dengbu.inquiry.models import Inquiry
from dengbu.kernel.canonical import canonical_json

SUBJECT = "inquiry:"  # how the subject of a leaf begins that attests an answer
VERSION = 1  # of the form of its content
ATTESTED = {SUBJECT.rstrip(":"): frozenset({evidence.Kind.DISCLOSURE})}
"""How subjects of leaves of this context begin, and of which kind they are."""
CHUNK = 1_000
_GONE = (
    "SELECT l.subject FROM evidence_leaf l WHERE l.subject >= 'inquiry:' AND l.subject < 'inquiry;'"
    " AND NOT EXISTS (SELECT 1 FROM inquiry_inquiry i WHERE l.subject = 'inquiry:' || i.number)"
    " ORDER BY l.id"
)


def attest(row: Inquiry) -> None:
    """Write the leaf of an answer, in the transaction that writes the answer."""
    leaf = evidence.NewLeaf(
        id=next_id(),
        subject=f"{SUBJECT}{row.number}",
        payload=_content(row),
        kind=evidence.Kind.DISCLOSURE,
    )
    evidence.attest(row.office, VERSION, [leaf])


def _content(row: Inquiry) -> bytes:
    return canonical_json(
        {
            "number": row.number,
            "kind": row.kind,
            "capacity": row.capacity,
            "terms_version": row.terms_version,
            "asker": [row.asker_id_type, row.asker_id_no, row.asker_name],
            "agent": [row.agent_id_type, row.agent_id_no, row.agent_name],
            "organ": [row.organ, row.document_no],
            "purpose": row.purpose,
            "officer": row.officer,
            "content": row.content,
            "asked_at": row.asked_at,
        }
    )


def content_of(subject: str) -> bytes | None:
    """What such a leaf attests, from the row as it is now; None for another subject."""
    if not subject.startswith(SUBJECT):
        return None
    row = Inquiry.objects.filter(number=subject.removeprefix(SUBJECT)).first()
    return _content(row) if row else None


def audit_leaves() -> Iterator[str]:
    """One line for each answer that is not as its leaf attests it, or has none.

    Also for leaves whose answer is gone.
    """
    after = 0
    while chunk := list(Inquiry.objects.filter(id__gt=after).order_by("id")[:CHUNK]):
        after = chunk[-1].id
        leaves = evidence.leaves_of([f"{SUBJECT}{row.number}" for row in chunk])
        for row in chunk:
            leaf = leaves.get(f"{SUBJECT}{row.number}")
            if leaf is None:
                yield f"inquiry-leaves: {row.number} has no leaf"
            elif leaf.salt is not None and not (
                leaf.version == VERSION and leaf.attests(_content(row), evidence.Kind.DISCLOSURE)
            ):
                yield f"inquiry-leaves: the row of {row.number} does not give its leaf"
    with connection.cursor() as cursor:
        cursor.execute(_GONE)
        for (subject,) in cursor.fetchall():
            yield f"inquiry-leaves: {subject} is attested and is not there"
