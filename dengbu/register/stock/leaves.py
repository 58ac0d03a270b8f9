"""The canonical form of taken bookings and their leaves, in the work place: see ``booking.leaf``.

The audit rebuilds the very same from the rows, so it tells at once when the two differ.
"""

from collections.abc import Collection, Iterator

from dengbu.database.rows import Rows
from dengbu.evidence import api as evidence
from dengbu.register.booking import tables

PARTY_COLUMNS = ("party_id", "debtor_id", "objector_id", "holder_id")
SALT = "left(sha256('{secret}' || b.id), 32)"
SM3 = "sm3"  # a function of the work place, which has none of its own


def sm3(salt: bytes, form: str) -> bytes:
    """For the work place: SM3 of a salted form."""
    return evidence.sm3(salt + form.encode())


def _spelled(value: str, kind: str) -> str:
    if kind == "text":
        return f"to_json({value})::VARCHAR"
    if kind == "numeric":
        cents = f"{value} = round({value}, 2)"
        return (
            f"'\"' || CASE WHEN {cents} THEN {value}::DECIMAL(18,2)::VARCHAR"
            f" ELSE {value}::DECIMAL(18,4)::VARCHAR END || '\"'"
        )
    if kind == "date":
        return f"'\"' || {value} || '\"'"
    if kind == "timestamptz":
        whole = f"date_trunc('second', {value}) = {value}"
        return (
            f"'\"' || CASE WHEN {whole} THEN replace({value}::VARCHAR, ' ', 'T') || '+00:00'"
            f" ELSE strftime({value}, '%Y-%m-%dT%H:%M:%S.%f+00:00') END || '\"'"
        )
    return f"{value}::VARCHAR"


def _row(rows: Rows) -> str:
    """One row of ``t`` as JSON, without the empty columns at its end."""
    values = [
        f"coalesce(p{name}.json, 'null')"
        if name in PARTY_COLUMNS
        else f"coalesce({_spelled(f't.{name}', kind)}, 'null')"
        for name, kind in rows.each
    ]
    # No value ends with one of these letters but null itself.
    return f"rtrim('[' || {' || chr(44) || '.join(values)}, ',nul') || ']'"


def _people(rows: Rows) -> str:
    names = [name for name, _ in rows.each if name in PARTY_COLUMNS]
    return "".join(f" LEFT JOIN told p{name} ON p{name}.id = t.{name}" for name in names)


def _opened(place: int, rows: Rows) -> str:
    return (
        f"SELECT t.booking_id, {place} AS place, '\"{rows.table}\":[' AS named, t.id,"
        f" {_row(rows)} AS line FROM o_{rows.table} t{_people(rows)} WHERE t.slice = $slice"
    )


def _closed(place: int, table: str) -> str:
    return (
        f"SELECT e.booking_id, {place} AS place, t.id, '[\"{table}\",' || t.id || ',' ||"
        f" t.closed_by_id || ',' || {_spelled('t.effective_to', 'timestamptz')} || ']' AS line"
        f" FROM o_{table} t JOIN o_register_entry e ON e.id = t.closed_by_id"
        " WHERE t.slice = $slice"
    )


def _lists(empty: Collection[str]) -> Iterator[tuple[str, str]]:
    opened = [
        rows
        for rows in sorted(tables.OPENINGS, key=lambda rows: rows.table)
        if rows.table not in empty
    ]
    closable = sorted(set(tables.CLOSABLE) - set(empty)) or [tables.OWNERSHIP.table]
    all_opened = " UNION ALL ".join(
        _opened(n, rows) for n, rows in enumerate(opened or [tables.OWNERSHIP])
    )
    all_closed = " UNION ALL ".join(_closed(n, t) for n, t in enumerate(closable))
    yield (
        "entries",
        f"SELECT booking_id, string_agg({_row(tables.ENTRY)}, ',' ORDER BY seq) AS text"
        " FROM o_register_entry t WHERE slice = $slice GROUP BY 1",
    )
    yield (
        "opened",
        "SELECT booking_id, string_agg(part, ',' ORDER BY place) AS text FROM (SELECT"
        " booking_id, place, named || string_agg(line, ',' ORDER BY id) || ']' AS part"
        f" FROM ({all_opened}) GROUP BY booking_id, place, named) GROUP BY 1",
    )
    yield (
        "closed",
        f"SELECT booking_id, string_agg(line, ',' ORDER BY place, id) AS text FROM ({all_closed})"
        " GROUP BY 1",
    )
    yield (
        "pages",
        "SELECT booking_id, string_agg('[' || page_id || ',\"' || unit_code || '\"]', ','"
        " ORDER BY page_id) AS text FROM (SELECT DISTINCT booking_id, page_id, unit_code FROM en"
        " WHERE slice = $slice) GROUP BY 1",
    )
    yield (
        "certified",
        f"SELECT booking_id, string_agg({_row(tables.CERTIFICATE)}, ',' ORDER BY t.id) AS text"
        f" FROM o_register_certificate t{_people(tables.CERTIFICATE)} WHERE t.slice = $slice"
        " GROUP BY 1",
    )


def leaves_sql(
    slice_no: int, origin: int, first_leaf: int, secret: str, empty: Collection[str] = ()
) -> str:
    """The query of the leaves of a slice: id, office, subject, version, entry and salt (hex).

    ``empty``: tables without rows, which need not be asked.
    """
    found = dict(_lists(empty))
    lists = ", ".join(f"{name} AS ({sql})" for name, sql in found.items())
    joined = " ".join(f"LEFT JOIN {name} ON {name}.booking_id = b.id" for name in found)
    names = ("id", "case_no", "seq", "registrar_id", "registrar_name", "system", "recorded_at")
    kinds = dict((*tables.BOOKING.each, *tables.BOOKING.shared))
    booking = " || ',' || ".join(_spelled(f"b.{n}", kinds[n]) for n in names)
    form = (
        f"'{{\"booking\":[' || {booking} || '],\"closed\":[' || coalesce(closed.text, '')"
        ' || \'],"entries":[\' || entries.text || \'],"office":"\' || b.office'
        " || '\",\"opened\":{' || coalesce(opened.text, '') || '},\"pages\":[' || pages.text"
        " || ']}' || chr(10) || '[' || coalesce(certified.text, '') || ']'"
    )
    salt = SALT.format(secret=secret)
    return (
        f"WITH {lists}, formed AS (SELECT b.id, b.office, {salt} AS salt, {form} AS form"
        f" FROM b {joined} WHERE b.slice = $slice)"
        f" SELECT {first_leaf} + id - {origin} AS id, office,"
        f" 'booking:' || id AS subject, {tables.VERSION} AS version,"
        f" '\\x{evidence.header(evidence.Kind.BOOKING).hex()}'"
        f" || sha256(unhex(salt) || encode(form)) || hex({SM3}(unhex(salt), form)) AS entry,"
        " '\\x' || salt AS salt FROM formed ORDER BY id"
    ).replace("$slice", str(slice_no))
