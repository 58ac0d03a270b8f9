"""Switching automatic approval off or on, and new rules in force, leave leaves in the log."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model

from dengbu.casework.models import (
    ServiceVersion,
    ShadowFinding,
    ShadowRun,
    ShadowState,
    SmartSwitch,
)
from dengbu.database.ids import next_ids
from dengbu.evidence import api as evidence
from dengbu.kernel.canonical import canonical_json

VERSION = 1  # of the form of all contents here
ATTESTED = {
    "smart-off": frozenset({evidence.Kind.PERMISSION}),
    "smart-on": frozenset({evidence.Kind.PERMISSION}),
    "smart-rules": frozenset({evidence.Kind.PERMISSION}),
    "smart-begun": frozenset({evidence.Kind.PERMISSION}),
    "smart-drawn": frozenset({evidence.Kind.PERMISSION}),
    "smart-found": frozenset({evidence.Kind.PERMISSION}),
}
"""How subjects of these leaves begin, and of which kinds they are."""
Said = tuple[str, list[Any]]  # subject and content


def switched(row: SmartSwitch) -> list[Said]:
    """That something was switched off, and by whom it is on again."""
    off = [row.id, row.kind, row.subject, row.reason, row.off_by_id, row.off_by_name, row.off_at]
    made: list[Said] = [(f"smart-off:{row.id}", off)]
    if row.on_at is not None:
        on = [row.id, row.on_reason, row.on_by_id, row.on_by_name, row.on_at]
        made.append((f"smart-on:{row.id}", on))
    return made


def in_force(row: ShadowRun) -> list[Said]:
    """That a rule set took force: which, on what it rests, and who answers for it."""
    if row.forced_at is None:
        return []
    proposed = [row.proposed_by_id, row.proposed_by_name, row.proposed_at, row.reason]
    forced = [row.forced_by_id, row.forced_by_name, row.forced_at]
    told = [row.service, row.rules, row.against, row.seed, row.population, repr(row.bound)]
    newly = [] if row.newly_bound is None else [repr(row.newly_bound)]
    return [(f"smart-rules:{row.id}", [row.id, *told, *proposed, *forced, *newly])]


def begun(row: ShadowRun) -> list[Said]:
    """To which seed a set in shadow is committed, before anything is counted."""
    if not row.commitment:
        return []
    told = [row.service, row.rules, row.against, row.commitment, row.begun_by_id, row.begun_at]
    return [(f"smart-begun:{row.id}", [row.id, *told])]


def drawn(row: ShadowRun) -> list[Said]:
    """From which lists the samples were drawn, and with which seed."""
    if row.sampled_at is None or not row.digest:
        return []
    told = [row.seed, row.digest, row.population, row.newly_population, row.drawn, row.sampled_at]
    return [(f"smart-drawn:{row.id}", [row.id, *told])]


def found(row: ShadowFinding) -> list[Said]:
    """What somebody found of a drawn decision."""
    told = [row.line_id, row.finding, row.note, row.at, row.by_id, row.by_name]
    return [(f"smart-found:{row.id}", [row.id, *told])]


def of_run(row: ShadowRun) -> list[Said]:
    """Everything that a set in shadow leaves."""
    return [*begun(row), *drawn(row), *in_force(row)]


def attest(office: str, said: Sequence[Said]) -> None:
    """Write the leaves in the caller's transaction."""
    leaves = [
        evidence.NewLeaf(
            id=id, subject=subject, payload=_bytes(content), kind=evidence.Kind.PERMISSION
        )
        for id, (subject, content) in zip(next_ids(len(said)), said, strict=True)
    ]
    evidence.attest(office, VERSION, leaves)


def _bytes(content: list[Any]) -> bytes:
    return canonical_json(content)


def audit_leaves() -> Iterator[str]:
    """One line for each switch or rule set that is not as its leaf attests it, or has none."""
    for prefixes, model, made in _sources():
        for row in model._default_manager.order_by("id").iterator():
            yield from _compared(made(row))
        for prefix in prefixes:
            for number in evidence.attested_numbers(prefix):
                if not model._default_manager.filter(id=number).exists():
                    yield f"smart-leaves: {prefix}:{number} is attested and is not there"
    yield from _unagreed()


def _unagreed() -> Iterator[str]:
    """Rules in force that no two people put there, and that did not stand before they had to be."""
    for run in ShadowRun.objects.filter(state=ShadowState.IN_FORCE, forced_at=None).order_by("id"):
        named = ServiceVersion.objects.filter(office=run.office, code=run.service)
        lists = named.order_by("version").values_list("content__autopilot", flat=True)
        if run.rules != next(filter(None, lists), None):
            yield f"smart-leaves: the rules of {run.service} at {run.office} were agreed by nobody"


def content_of(subject: str) -> bytes | None:
    """What such a leaf attests, from the rows as they are now; None for another subject."""
    prefix, _, number = subject.partition(":")
    for prefixes, model, made in _sources():
        if prefix in prefixes and number.isdecimal():
            rows = model._default_manager.filter(id=int(number))
            found = [said for row in rows for said in made(row)]
            return next((_bytes(content) for name, content in found if name == subject), None)
    return None


def _sources() -> tuple[tuple[tuple[str, ...], type[Model], Any], ...]:
    return (
        (("smart-off", "smart-on"), SmartSwitch, switched),
        (("smart-begun", "smart-drawn", "smart-rules"), ShadowRun, of_run),
        (("smart-found",), ShadowFinding, found),
    )


def _compared(said: Sequence[Said]) -> Iterator[str]:
    leaves = evidence.leaves_of([subject for subject, _ in said])
    for subject, content in said:
        leaf = leaves.get(subject)
        if leaf is None:
            yield f"smart-leaves: {subject} has no leaf"
        elif leaf.version != VERSION:
            yield f"smart-leaves: {subject} has a leaf of unknown version {leaf.version}"
        elif leaf.salt is not None and not leaf.attests(_bytes(content), evidence.Kind.PERMISSION):
            yield f"smart-leaves: the rows of {subject} do not give its leaf"


__all__ = [
    "ATTESTED",
    "attest",
    "audit_leaves",
    "begun",
    "content_of",
    "drawn",
    "found",
    "in_force",
    "switched",
]
