"""From typed tables to the rows that are to be written: what falls, what is taken and when."""

from datetime import datetime
from pathlib import Path

from dengbu.accounts import api as accounts
from dengbu.kernel.fault import Faults
from dengbu.kernel.share import parse_share
from dengbu.register.rules.particulars import CONTRACTS
from dengbu.register.stock.identities import macros
from dengbu.register.stock.mapping import TITLES, tables
from dengbu.register.stock.outputs import SCOPE, TERM, make_about, make_outputs
from dengbu.register.stock.rights import PLACE, make_rights
from dengbu.register.stock.state import TABLE
from dengbu.register.stock.terms import renewal_terms
from dengbu.register.stock.workspace import Workspace
from dengbu.register.stock.writing import marks_sql

STEPS = Path(__file__).resolve().parent / "sql"
GROUND = ("ZDJBXX", "ZRZ", "LJZ", "C", "H", "GZW")
"""Tables that tell of no case."""
SLICE = 60_000  # cases a transaction, about
NEEDS = (  # kind, role, whether also where the files name every entry
    ("ownership", "H", True),
    ("mortgage", "E", True),
    ("mortgage", "O", True),
    ("notice", "H", True),
    ("notice", "O", True),
    ("objection", "H", True),
    ("habitation", "H", True),
    ("habitation", "G", True),
    ("operation", "H", True),
    ("operation", "G", True),
    ("easement", "S", True),
    ("easement", "D", True),
)
_SPECIAL = (
    "CREATE TABLE special AS SELECT r.rid, '1052' AS subclass FROM r JOIN t_DYAQ t ON t.n = r.n"
    " WHERE r.tbl = 'DYAQ' AND t.mode = '2' AND coalesce(r.registration_type, '100') = '100'"
    " UNION ALL SELECT r.rid, CASE t.kind WHEN '1' THEN '8001' WHEN '2' THEN '8002' WHEN '3'"
    " THEN '8003' WHEN '4' THEN '8004' ELSE '8005' END FROM r JOIN t_CFDJ t ON t.n = r.n"
    " WHERE r.tbl = 'CFDJ' UNION ALL SELECT r.rid, CASE t.kind WHEN '1' THEN '7001' WHEN '2' THEN"
    " '7002' WHEN '3' THEN '7003' ELSE '7004' END FROM r JOIN t_YGDJ t ON t.n = r.n"
    " WHERE r.tbl = 'YGDJ'"
)


def prepare(work: Workspace, office: str | None) -> None:
    """Lists that the steps ask: whose data may come, and whom each right needs."""
    every = accounts.offices()
    chosen = [o for o in every if office in (None, o.code)]
    work.run("CREATE TABLE offices (office VARCHAR)")
    work.duck.executemany("INSERT INTO offices VALUES (?)", [[o.code] for o in chosen])
    work.run("CREATE TABLE offices_all (office VARCHAR, head VARCHAR, issuer VARCHAR)")
    work.duck.executemany(
        "INSERT INTO offices_all VALUES (?, ?, ?)", [[o.code, o.province, o.issuer] for o in every]
    )
    work.run("CREATE TABLE needs (kind VARCHAR, role VARCHAR, always BOOLEAN)")
    work.duck.executemany("INSERT INTO needs VALUES (?, ?, ?)", [list(n) for n in NEEDS])
    work.run("CREATE TABLE title_tables (tbl VARCHAR)")
    work.duck.executemany("INSERT INTO title_tables VALUES (?)", [[t] for t in TITLES])


def decide(work: Workspace, now: datetime) -> None:
    """``bad`` and ``fallen``: what is wrong, and the cases that are not taken."""
    work.run("CREATE TABLE unit AS SELECT * FROM pg_unit")
    make_rights(work)
    work.run(_SPECIAL)
    instant = f"TIMESTAMP '{now:%Y-%m-%d %H:%M:%S}'"
    work.run(macros(instant))
    _step(work, "1_rights", now=instant)
    renewal_terms(work, now)
    _step(work, "2_people")
    _read_shares(work)
    _step(work, "3_shares")
    contracts = ", ".join(f"'{right.value}'" for right in CONTRACTS)
    _step(work, "3_beside", scope=f"'{SCOPE}'", contracts=contracts)
    _step(work, "3_papers")
    _step(work, "4_cases")
    more = -1
    while more != (more := work.value("SELECT count(*) FROM fallen")):
        work.run(
            "INSERT INTO fallen SELECT DISTINCT l.child FROM leans l JOIN fallen f"
            " ON f.case_no = l.parent ANTI JOIN fallen g ON g.case_no = l.child"
        )


def arrange(work: Workspace, origin: int) -> int:
    """Every ``o_`` table; the id of the first leaf."""
    _step(work, "5_taken")
    _slices(work)
    at = str(origin)
    _step(work, "6_ids", origin=at)
    make_about(work)
    _step(work, "7_parts", origin=at, term=TERM)
    make_outputs(work)
    _step(work, "8_last", origin=at)
    _nothing_lost(work)
    work.run(marks_sql())
    work.run(
        "CREATE TABLE told AS SELECT id, '[' || to_json(name)::VARCHAR || ',' ||"
        " to_json(id_type)::VARCHAR || ',' || to_json(id_no)::VARCHAR || ',' ||"
        " to_json(party_type)::VARCHAR || ']' AS json FROM party"
    )
    return int(work.value("SELECT id FROM next_id"))


def fingerprint(work: Workspace) -> str:
    """Which case, right, person and unit every id stands for, and in which slice."""
    parts = (
        "SELECT count(*), bit_xor(md5_number(concat_ws('|', id, case_no, slice))) FROM b",
        "SELECT count(*), bit_xor(md5_number(concat_ws('|', id, booking_id, seq, page_id)))"
        " FROM en",
        "SELECT count(*), bit_xor(md5_number(concat_ws('|', id, tbl, n, opened_by_id))) FROM op",
        "SELECT count(*), bit_xor(md5_number(concat_ws('|', id, office, name, id_type, id_no)))"
        " FROM party",
    )
    return ":".join(str(value) for sql in parts for value in work.rows(sql)[0])


def _nothing_lost(work: Workspace) -> None:
    """Before anything is written: what is taken is written. `RuntimeError` if a row were lost."""
    lost = work.rows(
        "SELECT DISTINCT r.tbl FROM r JOIN taken USING (case_no) ANTI JOIN op USING (rid)"
        " WHERE NOT r.already"
    )
    for kind in PLACE:
        table = f"o_register_{TABLE.get(kind, kind)}"
        lost += work.rows(
            f"SELECT DISTINCT op.tbl FROM op ANTI JOIN {table} o USING (id) WHERE kind = ?", [kind]
        )
    if lost:
        raise RuntimeError(f"rows of {sorted({name for (name,) in lost})} would be lost")


def _step(work: Workspace, name: str, **words: str) -> None:
    text = (STEPS / f"{name}.sql").read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"${word}", value)
    work.run(text)


def _read_shares(work: Workspace) -> None:
    """``share``: what each text that stands for a share means; fractions as they are written."""
    work.run("CREATE TABLE share (share VARCHAR, numerator BIGINT, denominator BIGINT)")
    work.run(
        r"INSERT INTO share SELECT share, split_part(share, '/', 1)::BIGINT,"
        r" split_part(share, '/', 2)::BIGINT FROM spelled"
        r" WHERE regexp_full_match(share, '0*[1-9]\d{0,17}/0*[1-9]\d{0,17}')"
    )
    others = work.duck.cursor().execute(
        "SELECT share FROM spelled WHERE share NOT IN (SELECT share FROM share)"
    )
    while found := others.fetchmany(1_000):
        read = [row for (text,) in found if (row := _share(text))]
        if read:
            work.duck.executemany("INSERT INTO share VALUES (?, ?, ?)", read)


def _share(text: str) -> list[object] | None:
    try:
        found = parse_share(text)
    except Faults:
        return None
    return [text, found.numerator, found.denominator]


def _slices(work: Workspace) -> None:
    """``unit_slice``: units that a case joins are in one slice, all their cases with them."""
    work.run(
        "CREATE TABLE wide AS SELECT case_no FROM mesh GROUP BY case_no HAVING count(*) > 1;"
        " CREATE TABLE joint AS SELECT m.case_no, m.unit_code FROM mesh m JOIN wide USING (case_no)"
    )
    while work.value(
        "SELECT count(*) FROM joint j JOIN knot k USING (unit_code) JOIN (SELECT j.case_no,"
        " min(k.head) AS head FROM joint j JOIN knot k USING (unit_code) GROUP BY 1) c"
        " USING (case_no) WHERE k.head > c.head"
    ):
        work.run(
            "UPDATE knot SET head = c.head FROM (SELECT j.unit_code, min(c.head) AS head"
            " FROM joint j JOIN (SELECT j.case_no, min(k.head) AS head FROM joint j JOIN knot k"
            " USING (unit_code) GROUP BY 1) c USING (case_no) GROUP BY 1) c"
            " WHERE knot.unit_code = c.unit_code AND c.head < knot.head"
        )
    work.run(
        "CREATE TABLE unit_slice AS SELECT k.unit_code, h.slice FROM knot k JOIN (SELECT head,"
        f" ((sum(cases) OVER (ORDER BY head)) // {SLICE})::INTEGER AS slice FROM (SELECT k.head,"
        " count(*) AS cases FROM mesh m JOIN knot k USING (unit_code) GROUP BY 1)) h USING (head)"
    )


def explain(work: Workspace) -> None:
    """``reason`` and ``ended``: why rows are not taken, and where every row ended."""
    every = (f"SELECT '{name}' AS tbl, n FROM t_{name}" for name in tables() if name not in GROUND)
    _step(work, "9_reasons", every=" UNION ALL ".join(every))
