"""A million cases written set-wise: each is SQL of its number alone, so that runs are alike.

What the work lists read is true to life: addresses, names, numbers, states, times, the words by
which a case is found. What they do not read (papers, fees, journal, the request in full) is left
out. Triggers and foreign keys sleep while rows are written; plain indexes are built afterwards.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.ground import ESTATES, GIVEN, OFFICE, ROADS, SURNAMES

TABLES = ("casework_case", "casework_caseunit", "casework_caseparty")
SLICE = 100_000  # cases a statement
OPEN_STATES = (  # of a hundred open cases: how many, state, pause, its reason
    (45, "EXAMINING", "", ""),
    (15, "EXAMINING", "TAX", "等缴税"),
    (10, "EXAMINING", "NOTICE", "公告到 12月27日"),
    (2, "EXAMINING", "OTHER", "等法院答复"),
    (20, "SUPPLEMENT", "SUPPLEMENT", "等申请人补正 2 项"),
    (3, "APPROVED", "", ""),
    (2, "AUTOPILOT", "", ""),
    (3, "ACCEPTED", "", ""),
)
CLOSED_STATES = ((94, "ENTERED", "", ""), (4, "WITHDRAWN", "", ""), (2, "REFUSED", "", ""))


def _hash(seed: int, count: str) -> str:
    """An even number from 0 to ``count`` - 1, by the number of the case."""
    return f"((hashint8extended(n, {seed}) & 9223372036854775807) %% {count})"


def _of(words: Sequence[str], seed: int) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + {_hash(seed, str(len(words)))}]"


def _name(seed: int) -> str:
    return f"{_of(SURNAMES, seed)} || {_of(GIVEN, seed + 1)} || {_of(GIVEN, seed + 2)}"


def _state(column: int) -> str:
    """The state of a case, its pause or the reason of that, by hundredths."""

    def one(states: Sequence[tuple[int, str, str, str]], seed: int) -> str:
        whens, upto = [], 0
        for share, *values in states:
            upto += share
            whens.append(f"WHEN {_hash(seed, '100')} < {upto} THEN '{values[column]}'")
        return f"CASE {' '.join(whens)} END"

    return f"CASE WHEN open THEN {one(OPEN_STATES, 31)} ELSE {one(CLOSED_STATES, 31)} END"


FACTS = f"""
SELECT n, open, %(origin)s + n * 8 AS b,
  '{OFFICE}' || to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD')
    || lpad((n %% 1000000)::text, 6, '0') AS case_no,
  '{OFFICE}' || (100 + n / 100000) || '001GB' || lpad((n / 1000 %% 100 + 1)::text, 5, '0')
    || 'F' || lpad((n / 100 %% 10 + 1)::text, 4, '0') || lpad((n %% 100 + 1)::text, 4, '0')
    AS unit_code,
  '岳阳楼区' || {_of(ROADS, 11)} || (1 + {_hash(12, "600")}) || '号' || {_of(ESTATES, 13)}
    || (1 + {_hash(14, "30")}) || '栋' || (100 * (1 + {_hash(15, "30")}) + 1 + {_hash(16, "4")})
    || '室' AS address,
  {_name(21)} AS seller, {_name(24)} AS buyer, at,
  {_state(0)} AS status, {_state(1)} AS pause, {_state(2)} AS reason,
  CASE WHEN open THEN %(now)s::timestamptz + ({_hash(41, "33120")} - 4320) * interval '1 minute'
    ELSE at + interval '1 day' END AS due,
  CASE WHEN {_hash(51, "1000")} < 5 THEN 'U' WHEN {_hash(51, "1000")} < 20 THEN 'G' ELSE '' END
    AS marks,
  CASE WHEN {_hash(52, "100")} < 70 THEN 'W' WHEN {_hash(52, "100")} < 85 THEN 'A'
    WHEN {_hash(52, "100")} < 97 THEN 'O' ELSE 'M' END AS channel,
  least({_hash(53, "cardinality(%(services)s::bigint[])")},
    {_hash(54, "cardinality(%(services)s::bigint[])")}) + 1 AS service,
  1 + {_hash(55, "cardinality(%(examiners)s::bigint[])")} AS examiner,
  1 + {_hash(56, "cardinality(%(acceptors)s::bigint[])")} AS acceptor
FROM (SELECT n, n >= %(closed)s AS open,
  CASE WHEN n >= %(closed)s THEN %(now)s::timestamptz - {_hash(61, "43200")} * interval '1 minute'
    ELSE %(now)s::timestamptz - interval '30 days'
      - (%(closed)s - n) * interval '5 years' / %(closed)s END AS at
  FROM generate_series(%(start)s::bigint, %(end)s::bigint - 1) n) s
"""
CASES = f"""
INSERT INTO casework_case (id, office, case_no, service_id, channel, status, title, address,
  acceptor_id, acceptor_name, examiner_id, examiner_name, submitter, submission_key, request,
  accepted_at, due_at, statutory_due_at, provisional, paused_since, paused_reason, paused_for,
  search, marks, precedence, entered_at, closed_at, booking_id, revision, rules_version)
SELECT b, '{OFFICE}', case_no, (%(services)s::bigint[])[service], channel, status,
  (%(titles)s::text[])[service], address, (%(acceptors)s::bigint[])[acceptor], '窗口' || acceptor,
  CASE WHEN status NOT IN ('ACCEPTED', 'AUTOPILOT') THEN (%(examiners)s::bigint[])[examiner] END,
  CASE WHEN status NOT IN ('ACCEPTED', 'AUTOPILOT') THEN '审核' || examiner ELSE '' END,
  '', '', jsonb_build_object('unit_code', unit_code, 'address', address), at, due,
  due + interval '20 days', false, CASE WHEN pause <> '' THEN at END, reason, pause,
  address || E'\\n' || seller || CASE WHEN buyer <> seller THEN E'\\n' || buyer ELSE '' END, marks,
  CASE WHEN marks = 'U' THEN 0 ELSE 1 END, CASE WHEN status = 'ENTERED' THEN at END,
  CASE WHEN NOT open THEN at + interval '2 hours' END, CASE WHEN status = 'ENTERED' THEN b END,
  1, ''
FROM ({FACTS}) f
"""
UNITS = f"""
INSERT INTO casework_caseunit (id, office, case_id, unit_code, open)
SELECT b + 1, '{OFFICE}', b, unit_code, open FROM ({FACTS}) f
"""
PARTIES = f"""
INSERT INTO casework_caseparty (id, office, case_id, seq, role, name, id_type, id_no, party_type,
  guardian_name, guardian_id_no, phone)
SELECT b + 2 + seq, '{OFFICE}', b, seq, role, name, '1',
  '430602' || lpad(((hashint8extended(n, 70 + seq) & 9223372036854775807) %% 1000000000000)::text,
  12, '0'), '1', '', '', ''
FROM ({FACTS}) f, LATERAL (VALUES (0, 'SELLER', seller), (1, 'BUYER', buyer)) p(seq, role, name)
"""


def write(raw: psycopg.Connection[Any], cases: int, given: dict[str, object]) -> None:
    """All rows of cases 0 to ``cases`` - 1. ``given``: origin of ids, now, closed, who and what."""
    later = _put_aside(raw)
    raw.execute("SET session_replication_role = replica")
    for start in range(0, cases, SLICE):
        values = {**given, "start": start, "end": min(start + SLICE, cases)}
        for statement in (CASES, UNITS, PARTIES):
            raw.execute(statement.encode(), values)
        raw.commit()
    raw.execute("SET session_replication_role = origin")
    raw.execute("SET maintenance_work_mem = '512MB'")
    for definition in later:
        raw.execute(definition.encode())
    raw.commit()


def _put_aside(raw: psycopg.Connection[Any]) -> list[str]:
    """Take plain indexes away; how each is made again. Those of constraints stand all the while."""
    found = raw.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.schemaname = 'public'"
        " AND i.tablename = ANY(%s) AND NOT EXISTS (SELECT 1 FROM pg_constraint c"
        " WHERE c.conname = i.indexname)",
        [list(TABLES)],
    ).fetchall()
    for name, _ in found:
        raw.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return [definition for _, definition in found]


def empty(raw: psycopg.Connection[Any]) -> None:
    """Take away what an earlier run, or one that was stopped, has written."""
    raw.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE".encode())
    raw.commit()
