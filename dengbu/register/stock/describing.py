"""The page of the mapping, written from it: ``docs/national-tables.md``."""

from collections.abc import Iterator

from dengbu.register.stock.mapping import Column, NationalTable, tables

_NEED = {"M": "必填", "C": "有条件", "O": "可选"}
_HEAD = """# National tables and what they are to us

Written from `dengbu/register/stock/national/` by the register itself, and held true by a test; to
change it, change a file there. Each file of an import or an export has the name of its table;
the columns come in this order. Types: `Cn` text of up to n characters, `Nn,d` a figure of n digits
with d decimals, `I` a whole number, `D` a day, `DT` an instant of China, `L` 1 or 0, `T`, `B` and
`G` long text. *Ours* is what the register keeps; `(out)` is written by exports and follows from
other rows; `-` is checked and counted, and not kept. A row without what is marked `!` is not
taken. Columns that begin with `X_` are ours: they hold what the standard has no place for, and
need not be there.
"""


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_table(table) for table in tables().values())


def _table(table: NationalTable) -> str:
    lines = [f"\n## {table.name} {table.label}\n\n", "| column | | type | | codes | ours |\n"]
    lines += ["|---|---|---|---|---|---|\n", *(_line(c) for c in table.columns)]
    return "".join(lines)


def _line(column: Column) -> str:
    cells: Iterator[str] = iter(
        (column.name, column.label, _type(column), _NEED[column.need], column.codes, _ours(column))
    )
    return f"| {' | '.join(cells)} |\n"


def _type(column: Column) -> str:
    if column.kind == "C":
        return f"C{column.most}"
    return f"N{column.most},{column.places}" if column.kind == "N" else column.kind


def _ours(column: Column) -> str:
    if not column.ours:
        return "-"
    if column.unit:
        return f"{column.ours} ({column.unit})"
    if column.shown:
        return f"(out) {column.ours}"
    return column.ours + ("!" if column.must else "")
