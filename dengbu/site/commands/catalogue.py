"""``dengbu catalogue``: the city's services, from TOML files to unchanging versions."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework.catalogue import CatalogueError, Gap, check_catalogue, load_catalogue

FOLDER = settings.ROOT / "catalogue"


def add_arguments(parser: ArgumentParser) -> None:
    """``check``: read only; ``load``: put in force at every office, or at one."""
    parser.add_argument("verb", choices=["check", "load"])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--office", help="six-digit code; without it all offices")


def run(args: Namespace) -> int:
    """0 when sound, 1 with every gap: file, key, what is missing."""
    if args.verb == "check":
        return _told(check_catalogue(args.folder))
    codes = [args.office] if args.office else [office.code for office in accounts.offices()]
    try:
        for code in codes:
            report = load_catalogue(args.folder, office=code, now=timezone.now())
            for change, names in (("+", report.added), ("-", report.ended)):
                sys.stdout.writelines(f"{code} {change} {name}\n" for name in names)
    except CatalogueError as error:
        return _told(error.gaps)
    return 0


def _told(gaps: Iterable[Gap]) -> int:
    lines = [f"{gap.file}: {gap.key}: {gap.what}\n" for gap in gaps]
    sys.stderr.writelines(lines)
    return 1 if lines else 0
