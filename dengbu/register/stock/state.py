"""What the register and the cadastre hold already, brought into the work place by COPY."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.db import connection

from dengbu.register.stock.rights import PLACE
from dengbu.register.stock.workspace import Workspace, one_file

TABLE = {"renewal": "seizurerenewal"}
_NOT_OURS = "NOT (b.id >= {origin} AND b.id < {end})"
_RIGHTS = " UNION ALL ".join(
    f"SELECT opened_by_id, '{kind}' AS kind FROM register_{TABLE.get(kind, kind)}" for kind in PLACE
)
QUERIES = {
    "pg_unit": (
        "SELECT u.code, u.id, u.office, p.right_nature FROM cadastre_unit u"
        " JOIN cadastre_parcel p ON p.id = u.parcel_id",
        "unit_code VARCHAR, unit_id BIGINT, office VARCHAR, right_nature VARCHAR",
    ),
    "pg_page": ("SELECT id FROM register_page", "id BIGINT"),
    "pg_case": (
        "SELECT case_no, office FROM register_booking b WHERE {fresh}",
        "case_no VARCHAR, office VARCHAR",
    ),
    "pg_entry": (
        "SELECT e.id, b.case_no, e.seq, g.unit_code FROM register_entry e JOIN register_booking b"
        " ON b.id = e.booking_id JOIN register_page g ON g.id = e.page_id WHERE {fresh}",
        "id BIGINT, case_no VARCHAR, seq BIGINT, unit_code VARCHAR",
    ),
    "pg_right": (
        "SELECT DISTINCT b.case_no, g.unit_code, x.kind FROM register_booking b"
        " JOIN register_entry e ON e.booking_id = b.id JOIN register_page g ON g.id = e.page_id"
        f" JOIN ({_RIGHTS}) x ON x.opened_by_id = e.id WHERE {{fresh}}",
        "case_no VARCHAR, unit_code VARCHAR, kind VARCHAR",
    ),
    "pg_party": (
        "SELECT b.id, office, name, id_type, id_no, party_type FROM register_party b WHERE {fresh}",
        "id BIGINT, office VARCHAR, name VARCHAR, id_type VARCHAR, id_no VARCHAR,"
        " party_type VARCHAR",
    ),
    "pg_title": (
        "SELECT g.unit_code, b.opened_by_id, b.right_type FROM register_ownership b"
        " JOIN register_page g ON g.id = b.page_id WHERE b.recorded_to IS NULL AND {fresh}",
        "unit_code VARCHAR, entry_id BIGINT, right_type VARCHAR",
    ),
    "pg_operation": (
        "SELECT g.unit_code FROM register_operation b JOIN register_page g ON g.id = b.page_id"
        " WHERE b.recorded_to IS NULL AND {fresh}",
        "unit_code VARCHAR",
    ),
    "pg_building": (
        "SELECT g.unit_code FROM register_mortgage b JOIN register_page g ON g.id = b.page_id"
        " WHERE b.recorded_to IS NULL AND b.mortgaged_kind = '4' AND {fresh}",
        "unit_code VARCHAR",
    ),
    "pg_sold": (
        "SELECT g.unit_code FROM register_notice b JOIN register_page g ON g.id = b.page_id"
        " WHERE b.recorded_to IS NULL AND b.kind IN ('1', '2') AND b.restores_id IS NULL"
        " AND {fresh}",
        "unit_code VARCHAR",
    ),
    "pg_stop": (
        "SELECT g.unit_code, b.organ, b.document_no FROM register_stop b JOIN register_page g"
        " ON g.id = b.page_id WHERE b.recorded_to IS NULL AND {fresh}",
        "unit_code VARCHAR, organ VARCHAR, document_no VARCHAR",
    ),
    "pg_common": (
        "SELECT g.unit_code, b.number FROM register_commonpart b JOIN register_page g"
        " ON g.id = b.page_id WHERE b.recorded_to IS NULL AND {fresh}",
        "unit_code VARCHAR, number VARCHAR",
    ),
    "pg_holder": (
        "SELECT b.opened_by_id, h.seq, p.name, p.id_type, p.id_no, p.party_type"
        " FROM register_ownership b JOIN register_ownershipholder h ON h.ownership_id = b.id"
        " JOIN register_party p ON p.id = h.party_id WHERE b.recorded_to IS NULL AND {fresh}",
        "entry_id BIGINT, seq BIGINT, name VARCHAR, id_type VARCHAR, id_no VARCHAR,"
        " party_type VARCHAR",
    ),
    "pg_seizure": (
        "SELECT b.id, k.case_no, e.seq, g.unit_code, b.organ, b.recorded_from AT TIME ZONE 'UTC',"
        " b.effective_to AT TIME ZONE 'UTC', b.delivered_at AT TIME ZONE 'UTC', b.place,"
        " b.term_days, b.recorded_to AT TIME ZONE 'UTC' FROM register_seizure b"
        " JOIN register_page g ON g.id = b.page_id JOIN register_entry e ON e.id = b.opened_by_id"
        " JOIN register_booking k ON k.id = e.booking_id WHERE {fresh}",
        "id BIGINT, case_no VARCHAR, seq BIGINT, unit_code VARCHAR, organ VARCHAR,"
        " recorded_at TIMESTAMP, end_at TIMESTAMP, delivered_at TIMESTAMP, place BIGINT,"
        " term_days BIGINT, released_at TIMESTAMP",
    ),
    "pg_renewal": (
        "SELECT id, seizure_id, delivered_at AT TIME ZONE 'UTC', term_days"
        " FROM register_seizurerenewal b WHERE {fresh}",
        "id BIGINT, seizure_id BIGINT, delivered_at TIMESTAMP, term_days BIGINT",
    ),
    "pg_last": (
        "SELECT g.unit_code, max(b.recorded_at AT TIME ZONE 'UTC'), bool_or(EXISTS (SELECT 1"
        " FROM register_ownership o WHERE o.page_id = g.id AND o.recorded_to IS NULL))"
        " FROM register_entry e JOIN register_booking b ON b.id = e.booking_id"
        " JOIN register_page g ON g.id = e.page_id WHERE {fresh} GROUP BY g.unit_code",
        "unit_code VARCHAR, recorded_at TIMESTAMP, held BOOLEAN",
    ),
    "pg_rank": (
        "SELECT b.page_id, max(b.rank_key) FROM (SELECT id, page_id, rank_key"
        " FROM register_mortgage UNION ALL SELECT id, page_id, rank_key FROM register_notice) b"
        " WHERE b.rank_key IS NOT NULL AND {fresh} GROUP BY 1",
        "page_id BIGINT, most BIGINT",
    ),
    "pg_cert": ("SELECT number FROM register_certificate b WHERE {fresh}", "number VARCHAR"),
    "pg_counter": (
        "SELECT office, kind, year, start, last FROM register_counter b WHERE {fresh}",
        "office VARCHAR, kind VARCHAR, year BIGINT, start BIGINT, last BIGINT",
    ),
}
"""By table of the work place: the query in the register, and the columns. Rows that this very run
wrote before it was interrupted are left out, so that it plans the same again."""


def clock() -> datetime:
    """Of the database, by which the register's instants are in the past."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found.astimezone(UTC)


def bring(work: Workspace, *, origin: int, end: int) -> None:
    """All of ``QUERIES``, each through a file; ids from ``origin`` to ``end`` are this run's."""
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[object, ...]] = connection.connection
    fresh = _NOT_OURS.format(origin=origin, end=end)
    for name, (sql, columns) in QUERIES.items():
        path = work.folder / f"{name}.csv"
        _copied(raw, sql.format(fresh=fresh), path)
        named = ", ".join(f"'{c.split()[0]}': '{c.split()[1]}'" for c in columns.split(", "))
        work.run(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv({one_file(path)}, header=false,"
            f" delim=',', quote='\"', escape='\"', nullstr='\\N', auto_detect=false,"
            f" columns={{{named}}})"
        )
        path.unlink()


def _copied(raw: psycopg.Connection[tuple[object, ...]], sql: str, path: Path) -> None:
    statement = f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '\\N')".encode()
    with path.open("wb") as file, psycopg.Cursor(raw) as cursor, cursor.copy(statement) as lines:
        for data in lines:
            file.write(data)
