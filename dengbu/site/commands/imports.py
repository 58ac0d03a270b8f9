"""``dengbu import``: a survey file into an office's cadastre, stock data into the register."""

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

import django.db
import duckdb
import psycopg
from django.conf import settings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register

AMOUNTS = {"yuan": "元", "wan": "万元"}
STEPS = 20  # lines of progress a stage, where there is no terminal to write over


def add_arguments(parser: ArgumentParser) -> None:
    """What, by which mapping, for whom, and where the report goes."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    survey = what.add_parser("cadastre", help="a survey file into an office's cadastre")
    survey.add_argument("file", type=Path, help="GeoJSON or GeoPackage")
    survey.add_argument("--mapping", type=Path, required=True, help="TOML: what the columns mean")
    survey.add_argument("--office", help="six-digit code; else the only district of the mapping")
    stock = what.add_parser("register", help="national tables (CSV, Parquet) into the register")
    stock.add_argument("folder", type=Path, help="one file a table: FDCQ2.csv, QLR.parquet ...")
    stock.add_argument("--office", help="six-digit code; else all offices")
    stock.add_argument(
        "--encoding", choices=["utf-8", "gb18030"], default="utf-8", help="of the CSV files"
    )
    stock.add_argument(
        "--amounts", choices=list(AMOUNTS), default="yuan", help="what amounts of money are in"
    )
    for one in (survey, stock):
        one.add_argument("--dry-run", action="store_true", help="report, and write nothing")
        one.add_argument("--report", type=Path, help="folder of the rows and summary.json")


def run(args: Namespace) -> int:
    """0 when all was read, whatever became of its rows; 1 when it was refused as a whole."""
    now = timezone.localtime()
    try:
        return _register(args, now) if args.what == "register" else _cadastre(args, now)
    except Faults as faults:
        sys.stderr.writelines(_line(fault) for fault in faults.faults)
        return 1
    except OSError as error:
        sys.stderr.write(f"文件打不开：{error}\n")
        return 1
    except (django.db.Error, psycopg.Error, duckdb.Error) as error:
        sys.stderr.write(stopped(error))
        return 1


def stopped(error: Exception) -> str:
    """Which rule of which database stopped it; its own words may hold a person's data."""
    cause = error.__cause__ if isinstance(error, django.db.Error) else error
    if isinstance(cause, psycopg.Error):
        rule = cause.diag.constraint_name or cause.diag.table_name or "-"
        which = f"登记库 {cause.sqlstate or type(cause).__name__}，{rule}"
    else:
        which = f"临时库 {type(cause or error).__name__}"
    return f"导入中断（{which}），已写入的整件业务有效；请核对后用同一命令再导入一次。\n"


def _cadastre(args: Namespace, now: datetime) -> int:
    mapping = cadastre.read_mapping(args.mapping)
    office = accounts.office(args.office or _only_district(mapping)).code
    report = cadastre.import_cadastre(
        args.file,
        mapping,
        office=office,
        actor=accounts.system_actor(office),
        dry_run=args.dry_run,
        now=now,
        progress=show,
    )
    rows, _ = report.write(args.report or _folder(now))
    sys.stdout.write(cadastre.import_report(report) + "\n")
    sys.stdout.write(f"逐行报告：{rows}\n")
    return 0


def _register(args: Namespace, now: datetime) -> int:
    if args.office:
        accounts.office(args.office)  # Faults for one that is not there
    folder = args.report or _folder(now)
    source = register.StockSource(
        folder=args.folder,
        work=(args.report or folder.parent) / "work",  # the same for a call that goes on
        report=folder,
        encoding=args.encoding,
        office=args.office,
        amounts=AMOUNTS[args.amounts],
    )
    mask = os.umask(0o077)  # what is written names people
    try:
        report = register.import_register(source, dry_run=args.dry_run, now=now, show=show_rate)
    finally:
        os.umask(mask)
    sys.stdout.writelines(f"{line}\n" for line in report.lines_for_people())
    sys.stdout.write(f"隔离的行和原因：{folder / 'quarantine.csv'}（{report.lines}条）\n")
    return 0


def show_rate(stage: str, done: int, total: int, rate: float, left: float) -> None:
    """Progress with the measured rate and the time that is left at it."""
    unit = "字节" if stage == "读取" else "件"
    text = f"{stage}: {done}/{total}"
    if rate:
        text += f"，每秒{rate:,.0f}{unit}，还需{left:,.0f}秒"
    end = "\n" if done >= total or not sys.stderr.isatty() else "\033[K"
    sys.stderr.write(f"\r{text}{end}" if sys.stderr.isatty() else f"{text}\n")
    sys.stderr.flush()


def show(stage: str, done: int, total: int) -> None:
    """Progress of one stage: over the same line of a terminal, else a line now and then."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{stage}: {done}/{total}" + ("\n" if done >= total else "\033[K"))
    elif done >= total or done % max(1, total // STEPS) == 0:
        sys.stderr.write(f"{stage}: {done}/{total}\n")
    sys.stderr.flush()


def _only_district(mapping: cadastre.ImportMapping) -> str:
    if len(mapping.districts) == 1:
        return next(iter(mapping.districts))
    message = "请用 --office 写明由哪个登记机构接收（六位代码）。"
    raise Faults(Fault(code=FaultCode.REQUIRED, message=message, field="office"))


def _folder(now: datetime) -> Path:
    return Path(settings.HOME) / "imports" / f"{now:%Y%m%dT%H%M%S}"


def _line(fault: Fault) -> str:
    return f"{fault.field}: {fault.message}\n" if fault.field else f"{fault.message}\n"
