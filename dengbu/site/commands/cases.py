"""``dengbu cases check``: whether every open case is in exactly one work list."""

import sys
from argparse import ArgumentParser, Namespace

from django.utils import timezone

from dengbu.casework import api as casework


def add_arguments(parser: ArgumentParser) -> None:
    """What to do, and in which office."""
    parser.add_argument("what", choices=["check"])
    parser.add_argument("--office", metavar="CODE", help="six digits; all offices by default")


def run(args: Namespace) -> int:
    """0 when every open case is in one list, else 1 with a line for each that is not."""
    found = casework.misplaced(now=timezone.now(), office=args.office)
    for case in found:
        lists = "、".join(case.lists) or "none"
        where = f"{case.status}/{case.paused_for or 'runs'}"
        sys.stdout.write(f"{case.case_no} {where}: in {lists}\n")
    if not found:
        sys.stdout.write("work lists: every open case is in exactly one\n")
    return 1 if found else 0
