"""Counts that the report compares."""

from collections.abc import Mapping

from django.db import connection

from dengbu.register.booking import tables as ours
from dengbu.register.stock.mapping import tables
from dengbu.register.stock.workspace import Workspace


def rights() -> dict[str, int]:
    """Current rights in the register, by our table."""
    counts = ", ".join(
        f"(SELECT count(*) FROM {table} WHERE recorded_to IS NULL)" for table in ours.CLOSABLE
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return dict(
            zip(
                (t.removeprefix("register_") for t in ours.CLOSABLE), cursor.fetchone(), strict=True
            )
        )


def unkept(work: Workspace, rows: Mapping[str, int]) -> dict[str, int]:
    """Values of columns that the register has no place for: so that nobody thinks they are in."""
    found: dict[str, int] = {}
    for name in rows:
        present = {row[0] for row in work.rows(f"DESCRIBE s_{name}")}
        columns = [c.name for c in tables()[name].columns if not c.ours and c.name in present]
        if not columns:
            continue
        counts = ", ".join(f"count(NULLIF(\"{c}\", ''))" for c in columns)
        values = work.rows(f"SELECT {counts} FROM s_{name}")[0]
        found |= {f"{name}.{c}": v for c, v in zip(columns, values, strict=True) if v}
    return found
