"""The whole register in the tables of the national standard: streaming, in a stable order.

What ``import_register`` takes in again gives the very same files. PostgreSQL writes them by COPY;
Parquet is made of them, a text a column.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import psycopg
from django.db import connection, transaction

from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register.stock.mapping import Column, NationalTable, tables
from dengbu.register.stock.reading import written
from dengbu.register.stock.views import TITLES_TABLE, views
from dengbu.register.stock.workspace import literal, one_file

CHUNK_ROWS = 100_000  # of a row group of Parquet
PART = ".part"  # of a file's name until the export is whole
CHINA = "INTERVAL '8 hours'"


def export_register(
    folder: Path, *, office: str | None = None, parquet: bool = False
) -> Mapping[str, int]:
    """Write every table that has rows; how many, by file name.

    ``office``: six digits; None: all offices. One snapshot, whatever is booked meanwhile. `Faults`
    if the folder holds anything already, so that files of two days are never mixed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"*{PART}"):
        if left.name.split(".")[0] in tables():  # of an export that was killed
            left.unlink()
    if any(folder.iterdir()):
        message = f"文件夹{folder.name}不是空的，请另选一个空文件夹。"
        raise Faults(Fault(code=FaultCode.UPLOAD_TYPE, message=message, field=folder.name))
    counts: dict[str, int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:  # the outermost transaction: one snapshot for all tables
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        # All rows are read, so tables are never joined row by row; statistics of a register that
        # was filled a moment ago would have the planner do that.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(TITLES_TABLE)
        cursor.execute("ANALYZE exported_title")
        for table, sql in _queries(office):
            path = folder / f"{table.name}.csv{PART}"
            rows = _copied(table, sql, path)
            if not rows:
                path.unlink()
                continue
            if parquet:
                path = _as_parquet(table, path)
            counts[path.name.removesuffix(PART)] = rows
        cursor.execute("DROP TABLE exported_title")
        cursor.execute("SET LOCAL enable_nestloop = DEFAULT")
    for name in counts:
        (folder / f"{name}{PART}").rename(folder / name)
    return counts


def _queries(office: str | None) -> Iterator[tuple[NationalTable, str]]:
    only = "" if office is None else f" WHERE v.office = '{int(office):06d}'"
    for name, view in views().items():
        table = tables()[name]
        values = ", ".join(_formatted(column) for column in table.columns)
        yield table, f"SELECT {values} FROM ({view.sql}) v{only} ORDER BY {view.order}"


def _formatted(column: Column) -> str:
    """One column as text, empty where there is nothing."""
    if not column.ours:
        return f'NULL AS "{column.name}"'
    value = f'v."{column.ours}"'
    if column.kind == "DT":
        local = f"({value} AT TIME ZONE {CHINA})"
        form = (
            f"CASE WHEN date_trunc('second', {local}) = {local} THEN 'YYYY-MM-DD HH24:MI:SS'"
            " ELSE 'YYYY-MM-DD HH24:MI:SS.US' END"
        )
        return f'to_char({local}, {form}) AS "{column.name}"'
    if column.kind == "L":
        return f'{value}::int AS "{column.name}"'
    if column.shown and column.kind in {"C", "T"}:
        return f'left({value}::text, {column.most}) AS "{column.name}"'
    if column.kind in {"C", "T"}:
        return f"NULLIF({value}::text, '') AS \"{column.name}\""
    return f'{value} AS "{column.name}"'


def _copied(table: NationalTable, sql: str, path: Path) -> int:
    raw: psycopg.Connection[tuple[object, ...]] = connection.connection
    with path.open("wb") as file, psycopg.Cursor(raw) as cursor:
        file.write(written([c.name for c in table.columns]) + b"\n")
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)".encode()) as lines:
            for data in lines:
                file.write(data)
        return cursor.rowcount


def _as_parquet(table: NationalTable, path: Path) -> Path:
    """The same rows in the same order; one thread, so that the file is always the same."""
    into = path.with_name(f"{table.name}.parquet{PART}")
    columns = ", ".join(f"'{c.name}': 'VARCHAR'" for c in table.columns)
    with duckdb.connect(config={"threads": 1, "memory_limit": "512MB"}) as duck:
        duck.execute(
            f"COPY (SELECT * FROM read_csv({one_file(path)}, header=true, auto_detect=false,"
            f" delim=',', quote='\"', escape='\"', nullstr='', columns={{{columns}}},"
            f" max_line_size=4194304)) TO {literal(into)} (FORMAT parquet,"
            f" COMPRESSION zstd, ROW_GROUP_SIZE {CHUNK_ROWS})"
        )
    path.unlink()
    return into
