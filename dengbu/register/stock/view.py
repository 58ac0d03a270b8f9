"""What one national table is made of, for all who write such views."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dengbu.register.particulars import KINDS

ABOUT: Mapping[str, type] = MappingProxyType(
    dict(zip(("TDSYQ", "JSYDSYQ", "FDCQ1", "GJZWSYQ", "LQ", "NYDSYQ", "HYSYQ"), KINDS, strict=True))
)
"""By national table: what a right of it is about."""
NATIONAL: Mapping[str, str] = MappingProxyType(
    {
        "mortgage": "DYAQ",
        "commonpart": "FDCQ3",
        "notice": "YGDJ",
        "objection": "YYDJ",
        "seizure": "CFDJ",
        "habitation": "JZQ",
        "easement": "DYIQ",
        "operation": "TDJYQ",
        "stop": "ZFXZ",
    }
)
"""By our table, without its prefix: the national one, of rights beside titles."""


SEVERAL = ("mortgage", "commonpart")
"""Rights of which one entry can open several rows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One national table."""

    sql: str  # a SELECT of the columns by what we call them
    order: str  # over ``v``; total, so that the same rows give the same file


def number_of(right: str, alias: str) -> str:
    """Which of the rows that its entry opened."""
    if right not in SEVERAL:
        return "1"
    return (
        f"(SELECT count(*) FROM register_{right} x WHERE x.opened_by_id = {alias}.opened_by_id"
        f" AND x.id <= {alias}.id)"
    )
