"""One case at a time from 8 threads, through the combining writer, against a bare pipeline.

The floor sends the same rows of one case by one prepared multi-row statement a table in a bare
psycopg pipeline, the counter row included, one transaction a case, from 8 connections.
"""

import gc
import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from django.db import connection

from benchmarks.floor import CLOSED, TABLES, Written, rows_of
from benchmarks.ground import Supply, build_city, mixed, report
from dengbu.casework.writer import CombiningWriter
from dengbu.database.ids import next_ids
from dengbu.register import api as register

THREADS, CASES, ROUNDS = 8, 800, 4


def main() -> None:
    """Alternate engine and floor; medians of rates."""
    codes = build_city()
    supply = Supply(codes, random.Random(20241213))
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    engine, floor = [], []
    for turn in range(ROUNDS):
        through = combined(mixed(supply.take(CASES)))
        bare = _bare(_prepared(mixed(supply.take(CASES))))
        if turn:
            engine.append(through)
            floor.append(bare)
    rate, base = statistics.median(engine), statistics.median(floor)
    report(
        "book_single",
        ratio=round(rate / base, 3),
        rate=round(rate),
        floor=round(base),
        threads=THREADS,
        cases=CASES,
        units=len(codes),
    )


def rate_of(work: Sequence[Any], one: Callable[[Any], None], done: Callable[[], None]) -> float:
    """Items a second by ``THREADS`` threads that take their share each."""
    ready = threading.Barrier(THREADS + 1)
    failures: list[BaseException] = []

    def run(share: Sequence[Any]) -> None:
        ready.wait()
        try:
            for item in share:
                one(item)
        except BaseException as error:  # noqa: BLE001 - a failure in a thread ends the run
            failures.append(error)
        finally:
            done()

    threads = [threading.Thread(target=run, args=(work[n::THREADS],)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return len(work) / (time.perf_counter() - begun)


def combined(bookings: Sequence[register.Booking]) -> float:
    """Bookings a second by ``THREADS`` threads through one writer; all must be entered."""
    writer = CombiningWriter()

    def one(booking: register.Booking) -> None:
        outcome = writer.book_one(booking)
        if not outcome.booked:
            raise RuntimeError(outcome.blocks[0].message)

    return rate_of(bookings, one, lambda: connection.close())


Statement = tuple[str, list[Any]]


def _prepared(bookings: Sequence[register.Booking]) -> list[list[Statement]]:
    """For each case its statements: one multi-row INSERT or UPDATE a table."""
    return [_statements(rows_of([booking])) for booking in bookings]


def _statements(written: Written) -> list[Statement]:
    found: list[Statement] = []
    columns = _columns()
    for table, data in written.copies:
        rows = [line.split("\t") for line in data.decode().splitlines()]
        if not rows:
            continue
        values = [None if v == "\\N" else v.replace("\\\\", "\\") for row in rows for v in row]
        if table in ("register_booking", "register_certificate"):
            values = _fresh(table, rows, columns[table])
        types = [kind for _, kind in columns[table]]
        line = "(" + ",".join(f"%s::{t}" for t in types) + ")"
        names = ",".join(f'"{n}"' for n, _ in columns[table])
        found.append(
            (f"INSERT INTO {table} ({names}) VALUES {','.join([line] * len(rows))}", values)
        )
    closings = [
        (
            f"UPDATE {table} SET closed_by_id = %s, effective_to = %s, recorded_to = %s"
            " WHERE id = %s",
            [entries[0], ends[0], written.at, pks[0]],
        )
        for table, pks, entries, ends in written.closings
    ]
    count = ("UPDATE register_counter SET last = last + 1 WHERE id = %s", [written.counters[0][0]])
    return [*found[:2], *closings, *found[2:], count]


def _fresh(table: str, rows: list[list[str]], columns: Sequence[tuple[str, str]]) -> list[Any]:
    """Serials of transactions that were rolled back would meet again: give unique ones."""
    names = [n for n, _ in columns]
    values: list[Any] = []
    for row in rows:
        kept: list[Any] = [None if v == "\\N" else v for v in row]
        if table == "register_certificate":
            serial = next_ids(1)[0] % 2_000_000_000
            kept[names.index("serial")] = serial
            kept[names.index("number")] = f"基准第{serial}号"
        values += kept
    return values


def _columns() -> dict[str, list[tuple[str, str]]]:
    wanted = [table for table, _ in TABLES] + list(CLOSED)
    found: dict[str, list[tuple[str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)"
            " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE c.relname = ANY(%s) AND c.relkind = 'r' AND a.attnum > 0"
            " AND NOT a.attisdropped ORDER BY c.relname, a.attnum",
            [wanted],
        )
        for table, name, kind in cursor.fetchall():
            found.setdefault(table, []).append((name, kind))
    return found


_local = threading.local()


def _bare(cases: Sequence[list[Statement]]) -> float:
    info = connection.get_connection_params()
    keys = ("host", "port", "user", "password", "dbname")
    address = psycopg.conninfo.make_conninfo(**{k: str(info[k]) for k in keys if info.get(k)})

    def one(statements: list[Statement]) -> None:
        raw = getattr(_local, "raw", None)
        if raw is None:
            raw = _local.raw = psycopg.connect(address, prepare_threshold=0)
        with raw.transaction(), raw.pipeline():
            for query, values in statements:
                raw.execute(query, values, prepare=True)

    def done() -> None:
        if raw := getattr(_local, "raw", None):
            raw.close()

    return rate_of(cases, one, done)
