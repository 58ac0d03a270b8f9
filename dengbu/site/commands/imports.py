"""``dengbu import cadastre FILE --mapping MAP``: a survey file into an office's cadastre."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.kernel.fault import Fault, FaultCode, Faults

STEPS = 20  # lines of progress a stage, where there is no terminal to write over


def add_arguments(parser: ArgumentParser) -> None:
    """What, by which mapping, for whom, and where the report goes."""
    parser.add_argument("what", choices=["cadastre"])
    parser.add_argument("file", type=Path, help="GeoJSON or GeoPackage")
    parser.add_argument("--mapping", type=Path, required=True, help="TOML: what the columns mean")
    parser.add_argument("--office", help="six-digit code; else the only district of the mapping")
    parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
    parser.add_argument("--report", type=Path, help="folder of rows.csv and summary.json")


def run(args: Namespace) -> int:
    """0 when the file was read, whatever became of its rows; 1 when it was refused as a whole."""
    now = timezone.localtime()
    try:
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
    except Faults as faults:
        sys.stderr.writelines(_line(fault) for fault in faults.faults)
        return 1
    except OSError as error:
        sys.stderr.write(f"文件打不开：{error}\n")
        return 1
    rows, _ = report.write(args.report or _folder(now))
    sys.stdout.write(cadastre.import_report(report) + "\n")
    sys.stdout.write(f"逐行报告：{rows}\n")
    return 0


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
