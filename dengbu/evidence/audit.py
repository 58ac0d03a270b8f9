"""Recompute the tree of each office from its leaves, and account for every salt."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from dengbu.evidence import merkle
from dengbu.evidence.log import ERASURE, ERASURE_VERSION, erasure_payload, salted
from dengbu.evidence.models import Leaf, LeafSalt, TreeHead


def audit_trees() -> Iterator[str]:
    """One line a break: a missing index, or a recorded head that its leaves do not give."""
    placed = Leaf.objects.exclude(log_index=None).values_list("office", flat=True).distinct()
    for office in sorted({*TreeHead.objects.values_list("office", flat=True), *placed}):
        yield from _audit_tree(office)


def _audit_tree(office: str) -> Iterator[str]:
    heads = {
        size: bytes(root)
        for size, root in TreeHead.objects.filter(office=office).values_list("size", "root")
    }
    frontier: list[bytes] = []
    size = 0
    leaves = Leaf.objects.filter(office=office).exclude(log_index=None).order_by("log_index")
    for index, digest in leaves.values_list("log_index", "hash").iterator(chunk_size=20_000):
        if index != size:
            yield f"evidence {office}: leaf {size} is missing, found {index}"
            return
        merkle.append(frontier, size, bytes(digest))
        size += 1
        if size in heads and merkle.root(frontier) != heads[size]:
            yield f"evidence {office}: the head of {size} leaves is not the recorded one"
            return
    newest = max(heads, default=0)
    if newest != size:
        yield f"evidence {office}: the newest head counts {newest} leaves, there are {size}"


def audit_salts() -> Iterator[str]:
    """One line a break: a salt or leaf that is gone without record, or a record that is not true.

    A leaf whose salt is gone cannot be compared with what it attests, so whoever deletes a salt
    could then change the rows; only the erasure that stands in the log itself excuses it.
    """
    salt = LeafSalt.objects.filter(id=OuterRef("id"))
    erased = set()
    for record in Leaf.objects.filter(subject__startswith=ERASURE).order_by("id"):
        leaf_id = _true_record(record)
        if leaf_id is None:
            yield f"evidence {record.office}: leaf {record.id} is no true record of an erasure"
        else:
            erased.add(leaf_id)
    for pk, office, subject in (
        Leaf.objects.filter(~Exists(salt)).order_by("id").values_list("id", "office", "subject")
    ):
        if pk not in erased:
            yield f"evidence {office}: the salt of {subject} is gone, and no erasure is recorded"
    leaf = Leaf.objects.filter(id=OuterRef("id"), office=OuterRef("office"))
    stray = LeafSalt.objects.filter(~Exists(leaf)).order_by("id")
    for pk, office in stray.values_list("id", "office"):
        yield f"evidence {office}: the leaf {pk} of a salt is gone"


def _true_record(record: Leaf) -> int | None:
    """The leaf whose erasure ``record`` attests; None if it does not."""
    number = record.subject.removeprefix(ERASURE)
    leaf = Leaf.objects.filter(id=int(number)).first() if number.isdecimal() else None
    kept = LeafSalt.objects.filter(id=record.id).first()
    if leaf is None or kept is None or LeafSalt.objects.filter(id=leaf.id).exists():
        return None
    digest = merkle.leaf_hash(salted(erasure_payload(leaf), bytes(kept.salt)))
    true = record.version == ERASURE_VERSION and digest == bytes(record.hash)
    return leaf.id if true else None
