"""Looks at personal data and changes of permission leave leaves in the log, with the act itself.

A partner's key is good at every office, so the log of every office has it. Content is a list in
canonical JSON; ``audit_leaves`` builds the same from the rows as they are now.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from dengbu.accounts.models import (
    Disclosure,
    LookErased,
    LookQuestion,
    Office,
    OfficerIdentity,
    OfficerPost,
    OrganisationKey,
)
from dengbu.database.ids import next_ids
from dengbu.evidence import api as evidence
from dengbu.kernel.canonical import canonical_json

VERSION = 1  # of the form of all contents here
READ, QUESTION, ANSWER = "read", "look-question", "look-answer"
ATTESTED = {
    "disclosure": frozenset({evidence.Kind.DISCLOSURE}),
    READ: frozenset({evidence.Kind.DISCLOSURE}),
    QUESTION: frozenset({evidence.Kind.DISCLOSURE}),
    ANSWER: frozenset({evidence.Kind.DISCLOSURE}),
    "post": frozenset({evidence.Kind.PERMISSION}),
    "identity": frozenset({evidence.Kind.PERMISSION}),
    "key": frozenset({evidence.Kind.PERMISSION}),
    "key-end": frozenset({evidence.Kind.PERMISSION}),
}
"""How subjects of leaves of this context begin, and of which kinds they are."""
CHUNK = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One thing that is attested."""

    office: str
    subject: str
    kind: evidence.Kind
    content: bytes


def attest(acts: Iterable[Act]) -> None:
    """Write their leaves in the caller's transaction: one statement an office."""
    found: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        found[act.office].append(act)
    for office, those in found.items():
        leaves = [
            evidence.NewLeaf(id=id, subject=act.subject, payload=act.content, kind=act.kind)
            for id, act in zip(next_ids(len(those)), those, strict=True)
        ]
        evidence.attest(office, VERSION, leaves)


def of_disclosure(row: Disclosure) -> Act:
    """Who was shown whose number, where and why."""
    told = [row.account_id, row.actor_name, row.id_type, row.id_no, row.place, row.purpose, row.at]
    return _act(row.office, f"disclosure:{row.id}", evidence.Kind.DISCLOSURE, [row.id, *told])


def read_content(told: Sequence[Any]) -> bytes:
    """Of a read: its id, who, post, kind, place, purpose, moment, and the people in order."""
    return canonical_json(list(told))


def _of_read(rows: Sequence[Disclosure]) -> Act:
    first = rows[0]
    people = sorted([row.id_type, row.id_no] for row in rows)
    who = [first.read, first.account_id, first.actor_name, first.post]
    told = [*who, first.kind, first.place, first.purpose, first.at, people]
    kind = evidence.Kind.DISCLOSURE
    return Act(
        office=first.office, subject=f"{READ}:{first.read}", kind=kind, content=read_content(told)
    )


def of_question(row: LookQuestion) -> Act:
    """Who asks about which look, and why."""
    told = [row.id, row.look, row.id_type, row.id_no, row.about, row.reason]
    content = [*told, row.asked_at, row.due_at]
    return _act(row.office, f"{QUESTION}:{row.id}", evidence.Kind.DISCLOSURE, content)


def of_answer(row: LookQuestion) -> Act:
    """Who answered, and what."""
    content = [row.id, row.answered_by_id, row.answered_name, row.answer, row.answered_at]
    return _act(row.office, f"{ANSWER}:{row.id}", evidence.Kind.DISCLOSURE, content)


def _of_asking(row: LookQuestion) -> list[Act]:
    return [of_question(row), *([of_answer(row)] if row.answered_at else [])]


def of_post(row: OfficerPost) -> Act:
    """Who got which post."""
    told = [row.account_id, row.office, row.post, row.department, row.since]
    return _act(row.office, f"post:{row.id}", evidence.Kind.PERMISSION, [row.id, *told])


def of_identity(row: OfficerIdentity) -> Act:
    """By which number an officer is known to be a person of a case."""
    told = [row.id, row.account_id, row.id_no, row.noted_at]
    return _act(row.office, f"identity:{row.id}", evidence.Kind.PERMISSION, told)


def of_key(row: OrganisationKey, offices: Iterable[str]) -> list[Act]:
    """Which key of a partner signs, and until when if that is known."""
    told = [row.organisation_id, row.account_id, row.key_id, row.algorithm]
    content = [row.id, *told, bytes(row.public_key).hex(), row.valid_from]
    kind = evidence.Kind.PERMISSION
    made = [_act(office, f"key:{row.id}:{office}", kind, content) for office in offices]
    return [*made, *of_key_end(row, [act.office for act in made])]


def of_key_end(row: OrganisationKey, offices: Iterable[str]) -> list[Act]:
    """Until when a key signs; nothing where that is open."""
    if row.valid_to is None:
        return []
    kind, end = evidence.Kind.PERMISSION, int(row.valid_to.timestamp() * 1_000_000)
    content = [row.id, row.key_id, row.valid_to]
    return [_act(office, f"key-end:{row.id}:{office}:{end}", kind, content) for office in offices]


def office_codes() -> list[str]:
    """All offices."""
    return list(Office.objects.order_by("code").values_list("code", flat=True))


def _act(office: str, subject: str, kind: evidence.Kind, content: object) -> Act:
    return Act(office=office, subject=subject, kind=kind, content=canonical_json(content))


_SOURCES: dict[str, tuple[type[models.Model], Callable[[Any], Sequence[Act]]]] = {
    "disclosure": (Disclosure, lambda row: [] if row.read else [of_disclosure(row)]),
    QUESTION: (LookQuestion, _of_asking),
    "post": (OfficerPost, lambda row: [of_post(row)]),
    "identity": (OfficerIdentity, lambda row: [of_identity(row)]),
    "key": (OrganisationKey, lambda row: of_key(row, _holding(row))),
}


def _holding(row: OrganisationKey) -> list[str]:
    """Offices whose log has the key: those that there were when it was filed."""
    subjects = [f"key:{row.id}:{office}" for office in office_codes()]
    return sorted(s.rpartition(":")[2] for s in evidence.leaves_of(subjects)) or office_codes()


def audit_leaves() -> Iterator[str]:
    """One line for each look, post or key that is not as its leaf attests it, or has none.

    Also for leaves whose row is gone.
    """
    for prefix, (model, made) in _SOURCES.items():
        after = 0
        rows = model._default_manager.order_by("id")
        while chunk := list(rows.filter(id__gt=after)[:CHUNK]):
            after = chunk[-1].pk
            yield from _compared([act for row in chunk for act in made(row)])
        for number in evidence.attested_numbers(prefix):
            if not rows.filter(id=number).exists() and not _erased(number):
                yield f"account-leaves: {prefix}:{number} is attested and is not there"
    yield from _audit_reads()


def _erased(number: int) -> bool:
    return LookErased.objects.filter(id=number).exists()


def _audit_reads() -> Iterator[str]:
    """The same for reads, whose rows have a leaf together."""
    after = 0
    reads = Disclosure.objects.filter(read__isnull=False)
    while chunk := list(
        reads.filter(read__gt=after)
        .order_by("read")
        .values_list("read", flat=True)
        .distinct()[:CHUNK]
    ):
        after = chunk[-1] or 0
        found: dict[int | None, list[Disclosure]] = defaultdict(list)
        for row in reads.filter(read__in=chunk):
            found[row.read].append(row)
        yield from _compared([_of_read(rows) for rows in found.values()])
    for number in evidence.attested_numbers(READ):
        if not reads.filter(read=number).exists() and not _erased(number):
            yield f"account-leaves: {READ}:{number} is attested and is not there"


def content_of(subject: str) -> bytes | None:
    """What such a leaf attests, from the rows as they are now; None for another subject."""
    prefix, _, rest = subject.partition(":")
    number = rest.partition(":")[0]
    if prefix == READ and number.isdecimal():
        rows = list(Disclosure.objects.filter(read=int(number)))
        return _of_read(rows).content if rows else None
    source = _SOURCES.get({"key-end": "key", ANSWER: QUESTION}.get(prefix, prefix))
    if source is None or not number.isdecimal():
        return None
    model, made = source
    found = [act for row in model._default_manager.filter(id=int(number)) for act in made(row)]
    return next((act.content for act in found if act.subject == subject), None)


def _compared(acts: Sequence[Act]) -> Iterator[str]:
    leaves = evidence.leaves_of([act.subject for act in acts])
    for act in acts:
        leaf = leaves.get(act.subject)
        if leaf is None:
            yield f"account-leaves: {act.subject} has no leaf"
        elif leaf.version != VERSION:
            yield f"account-leaves: {act.subject} has a leaf of unknown version {leaf.version}"
        elif leaf.salt is not None and not leaf.attests(act.content, act.kind):
            yield f"account-leaves: the rows of {act.subject} do not give its leaf"
