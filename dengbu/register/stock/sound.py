"""The rows as a whole before the first is written: all that sleeping triggers, foreign keys and
unique keys would ask, each by one set-wise query over the rows of the work place.

Which keys there are is read from the catalogue of the database, so a new one is asked for too. Rows
that the checks of planning let through and that fail here are a defect of ours: nothing is written.
"""

from collections.abc import Iterator, Sequence

from django.db import connection

from dengbu.register.stock.outputs import written
from dengbu.register.stock.workspace import Workspace

_TRIGGERS = {
    "register_ownership_holders": (
        "SELECT 1 FROM o_register_ownership o LEFT JOIN (SELECT ownership_id, count(*) AS rows,"
        " count(DISTINCT party_id) AS people, count(numerator) AS shares, sum(numerator) AS given"
        " FROM o_register_ownershipholder GROUP BY 1) h ON h.ownership_id = o.id"
        " WHERE h.rows IS DISTINCT FROM o.holder_count OR h.people <> h.rows"
        " OR CASE WHEN o.co_ownership = '2' THEN h.shares <> h.rows"
        " OR h.given <> o.share_denominator ELSE h.shares > 0 END"
    ),
    "register_ownership_chain": (
        "SELECT 1 FROM o_register_ownership o ANTI JOIN o_register_ownership p"
        " ON p.id = o.previous_id AND p.page_id = o.page_id AND p.closed_by_id = o.opened_by_id"
        " WHERE o.previous_id IS NOT NULL"
    ),
    "register_ownership_first_again": (
        "SELECT 1 FROM (SELECT effective_from, lag(coalesce(effective_to, 'infinity'::TIMESTAMP))"
        " OVER (PARTITION BY page_id ORDER BY effective_from, effective_to NULLS LAST) AS before"
        " FROM o_register_ownership o WHERE effective_to IS DISTINCT FROM effective_from"
        " AND NOT EXISTS (SELECT 1 FROM o_register_annulment a"
        " WHERE a.annulled_id = o.opened_by_id)) WHERE before > effective_from"
    ),
    "register_mortgage_follows": (
        "SELECT 1 FROM o_register_mortgage m WHERE m.revision > 0 AND NOT EXISTS"
        " (SELECT 1 FROM o_register_mortgage p LEFT JOIN o_register_annulment a"
        " ON a.annulled_id = p.closed_by_id LEFT JOIN en x ON x.id = a.opened_by_id"
        " JOIN en y ON y.id = m.opened_by_id WHERE p.id = m.previous_id AND p.page_id = m.page_id"
        " AND (p.closed_by_id = m.opened_by_id OR x.booking_id = y.booking_id))"
    ),
    "place of a mortgage": (
        "SELECT 1 FROM o_register_mortgage WHERE recorded_to IS NULL"
        " GROUP BY page_id, rank_key HAVING count(*) > 1"
    ),
    "register_collateral_agrees": (
        "SELECT 1 FROM o_register_collateral c JOIN o_register_mortgage m ON m.id = c.mortgage_id"
        " WHERE m.recorded_to IS NULL GROUP BY c.debt_id HAVING bool_or(m.page_id <> c.page_id)"
        " OR count(DISTINCT row(m.mode, m.amount, m.debt_from, m.debt_to, m.scope,"
        " m.transfer_restricted, m.contract_no, m.fixed_amount, m.fixing_fact)) > 1"
    ),
}
"""What the triggers of the register ask row by row (``register.triggers``), each as one query."""
_FOREIGN = """
SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text, b.attname
  FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
  JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1]
 WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY 1, 2
"""
_UNIQUE = """
SELECT t.relname, i.relname, array_agg(a.attname::text ORDER BY a.attnum),
       coalesce(pg_get_expr(x.indpred, x.indrelid), 'true'), x.indnullsnotdistinct
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(x.indkey)
 WHERE x.indisunique AND NOT x.indisprimary AND x.indrelid = ANY(%s::regclass[])
   AND i.relname NOT LIKE '%%\\_office\\_id'
 GROUP BY 1, 2, 4, 5 ORDER BY 1, 2
"""
_BESIDE = {
    "register_page": "o_register_page ANTI JOIN pg_page USING (id)",
    "register_party": "party WHERE new",
    "evidence_leaf": (
        "(SELECT id, office, 'booking:' || id AS subject, NULL::BIGINT AS log_index FROM b)"
    ),
}
"""Tables that are not made as ``o_`` ones: what is written of them."""
_HELD = {"register_page": "o_register_page", "register_party": "party", "cadastre_unit": "unit"}


def prove(work: Workspace) -> None:
    """`RuntimeError` with the names of what does not hold."""
    names = [name for name, _ in written() if work.value(f"SELECT 1 FROM o_{name} LIMIT 1")]
    broken = [*_dangling(work, names), *_doubled(work, names), *_unsound(work)]
    if broken:
        raise RuntimeError(f"rows that were planned do not hold: {', '.join(sorted(broken))}")


def _asked(sql: str, names: Sequence[str]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(names)])
        return [tuple(row) for row in cursor.fetchall()]


def _dangling(work: Workspace, names: Sequence[str]) -> Iterator[str]:
    """References to nothing: neither to a planned row nor to one of the register."""
    for table, column, other, key in _asked(_FOREIGN, [*names, "register_page"]):
        planned = _HELD.get(other, f"o_{other}")
        named = "unit_id" if other == "cadastre_unit" else key
        found = work.rows(
            f"SELECT DISTINCT t.{column} FROM o_{table} t ANTI JOIN {planned} p"
            f" ON p.{named} = t.{column} WHERE t.{column} IS NOT NULL"
        )
        if found and _lacking(other, key, [value for (value,) in found]):
            yield f"{table}.{column}"


def _lacking(table: str, key: str, values: Sequence[object]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM unnest(%s::bigint[]) v(value) WHERE NOT EXISTS"
            f" (SELECT 1 FROM {table} t WHERE t.{key} = v.value))",
            [list(values)],
        )
        return bool(cursor.fetchone()[0])


def _doubled(work: Workspace, names: Sequence[str]) -> Iterator[str]:
    """Unique keys that two rows share; keys with a row's own id hold by how ids are given."""
    for table, index, columns, where, as_one in _asked(_UNIQUE, [*names, *_BESIDE]):
        known = "" if as_one else "".join(f" AND {c} IS NOT NULL" for c in columns)
        rows = f"SELECT * FROM {_BESIDE.get(table, f'o_{table}')}"
        if work.rows(
            f"SELECT 1 FROM ({rows}) WHERE {where}{known} GROUP BY {', '.join(columns)}"
            " HAVING count(*) > 1 LIMIT 1"
        ):
            yield index


def _unsound(work: Workspace) -> Iterator[str]:
    """Invariants over several rows."""
    for name, sql in _TRIGGERS.items():
        if work.rows(f"{sql} LIMIT 1"):
            yield name
