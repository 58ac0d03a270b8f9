"""National tables into an empty register with all checks on, against a bare COPY of the same files.

The files hold stock as a city has it: titles of homes, a fifth sold once, two fifths mortgaged,
people and cases, a hundredth unsound. Units are in the cadastre before. The floor copies the very
same files, one after the other by one connection, into plain tables of text. Rounds of
both alternate; before each the register is emptied (a database of its own, ``dengbu_stock_bench``).
"""

import csv
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection

from benchmarks.audit import Peak
from benchmarks.ground import BANK, OFFICE, ROADS, person, report, say
from benchmarks.processes import postmaster
from dengbu.accounts import api as accounts
from dengbu.database.ids import forget_block
from dengbu.register import api as register

UNITS = int(os.environ.get("DENGBU_BENCH_STOCK", "200000"))
ROUNDS = 3
FIRST = datetime(2016, 1, 4, 9, 0, tzinfo=UTC)
DIRTY = 101  # one row in so many is unsound
FEATURE = "6001030110"


def main() -> None:
    """The ratio of the median rates, and how many rows went where."""
    _cadastre()
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "stock"
        rows, size = _write(files)
        say(f"{rows} rows, {size / 1e6:.0f} MB")
        floors, rates, bares, peak = [], [], [], 0
        for turn in range(ROUNDS):
            floors.append(rows / _floor(files))
            _empty()
            seconds, found, high = _import(files, Path(folder) / "out")
            rates.append(rows / seconds)
            bares.append(rows / _rewritten(Path(folder)))
            peak = max(peak, high)
            say(f"round {turn}: {rates[-1]:.0f} rows/s, floor {floors[-1]:.0f}")
        broken = list(register.audit(leaves=UNITS <= 20_000))
        if broken:
            raise RuntimeError(f"the audit found breaks: {broken[:3]}")
    rate, floor = statistics.median(rates), statistics.median(floors)
    report(
        "import_register",
        ratio=round(rate / floor, 2),
        rate=round(rate),
        floor=round(floor),
        written_ratio=round(rate / statistics.median(bares), 2),
        rows=rows,
        mb=round(size / 1e6),
        taken=found.total.taken,
        quarantined=found.total.quarantined,
        peak_mib=peak,
    )


def _import(files: Path, out: Path) -> tuple[float, register.StockReport, int]:
    shutil.rmtree(out, ignore_errors=True)
    source = register.StockSource(folder=files, work=out / "work", report=out)
    server = postmaster()
    peak = Peak([os.getpid(), *([server] if server else [])])
    begun = time.perf_counter()
    now = datetime(2026, 11, 26, tzinfo=UTC)
    found = register.import_register(source, dry_run=False, now=now, show=_show)
    seconds = time.perf_counter() - begun
    peak.stop()
    return seconds, found, peak.mib


def _show(stage: str, done: int, total: int, rate: float, left: float) -> None:
    say(f"  {stage} {done}/{total} {rate:.0f}/s {left:.0f} s left")


def _floor(files: Path) -> float:
    """Seconds for a bare COPY of all files into tables of text, committed."""
    begun, spent = 0.0, 0.0
    with psycopg.connect(os.environ["DENGBU_OWNER_URL"]) as raw:
        for path in sorted(files.glob("*.csv")):
            with path.open("rb") as file:
                names = file.readline().decode().strip().split(",")
                columns = ", ".join(f'"{name}" text' for name in names)
                raw.execute("DROP TABLE IF EXISTS stock_floor")
                raw.execute(f"CREATE TABLE stock_floor ({columns})".encode())
                begun = time.perf_counter()
                with raw.cursor().copy("COPY stock_floor FROM STDIN (FORMAT csv)") as lines:
                    while data := file.read(1 << 20):
                        lines.write(data)
                raw.commit()
                spent += time.perf_counter() - begun
        raw.execute("DROP TABLE stock_floor")
    return spent


def _rewritten(folder: Path) -> float:
    """Seconds for a bare COPY of the rows that the import wrote: the same columns, into tables
    without indexes, committed."""
    path, spent = folder / "rows.csv", 0.0
    with psycopg.connect(os.environ["DENGBU_OWNER_URL"]) as raw:
        for table in _tables():
            read = f"COPY {table} TO STDOUT (FORMAT csv)".encode()
            with path.open("wb") as file, raw.cursor().copy(read) as lines:
                for data in lines:
                    file.write(data)
            if not path.stat().st_size:
                continue
            raw.execute("DROP TABLE IF EXISTS stock_floor")
            raw.execute(f"CREATE TABLE stock_floor (LIKE {table})".encode())
            begun = time.perf_counter()
            with (
                path.open("rb") as file,
                raw.cursor().copy("COPY stock_floor FROM STDIN (FORMAT csv)") as lines,
            ):
                while data := file.read(1 << 20):
                    lines.write(data)
            raw.commit()
            spent += time.perf_counter() - begun
        raw.execute("DROP TABLE IF EXISTS stock_floor")
    path.unlink()
    return spent


def _tables() -> list[str]:
    return [
        model._meta.db_table
        for label in ("register", "evidence")
        for model in apps.get_app_config(label).get_models()
    ]


def _empty() -> None:
    tables = _tables()
    with psycopg.connect(os.environ["DENGBU_OWNER_URL"], autocommit=True) as raw:
        raw.execute(f"TRUNCATE {', '.join(tables)}".encode())
        raw.execute("CHECKPOINT") if raw.info.user == "postgres" else None
    forget_block()


def code(n: int) -> str:
    """The code of the n-th unit."""
    parcel = f"{OFFICE}{n // 100_000 + 1:03d}001GB{n // 1_000 % 100 + 1:05d}"
    return f"{parcel}F{n % 1_000 // 100 + 1:04d}{n % 100 + 1:04d}"


def _cadastre() -> None:
    """Parcels, buildings and units, if they are not there."""
    root = Path(__file__).resolve().parents[1]
    accounts.load_offices(root / "catalogue" / "cities" / "430600" / "offices.toml")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cadastre_unit")
        if cursor.fetchone()[0] >= UNITS:
            return
        say(f"adding {UNITS} units")
        for statement in _ground():
            cursor.execute(statement)


def _ground() -> Iterator[str]:
    area = f"'{OFFICE}' || lpad((n / 100000 + 1)::text, 3, '0') || '001GB'"
    parcel = f"{area} || lpad((n / 1000 % 100 + 1)::text, 5, '0')"
    building = f"{parcel} || 'F' || lpad((n % 1000 / 100 + 1)::text, 4, '0')"
    series = f"FROM generate_series(0, {UNITS - 1}, {{}}) n ON CONFLICT DO NOTHING"
    yield (
        "INSERT INTO cadastre_parcel (id, office, status, source_ref, code, feature, address, area,"
        " land_use, right_type, right_nature, bound_east, bound_south, bound_west, bound_north,"
        f" zone, geometry, crs, bb) SELECT n * 4 + 1, '{OFFICE}', 1, '', {parcel}, 'GB', '路', 1.0,"
        " '0701', '4', '102', '', '', '', '', '', '', 4547, box(point(0, 0), point(1, 1)) "
        + series.format(1000)
    )
    yield (
        "INSERT INTO cadastre_building (id, office, status, source_ref, parcel_id, code, name,"
        f" structure, planned_use) SELECT n * 4 + 2, '{OFFICE}', 1, '', n / 1000 * 4000 + 1,"
        f" {building}, '', '', '' " + series.format(100)
    )
    yield (
        "INSERT INTO cadastre_unit (id, office, status, source_ref, parcel_id, building_id, code,"
        " address, search, room_no, planned_use, house_nature, house_type, structure, zone,"
        f" floor_area) SELECT n * 4 + 3, '{OFFICE}', 1, '', n / 1000 * 4000 + 1,"
        f" n / 100 * 400 + 2, {building} || lpad((n % 100 + 1)::text, 4, '0'), '', '', '', '11',"
        " '0', '', '3', '', 118.42 " + series.format(1)
    )


def _write(into: Path) -> tuple[int, int]:
    """The files of the stock; how many rows and bytes."""
    into.mkdir(parents=True)
    rows = 0
    makers = {"FDCQ2": _titles, "QLR": _people, "DYAQ": _loans, "SLSQ": _cases}
    for name, make in makers.items():
        with (into / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, register.stock_columns(name), restval="")
            out.writeheader()
            for row in make():
                out.writerow(row)
                rows += 1
    return rows, sum(path.stat().st_size for path in into.iterdir())


def _at(n: int, later: int = 0) -> datetime:
    return FIRST + timedelta(days=n * 7 % 1_500 + later, seconds=n % 28_800)


def _case(kind: int, n: int, later: int = 0) -> str:
    return f"{OFFICE}{_at(n, later):%Y%m%d}{kind}{n % 100_000:05d}"


def _number(n: int, kind: str, at: datetime) -> str:
    return f"湘({at.year})岳阳市不动产{kind}第{n + 1:07d}号"


def _address(n: int) -> str:
    road = ROADS[n % len(ROADS)]
    return f"岳阳楼区{road}{n % 900 + 1}号{n % 30 + 1}栋{n % 25 + 1}0{n % 4 + 1}室"


def _common(at: datetime, case: str, kind: str) -> dict[str, str]:
    return {
        "YSDM": FEATURE,
        "YWH": case,
        "DJLX": kind,
        "QXDM": OFFICE,
        "DJJG": "岳阳市不动产登记中心",
        "DBR": "段俊",
        "DJSJ": f"{at:%Y-%m-%d %H:%M:%S}",
        "QSZT": "1",
    }


def _events() -> Iterator[tuple[int, int, bool]]:
    """Unit, which of its titles, whether another follows."""
    for n in range(UNITS):
        sold = n % 5 == 2
        yield n, 0, sold
        if sold:
            yield n, 1, False


def _titles() -> Iterator[dict[str, str]]:
    for n, turn, follows in _events():
        at = _at(n, turn * 700)
        yield {
            **_common(at, _case(turn, n, turn * 700), "200" if turn else "100"),
            "BDCDYH": code(n) if n % DIRTY else code(n)[:-1],
            "QLLX": "4",
            "DJYY": "买卖" if turn else "首次登记",
            "FDZL": _address(n),
            "TDSYQR": person(n + turn).name,
            "FTTDMJ": "12.36",
            "TDSYQSSJ": "2009-07-01",
            "TDSYJSSJ": f"{date(2079, 6, 30)}",
            "FDCJYJG": f"{600_000 + n % 9_000 * 100}.00",
            "GHYT": "11",
            "FWXZ": "0",
            "FWJG": "3",
            "SZC": str(n % 25 + 1),
            "ZCS": "25",
            "JZMJ": "118.42",
            "ZYJZMJ": "96.35",
            "FTJZMJ": "22.07",
            "JGSJ": "2015-06-30",
            "BDCQZH": _number(n + turn * 4_000_000, "权", at),
            "FJ": "房屋用途为成套住宅，土地使用权类型为出让",
            "QSZT": "2" if follows else "1",
        }


def _who(n: int) -> dict[str, str]:
    one = person(n)
    return {"QLRMC": one.name, "ZJZL": "1", "ZJH": one.id_no, "QLRLX": "1", "XB": "1"}


def _people() -> Iterator[dict[str, str]]:
    for n, turn, _ in _events():
        at = _at(n, turn * 700)
        number = _number(n + turn * 4_000_000, "权", at)
        couple = n % 6 == 4
        for seq in range(2 if couple else 1):
            yield {
                "YSDM": FEATURE,
                "BDCDYH": code(n),
                "SXH": str(seq + 1),
                "BDCQZH": number,
                "SFCZR": "1",
                "GJ": "142",
                "DZ": f"岳阳楼区{ROADS[n % len(ROADS)]}{n % 900 + 1}号",
                "GYFS": "1" if couple else "0",
                **_who(n + turn + seq * UNITS),
            }
    for n in range(UNITS):
        if n % 5 in (1, 2):
            yield {
                "YSDM": FEATURE,
                "BDCDYH": code(n),
                "SXH": "1",
                "BDCQZH": _number(n, "证明", _at(n, 800)),
                "SFCZR": "1",
                "GYFS": "0",
                "QLRMC": BANK.name,
                "ZJZL": "8",
                "ZJH": BANK.id_no,
                "QLRLX": "2",
            }


def _loans() -> Iterator[dict[str, str]]:
    for n in range(UNITS):
        if n % 5 in (1, 2):
            at = _at(n, 800)
            yield {
                **_common(at, _case(2, n, 800), "100"),
                "BDCDYH": code(n),
                "DYBDCLX": "2",
                "DYR": person(n + (n % 5 == 2)).name,
                "DYFS": "1",
                "DJYY": "抵押" if n % DIRTY else "抵" * 300,
                "BDBZZQSE": f"{300_000 + n % 9_000 * 100}.00",
                "ZWLXQSSJ": f"{at:%Y-%m-%d}",
                "ZWLXJSSJ": "2046-01-01",
                "BDCDJZMH": _number(n, "证明", at),
            }


def _cases() -> Iterator[dict[str, Any]]:
    for n, turn, _ in _events():
        yield _accepted(n, turn, turn * 700, "200" if turn else "100", "2002" if turn else "1003")
    for n in range(UNITS):
        if n % 5 in (1, 2):
            yield _accepted(n, 2, 800, "100", "1051")


def _accepted(n: int, kind: int, later: int, large: str, small: str) -> dict[str, Any]:
    at = _at(n, later)
    return {
        "YSDM": FEATURE,
        "YWH": _case(kind, n, later),
        "DJDL": large,
        "DJXL": small,
        "SQZSBS": "1",
        "SQFBCZ": "0",
        "QXDM": OFFICE,
        "SLRY": "许静",
        "SLSJ": f"{at:%Y-%m-%d %H:%M:%S}",
        "ZL": f"岳阳楼区{ROADS[n % len(ROADS)]}{n % 900 + 1}号",
        "AJZT": "2",
    }
