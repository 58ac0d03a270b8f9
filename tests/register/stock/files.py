"""National tables as files, from a few words."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dengbu.register.stock.importing import Source, import_register
from dengbu.register.stock.mapping import tables
from dengbu.register.stock.report import StockReport
from tests.register.city import person

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
OFFICE = "430602"
COMMON = {"QXDM": OFFICE, "DBR": "段俊", "QSZT": "1", "DJLX": "100", "DJYY": "首次登记"}


def national(name: str) -> list[str]:
    """The columns of the standard alone."""
    return [c.name for c in tables()[name].columns if not c.name.startswith("X_")]


def put(folder: Path, name: str, rows: Sequence[Mapping[str, str]], **how: str) -> Path:
    """Write one table."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    with path.open("w", encoding=how.get("encoding", "utf-8"), newline="") as file:
        out = csv.DictWriter(file, national(name), restval="")
        out.writeheader()
        out.writerows(rows)
    return path


def take(folder: Path, *, dry_run: bool = False, **more: str) -> StockReport:
    """Import a folder; what stands in it is left alone."""
    source = Source(
        folder=folder, work=folder.parent / "work", report=folder.parent / "out", **more
    )
    return import_register(source, dry_run=dry_run, now=NOW, show=lambda *_: None)


def quarantined(folder: Path) -> list[tuple[str, str, str, str]]:
    """File, row, field and code of every reason."""
    with (folder.parent / "out" / "quarantine.csv").open(encoding="utf-8", newline="") as file:
        return [(r["file"], r["row"], r["field"], r["code"]) for r in csv.DictReader(file)]


def title(unit: str, case: str, number: str, at: str, **more: str) -> dict[str, str]:
    """A row of FDCQ2."""
    return {
        **COMMON,
        "BDCDYH": unit,
        "YWH": case,
        "QLLX": "4",
        "FDZL": "金鹗东路86号",
        "TDSYQR": "周1",
        "TDSYQSSJ": "2009-07-01",
        "TDSYJSSJ": "2079-06-30",
        "FDCJYJG": "800000.00",
        "GHYT": "11",
        "FWXZ": "0",
        "FWJG": "3",
        "SZC": "1",
        "ZCS": "25",
        "JZMJ": "118.42",
        "BDCQZH": number,
        "DJSJ": at,
        **more,
    }


def holder(unit: str, number: str, n: int, **more: str) -> dict[str, str]:
    """A row of QLR."""
    who = person(n)
    return {
        "BDCDYH": unit,
        "SXH": "1",
        "QLRMC": who.name,
        "BDCQZH": number,
        "ZJZL": "1",
        "ZJH": who.id_no,
        "QLRLX": "1",
        "GYFS": "0",
        **more,
    }


def loan(unit: str, case: str, number: str, at: str, **more: str) -> dict[str, str]:
    """A row of DYAQ."""
    return {
        **COMMON,
        "BDCDYH": unit,
        "YWH": case,
        "DYBDCLX": "2",
        "DYR": "周1",
        "DYFS": "1",
        "BDBZZQSE": "680000.00",
        "ZWLXQSSJ": "2019-01-01",
        "ZWLXJSSJ": "2039-01-01",
        "BDCDJZMH": number,
        "DJSJ": at,
        **more,
    }
