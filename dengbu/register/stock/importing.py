"""A folder of national tables into the register: read, check, decide, write, reconcile."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.register.stock import counting, ground, planning, quarantine, runs, shelf, sound, state
from dengbu.register.stock.mapping import YUAN, NationalTable, tables
from dengbu.register.stock.progress import Progress, Show
from dengbu.register.stock.reading import UTF8, cells, cleaned, header
from dengbu.register.stock.reasons import Reason
from dengbu.register.stock.report import StockReport, TableCount
from dengbu.register.stock.staging import check_header, empty, stage_csv, stage_parquet
from dengbu.register.stock.workspace import Workspace, one_file
from dengbu.register.stock.writing import Writer, may_sleep

CSV, PARQUET = ".csv", ".parquet"
PEOPLE = "QLR"
"""Of whose unreadable rows the cells are kept: they may name a right that lacks an owner then."""
PLANS = 8  # of one import, while the office books the same units
IDS_A_ROW = 16  # more than a row of a file ever needs
CHECKED_ONLY = ("LJZ", "C")
"""Tables that the cadastre has no place for: checked, and not kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What is imported, and how it is read."""

    folder: Path  # one file a table, NAME.csv or NAME.parquet
    work: Path  # where the folder of what is worked out is made; as much room as the files need
    report: Path  # folder of quarantine.csv and summary.json
    encoding: str = UTF8  # of the CSV files: utf-8 or gb18030
    office: str | None = None  # six digits: only this one; None: all
    amounts: str = YUAN  # the unit of amounts of money in the files: YUAN or WAN


@dataclass(slots=True)
class _Read:
    """What reading found."""

    rows: dict[str, int] = field(default_factory=dict)  # by table
    files: dict[str, str] = field(default_factory=dict)


def import_register(source: Source, *, dry_run: bool, now: datetime, show: Show) -> StockReport:
    """Take sound rows in, quarantine the others with all their reasons; how many ended where.

    Law: 不动产登记暂行条例 art 9 (the register is electronic and kept for ever). Whole cases
    are taken or refused. Nothing is written by a dry run, nor where ``Faults`` are raised: for
    files and columns that are unknown, missing or of a wrong type, and for GBK that was not said
    to be. Interrupted at any point, the same call goes on where it stopped. LOCK_TIMEOUT where
    another import runs, or the office books the very units again and again.
    """
    files = [(t.counting_in(source.amounts), path) for t, path in _files(source.folder)]
    source.report.mkdir(parents=True, exist_ok=True)
    progress = Progress(show)
    with runs.alone():
        for _ in range(PLANS):
            work = Workspace(source.work)
            with closing(work), suppress(runs.PlanChangedError):  # what it wrote is there then
                return _imported(work, source, files, progress, dry_run=dry_run, now=now)
    message = (
        "导入期间这些单元一直有人在办理登记，已写入的整件业务有效；请稍后用同一命令再导入一次。"
    )
    raise Faults(Fault(code=FaultCode.LOCK_TIMEOUT, message=message))


def _imported(
    work: Workspace,
    source: Source,
    files: list[tuple[NationalTable, Path]],
    progress: Progress,
    *,
    dry_run: bool,
    now: datetime,
) -> StockReport:
    read = _stage(work, source, files, progress)
    wanted = sum(read.rows.values()) * IDS_A_ROW + 10_000
    run = runs.planned() if dry_run else runs.begin(_digest(source, files), wanted)
    before = counting.rights()
    progress.stage("核对", 1)
    planning.prepare(work, source.office)
    ground.decide(work)
    if not dry_run:
        ground.write(work)
    state.bring(work, origin=run.origin, end=run.origin + run.ids)
    if dry_run:
        ground.planned(work)
    planning.decide(work, min(now.astimezone(UTC), state.clock()))
    planning.explain(work)
    lines = quarantine.write(work, source.report / "quarantine.csv", read.files)
    progress.did(1)
    counts = _reconciled(work, read.rows)
    if not dry_run:
        _write(work, run, progress)
    report = StockReport(
        dry_run=dry_run,
        taken_at=now,
        counts=counts,
        reasons=dict(work.rows("SELECT code, count(*) FROM reason GROUP BY 1 ORDER BY 1")),
        lines=lines,
        before=before,
        after=counting.rights(),
        unkept=counting.unkept(work, read.rows),
    )
    report.write(source.report)
    return report


def _write(work: Workspace, run: runs.Run, progress: Progress) -> None:
    first_leaf = planning.arrange(work, run.origin)
    if not runs.same_plan(run, planning.fingerprint(work)):
        runs.forget(run)
        raise runs.PlanChangedError
    sound.prove(work)
    rows = int(work.value("SELECT count(*) FROM b"))
    progress.stage("登簿", rows)
    if rows:
        writer = Writer(
            work=work, run=run, first_leaf=first_leaf, progress=progress, asleep=may_sleep()
        )
        try:
            writer.write()
        except runs.PlanChangedError:
            runs.forget(run)
            raise
    shelf.bring_back()  # of a load that was killed at its very end
    runs.forget(run)


def _files(folder: Path) -> list[tuple[NationalTable, Path]]:
    """The files of a folder. `Faults` for what is no table, and for one table in two files."""
    faults = FaultList()
    found: dict[str, Path] = {}
    if not folder.is_dir():
        message = f"没有文件夹{folder.name}。"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=message, field=folder.name))
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.suffix.lower() not in {CSV, PARQUET}:
            continue
        table = tables().get(path.stem)
        if table is None:
            message = f"{path.name}不是国家标准的表名，可用的有：{'、'.join(tables())}。"
            faults.add(FaultCode.UPLOAD_TYPE, message, field=path.name)
        elif table.name in found:
            message = f"{table.name}有两个文件：{found[table.name].name}和{path.name}。"
            faults.add(FaultCode.UPLOAD_TYPE, message, field=path.name)
        else:
            found[table.name] = path
    if not found and not faults.faults:
        message = f"文件夹{folder.name}里没有国家标准的表（NAME.csv 或者 NAME.parquet）。"
        faults.add(FaultCode.REQUIRED, message, field=folder.name)
    faults.raise_if_any()
    return [(table, found[name]) for name, table in tables().items() if name in found]


def _stage(
    work: Workspace, source: Source, files: list[tuple[NationalTable, Path]], progress: Progress
) -> _Read:
    """Every file into its typed table; the faults of all files together."""
    read, faults = _Read(), FaultList()
    progress.stage("读取", sum(path.stat().st_size for _, path in files))
    unread_file = work.folder / "unread.csv"
    with unread_file.open("w", encoding="utf-8", newline="") as unread:
        out = csv.writer(unread, lineterminator="\n")
        with ThreadPoolExecutor(1) as ahead:  # the next file is read while one is checked
            jobs = [
                ahead.submit(_readied, work, source, table, path, out.writerow, progress)
                for table, path in files
            ]
            for (table, path), job in zip(files, jobs, strict=True):
                read.files[table.name] = path.name
                with faults.catch():
                    read.rows[table.name] = job.result()()
    faults.raise_if_any()
    empty(work, tables().values())
    work.run(
        "CREATE TABLE unread AS SELECT * FROM read_csv("
        f"{one_file(unread_file)}, header=false, auto_detect=false, delim=',', quote='\"',"
        " escape='\"', columns={'tbl': 'VARCHAR', 'n': 'BIGINT', 'code': 'VARCHAR',"
        " 'said': 'VARCHAR', 'cells': 'VARCHAR'}, max_line_size=4194304)"
    )
    wrong = " UNION ALL ".join(
        f"SELECT '{name}' AS tbl, n, why FROM t_{name} WHERE why <> ''" for name in tables()
    )
    work.run(f"CREATE VIEW wrong AS {wrong}")
    return read


def _readied(
    work: Workspace,
    source: Source,
    table: NationalTable,
    path: Path,
    note: Callable[[list[object]], object],
    progress: Progress,
) -> Callable[[], int]:
    """A file made ready; what then stages it and gives the number of its rows."""
    if path.suffix.lower() == PARQUET:
        return lambda: _parquet(work, table, path, progress)
    names = header(path, source.encoding)
    check_header(table, names, path.name)

    def tell(row: int, reason: Reason, said: str, line: bytes) -> None:
        words = cells(line, source.encoding) if table.name == PEOPLE else ""
        note([table.name, row, reason.value, said, words])

    clean = work.folder / f"{table.name}.csv"
    rows = cleaned(path, source.encoding, clean, tell, progress.did)

    def stage() -> int:
        stage_csv(work, table, names, clean)
        return rows

    return stage


def _parquet(work: Workspace, table: NationalTable, path: Path, progress: Progress) -> int:
    stage_parquet(work, table, path.resolve())
    progress.did(path.stat().st_size)
    return int(work.value(f"SELECT count(*) FROM t_{table.name}"))


def _digest(source: Source, files: list[tuple[NationalTable, Path]]) -> str:
    """The same for the same files read in the same way."""
    into = hashlib.sha256(f"{source.encoding}:{source.office}:{source.amounts}".encode())
    for table, path in files:
        found = path.stat()
        into.update(f"{table.name}:{path.name}:{found.st_size}:{found.st_mtime_ns}".encode())
    return into.hexdigest()


def _reconciled(work: Workspace, rows: dict[str, int]) -> tuple[TableCount, ...]:
    return tuple(_counts(work, rows))


def _counts(work: Workspace, rows: dict[str, int]) -> Iterator[TableCount]:
    """What was read is what ended somewhere, table by table; `RuntimeError` if a row was lost."""
    ended = {
        (table, outcome): number
        for table, outcome, number in work.rows("SELECT tbl, outcome, rows FROM ended")
    }
    for table, read in rows.items():
        out = ended.get((table, "quarantined"), 0)
        checked = read - out if table in CHECKED_ONLY else 0
        count = TableCount(
            table=table,
            read=read,
            taken=ended.get((table, "taken"), 0),
            there=ended.get((table, "there"), 0),
            quarantined=out,
            checked=checked,
        )
        if count.read != count.taken + count.there + count.quarantined + count.checked:
            raise RuntimeError(f"rows of {table} are not accounted for: {count}")
        yield count
