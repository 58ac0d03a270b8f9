"""The rows of every table of the register as ``o_TABLE``: with ``slice`` and ``booking_id``."""

from collections.abc import Iterator

from dengbu.database.rows import Rows
from dengbu.register.booking import particulars, tables
from dengbu.register.particulars import columns_of
from dengbu.register.stock.mapping import TITLES
from dengbu.register.stock.view import ABOUT
from dengbu.register.stock.workspace import Workspace

NATURE = "CASE WHEN op.unit_code[13] = 'G' THEN '100' ELSE '200' END"
SCOPE = "主债权及其利息、违约金、损害赔偿金和实现抵押权的费用"
_START = "(coalesce(t.delivered_at, op.recorded_from + INTERVAL 8 HOUR))::DATE"
TERM = (  # from the day of delivery that is kept, so that the last day is the file's
    f"coalesce(t.term_days, CASE WHEN t.to_day > {_START} THEN date_diff('day', {_START},"
    f" t.to_day) END, date_diff('day', {_START}, ({_START} + INTERVAL 3 YEAR)::DATE))"
)
"""Days of a seizure; where the file tells no end, the three years that the law allows (E05)."""
_CLOSING = ("closed_by_id", "effective_to", "recorded_to")
_ORDER = "PARTITION BY op.page_id ORDER BY op.recorded_from, op.booking_seq, op.entry_seq"
SPECIFIC = {  # by table: the specific columns in the order of its ``Rows``, and what is joined
    "mortgage": (
        "t.mode, CASE t.mode WHEN '1' THEN t.amount_of_debt ELSE t.amount_of_ceiling END,"
        " t.debt_from, t.debt_to, coalesce(t.scope, '{scope}'), t.transfer_restricted,"
        " coalesce(t.contract_no, ''), coalesce(t.rank_key, k.rank_key), coalesce(t.revision, 0),"
        " p.id, t.stands_since - INTERVAL 8 HOUR, t.fixed_amount,"
        " CASE WHEN t.fixed_amount IS NOT NULL THEN t.fixing_fact END, t.mortgaged_kind,"
        " CASE WHEN t.mortgaged_kind = '4' THEN t.construction_address END,"
        " CASE WHEN t.mortgaged_kind = '4' THEN t.construction_scope END,"
        " t.of_operation, z.id",
        "JOIN t_DYAQ t ON t.n = op.n LEFT JOIN ranked k ON k.rid = op.rid"
        " LEFT JOIN earlier p ON p.rid = op.rid LEFT JOIN restored z ON z.rid = op.rid",
    ),
    "seizure": (
        "CASE WHEN t.kind IN ('3', '4') THEN '3' ELSE '1' END, t.organ, t.document_no,"
        " coalesce(t.delivered_at - INTERVAL 8 HOUR, op.recorded_from), coalesce(t.place, k.place),"
        " {term},"
        " coalesce(t.scope, ''), coalesce(t.case_ref, ''), d.id",
        "JOIN t_CFDJ t ON t.n = op.n LEFT JOIN queued k ON k.rid = op.rid LEFT JOIN party d ON"
        " d.office = op.office AND d.name = t.debtor_name AND d.id_type = t.debtor_id_type"
        " AND d.id_no = t.debtor_id_no",
    ),
    "notice": (
        "t.kind, t.amount, coalesce(t.rank_key, k.rank_key), z.id",
        "JOIN t_YGDJ t ON t.n = op.n LEFT JOIN ranked k ON k.rid = op.rid"
        " LEFT JOIN restored z ON z.rid = op.rid",
    ),
    "habitation": (
        "coalesce(t.source, 'C'), t.scope, coalesce(t.may_let, false), t.term_to, z.id",
        "JOIN t_JZQ t ON t.n = op.n LEFT JOIN restored z ON z.rid = op.rid",
    ),
    "easement": (
        "u.unit_id, t.content, t.term_from, t.term_to, z.id",
        "JOIN t_DYIQ t ON t.n = op.n JOIN unit u ON u.unit_code = t.dominant_code"
        " LEFT JOIN restored z ON z.rid = op.rid",
    ),
    "operation": (
        "t.mode, t.area, t.term_from, t.term_to, coalesce(t.contract_no, ''), p.id, z.id",
        "JOIN t_TDJYQ t ON t.n = op.n LEFT JOIN earlier p ON p.rid = op.rid"
        " LEFT JOIN restored z ON z.rid = op.rid",
    ),
    "objection": (
        "o.party_id, t.matter, t.sued_on, t.last_day",
        "JOIN t_YYDJ t ON t.n = op.n JOIN objector o ON o.rid = op.rid",
    ),
    "commonpart": (
        "t.number, t.name, t.count, t.area, t.shared_land_area",
        "JOIN t_FDCQ3 t ON t.n = op.n",
    ),
    "stop": (
        "t.organ, t.document_no, coalesce(t.reason, ''), t.from_day, t.to_day",
        "JOIN t_ZFXZ t ON t.n = op.n",
    ),
}


def make_outputs(work: Workspace) -> None:
    """Every ``o_`` table, from ``op`` and the typed tables."""
    work.run(f"CREATE TABLE title AS {' UNION ALL '.join(_titles())}")
    work.run(
        "CREATE TABLE o_register_ownership AS SELECT op.id, op.page_id, op.opened_by_id,"
        " op.effective_from, op.right_type, d.way AS co_ownership, CASE WHEN d.way = '2' THEN"
        " d.denominator::BIGINT END AS share_denominator, d.holders AS holder_count,"
        f" coalesce(op.right_nature, u.right_nature, {NATURE}) AS right_nature, op.term_from,"
        " op.term_to, op.price::DECIMAL(17,2) AS price, p.id AS previous_id, z.id AS restores_id,"
        " op.office,"
        f" op.recorded_from, {', '.join(f'op.{c}' for c in _CLOSING)}, op.slice, op.booking_id"
        " FROM title op JOIN held d ON d.rid = op.rid LEFT JOIN earlier p ON p.rid = op.rid"
        " LEFT JOIN restored z ON z.rid = op.rid JOIN unit u ON u.unit_id = op.page_id"
        " ORDER BY op.slice, op.id"
    )
    for right, (values, joined) in SPECIFIC.items():
        rows = next(r for r in tables.OPENINGS if r.table == f"register_{right}")
        _interest(work, rows, right, values.format(scope=SCOPE, term=TERM), joined)
    for name, kind in ABOUT.items():
        _contents(work, name, kind)


def _titles() -> Iterator[str]:
    for name in TITLES:
        yield (
            "SELECT op.*, t.right_type, t.right_nature, t.term_from, t.term_to, t.price,"
            f" t.particulars FROM op JOIN t_{name} t ON op.tbl = '{name}' AND t.n = op.n"
        )


def _interest(work: Workspace, rows: Rows, kind: str, values: str, joined: str) -> None:
    """One table of rights beside titles."""
    names = [name for name, _ in rows.each[4:]]
    inner = (
        "SELECT op.id, op.page_id, op.opened_by_id, op.effective_from, op.office,"
        f" op.recorded_from, {', '.join(f'op.{c}' for c in _CLOSING)}, op.slice, op.booking_id,"
        f" {values} FROM op {joined} WHERE op.kind = '{kind}' ORDER BY op.slice, op.id"
    )
    head = ("id", "page_id", "opened_by_id", "effective_from", "office", "recorded_from")
    columns = ", ".join((*head, *_CLOSING, "slice", "booking_id", *names))
    casts = ", ".join(
        f"{name}::DECIMAL(17,2) AS {name}" for name, sort in rows.each[4:] if sort == "numeric"
    )
    replaced = f" REPLACE ({casts})" if casts else ""
    work.run(f"CREATE TABLE o_{rows.table} AS SELECT *{replaced} FROM ({inner}) v({columns})")


def make_about(work: Workspace) -> None:
    """What titles are about: opened where the row says so or where it differs from the one before,
    standing until another is opened or the title ends without a successor."""
    flags = " UNION ALL ".join(_flags(name) for name in TITLES)
    work.run(
        f"CREATE TABLE flag AS {flags};"
        " CREATE TABLE stretch AS SELECT op.*, f.flag, count(*) FILTER (f.flag <> '0') OVER"
        f" ({_ORDER}) AS stretch FROM op JOIN flag f USING (rid);"
        " CREATE TABLE about AS SELECT a.rid, a.tbl, a.n, a.page_id, a.opened_by_id,"
        " a.effective_from, a.recorded_from, a.office, a.slice, a.booking_id, z.closed_by_id,"
        " z.effective_to, z.recorded_to, (SELECT max(id) FROM op) + row_number() OVER"
        " (ORDER BY a.opened_by_id, a.rid) AS id FROM stretch a JOIN (SELECT page_id, stretch,"
        " arg_max(struct_pack(closed_by_id, effective_to, recorded_to), (recorded_from,"
        " booking_seq, entry_seq)) AS s FROM stretch GROUP BY ALL) l USING (page_id, stretch),"
        " LATERAL (SELECT l.s.closed_by_id, l.s.effective_to, l.s.recorded_to) z"
        " WHERE a.flag = '1'"
    )


def _contents(work: Workspace, name: str, kind: type) -> None:
    rows = particulars.ROWS[kind]
    own = ", ".join(f"t.{c}" for c in columns_of(kind))
    work.run(
        f"CREATE TABLE o_{rows.table} AS SELECT a.* EXCLUDE (rid, tbl, n), {own}"
        f" FROM about a JOIN t_{name} t ON a.tbl = '{name}' AND t.n = a.n ORDER BY slice, id"
    )


def _flags(name: str) -> str:
    """N: nothing is known; 1: from this entry on; 0: as before."""
    if name not in ABOUT:
        return f"SELECT rid, 'N' AS flag FROM op WHERE tbl = '{name}'"
    about = ", ".join(f"t.{c}" for c in columns_of(ABOUT[name]))
    return (
        "SELECT op.rid, coalesce(t.particulars, CASE WHEN lag(op.rid) OVER w IS NULL"
        f" OR row({about}) IS DISTINCT FROM lag(row({about})) OVER w OR op.rid IN"
        f" (SELECT rid FROM piece) THEN '1' ELSE '0' END) AS flag FROM op JOIN t_{name} t"
        f" ON op.tbl = '{name}' AND t.n = op.n WINDOW w AS ({_ORDER})"
    )


def written() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Tables in the order of writing, with their columns."""
    for rows in (tables.BOOKING, tables.ENTRY, *tables.OPENINGS, tables.CERTIFICATE):
        names = tuple(name for name, _ in (*rows.each, *rows.shared))
        closing = _CLOSING if rows.table in tables.CLOSABLE else ()
        yield rows.table, (*names, *closing)
