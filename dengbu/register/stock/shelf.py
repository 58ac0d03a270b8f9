"""The indexes of a first load: put aside while nothing is looked up, built when all rows are in.

Only where the register is empty and nobody else is connected. Primary keys stay. What is put aside
stands in ``stock.aside`` from the very transaction that takes it away, so a load that is killed
leaves word of it: the next import, and ``dengbu migrate``, build what stands there, and the audit
tells of it. Until then the application may not book, since keys that would refuse it are missing.
That the rows keep those keys is proved before the first is written (``sound``).
"""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

from django.db import IntegrityError, connection, transaction

from dengbu.database.privileges import APP
from dengbu.register.stock import runs

AT_ONCE = 2  # tables
_MAY_BOOK = "may book"  # what of the application is put aside with the keys
MEMORY = "128MB"  # of a build
SCHEMA = (
    "CREATE SCHEMA IF NOT EXISTS stock; CREATE TABLE IF NOT EXISTS stock.aside"
    " (name text PRIMARY KEY, tbl text NOT NULL, size bigint NOT NULL, made text NOT NULL)"
)
_QUIET = (
    "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid())"
)
_EMPTY = (
    "SELECT NOT EXISTS (SELECT 1 FROM register_booking) AND NOT EXISTS"
    " (SELECT 1 FROM register_page) AND NOT EXISTS (SELECT 1 FROM evidence_leaf)"
)
_OURS = (
    "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class"
    " WHERE oid = 'register_booking'::regclass"
)
_FOUND = """
SELECT i.relname, t.relname, k.conname IS NOT NULL,
       CASE WHEN k.conname IS NULL THEN pg_get_indexdef(i.oid)
            ELSE format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', t.relname, k.conname,
                        pg_get_constraintdef(k.oid)) END
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
  LEFT JOIN pg_constraint k ON k.conindid = i.oid AND k.conrelid = t.oid AND k.contype = 'u'
 WHERE x.indrelid = ANY(%s::regclass[]) AND NOT x.indisprimary
   AND NOT EXISTS (SELECT 1 FROM pg_constraint f WHERE f.conindid = i.oid AND f.contype = 'f')
 ORDER BY 1
"""


def put_aside(sizes: Sequence[tuple[str, int]], *, resumed: bool = False) -> bool:
    """Take the indexes of these tables away, if this is a first load; whether they are away.

    ``sizes``: tables with the rows that will be written, by which builds are shared out later.
    ``resumed``: this is a load that was killed, and goes on.
    """
    if not _said(_QUIET) or not (resumed or _said(_EMPTY)):
        return False
    if waiting():
        return True
    if resumed or not sizes or not _said(_OURS):
        return False
    rows = dict(sizes)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        cursor.execute(_FOUND, [list(rows)])
        for name, table, constraint, made in cursor.fetchall():
            cursor.execute(
                "INSERT INTO stock.aside VALUES (%s, %s, %s, %s)", [name, table, rows[table], made]
            )
            cursor.execute(
                f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'
                if constraint
                else f'DROP INDEX "{name}"'
            )
        cursor.execute(f"REVOKE INSERT ON register_booking FROM {APP}")
        cursor.execute(
            "INSERT INTO stock.aside VALUES (%s, 'register_booking', 0, %s)",
            [_MAY_BOOK, f"GRANT INSERT ON register_booking TO {APP}"],
        )
    return True


def bring_back() -> int:
    """Build whatever was put aside; how many. Each is committed by itself.

    `RuntimeError` with the names of the keys that two rows share: nobody can book until those rows
    are looked into and this is asked again.
    """
    left = waiting()
    tables = list(_shared_out([one for one in left if one[0] != _MAY_BOOK]))
    if connection.in_atomic_block:
        broken = [_build(one) for one in tables]
    else:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            broken = list(pool.map(_apart, tables))
    if names := sorted(chain.from_iterable(broken)):
        raise RuntimeError(f"two rows share a key: {', '.join(names)}")
    _make([one for one in left if one[0] == _MAY_BOOK])  # last, when every key is there again
    return len(left)


def mend_indexes() -> int:
    """Build what a killed load left put aside; how many. `Faults` while an import runs."""
    with runs.alone():  # first: a load that runs may be about to put them aside
        return bring_back() if waiting() else 0


def waiting() -> list[tuple[str, str, str]]:
    """What is put aside: name, table, statement; the largest tables first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('stock.aside') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return []
        cursor.execute("SELECT name, tbl, made FROM stock.aside ORDER BY size DESC, tbl, name")
        return [tuple(row) for row in cursor.fetchall()]


def _shared_out(left: Collection[tuple[str, str, str]]) -> Iterator[list[tuple[str, str, str]]]:
    """By table, since a build locks it."""
    for table in dict.fromkeys(table for _, table, _ in left):
        yield [one for one in left if one[1] == table]


def _apart(left: list[tuple[str, str, str]]) -> list[str]:
    try:
        return _build(left)
    finally:
        connection.close()


def _build(left: Collection[tuple[str, str, str]]) -> list[str]:
    """Of some tables; the keys that two rows share."""
    broken = _make(left)
    with connection.cursor() as cursor:
        for table in dict.fromkeys(table for _, table, _ in left):
            cursor.execute(f'ANALYZE "{table}"')  # the planner takes it for empty until then
    return broken


def _make(left: Collection[tuple[str, str, str]]) -> list[str]:
    broken = []
    for name, _, made in left:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
                cursor.execute(made)
                cursor.execute("DELETE FROM stock.aside WHERE name = %s", [name])
        except IntegrityError:
            broken.append(name)  # the others are built, so that all are named at once
    return broken


def _said(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
