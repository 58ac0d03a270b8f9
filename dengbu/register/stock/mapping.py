"""What each column of a national table is to us: read from ``national/*.toml``, the one place."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "national"
_TYPE = re.compile(r"(C|N)(\d+)(?:,(\d+))?|(D|DT|I|L|T|B|G)")
TEXT_MOST = 4_000  # characters of a text for which the standard names no limit
YUAN, WAN = "元", "万元"
"""Units of amounts in files; the register counts in yuan."""
OWN = "X_"  # how columns begin that the standard does not have

GROUND = ("ZDJBXX", "ZRZ", "LJZ", "C", "H", "GZW")
"""Tables of the cadastre."""
TITLES = ("TDSYQ", "JSYDSYQ", "FDCQ1", "FDCQ2", "GJZWSYQ", "LQ", "NYDSYQ", "HYSYQ")
"""Tables of the right by which a unit is held."""
RIGHTS = (*TITLES, "FDCQ3", "DYAQ", "YGDJ", "YYDJ", "CFDJ", "JZQ", "DYIQ", "TDJYQ", "ZFXZ")
"""Tables of which each row is a right or a restriction."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column of a national table."""

    name: str  # national, or ours beginning with X_
    label: str  # Chinese
    kind: str  # C text, N figure, I whole number, D day, DT instant, L yes or no, T B G long text
    most: int  # characters of a text, digits of a figure
    places: int  # decimals of a figure
    need: str  # M, C, O of the standard
    codes: str  # code list, "" none
    ours: str  # what we call it, "" not kept
    must: bool  # without it a row cannot be entered
    shown: bool  # written by the export alone: it follows from other rows
    unit: str  # of an amount of money, YUAN or WAN; "" of what is none

    @property
    def kept(self) -> bool:
        """Whether the import takes it in."""
        return bool(self.ours) and not self.shown


@dataclass(frozen=True, kw_only=True, slots=True)
class NationalTable:
    """One national table."""

    name: str  # also that of its file
    label: str  # Chinese
    order: int  # in listings and reports
    columns: tuple[Column, ...]  # in the order of the file

    def counting_in(self, unit: str) -> "NationalTable":
        """The table of files whose amounts are in that unit; columns of ours stay in yuan."""
        columns = tuple(
            replace(c, unit=unit) if c.unit and not c.name.startswith(OWN) else c
            for c in self.columns
        )
        return replace(self, columns=columns)

    @property
    def by_ours(self) -> Mapping[str, Column]:
        """The columns that are kept, by what we call them."""
        return {c.ours: c for c in self.columns if c.kept}


@cache
def tables() -> Mapping[str, NationalTable]:
    """Every national table by its name, in order."""
    found = [_table(path) for path in FOLDER.glob("*.toml")]
    return {t.name: t for t in sorted(found, key=lambda t: (t.order, t.name))}


def stock_columns(name: str) -> tuple[str, ...]:
    """The columns of a national table that the standard has, in its order."""
    return tuple(c.name for c in tables()[name].columns if not c.name.startswith(OWN))


def _table(path: Path) -> NationalTable:
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    units = read.get("units", {})
    columns = tuple(_column(*row, unit=units.get(row[0], "")) for row in read["columns"])
    if len({c.name for c in columns}) < len(columns):
        raise ValueError(f"{path.name} names a column twice")
    return NationalTable(
        name=read["table"], label=read["label"], order=read["order"], columns=columns
    )


def _column(
    name: str, label: str, kind: str, need: str, codes: str, ours: str, *, unit: str
) -> Column:
    found = _TYPE.fullmatch(kind)
    if found is None or need not in {"M", "C", "O"} or unit not in {"", YUAN, WAN}:
        raise ValueError(f"{name}: {kind} {need} {unit}")
    letter = found[1] or found[4]
    return Column(
        name=name,
        label=label,
        kind=letter,
        most=int(found[2] or 0) or (TEXT_MOST if letter == "T" else 0),
        places=int(found[3] or 0),
        need=need,
        codes=codes,
        ours=ours.strip("=!"),
        must=ours.endswith("!"),
        shown=ours.startswith("="),
        unit=unit,
    )
