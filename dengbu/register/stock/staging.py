"""Each file into a typed table ``t_NAME``, with what is wrong with each row's own values.

A row is ``n`` (1 for the first of data), the columns by what we call them, and ``why``: codes with
national columns, such as ``REQUIRED:BDCDYH CODE_LIST:QSZT``, empty when nothing is wrong.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.register.particulars import KINDS, columns_of
from dengbu.register.stock.codes import LISTS
from dengbu.register.stock.mapping import OWN, WAN, Column, NationalTable
from dengbu.register.stock.workspace import Workspace, one_file, quoted

TYPES = {"N": "DECIMAL({},{})", "I": "BIGINT", "D": "DATE", "DT": "TIMESTAMP", "L": "BOOLEAN"}
LIMITS = {  # characters of our columns, where the standard has another limit or none
    "cause": 200,
    "note": 400,
    "matter": 400,
    "content": 400,
    "scope": 400,
    "fixing_fact": 400,
    "reason": 200,
    "construction_scope": 400,
    "name": 200,
    "CFDJ.scope": 200,
    "SZ.number": 60,
    "document_no": 100,
    "property_address": 200,
    "land_right_holder": 200,
    "fee_basis": 200,
    "fee_paid": 200,
    "grass_quality": 200,
    "cancel_cause": 200,
    "cancel_document_no": 100,
}
WIDER = frozenset({"document_no", "cancel_document_no"})
"""Where our column takes more than the standard's."""
PLACES = {  # decimals of our columns, where the standard has others
    "price": 2,
    "amount_of_debt": 2,
    "amount_of_ceiling": 2,
    "amount": 2,
    "base_use_area": 4,
}
DIGITS = {  # of whole numbers, where our column takes more or fewer than nine
    "registrar_id": 18,
    "share_denominator": 18,
    **dict.fromkeys(
        (
            "entry",
            "end_entry",
            "prev_entry",
            "annuls_entry",
            "restores_entry",
            "debt_entry",
            "right_entry",
            "suit_entry",
            "renews_entry",
        ),
        4,
    ),
    **dict.fromkeys(("year", "place", "revision", "total_floors", "floor_no"), 4),
    **dict.fromkeys(("floors_above", "floors_below"), 4),
    "term_days": 5,  # of a seizure: no day reckoned with it lies beyond the calendar
}
POSITIVE = frozenset(
    {"amount_of_debt", "amount_of_ceiling", "area", "floor_area", "term_days", "count"}
    | {f for k in KINDS for f, (c, _, _) in columns_of(k).items() if c.positive}
)
"""Figures that are above 0."""
NEEDED: dict[str, frozenset[str]] = {
    table: frozenset(f for f, (_, _, empty) in columns_of(kind).items() if not empty)
    for table, kind in zip(
        ("TDSYQ", "JSYDSYQ", "FDCQ1", "GJZWSYQ", "LQ", "NYDSYQ", "HYSYQ"), KINDS, strict=True
    )
}
"""What a right is about, by national table: needed unless the row says that nothing is known."""
WAN_PLACES = 4  # 1 万元 is 10^4 yuan
EARLIEST = "DATE '1949-10-01'"
_DAYS = {"D", "DT"}
_PARQUET = {
    "C": ("VARCHAR",),
    "T": ("VARCHAR",),
    "B": ("VARCHAR", "BLOB"),
    "G": ("VARCHAR", "BLOB"),
    "N": ("DECIMAL", "DOUBLE", "BIGINT", "INTEGER", "SMALLINT", "VARCHAR"),
    "I": ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DECIMAL", "VARCHAR"),
    "D": ("DATE", "TIMESTAMP", "VARCHAR"),
    "DT": ("TIMESTAMP", "DATE", "VARCHAR"),
    "L": ("BOOLEAN", "VARCHAR", "INTEGER", "TINYINT"),
}


def check_header(table: NationalTable, names: Sequence[str], file: str) -> None:
    """`Faults` for columns that the table has not, that come twice, or that are missing."""
    faults = FaultList()
    known = {c.name for c in table.columns}
    for name in dict.fromkeys(names):
        if name not in known:
            message = f"{file}有{table.label}表没有的列“{name}”，请改名或者去掉。"
            faults.add(FaultCode.UNKNOWN_FIELD, message, field=f"{file}.{name}")
        elif names.count(name) > 1:
            message = f"{file}的列“{name}”出现了两次。"
            faults.add(FaultCode.UNKNOWN_FIELD, message, field=f"{file}.{name}")
    for column in table.columns:
        if column.name not in names and column.need == "M":  # of ours: in tables of ours alone
            whose = "" if column.name.startswith(OWN) else "国家标准"
            message = f"{file}缺少{whose}必填的列{column.name}（{column.label}）。"
            faults.add(FaultCode.REQUIRED, message, field=f"{file}.{column.name}")
    faults.raise_if_any()


def stage_csv(work: Workspace, table: NationalTable, names: Sequence[str], file: Path) -> None:
    """A cleaned file into its typed table."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in ("_n", *names))
    source = (
        f"read_csv({one_file(file)}, header=false, delim=',', quote='\"', escape='\"', nullstr='',"
        f" auto_detect=false, new_line='\\n', columns={{{columns}}}, max_line_size=4194304)"
    )
    work.run(f"CREATE VIEW s_{table.name} AS SELECT * REPLACE (_n::BIGINT AS _n) FROM {source}")
    _stage(work, table, names)


def stage_parquet(work: Workspace, table: NationalTable, file: Path) -> list[str]:
    """A Parquet file into its typed table; its columns. `Faults` for wrong ones and wrong types."""
    try:
        found = work.rows(f"DESCRIBE SELECT * FROM read_parquet({one_file(file)})")
    except Exception as error:
        message = f"{file.name}不是可以读的Parquet文件：{str(error)[:120]}"
        fault = Fault(code=FaultCode.UPLOAD_DAMAGED, message=message, field=file.name)
        raise Faults(fault) from error
    kinds = {name: kind for name, kind, *_ in found}
    check_header(table, list(kinds), file.name)
    faults = FaultList()
    for column in table.columns:
        kind = kinds.get(column.name, "VARCHAR")
        if not kind.startswith(_PARQUET[column.kind]):
            wanted = _PARQUET[column.kind][0]
            message = f"{file.name}的列{column.name}（{column.label}）类型是{kind}，应是{wanted}。"
            faults.add(FaultCode.UPLOAD_TYPE, message, field=f"{file.name}.{column.name}")
    faults.raise_if_any()
    texts = ", ".join(f'{_text(name, kind)} AS "{name}"' for name, kind in kinds.items())
    work.run(
        f"CREATE VIEW s_{table.name} AS SELECT file_row_number + 1 AS _n, {texts}"
        f" FROM read_parquet({one_file(file)}, file_row_number=true)"
    )
    _stage(work, table, list(kinds))
    return list(kinds)


def _text(name: str, kind: str) -> str:
    """A column of any type as the text that a CSV file would have."""
    if kind == "BOOLEAN":
        return f"CASE WHEN \"{name}\" THEN '1' WHEN NOT \"{name}\" THEN '0' END"
    if kind == "BLOB":
        return f'lower(hex("{name}"))'
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"(\"{name}\" AT TIME ZONE 'Asia/Shanghai')::VARCHAR"
    return f"NULLIF(\"{name}\"::VARCHAR, '')"


def _stage(work: Workspace, table: NationalTable, names: Sequence[str]) -> None:
    present = set(names)
    values = "".join(f", {value}" for value in _values(table, present))
    checks = [c for column in table.columns for c in _checks(table, column, present)]
    wrong = " OR ".join(condition for condition, _ in checks)
    told = ", ".join(f"CASE WHEN {condition} THEN '{code}' END" for condition, code in checks)
    work.run(  # what is wrong is spelled out for the rows alone that have something
        f"CREATE TABLE t_{table.name} AS SELECT _n AS n{values}, CASE WHEN {wrong}"
        f" THEN concat_ws(' ', '', {told}) ELSE '' END AS why FROM s_{table.name}"
    )


def _values(table: NationalTable, present: set[str]) -> Iterator[str]:
    for column in table.columns:
        if column.kept:
            value = _typed(column) if column.name in present else f"NULL::{type_of(column)}"
            yield f'{value} AS "{column.ours}"'


def type_of(column: Column) -> str:
    """The type of a column in the work place."""
    return TYPES.get(column.kind, "VARCHAR").format(min(column.most, 18), places_of(column))


def places_of(column: Column) -> int:
    """Decimals that we keep."""
    return PLACES.get(column.ours, column.places) if column.kept else column.places


def _raw(column: Column) -> str:
    """Its text; blanks around codes, figures and days do not count."""
    return (
        f'"{column.name}"'
        if column.kind in {"C", "T", "B", "G"} and not column.codes
        else (f"NULLIF(trim(\"{column.name}\"), '')")
    )


def _typed(column: Column) -> str:
    raw = _raw(column)
    if column.kind in _DAYS:
        return f"TRY_CAST({_instant(raw)} AS {type_of(column)})"
    if column.kind == "L":
        return f"CASE {raw} WHEN '1' THEN true WHEN '0' THEN false END"
    if column.unit == WAN:  # exactly: what has more decimals is told
        raw = f"(TRY_CAST({raw} AS DECIMAL(30, 6)) * {10**WAN_PLACES})"
    return f"TRY_CAST({raw} AS {type_of(column)})" if column.kind in TYPES else raw


def _instant(raw: str) -> str:
    other = f"TRY_STRPTIME({raw}, ['%Y%m%d', '%Y%m%d%H%M%S', '%Y/%m/%d', '%Y/%m/%d %H:%M:%S'])"
    return f"COALESCE(TRY_CAST({raw} AS TIMESTAMP), {other})"


_Check = tuple[str, str]  # a condition, and the code with the column's name where it holds


def _checks(table: NationalTable, column: Column, present: set[str]) -> Iterator[_Check]:
    """What makes a row unsound."""
    needed = column.must and not column.shown
    about = column.ours in NEEDED.get(table.name, ())
    if column.name not in present:
        if needed:
            yield "true", f"REQUIRED:{column.name}"
        return
    raw = _raw(column)
    if needed:
        yield _when(f"{raw} IS NULL", "REQUIRED", column)
    elif about:
        said = "true" if "X_PARTICULARS" not in present else "X_PARTICULARS IS DISTINCT FROM 'N'"
        yield _when(f"{raw} IS NULL AND {said}", "REQUIRED", column)
    yield from _of_kind(table, column, raw)
    if column.ours in POSITIVE and column.kept:
        yield _when(f"TRY_CAST({raw} AS DOUBLE) <= 0", "AMOUNT", column)


def _of_kind(table: NationalTable, column: Column, raw: str) -> Iterator[_Check]:
    if column.codes:
        listed = quoted(sorted(LISTS[column.codes]))
        yield _when(f"{raw} NOT IN ({listed})", "CODE_LIST", column)
    elif column.kind in {"C", "T"}:
        most = longest(table, column)
        if not column.shown:  # what only the export writes has been cut there
            yield _when(f"length({raw}) > {most}", "TOO_LONG", column)
    elif column.kind == "N":
        yield from _figure(column, raw)
    elif column.kind == "I":
        digits = DIGITS.get(column.ours, 9) if column.kept else 18
        yield _when(rf"NOT regexp_full_match({raw}, '-?\d{{1,{digits}}}')", "NUMBER_FORMAT", column)
    elif column.kind in _DAYS:
        day = _instant(raw)
        yield _when(f"{raw} IS NOT NULL AND {day} IS NULL", "DATE_FORMAT", column)
        yield _when(f"{day} < {EARLIEST} OR {day} >= DATE '2300-01-01'", "DATE_RANGE", column)
    elif column.kind == "L":
        yield _when(f"{raw} NOT IN ('0', '1')", "CODE_LIST", column)


def _figure(column: Column, raw: str) -> Iterator[_Check]:
    places = places_of(column)
    whole = f"-?\\d{{1,{max(column.most - places, 1)}}}"
    if not column.unit:
        exact = rf"{whole}(\.\d{{0,{places}}}0*)?"
        yield _when(f"NOT regexp_full_match({raw}, '{exact}')", "NUMBER_FORMAT", column)
        return
    places += WAN_PLACES if column.unit == WAN else 0
    number, exact = rf"{whole}(\.\d*)?", rf"-?\d*(\.\d{{0,{places}}}0*)?"
    yield _when(f"NOT regexp_full_match({raw}, '{number}')", "NUMBER_FORMAT", column)
    yield _when(
        f"regexp_full_match({raw}, '{number}') AND NOT regexp_full_match({raw}, '{exact}')",
        "DECIMALS",
        column,
    )


def longest(table: NationalTable, column: Column) -> int:
    """Characters: of our column where the standard names no limit, or a narrower one."""
    if not column.kept or (column.kind == "C" and column.ours not in WIDER):
        return column.most
    return LIMITS.get(f"{table.name}.{column.ours}", LIMITS.get(column.ours, column.most))


def _when(condition: str, code: str, column: Column) -> _Check:
    return f"({condition})", f"{code}:{column.name}"


def empty(work: Workspace, tables: Iterable[NationalTable]) -> None:
    """Tables that the folder has not, so that what reads them need not ask."""
    for table in tables:
        if not work.has(f"t_{table.name}"):
            values = ", ".join(f'NULL::{type_of(c)} AS "{c.ours}"' for c in table.columns if c.kept)
            tail = f", {values}" if values else ""
            work.run(
                f"CREATE TABLE t_{table.name} AS"
                f" SELECT NULL::BIGINT AS n{tail}, ''::VARCHAR AS why WHERE false"
            )
