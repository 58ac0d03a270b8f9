"""Leaves written into another database at the places that they have here."""

from collections.abc import Sequence

from dengbu.database.carrying import Raw, copy_values
from dengbu.evidence.log import ERASURE
from dengbu.evidence.queries import LeafView

_LEAF = ("id", "office", "subject", "version", "hash", "log_index")
_SALT = ("id", "office", "salt")


def write_placed(into: Raw, office: str, leaves: Sequence[LeafView]) -> None:
    """Write leaves of an office with their salts; in the caller's transaction.

    ``into``: a connection as owner of the schema, since the leaf of an erasure takes the salt away
    there too. Heads are carried by ``heads_of``.
    """
    rows = [(x.id, office, x.subject, x.version, x.hash, x.log_index) for x in leaves]
    copy_values(into, "evidence_leaf", _LEAF, rows)
    salts = [(x.id, office, x.salt) for x in leaves if x.salt is not None]
    copy_values(into, "evidence_leafsalt", _SALT, salts)
    erased = [int(x.subject[len(ERASURE) :]) for x in leaves if x.subject.startswith(ERASURE)]
    if erased:
        into.execute("DELETE FROM evidence_leafsalt WHERE id = ANY(%s)", [erased])
