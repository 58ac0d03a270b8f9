"""Taken rows into the register: a transaction a slice, whole cases and whole units in each.

Where the role may, triggers and foreign keys sleep while rows are written (decision 23): what they
would refuse has been refused by the checks before, and the audit asks for the same afterwards.
"""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from django.db import connection, transaction

from dengbu.register.stock import shelf
from dengbu.register.stock.leaves import leaves_sql
from dengbu.register.stock.outputs import written
from dengbu.register.stock.progress import Progress
from dengbu.register.stock.runs import PlanChangedError, Run, done_slices, mark
from dengbu.register.stock.standing import hold
from dengbu.register.stock.workspace import Workspace, literal
from dengbu.register.triggers import MARKED, SELDOM

AT_ONCE = 2  # slices
LARGE = 20_000  # rows for which indexes are put aside
CHUNK = 1 << 20  # bytes of a file handed on at once
TAKEN = ("register_page_pkey", "register_booking_case", "register_party_identity")
"""Keys by which a row of a slice meets what the office has written since it was planned: the page
of a unit, a case, a person. Any other that is doubled is a defect."""
_COUNT = (
    "INSERT INTO register_counter (id, office, kind, year, last, start)"
    " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (office, kind, year) DO UPDATE SET"
    " last = greatest(register_counter.last, EXCLUDED.last), start = CASE WHEN"
    " EXCLUDED.last > register_counter.last THEN EXCLUDED.start ELSE register_counter.start END"
)
_PAGE = ("id", "unit_id", "unit_code", "locked", "seldom", "office")
_PARTY = ("id", "name", "id_type", "id_no", "party_type", "office")
_LEAF = ("id", "office", "subject", "version", "entry")


@dataclass(frozen=True, kw_only=True, slots=True)
class Writer:
    """Writes the slices of one run."""

    work: Workspace
    run: Run
    first_leaf: int
    progress: Progress
    asleep: bool

    def write(self) -> None:
        """Parties, then every slice that is not written yet; indexes last in a first load."""
        resumed = bool(done_slices(self.run))
        if not (self.asleep and shelf.put_aside(self._large(), resumed=resumed)):
            shelf.bring_back()  # what a load left that was killed, where this one is not alone
        try:
            self._rows()
        finally:
            shelf.bring_back()

    def _large(self) -> list[tuple[str, int]]:
        """Tables into which so much goes that indexes are better built afterwards."""
        counts = [
            (table, int(self.work.value(f"SELECT count(*) FROM {planned}")))
            for table, planned in (
                *((table, f"o_{table}") for table, _ in written()),
                ("register_page", "o_register_page"),
                ("register_party", "party"),
                ("evidence_leaf", "b"),
                ("evidence_leafsalt", "b"),
            )
        ]
        return [(table, rows) for table, rows in counts if rows >= LARGE]

    def _rows(self) -> None:
        done = done_slices(self.run)
        if -1 not in done and self._alone(-1):
            raise PlanChangedError
        slices = self.work.rows("SELECT slice, count(*) FROM b GROUP BY 1 ORDER BY 1")
        left = [(n, rows) for n, rows in slices if n not in done]
        failed = threading.Event()
        if connection.in_atomic_block or AT_ONCE == 1:
            moved = [self._told(n, rows) for n, rows in left]
        else:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                moved = list(pool.map(lambda one: self._apart(one[0], one[1], failed), left))
        if any(moved):
            raise PlanChangedError  # of the others, every slice is written

    def _apart(self, n: int, rows: int, failed: threading.Event) -> bool:
        """One slice on a connection of its own; none after another has failed."""
        if failed.is_set():
            return False
        try:
            return self._told(n, rows)
        except BaseException:
            failed.set()
            raise
        finally:
            connection.close()

    def _told(self, n: int, rows: int) -> bool:
        moved = self._alone(n)
        if not moved:
            self.progress.did(rows)
        return moved

    def _alone(self, n: int) -> bool:
        """One slice; whether it was left out since the office booked one of its units meanwhile."""
        duck = self.work.duck.cursor()
        folder = self.work.folder / f"slice{threading.get_ident()}"
        folder.mkdir(exist_ok=True)
        try:
            with transaction.atomic(), _quick(asleep=self.asleep) as raw:
                if n < 0:
                    self._shared(duck, raw, folder)
                else:
                    hold(duck, raw, self.run, n)
                    self._slice(duck, raw, folder, n)
                mark(self.run, n)
        except PlanChangedError:
            return True
        except psycopg.errors.UniqueViolation as error:
            if error.diag.constraint_name not in TAKEN:
                raise
            return True
        finally:
            duck.close()
        return False

    def _shared(self, duck: Any, raw: Any, folder: Path) -> None:
        self._copy(
            duck,
            raw,
            folder,
            "register_party",
            _PARTY,
            "SELECT {} FROM party WHERE new ORDER BY id",
        )

        counted = duck.execute(
            "SELECT office, kind, year, w.last, CASE WHEN w.whole THEN w.start ELSE w.last END"
            " FROM whole w LEFT JOIN pg_counter k USING (office, kind, year)"
            " WHERE k.last IS NULL OR k.last = k.start"
        ).fetchall()
        top = self.run.origin + self.run.ids - 1  # ids of the run, so that it knows them again
        for n, (office, kind, year, last, start) in enumerate(counted):
            raw.execute(_COUNT, [top - n, office, kind, year, last, start])

    def _slice(self, duck: Any, raw: Any, folder: Path, n: int) -> None:
        of_slice = f"FROM o_{{}} WHERE slice = {n} ORDER BY id"
        bits = "coalesce(bits, 0)" if self.asleep else "0"  # awake, the triggers say so
        pages = (
            f"SELECT {{}} FROM (SELECT id, unit_id, unit_code, 0 AS locked, {bits} AS seldom,"
            " office, slice FROM o_register_page LEFT JOIN marks USING (id))"
            f" WHERE slice = {n} AND id NOT IN (SELECT id FROM pg_page) ORDER BY id"
        )
        self._copy(duck, raw, folder, "register_page", _PAGE, pages)
        if self.asleep:
            self._mark_known(duck, raw, n)
        for table, columns in written():
            self._copy(duck, raw, folder, table, columns, f"SELECT {{}} {of_slice.format(table)}")
        sql = leaves_sql(n, self.run.origin, self.first_leaf, self.run.secret, self._empty())
        duck.execute(f"CREATE TEMP TABLE leaf AS {sql}")
        self._copy(duck, raw, folder, "evidence_leaf", _LEAF, "SELECT {} FROM leaf ORDER BY id")
        salts = ("id", "office", "salt")
        self._copy(duck, raw, folder, "evidence_leafsalt", salts, "SELECT {} FROM leaf ORDER BY id")
        duck.execute("DROP TABLE leaf")

    def _empty(self) -> set[str]:
        """Tables of which nothing is written."""
        names = [table for table, _ in written()]
        counts = ", ".join(f"(SELECT count(*) FROM o_{name})" for name in names)
        found = self.work.duck.cursor().execute(f"SELECT {counts}").fetchall()[0]
        return {name for name, rows in zip(names, found, strict=True) if not rows}

    @staticmethod
    def _mark_known(duck: duckdb.DuckDBPyConnection, raw: psycopg.Connection[Any], n: int) -> None:
        """Pages that stood before: what was ever entered on them."""
        found = duck.execute(
            "SELECT id, bits FROM o_register_page JOIN marks USING (id)"
            f" WHERE slice = {n} AND bits > 0 AND id IN (SELECT id FROM pg_page)"
        ).fetchall()
        if found:
            raw.execute(
                "UPDATE register_page p SET seldom = p.seldom | v.bits"
                " FROM unnest(%s::bigint[], %s::int[]) v(id, bits) WHERE p.id = v.id",
                [[pk for pk, _ in found], [bits for _, bits in found]],
            )

    @staticmethod
    def _copy(
        duck: duckdb.DuckDBPyConnection,
        raw: psycopg.Connection[Any],
        folder: Path,
        table: str,
        columns: Sequence[str],
        sql: str,
    ) -> None:
        """Rows of a query of the work place into a table of the register."""
        path = folder / f"{table}.csv"
        names = ", ".join(f'"{name}"' for name in columns)
        duck.execute(f"COPY ({sql.format(names)}) TO {literal(path)} (FORMAT csv, HEADER false)")
        if path.stat().st_size:
            statement = f'COPY "{table}" ({names}) FROM STDIN (FORMAT csv)'.encode()
            with path.open("rb") as file, psycopg.Cursor(raw).copy(statement) as lines:
                while data := file.read(CHUNK):
                    lines.write(data)
        path.unlink()


def marks_sql() -> str:
    """``marks``: by page, the bits of ``triggers.SELDOM`` of what is entered on it."""
    found = " UNION ALL ".join(
        f"SELECT {column} AS id, {bit} AS bit FROM o_register_{name}"
        for name, column, bit in MARKED
    )
    annulled = (
        f"SELECT e.page_id AS id, {SELDOM['annulment']} AS bit FROM o_register_annulment a"  # noqa: S608 - constants only
        " JOIN o_register_entry e ON e.id = a.annulled_id"
    )
    return (
        f"CREATE TABLE marks AS SELECT id, bit_or(bit)::INTEGER AS bits"
        f" FROM ({found} UNION ALL {annulled}) GROUP BY id"
    )


def may_sleep() -> bool:
    """Whether our role may put triggers and foreign keys to sleep."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        return bool(cursor.fetchone()[0])


@contextmanager
def _quick(*, asleep: bool) -> Iterator[psycopg.Connection[Any]]:
    """The connection of this thread, set for a load."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    raw.execute("SET LOCAL timezone = 'UTC'")
    raw.execute("SET LOCAL synchronous_commit = off")
    if asleep:
        raw.execute("SET LOCAL session_replication_role = replica")
    yield raw
    if asleep:
        raw.execute("SET LOCAL session_replication_role = origin")
