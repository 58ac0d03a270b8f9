"""The log: leaves written with what they attest, and the sequencer that orders them."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction

from dengbu.database.ids import next_id
from dengbu.database.rows import Rows
from dengbu.evidence import merkle
from dengbu.evidence.models import Leaf, LeafSalt, TreeHead

SALT_BYTES = 16
ERASURE = "erasure:"  # how the subject of a leaf begins that records an erased salt
ERASURE_VERSION = 1  # of its canonical form
BATCH = 10_000

LEAVES = Rows(
    table="evidence_leaf",
    shared=(("office", "text"), ("version", "smallint")),
    each=(("id", "bigint"), ("subject", "text"), ("hash", "bytea")),
)
SALTS = Rows(
    table="evidence_leafsalt",
    shared=(("office", "text"),),
    each=(("id", "bigint"), ("salt", "bytea")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLeaf:
    """A leaf about to be written."""

    id: int
    subject: str
    payload: bytes  # canonical JSON


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """In which order leaves are placed: SQL of the context that knows what they attest."""

    join: str  # joins what a subject names to the leaf, which is called ``l``
    by: tuple[str, ...]  # keys of the order; the leaf's id is the last one


BY_ID = Order(join="", by=())


def salted(payload: bytes, salt: bytes) -> bytes:
    """The bytes that a leaf hashes: the salt and then the canonical form."""
    return salt + payload


def leaf_hash_sql(salt: str, payload: str) -> str:
    """The same hash in SQL: of a salt (bytea) and a canonical form (text)."""
    return f"sha256('\\x00'::bytea || {salt} || convert_to({payload}, 'UTF8'))"


def leaf_statements(
    office: str, version: int, leaves: Sequence[NewLeaf]
) -> tuple[list[bytes], list[tuple[str, list[Any]]]]:
    """The leaf hashes and the two statements that write leaves and salts.

    The caller runs them in the transaction of what the leaves attest.
    """
    pool = secrets.token_bytes(SALT_BYTES * len(leaves))
    salts = [pool[i : i + SALT_BYTES] for i in range(0, len(pool), SALT_BYTES)]
    hashes = [
        merkle.leaf_hash(salted(leaf.payload, salt))
        for leaf, salt in zip(leaves, salts, strict=True)
    ]
    rows = [(leaf.id, leaf.subject, digest) for leaf, digest in zip(leaves, hashes, strict=True)]
    salt_rows = [(leaf.id, salt) for leaf, salt in zip(leaves, salts, strict=True)]
    return hashes, [
        (LEAVES.sql, LEAVES.parameters((office, version), rows)),
        (SALTS.sql, SALTS.parameters((office,), salt_rows)),
    ]


def offices_waiting() -> list[str]:
    """Offices that have committed leaves not yet in their tree."""
    return list(Leaf.objects.filter(log_index=None).values_list("office", flat=True).distinct())


def sequence(
    office: str, *, now: Callable[[], datetime], limit: int = BATCH, order: Order = BY_ID
) -> int:
    """Put waiting leaves of ``office`` into its tree, exactly once, in ``order``; how many.

    One sequencer an office at a time (advisory lock); leaf indices, tree head and frontier commit
    together, so that a crash leaves the batch waiting and the next run takes it. One statement
    sees all that was committed before it and takes the first: whatever rests on another leaf is
    placed after it, if ``order`` puts it there.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evidence'), %s)", [int(office)])
        head = TreeHead.objects.filter(office=office).order_by("-size").first()
        size = head.size if head else 0
        packed = bytes(head.frontier) if head else b""
        frontier = [
            packed[i : i + merkle.HASH_BYTES] for i in range(0, len(packed), merkle.HASH_BYTES)
        ]
        cursor.execute(_place(order), [office, limit, size])
        hashes = [bytes(h) for (h,) in cursor.fetchall()]
        if not hashes:
            return 0
        for offset, leaf in enumerate(hashes):
            merkle.append(frontier, size + offset, leaf)
        TreeHead.objects.create(
            id=next_id(),
            office=office,
            size=size + len(hashes),
            root=merkle.root(frontier),
            frontier=b"".join(frontier),
            made_at=now(),
        )
        return len(hashes)


def _place(order: Order) -> str:
    """Office, limit and size of the tree to the hashes of the leaves that were placed."""
    by = ", ".join([*order.by, "l.id"])
    return (
        f"WITH waiting AS (SELECT l.id, row_number() OVER (ORDER BY {by}) - 1 AS place"  # noqa: S608 - constants only
        f" FROM evidence_leaf l {order.join}"
        f" WHERE l.office = %s AND l.log_index IS NULL ORDER BY {by} LIMIT %s),"
        "placed AS (UPDATE evidence_leaf l SET log_index = %s + w.place FROM waiting w"
        " WHERE l.id = w.id RETURNING l.log_index, l.hash)"
        " SELECT hash FROM placed ORDER BY log_index"
    )


def erasure_payload(leaf: Leaf) -> bytes:
    """What the leaf of an erasure attests: which leaf lost its salt. Nothing of its content."""
    return orjson.dumps(
        {
            "erased": leaf.id,
            "hash": bytes(leaf.hash).hex(),
            "office": leaf.office,
            "subject": leaf.subject,
        },
        option=orjson.OPT_SORT_KEYS,
    )


def erase_salt(leaf_id: int) -> bool:
    """Make a leaf unlinkable to its content; the tree is untouched. False: there is no salt.

    The erasure leaves a leaf of its own in the same transaction, so that a salt that merely
    vanished is a break. Only the owner's role may delete salts. Raises ValueError for the leaf of
    an erasure: its salt holds nothing personal, and without it the record could not be read again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not LeafSalt.objects.filter(id=leaf_id).delete()[0]:
            return False
        leaf = Leaf.objects.get(id=leaf_id)
        if leaf.subject.startswith(ERASURE):
            raise ValueError("the record of an erasure cannot be erased")
        record = NewLeaf(id=next_id(), subject=f"{ERASURE}{leaf.id}", payload=erasure_payload(leaf))
        for sql, parameters in leaf_statements(leaf.office, ERASURE_VERSION, [record])[1]:
            cursor.execute(sql, parameters)
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class InclusionProof:
    """That a subject's leaf stands in the tree of ``size`` leaves under ``head``."""

    subject: str
    leaf: bytes
    index: int
    size: int
    path: tuple[bytes, ...]
    head: bytes


def inclusion_proof(subject: str) -> InclusionProof | None:
    """The proof for a subject under the newest tree head; None while its leaf waits."""
    leaf = Leaf.objects.filter(subject=subject).exclude(log_index=None).first()
    if leaf is None or leaf.log_index is None:
        return None
    head = TreeHead.objects.filter(office=leaf.office).order_by("-size").first()
    if head is None or head.size <= leaf.log_index:
        return None
    leaves = Leaf.objects.filter(office=leaf.office, log_index__lt=head.size)
    hashes = [bytes(h) for h in leaves.order_by("log_index").values_list("hash", flat=True)]
    return InclusionProof(
        subject=subject,
        leaf=bytes(leaf.hash),
        index=leaf.log_index,
        size=head.size,
        path=tuple(merkle.inclusion_path(hashes, leaf.log_index)),
        head=bytes(head.root),
    )
