"""Leaves written into another database at the places that they have here."""

from collections.abc import Sequence

from dengbu.database.carrying import Raw, Slice, copy_values
from dengbu.database.digest import columns
from dengbu.evidence.log import ERASURE
from dengbu.evidence.models import LogTile, TreeHead
from dengbu.evidence.queries import LeafView

_LEAF = ("id", "office", "subject", "version", "entry", "log_index")
_SALT = ("id", "office", "salt")


def write_placed(into: Raw, office: str, leaves: Sequence[LeafView]) -> None:
    """Write leaves of an office with their salts; in the caller's transaction.

    ``into``: a connection as owner of the schema, since the leaf of an erasure takes the salt away
    there too. Heads and tiles are carried by ``tree_of``.
    """
    rows = [(x.id, office, x.subject, x.version, x.entry, x.log_index) for x in leaves]
    copy_values(into, "evidence_leaf", _LEAF, rows)
    salts = [(x.id, office, x.salt) for x in leaves if x.salt is not None]
    copy_values(into, "evidence_leafsalt", _SALT, salts)
    erased = [int(x.subject[len(ERASURE) :]) for x in leaves if x.subject.startswith(ERASURE)]
    if erased:
        into.execute("DELETE FROM evidence_leafsalt WHERE id = ANY(%s)", [erased])


def tree_of(office: str, *, after: int, upto: int) -> tuple[Slice, ...]:
    """Heads with more than ``after`` leaves and at most ``upto``, and the tiles that filled.

    Checkpoints are not carried: what an office has signed is of its own log.
    """
    of = f"office = '{int(office):06d}'"
    end = "(number + 1) * power(256::numeric, level + 1)"
    return (
        Slice(
            table=TreeHead._meta.db_table,
            columns=columns(TreeHead),
            where=f"{of} AND size > {after:d} AND size <= {upto:d}",
        ),
        Slice(
            table=LogTile._meta.db_table,
            columns=columns(LogTile),
            where=f"{of} AND {end} > {after:d} AND {end} <= {upto:d}",
        ),
    )
