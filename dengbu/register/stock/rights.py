"""All rights of all tables in one: ``r``, a row each, with what every right has.

``rid`` numbers them; ``ok`` says that nothing is wrong with the row's own values; ``kind`` is our
table without its prefix (``renewal`` for a seizure that goes on). Instants are UTC: the standard's
are China's, eight hours ahead, and were never summer time in a register.
"""

from dengbu.register.stock.mapping import RIGHTS, TITLES, tables
from dengbu.register.stock.staging import type_of
from dengbu.register.stock.workspace import Workspace

KIND = {
    **dict.fromkeys(TITLES, "'ownership'"),
    "FDCQ3": "'commonpart'",
    "DYAQ": "'mortgage'",
    "YGDJ": "'notice'",
    "YYDJ": "'objection'",
    "CFDJ": "CASE WHEN t.kind = '5' THEN 'renewal' ELSE 'seizure' END",
    "JZQ": "'habitation'",
    "DYIQ": "'easement'",
    "TDJYQ": "'operation'",
    "ZFXZ": "'stop'",
}
PLACE = (
    "ownership",
    "commonpart",
    "habitation",
    "easement",
    "operation",
    "mortgage",
    "notice",
    "objection",
    "seizure",
    "renewal",
    "stop",
)  # in which entries of one case on one unit were made, if not said
RIGHT_TYPE = {
    **dict.fromkeys((*TITLES, "FDCQ3"), "t.right_type"),
    "DYAQ": "'23'",
    "DYIQ": "'19'",
    "JZQ": "'JZ'",
    "TDJYQ": "'JY'",
}
TYPE = {
    **dict.fromkeys((*TITLES, "FDCQ3", "DYAQ", "DYIQ", "JZQ", "TDJYQ"), 100),
    "YGDJ": 700,
    "YYDJ": 600,
    "CFDJ": 800,
    "ZFXZ": 900,
}
"""登记类型 where the row does not say."""
SUBCLASS = (  # 登记小类: table, 登记类型, ours; the table of the standard has none
    *((t, 100, "1003") for t in ("FDCQ1", "FDCQ2")),
    *((t, 100, "1001") for t in ("JSYDSYQ", "HYSYQ")),
    ("TDSYQ", 100, "1007"),
    ("GJZWSYQ", 100, "1003"),
    ("LQ", 100, "1010"),
    ("NYDSYQ", 100, "1008"),
    *((t, 200, "2002") for t in TITLES),
    *((t, 300, "3001") for t in TITLES),
    *((t, 500, "5001") for t in TITLES),
    ("FDCQ3", 100, "1012"),
    ("DYAQ", 100, "1051"),
    ("DYAQ", 200, "2051"),
    ("DYAQ", 300, "3051"),
    ("DYIQ", 100, "1061"),
    ("JZQ", 100, "1011"),
    ("TDJYQ", 100, "1009"),
    ("TDJYQ", 200, "2071"),
    ("TDJYQ", 300, "3071"),
    ("YGDJ", 700, "7002"),
    ("YYDJ", 600, "6001"),
    ("CFDJ", 800, "8001"),
    ("ZFXZ", 900, "9003"),
)
COMMON = (
    "unit_code", "case_no", "office", "entry", "no", "registration_type", "cause",
    "registrar_name", "recorded_at", "note", "status", "certificates", "end_case", "end_entry",
    "end_at", "prev_case", "prev_entry", "prev_no", "cancel_case", "cancel_at", "cancel_cause",
    "cancel_registrar", "cancel_organ", "cancel_document_no", "renews_case", "renews_entry",
    "restores_case", "restores_entry", "restores_no", "debt_case", "debt_entry", "debt_no",
)  # fmt: skip
_INSTANTS = {"recorded_at", "end_at", "cancel_at"}
HOURS = "INTERVAL 8 HOUR"


def make_rights(work: Workspace) -> None:
    """``r`` from the typed tables; ``subclasses`` beside it."""
    parts, before = [], 0
    for name in sorted(RIGHTS):
        parts.append(_part(name, before))
        before += int(work.value(f"SELECT coalesce(max(n), 0) FROM t_{name}"))
    places = " ".join(f"WHEN '{kind}' THEN {n}" for n, kind in enumerate(PLACE))
    work.run(
        f"CREATE TABLE r AS SELECT *, CASE kind {places} END AS place"
        f" FROM ({' UNION ALL '.join(parts)})"
    )
    rows = ", ".join(f"('{t}', {kind}, '{ours}')" for t, kind, ours in SUBCLASS)
    work.run(
        f"CREATE TABLE subclasses AS SELECT * FROM (VALUES {rows})"
        " AS v(tbl, registration_type, subclass)"
    )


def _part(name: str, before: int) -> str:
    """``before``: the highest ``rid`` of the tables before it."""
    columns = tables()[name].by_ours
    values = []
    for ours in COMMON:
        column = columns.get(ours)
        if column is None:
            kind = "TIMESTAMP" if ours in _INSTANTS else _NULLS.get(ours, "VARCHAR")
            values.append(f"NULL::{kind} AS {ours}")
        elif ours in _INSTANTS and type_of(column) == "TIMESTAMP":
            values.append(f"t.{ours} - {HOURS} AS {ours}")
        else:
            values.append(f"t.{ours}")
    right = RIGHT_TYPE.get(name, "'99'")
    return (
        f"SELECT t.n + {before} AS rid, '{name}' AS tbl, t.n, t.why = '' AS ok,"
        f" {KIND[name]} AS kind, {right} AS right_type, {TYPE[name]} AS type_if_unsaid,"
        f" {', '.join(values)} FROM t_{name} t"
    )


_NULLS = {
    "entry": "BIGINT",
    "no": "BIGINT",
    "end_entry": "BIGINT",
    "prev_entry": "BIGINT",
    "prev_no": "BIGINT",
    "renews_entry": "BIGINT",
    "restores_entry": "BIGINT",
    "restores_no": "BIGINT",
    "debt_entry": "BIGINT",
    "debt_no": "BIGINT",
}
