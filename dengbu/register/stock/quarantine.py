"""What was not taken, on paper: one line a reason, with file, row, field and plain words."""

import csv
from pathlib import Path
from typing import Any

from dengbu.register.stock.mapping import Column, tables
from dengbu.register.stock.reasons import SENTENCES, Reason
from dengbu.register.stock.staging import places_of
from dengbu.register.stock.workspace import Workspace

HEADER = ("file", "row", "field", "code", "message", "value", "case_no")
STEP = 5_000  # rows held at once
SHOWN = 60  # characters of a value


def write(work: Workspace, into: Path, files: dict[str, str]) -> int:
    """Every reason of every quarantined row, by file and row; how many lines.

    ``files``: the names of the files by table.
    """
    lines = 0
    with into.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for name in tables():
            found = work.duck.cursor().execute(_sql(work, name), [name])
            while rows := found.fetchmany(STEP):
                out.writerows(_line(name, files.get(name, name), row) for row in rows)
                lines += len(rows)
    return lines


def _sql(work: Workspace, name: str) -> str:
    present = _columns(work, name)
    cases = " ".join(f"WHEN '{c}' THEN s.\"{c}\"" for c in present if c != "_n")
    value = f"CASE b.field {cases} END" if cases else "NULL"
    join = f"LEFT JOIN s_{name} s ON s._n = b.n" if present else ""
    case = 's."YWH"' if "YWH" in present else "NULL"
    return (
        f"SELECT b.n, b.field, b.code, b.said, {value}, {case} FROM reason b {join}"
        " WHERE b.tbl = ? ORDER BY b.n, b.field, b.code"
    )


def _columns(work: Workspace, name: str) -> list[str]:
    if not work.rows("SELECT 1 FROM duckdb_views() WHERE view_name = ?", [f"s_{name}"]):
        return []
    return [row[0] for row in work.rows(f"DESCRIBE s_{name}")]


def _line(table: str, file: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    n, field, code, told, value, case = row
    found = (told or value or case or "")[:SHOWN]
    said = message(table, code, field or "", found)
    return (_inert(file), n, field or "", code, said, _inert(found), _inert(case or ""))


def _inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def message(table: str, code: str, field: str, value: str) -> str:
    """The sentence of a reason."""
    column = next((c for c in tables()[table].columns if c.name == field), None)
    return SENTENCES[Reason(code)].format(
        label=column.label if column else "这一行",
        value=value,
        most=_most(column),
        places=places_of(column) if column else 0,
    )


def _most(column: Column | None) -> int:
    from_list = {"I": 18}
    return from_list.get(column.kind, column.most) if column else 0
