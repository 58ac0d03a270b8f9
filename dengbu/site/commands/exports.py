"""``dengbu export register DIR``: the whole register in the national standard's tables."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from dengbu.accounts import api as accounts
from dengbu.kernel.fault import Faults
from dengbu.register import api as register


def add_arguments(parser: ArgumentParser) -> None:
    """Where to, of which office, in which form."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    stock = what.add_parser("register", help="rights, people, entries and land, a file a table")
    stock.add_argument("folder", type=Path, help="a new or empty folder")
    stock.add_argument("--office", help="six-digit code; else all offices")
    stock.add_argument("--format", choices=["csv", "parquet"], default="csv")


def run(args: Namespace) -> int:
    """0 when everything is written; 1 when the folder cannot be used or there is no such office."""
    try:
        if args.office:
            accounts.office(args.office)
        written = register.export_register(
            args.folder, office=args.office, parquet=args.format == "parquet"
        )
    except Faults as faults:
        sys.stderr.write(f"{faults}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"文件写不进：{error}\n")
        return 1
    sys.stdout.writelines(f"{name}：{rows}行\n" for name, rows in written.items())
    return 0
