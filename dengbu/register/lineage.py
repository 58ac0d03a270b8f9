"""Where units came from and what became of them, through every division and merger.

A division that was annulled never was: the histories of its units tell of it, this does not.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_WALK = (
    "WITH RECURSIVE standing AS NOT MATERIALIZED (SELECT * FROM register_succession o"
    "  WHERE NOT EXISTS (SELECT 1 FROM register_annulment a WHERE a.annulled_id = o.opened_by_id)),"
    " walk (page, source, entry, at) AS ("
    " SELECT s.page_id, s.source_id, s.opened_by_id, s.recorded_from FROM standing s"
    " JOIN register_page g ON g.id = s.{start} WHERE g.unit_code = %(code)s"
    " UNION SELECT s.page_id, s.source_id, s.opened_by_id, s.recorded_from"
    " FROM standing s JOIN walk w ON s.{start} = w.{next})"
    " SELECT b.unit_code, a.unit_code, w.entry, w.at FROM walk w"
    " JOIN register_page a ON a.id = w.page JOIN register_page b ON b.id = w.source"
    " ORDER BY w.at, b.unit_code, a.unit_code"
)
_BACK = _WALK.format(start="page_id", next="source")
_ON = _WALK.format(start="source_id", next="page")


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One unit that came of another."""

    source: str  # unit code that ended
    result: str  # unit code that began
    entry_id: int  # on the result
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Lineage:
    """A unit among its kin."""

    ancestors: tuple[Step, ...]  # how it came to be, oldest first
    descendants: tuple[Step, ...]  # what became of it, oldest first


def lineage(unit_code: str) -> Lineage:
    """Both ways from one unit, however many steps; empty for a unit that was never reshaped."""
    return Lineage(ancestors=_steps(_BACK, unit_code), descendants=_steps(_ON, unit_code))


def _steps(sql: str, unit_code: str) -> tuple[Step, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"code": unit_code})
        return tuple(
            Step(source=source, result=result, entry_id=entry, recorded_at=at)
            for source, result, entry, at in cursor.fetchall()
        )
