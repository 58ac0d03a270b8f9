"""Reading leaves beside what they attest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from dengbu.database.carrying import Slice
from dengbu.database.digest import columns, digest_sql
from dengbu.evidence.models import Leaf, LeafSalt, TreeHead


@dataclass(frozen=True, kw_only=True, slots=True)
class LeafView:
    """A leaf as kept."""

    id: int
    subject: str
    version: int
    hash: bytes  # 32
    salt: bytes | None  # None: erased
    log_index: int | None  # None: waits for the sequencer


def leaves_of(subjects: Sequence[str]) -> dict[str, LeafView]:
    """The leaves of these subjects, by subject."""
    rows = list(
        Leaf.objects.filter(subject__in=subjects).values_list(
            "id", "subject", "version", "hash", "log_index"
        )
    )
    salts = dict(LeafSalt.objects.filter(id__in=[r[0] for r in rows]).values_list("id", "salt"))
    return {row[1]: _view(row, salts) for row in rows}


def _view(row: Sequence[Any], salts: Mapping[int, bytes | memoryview]) -> LeafView:
    pk, subject, version, digest, index = row
    return LeafView(
        id=pk,
        subject=subject,
        version=version,
        hash=bytes(digest),
        salt=bytes(salts[pk]) if pk in salts else None,
        log_index=index,
    )


# A jump through the index from office to office: there is a head for every second of work.
_TREE_SIZES = (
    "WITH RECURSIVE offices AS (SELECT min(office) AS office FROM evidence_treehead UNION ALL"
    " SELECT (SELECT min(h.office) FROM evidence_treehead h WHERE h.office > o.office)"
    " FROM offices o WHERE o.office IS NOT NULL)"
    " SELECT office, (SELECT max(h.size) FROM evidence_treehead h WHERE h.office = o.office)"
    " FROM offices o WHERE office IS NOT NULL"
)


def tree_sizes() -> dict[str, int]:
    """How many leaves the tree of each office has, by office."""
    with connection.cursor() as cursor:
        cursor.execute(_TREE_SIZES)
        return dict(cursor.fetchall())


def placed(office: str, *, after: int, limit: int) -> list[LeafView]:
    """Leaves number ``after`` to ``after + limit`` of an office's tree, in order."""
    span = Leaf.objects.filter(
        office=office, log_index__gte=after, log_index__lt=after + limit
    ).order_by("log_index")
    rows = list(span.values_list("id", "subject", "version", "hash", "log_index"))
    salts = dict(LeafSalt.objects.filter(id__in=[r[0] for r in rows]).values_list("id", "salt"))
    return [_view(row, salts) for row in rows]


def heads_of(office: str, *, after: int, upto: int) -> Slice:
    """The heads of an office's tree with more than ``after`` leaves and at most ``upto``."""
    return Slice(
        table=TreeHead._meta.db_table,
        columns=columns(TreeHead),
        where=f"office = '{int(office):06d}' AND size > {after:d} AND size <= {upto:d}",
    )


def digests() -> dict[str, str]:
    """The queries of the log's fingerprints, by table."""
    return {model._meta.db_table: digest_sql(model) for model in (Leaf, LeafSalt, TreeHead)}


def beginning_digest() -> str:
    """The query of the fingerprint of the first leaves: parameters are office and how many."""
    return digest_sql(Leaf, "office = %s AND log_index < %s")
