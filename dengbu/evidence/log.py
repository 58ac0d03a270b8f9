"""The log: leaves written with what they attest, and the sequencer that orders them."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction

from dengbu.database.ids import next_id
from dengbu.database.rows import array
from dengbu.evidence import growing, merkle, publishing, signing
from dengbu.evidence.models import Leaf, LeafSalt, TreeHead
from dengbu.evidence.tlog import entries, tiles
from dengbu.evidence.tlog.entries import Kind

SALT_BYTES = entries.SALT_BYTES
ERASURE = "erasure:"  # how the subject of a leaf begins that records an erased salt
ERASURE_VERSION = 2  # of its canonical form
BATCH = 10_000
BULK = 131_072  # leaves at once of a log that is taken over

ATTEST = (  # one statement, so that a single act pays one round trip
    "WITH u AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bytea[], %s::bytea[])"
    " AS u(id, subject, entry, salt)),"
    " s AS (INSERT INTO evidence_leafsalt (id, office, salt) SELECT id, %s::text, salt FROM u)"
    " INSERT INTO evidence_leaf (id, office, version, subject, entry)"
    " SELECT id, %s::text, %s::smallint, subject, entry FROM u"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLeaf:
    """A leaf about to be written."""

    id: int
    subject: str
    payload: bytes  # canonical JSON
    kind: Kind = Kind.BOOKING


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """In which order leaves are placed: SQL of the context that knows what they attest."""

    join: str  # joins what a subject names to the leaf, which is called ``l``
    by: tuple[str, ...]  # keys of the order; the leaf's id is the last one


BY_ID = Order(join="", by=())


def proof_sql(entry: str, kind: Kind, salt: str, payload: str) -> str:
    """SQL: whether ``entry`` (bytea) attests ``payload`` (text) under ``salt`` by its SHA-256.

    That suffices for a text that stands in the database: SM3 is another digest of the same bytes
    and stands in the same entry, which the tree holds as a whole.
    """
    head = entries.header(kind).hex()
    digest = f"sha256({salt} || convert_to({payload}, 'UTF8'))"
    length = entries.SM3_AT
    return f"substr({entry}, 1, {length}) = '\\x{head}'::bytea || {digest}"


def attest_statement(office: str, version: int, leaves: Sequence[NewLeaf]) -> tuple[str, list[Any]]:
    """The statement that writes leaves with their salts, and its values.

    The caller runs it in the transaction of what the leaves attest.
    """
    pool = secrets.token_bytes(SALT_BYTES * len(leaves))
    salts = [pool[i : i + SALT_BYTES] for i in range(0, len(pool), SALT_BYTES)]
    made = [
        entries.entry(leaf.kind, salt, leaf.payload)
        for leaf, salt in zip(leaves, salts, strict=True)
    ]
    return ATTEST, [
        array("bigint", [leaf.id for leaf in leaves]),
        array("text", [leaf.subject for leaf in leaves]),
        array("bytea", made),
        array("bytea", salts),
        office,
        office,
        version,
    ]


def attest(office: str, version: int, leaves: Sequence[NewLeaf]) -> None:
    """Write leaves in the caller's transaction, which is that of what they attest."""
    if leaves:
        sql, parameters = attest_statement(office, version, leaves)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)


def offices_waiting() -> list[str]:
    """Offices that have committed leaves not yet in their tree."""
    return list(Leaf.objects.filter(log_index=None).values_list("office", flat=True).distinct())


def sequence(
    office: str,
    *,
    now: Callable[[], datetime],
    limit: int = BATCH,
    order: Order = BY_ID,
    signers: signing.Signers | None = None,
) -> int:
    """Put waiting leaves of ``office`` into its tree, exactly once, in ``order``; how many.

    One sequencer an office at a time (advisory lock); leaf indices, tiles, tree head and the
    checkpoint that ``signers`` sign commit together, so that a crash leaves the batch waiting and
    the next run takes it. One statement sees all that was committed before it and takes the first:
    whatever rests on another leaf is placed after it, if ``order`` puts it there.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        signing.alone(office)
        head = TreeHead.objects.filter(office=office).order_by("-size").first()
        size = head.size if head else 0
        cursor.execute(_place(order), [office, limit, size])
        hashes = [merkle.leaf_hash(bytes(entry)) for (entry,) in cursor.fetchall()]
        if not hashes:
            return 0
        _grow(office, head, hashes, now=now, signers=signers)
        return len(hashes)


def append_placed(
    office: str, *, now: Callable[[], datetime], signers: signing.Signers | None = None
) -> int:
    """Put leaves into the tree that were written with their places: of a whole log taken over.

    ``sequence`` gives places itself; this is for bulk loads that know them. How many.
    """
    added = 0
    while True:
        with transaction.atomic():
            signing.alone(office)
            head = TreeHead.objects.filter(office=office).order_by("-size").first()
            size = head.size if head else 0
            hashes = publishing.leaf_hashes(office, size, size + BULK)
            if not hashes:
                return added
            _grow(office, head, hashes, now=now, signers=signers)
            added += len(hashes)


def _grow(
    office: str,
    head: TreeHead | None,
    hashes: Sequence[bytes],
    *,
    now: Callable[[], datetime],
    signers: signing.Signers | None,
) -> None:
    """Tiles, head and checkpoint of the tree with these leaves more."""
    size = head.size if head else 0
    if head is not None and merkle.root(tiles.split(bytes(head.frontier))) != bytes(head.root):
        raise signing.Inconsistent(f"the head of {size} leaves is not that of its frontier")
    grown = growing.grow(
        size=size,
        frontier=bytes(head.frontier) if head else b"",
        partial=publishing.leaf_hashes(office, size - size % tiles.WIDTH, size),
        added=hashes,
    )
    publishing.store_tiles(office, grown)
    new = TreeHead.objects.create(
        id=next_id(),
        office=office,
        size=grown.size,
        root=grown.root,
        frontier=grown.frontier,
        made_at=now(),
    )
    if signers is not None:
        signing.sign(new, signers(office))


def _place(order: Order) -> str:
    """Office, limit and size of the tree to the entries of the leaves that were placed."""
    by = ", ".join([*order.by, "l.id"])
    return (
        f"WITH waiting AS (SELECT l.id, row_number() OVER (ORDER BY {by}) - 1 AS place"  # noqa: S608 - constants only
        f" FROM evidence_leaf l {order.join}"
        f" WHERE l.office = %s AND l.log_index IS NULL ORDER BY {by} LIMIT %s),"
        "placed AS (UPDATE evidence_leaf l SET log_index = %s + w.place FROM waiting w"
        " WHERE l.id = w.id RETURNING l.log_index, l.entry)"
        " SELECT entry FROM placed ORDER BY log_index"
    )


def erasure_payload(leaf: Leaf) -> bytes:
    """What the leaf of an erasure attests: which leaf lost its salt. Nothing of its content."""
    return orjson.dumps(
        {
            "erased": leaf.id,
            "entry": bytes(leaf.entry).hex(),
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
    with transaction.atomic():
        if not LeafSalt.objects.filter(id=leaf_id).delete()[0]:
            return False
        leaf = Leaf.objects.get(id=leaf_id)
        if leaf.subject.startswith(ERASURE):
            raise ValueError("the record of an erasure cannot be erased")
        record = NewLeaf(
            id=next_id(),
            subject=f"{ERASURE}{leaf.id}",
            payload=erasure_payload(leaf),
            kind=Kind.ERASURE,
        )
        attest(leaf.office, ERASURE_VERSION, [record])
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
    return InclusionProof(
        subject=subject,
        leaf=merkle.leaf_hash(bytes(leaf.entry)),
        index=leaf.log_index,
        size=head.size,
        path=publishing.inclusion_path(leaf.office, leaf.log_index, head.size),
        head=bytes(head.root),
    )
