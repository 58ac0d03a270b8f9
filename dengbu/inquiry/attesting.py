"""Every answer leaves a leaf in the log of its office: who was told what, and why.

So does every showing of a certificate (亮证), and every check of it that told something.
"""

from collections.abc import Iterator

from django.db import connection

from dengbu.database.ids import next_id
from dengbu.evidence import api as evidence
from dengbu.inquiry.models import Inquiry, Showing, ShowingCheck, ShowingErased
from dengbu.inquiry.rules.showing import Outcome
from dengbu.kernel.canonical import canonical_json

SUBJECT = "inquiry:"  # how the subject of a leaf begins that attests an answer
VERSION = 1  # of the form of its content
SHOWING, SHOWN = "showing:", "shown:"
ATTESTED = {
    SUBJECT.rstrip(":"): frozenset({evidence.Kind.DISCLOSURE}),
    SHOWING.rstrip(":"): frozenset({evidence.Kind.CONFIRMATION}),
    SHOWN.rstrip(":"): frozenset({evidence.Kind.DISCLOSURE}),
}
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


def attest_showing(row: Showing) -> None:
    """Write the leaf of a showing: the holder lets it be seen."""
    _attest(row.office, f"{SHOWING}{row.id}", evidence.Kind.CONFIRMATION, _showing(row))


def attest_check(row: ShowingCheck) -> None:
    """Write the leaf of a check that told something."""
    _attest(row.office, f"{SHOWN}{row.id}", evidence.Kind.DISCLOSURE, _check(row))


def _attest(office: str, subject: str, kind: evidence.Kind, content: bytes) -> None:
    leaf = evidence.NewLeaf(id=next_id(), subject=subject, payload=content, kind=kind)
    evidence.attest(office, VERSION, [leaf])


def _showing(row: Showing) -> bytes:
    who = [row.account_id, row.id_type, row.id_no, row.name]
    what = [row.number, row.purpose, row.purpose_name, row.shows, row.terms_version]
    return canonical_json([row.id, who, what, row.most, row.started_at, row.until])


def _check(row: ShowingCheck) -> bytes:
    return canonical_json([row.id, row.showing_id, row.nonce, row.who, row.told, row.at])


def content_of(subject: str) -> bytes | None:
    """What such a leaf attests, from the row as it is now; None for another subject."""
    prefix, _, rest = subject.partition(":")
    if f"{prefix}:" in (SHOWING, SHOWN) and rest.isdecimal():
        return _of_showing(f"{prefix}:", int(rest))
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
    for prefix in (SHOWING, SHOWN):
        yield from _audit_showings(prefix)


def _of_showing(prefix: str, id: int) -> bytes | None:
    if prefix == SHOWING:
        showing = Showing.objects.filter(id=id).first()
        return _showing(showing) if showing else None
    check = ShowingCheck.objects.filter(id=id, outcome=Outcome.TOLD).first()
    return _check(check) if check else None


def _audit_showings(prefix: str) -> Iterator[str]:
    """Rows without their leaf, and leaves without their row."""
    whole = (Showing.objects.all(), ShowingCheck.objects.filter(outcome=Outcome.TOLD))
    rows, kind = whole[prefix == SHOWN], next(iter(ATTESTED[prefix.rstrip(":")]))
    after = 0
    while ids := list(
        rows.filter(id__gt=after).order_by("id").values_list("id", flat=True)[:CHUNK]
    ):
        after = ids[-1]
        leaves = evidence.leaves_of([f"{prefix}{id}" for id in ids])
        for id in ids:
            leaf = leaves.get(f"{prefix}{id}")
            content = _of_showing(prefix, id)
            if leaf is None:
                yield f"inquiry-leaves: {prefix}{id} has no leaf"
            elif leaf.salt is not None and not (content and leaf.attests(content, kind)):
                yield f"inquiry-leaves: the row of {prefix}{id} does not give its leaf"
    for number in evidence.attested_numbers(prefix.rstrip(":")):
        gone = not rows.filter(id=number).exists()
        if gone and not ShowingErased.objects.filter(id=number).exists():
            yield f"inquiry-leaves: {prefix}{number} is attested and is not there"
