"""Rebuild the canonical form of every booking from its rows and compare it with its leaf."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from dengbu.database.rows import Rows
from dengbu.evidence import api as evidence
from dengbu.register.audit_canonical import PARTY_COLUMNS, unproved
from dengbu.register.booking import tables
from dengbu.register.booking.leaf import CUTS, Cut, body, whole
from dengbu.register.models import Booking

CHUNK = 2_000  # bookings that are rebuilt here at once
RANGE = 50_000  # bookings that the database is asked to prove at once
AT_ONCE = 2  # ranges
_PARTY = "p.name, p.id_type, p.id_no, p.party_type"


def audit_leaves() -> Iterator[str]:
    """One line for each booking whose rows no longer give its leaf.

    Without its salt a leaf cannot be compared; whether the salt may be missing is asked by
    ``evidence.audit_salts``. What the database proves by itself (``audit_canonical``) is not
    rebuilt here.
    """
    for ids in _left(list(_ranges())):
        for start in range(0, len(ids), CHUNK):
            yield from _audit_chunk(ids[start : start + CHUNK])


def breaks_of_unit(unit_code: str) -> tuple[str, ...]:
    """The same of the bookings of one unit: asked before its words are sealed."""
    found = Booking.objects.filter(entries__page__unit_code=unit_code)
    ids = list(found.order_by("id").values_list("id", flat=True).distinct())
    return tuple(_audit_chunk(ids))


def _ranges() -> Iterator[tuple[int, int]]:
    """All bookings: above which id, up to which."""
    after = 0
    while True:
        beyond = Booking.objects.filter(id__gt=after).order_by("id").values_list("id", flat=True)
        last = beyond[RANGE - 1 : RANGE].first() or beyond.last()
        if last is None:
            return
        yield after, last
        after = last


def _left(ranges: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """What each range leaves unproved. Inside a transaction, which others cannot see, in turn."""
    if connection.in_atomic_block or len(ranges) == 1:
        for each in ranges:
            yield unproved(*each)
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(_unproved_apart, ranges)


def _unproved_apart(each: tuple[int, int]) -> list[int]:
    """By a connection of its own."""
    try:
        return unproved(*each)
    finally:
        connection.close()


def _audit_chunk(ids: Sequence[int]) -> Iterator[str]:
    leaves = evidence.leaves_of([f"booking:{pk}" for pk in ids])
    versions = {
        v: canonical_forms(ids, CUTS[v]) for v in {x.version for x in leaves.values()} & CUTS.keys()
    }
    for pk in ids:
        leaf = leaves.get(f"booking:{pk}")
        if leaf is None:
            yield f"leaf-recomputed: booking {pk} has no leaf"
        elif leaf.version not in versions:
            yield f"leaf-recomputed: booking {pk} has a leaf of unknown version {leaf.version}"
        elif leaf.salt is not None and not _attested(leaf, versions[leaf.version][pk]):
            yield f"leaf-recomputed: the rows of booking {pk} do not give its leaf"


def _attested(leaf: evidence.LeafView, form: bytes) -> bool:
    return leaf.attests(form, evidence.Kind.BOOKING)


def canonical_forms(ids: Sequence[int], cut: Cut) -> dict[int, bytes]:
    """The canonical form of each booking, from the rows as they are now."""
    bookings = {
        row[1]: [row[0], list(row[1:])]
        for row in _rows(
            "SELECT office, id, case_no, seq, registrar_id, registrar_name, system, recorded_at"
            " FROM register_booking WHERE id = ANY(%s)",
            ids,
        )
    }
    entries = _entries(ids)
    pages = _pages(ids)
    opened = {rows.table: _opened(rows, ids) for rows in tables.OPENINGS}
    closed = _closed(ids)
    certificates = _certificates(ids)
    return {
        pk: whole(
            body(
                office=office,
                booking=booking,
                entries=entries[pk],
                pages=pages[pk],
                opened={t: found[pk] for t, found in opened.items() if pk in found},
                closed=closed.get(pk, ()),
                cut=cut,
            ),
            certificates.get(pk, ()),
            cut=cut,
        )
        for pk, (office, booking) in bookings.items()
    }


def content_of(subject: str) -> bytes | None:
    """What the leaf of a booking attests, from the rows as they are now; None for another one."""
    prefix, _, number = subject.partition(":")
    if prefix != "booking" or not number.isdecimal():
        return None
    leaf = evidence.leaves_of([subject]).get(subject)
    if leaf is None or leaf.version not in CUTS:
        return None
    return canonical_forms([int(number)], CUTS[leaf.version]).get(int(number))


def _rows(sql: str, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids)])
        return list(cursor.fetchall())


def _entries(ids: Sequence[int]) -> dict[int, list[Any]]:
    columns = ", ".join(c for c, _ in tables.ENTRY.each)
    found: dict[int, list[Any]] = defaultdict(list)
    sql = f"SELECT {columns} FROM register_entry WHERE booking_id = ANY(%s) ORDER BY seq"  # noqa: S608
    for row in _rows(sql, ids):
        found[row[1]].append(row)
    return found


def _pages(ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    sql = (
        "SELECT DISTINCT e.booking_id, g.id, g.unit_code FROM register_entry e"
        " JOIN register_page g ON g.id = e.page_id WHERE e.booking_id = ANY(%s)"
    )
    for booking, page, unit_code in _rows(sql, ids):
        found[booking].append((page, unit_code))
    return found


def _opened(rows: Rows, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Rows of one table by booking, in the order in which they were written."""
    if rows.table in tables.PARTS:
        right, column = tables.PARTS[rows.table]
        reach = f"JOIN {right} r ON r.id = t.{column} JOIN register_entry e"
        return _by_booking(rows, f"{reach} ON e.id = r.opened_by_id", ids)
    return _by_booking(rows, "JOIN register_entry e ON e.id = t.opened_by_id", ids)


def _by_booking(rows: Rows, reach: str, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Rows of one table, reached by joining entries; whom a column names stands as a list."""
    names = [name for name, _ in rows.each]
    party = next((i for i, name in enumerate(names) if name in PARTY_COLUMNS), None)
    columns = ", ".join(f"t.{name}" for name in names)
    joins = f"FROM {rows.table} t {reach}"
    if party is not None:
        columns += f", {_PARTY}"
        joins += f" LEFT JOIN register_party p ON p.id = t.{names[party]}"
    where = "WHERE e.booking_id = ANY(%s) ORDER BY t.id"
    sql = f"SELECT e.booking_id, {columns} {joins} {where}"  # noqa: S608 - constants only
    found: dict[int, list[Any]] = defaultdict(list)
    for booking, *values in _rows(sql, ids):
        line = values[: len(names)]
        if party is not None and line[party] is not None:
            line[party] = values[len(names) :]
        found[booking].append(line)
    return found


def _closed(ids: Sequence[int]) -> dict[int, list[Any]]:
    """What each booking closed: rights of its pages (``intervals`` makes sure), by their index."""
    found: dict[int, list[Any]] = defaultdict(list)
    for table in tables.CLOSABLE:
        sql = (
            "SELECT e.booking_id, r.id, r.closed_by_id, r.effective_to"  # noqa: S608
            f" FROM register_entry e JOIN {table} r"
            " ON r.page_id = e.page_id AND r.closed_by_id = e.id WHERE e.booking_id = ANY(%s)"
        )
        for booking, pk, entry, ends in _rows(sql, ids):
            found[booking].append((table, pk, entry, ends))
    return found


def _certificates(ids: Sequence[int]) -> dict[int, list[Any]]:
    reach = "JOIN register_entry e ON e.id = t.entry_id"
    return _by_booking(tables.CERTIFICATE, reach, ids)
