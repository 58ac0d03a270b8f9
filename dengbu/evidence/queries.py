"""Reading leaves beside what they attest."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Value
from django.db.models.functions import Left, StrIndex

from dengbu.database.digest import digest_sql
from dengbu.evidence import merkle
from dengbu.evidence.models import Leaf, LeafSalt, LogTile, TreeHead
from dengbu.evidence.tlog import entries


@dataclass(frozen=True, kw_only=True, slots=True)
class LeafView:
    """A leaf as kept."""

    id: int
    subject: str
    version: int
    entry: bytes  # 66
    salt: bytes | None  # None: erased
    log_index: int | None  # None: waits for the sequencer

    @property
    def hash(self) -> bytes:
        """The leaf hash of RFC 6962: 32 bytes."""
        return merkle.leaf_hash(self.entry)

    def check_code(self, number: str, *, digits: int) -> str:
        """What is printed on the paper with this number, tied to the log: "" once it is erased.

        The salt goes into it: leaves are public, and a code of these alone anybody could work out.
        """
        if self.salt is None:
            return ""
        told = hashlib.sha256(self.salt + self.hash + number.encode())
        return told.hexdigest()[:digits].upper()

    def attests(self, content: bytes, kind: entries.Kind) -> bool:
        """Whether this leaf attests ``content`` as an act of this kind.

        ValueError when its salt is erased.
        """
        if self.salt is None:
            raise ValueError("without its salt a leaf cannot be compared")
        told = self.entry[: entries.SHA256_AT] == entries.header(kind)
        return told and entries.attests(self.entry, self.salt, content)


def leaves_of(subjects: Sequence[str]) -> dict[str, LeafView]:
    """The leaves of these subjects, by subject."""
    rows = list(
        Leaf.objects.filter(subject__in=subjects).values_list(
            "id", "subject", "version", "entry", "log_index"
        )
    )
    salts = dict(LeafSalt.objects.filter(id__in=[r[0] for r in rows]).values_list("id", "salt"))
    return {row[1]: _view(row, salts) for row in rows}


def _view(row: Sequence[Any], salts: Mapping[int, bytes | memoryview]) -> LeafView:
    pk, subject, version, entry, index = row
    return LeafView(
        id=pk,
        subject=subject,
        version=version,
        entry=bytes(entry),
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


_UNSIGNED = (
    f"SELECT office FROM ({_TREE_SIZES}) t(office, size) WHERE size >"  # noqa: S608 - constants only
    " coalesce((SELECT max(c.size) FROM evidence_logcheckpoint c WHERE c.office = t.office), 0)"
)


def offices_unsigned() -> list[str]:
    """Offices whose tree is larger than what was signed: taken over, or of before the keys."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSIGNED)
        return [office for (office,) in cursor.fetchall()]


def attested_numbers(prefix: str) -> Iterator[int]:
    """The numbers in subjects ``<prefix>:<number>`` and ``<prefix>:<number>:...``, by leaf."""
    subjects = Leaf.objects.filter(subject__gte=f"{prefix}:", subject__lt=f"{prefix};")
    for subject in subjects.order_by("id").values_list("subject", flat=True).iterator():
        number = subject.split(":")[1]
        if number.isdecimal():
            yield int(number)


def leaves_by_name() -> dict[str, int]:
    """How many leaves there are of each name with which subjects begin."""
    names = Leaf.objects.values_list(Left("subject", StrIndex("subject", Value(":")) - 1))
    return dict(names.annotate(n=Count("id")).order_by())


def placed(office: str, *, after: int, limit: int) -> list[LeafView]:
    """Leaves number ``after`` to ``after + limit`` of an office's tree, in order."""
    span = Leaf.objects.filter(
        office=office, log_index__gte=after, log_index__lt=after + limit
    ).order_by("log_index")
    rows = list(span.values_list("id", "subject", "version", "entry", "log_index"))
    salts = dict(LeafSalt.objects.filter(id__in=[r[0] for r in rows]).values_list("id", "salt"))
    return [_view(row, salts) for row in rows]


def digests() -> dict[str, str]:
    """The queries of the log's fingerprints, by table."""
    return {
        model._meta.db_table: digest_sql(model) for model in (Leaf, LeafSalt, TreeHead, LogTile)
    }


def beginning_digest() -> str:
    """The query of the fingerprint of the first leaves: parameters are office and how many."""
    return digest_sql(Leaf, "office = %s AND log_index < %s")
