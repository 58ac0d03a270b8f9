"""The canonical form of bookings built by the database: most leaves are proved without Python.

``unproved`` hashes the form that SQL builds from the rows with the leaf's salt. A hash that is the
entry's proves that every value is as attested: nothing else gives it. What is not proved so, by a
changed row, an older version of the form or a text that the two spell differently, is left to
``audit_leaves``, which alone decides what is a break.
"""

from django.db import connection, transaction

from dengbu.database.rows import Rows
from dengbu.evidence import api as evidence
from dengbu.register.booking import tables

PARTY_COLUMNS = ("party_id", "debtor_id", "objector_id", "holder_id")
_SECONDS, _MICROSECONDS = 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
_PARTY = (
    "('[' || to_json(p.name) || ',' || to_json(p.id_type) || ',' || to_json(p.id_no) || ','"
    " || to_json(p.party_type) || ']')"
)


def _spelled(value: str, kind: str) -> str:
    """A value as JSON text; null where it is empty. The session's time zone must be UTC."""
    if kind == "text":
        return f"to_json({value})::text"
    if kind == "numeric":
        cents = f"{value} = round({value}, 2)"  # ``leaf.plain``: four decimals where two do not do
        places = f"CASE WHEN {cents} THEN round({value}, 2) ELSE round({value}, 4) END"
        return f"'\"' || {places} || '\"'"
    if kind == "date":
        return f"'\"' || {value} || '\"'"
    if kind == "timestamptz":
        whole = f"date_trunc('second', {value}) = {value}"
        return (
            f"'\"' || to_char({value}, CASE WHEN {whole} THEN '{_SECONDS}'"
            f" ELSE '{_MICROSECONDS}' END) || '\"'"
        )
    return f"{value}::text"


def _row(rows: Rows) -> str:
    """One row of the table ``t`` as JSON, without the empty columns at its end."""
    tail = "''"
    for n in reversed(range(len(rows.each))):
        name, kind = rows.each[n]
        value = _PARTY if name in PARTY_COLUMNS else _spelled(f"t.{name}", kind)
        some = " OR ".join(f"t.{later} IS NOT NULL" for later, _ in rows.each[n:])
        comma = "','" if n else "'['"
        tail = f"CASE WHEN {some} THEN {comma} || coalesce({value}, 'null') || {tail} ELSE '' END"
    return f"{tail} || ']'"


def _party(rows: Rows) -> str:
    names = [name for name, _ in rows.each if name in PARTY_COLUMNS]
    return "".join(f" LEFT JOIN register_party p ON p.id = t.{name}" for name in names)


def _opened(place: int, rows: Rows) -> str:
    """Rows of one table that the entries ``e`` opened."""
    reach = f"JOIN {rows.table} t ON t.opened_by_id = e.id"
    if rows.table in tables.PARTS:
        right, column = tables.PARTS[rows.table]
        reach = f"JOIN {right} r ON r.opened_by_id = e.id JOIN {rows.table} t ON t.{column} = r.id"
    return (
        f"SELECT e.booking_id, {place} AS place, '\"{rows.table}\":[' AS named, t.id,"  # noqa: S608 - constants only
        f" {_row(rows)} AS line FROM e {reach}{_party(rows)}"
    )


def _closed(place: int, table: str) -> str:
    """What the entries closed: rights of their own page, which ``intervals`` makes sure of."""
    ends = _spelled("t.effective_to", "timestamptz")
    return (
        f"SELECT e.booking_id, {place} AS place, t.id, '[\"{table}\",' || t.id || ',' || e.id"  # noqa: S608 - constants only
        f" || ',' || {ends} || ']' AS line FROM e JOIN {table} t"
        " ON t.page_id = e.page_id AND t.closed_by_id = e.id"
    )


def _booking() -> str:
    names = ("id", "case_no", "seq", "registrar_id", "registrar_name", "system", "recorded_at")
    kinds = dict((*tables.BOOKING.each, *tables.BOOKING.shared))
    return " || ',' || ".join(_spelled(f"t.{name}", kinds[name]) for name in names)


def _form() -> str:
    """The two lines, from the parts that ``_query`` has put together."""
    return (
        f"'{{\"booking\":[' || {_booking()} || '],\"closed\":[' || coalesce(closed.text, '')"
        " || '],\"entries\":[' || entries.text || '],\"office\":' || to_json(t.office)"
        " || ',\"opened\":{' || coalesce(opened.text, '') || '},\"pages\":[' || pages.text"
        " || E']}\\n[' || coalesce(certified.text, '') || ']'"
    )


def _parts() -> dict[str, str]:
    """The lists of the form, each as ``booking_id`` and ``text``, from the entries ``e``."""
    opened = sorted(tables.OPENINGS, key=lambda rows: rows.table)
    all_opened = " UNION ALL ".join(_opened(n, rows) for n, rows in enumerate(opened))
    all_closed = " UNION ALL ".join(_closed(n, t) for n, t in enumerate(sorted(tables.CLOSABLE)))
    return {
        "entries": (
            "SELECT booking_id, string_agg(line, ',' ORDER BY seq) AS text FROM e GROUP BY 1"
        ),
        "opened": (
            "SELECT booking_id, string_agg(part, ',' ORDER BY place) AS text FROM (SELECT"  # noqa: S608 - constants only
            " booking_id, place, named || string_agg(line, ',' ORDER BY id) || ']' AS part"
            f" FROM ({all_opened}) one GROUP BY booking_id, place, named) two GROUP BY 1"
        ),
        "closed": (
            "SELECT booking_id, string_agg(line, ',' ORDER BY place, id) AS text"  # noqa: S608 - constants only
            f" FROM ({all_closed}) one GROUP BY 1"
        ),
        "pages": (
            "SELECT booking_id, string_agg('[' || id || ',' || to_json(unit_code) || ']', ','"
            " ORDER BY id) AS text FROM (SELECT DISTINCT e.booking_id, g.id, g.unit_code FROM e"
            " JOIN register_page g ON g.id = e.page_id) one GROUP BY 1"
        ),
        "certified": (
            f"SELECT e.booking_id, string_agg({_row(tables.CERTIFICATE)}, ',' ORDER BY t.id) AS"  # noqa: S608 - constants only
            " text FROM e JOIN register_certificate t ON t.entry_id = e.id"
            f"{_party(tables.CERTIFICATE)} GROUP BY 1"
        ),
    }


def _query() -> str:
    parts = _parts()
    lists = ", ".join(f"{name} AS ({sql})" for name, sql in parts.items())
    joined = " ".join(f"LEFT JOIN {name} ON {name}.booking_id = t.id" for name in parts)
    proof = evidence.proof_sql("l.entry", evidence.Kind.BOOKING, "s.salt", _form())
    return (
        "WITH e AS MATERIALIZED (SELECT t.id, t.booking_id, t.page_id, t.seq,"  # noqa: S608 - constants only
        f" {_row(tables.ENTRY)} AS line FROM register_entry t"
        f" WHERE t.booking_id > %(after)s AND t.booking_id <= %(last)s), {lists}"
        f" SELECT t.id FROM register_booking t {joined}"
        " LEFT JOIN evidence_leaf l ON l.subject = 'booking:' || t.id"
        f" AND l.version = {tables.VERSION} LEFT JOIN evidence_leafsalt s ON s.id = l.id"
        " WHERE t.id > %(after)s AND t.id <= %(last)s"
        f" AND ({proof}) IS NOT TRUE ORDER BY t.id"
    )


QUERY = _query()
CAREFULLY = (  # a range is small beside the register: by indexes, one after the other
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL work_mem = '64MB';"
    " SET LOCAL random_page_cost = 1.1; SET LOCAL max_parallel_workers_per_gather = 0;"
    " SET LOCAL jit = off"
)


def unproved(after: int, last: int) -> list[int]:
    """Bookings with an id above ``after`` up to ``last`` whose leaf was not proved, in order."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CAREFULLY)
        cursor.execute(QUERY, {"after": after, "last": last})
        return [pk for (pk,) in cursor.fetchall()]
