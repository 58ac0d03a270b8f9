"""``dengbu autopilot replay``: judge past decisions again from what was kept with them."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date

from dengbu.casework import api as casework

SHOWN = 100  # differences that are listed


def add_arguments(parser: ArgumentParser) -> None:
    """Which days, and of which office."""
    parser.add_argument("what", choices=["replay"])
    parser.add_argument(
        "--from", dest="first", metavar="DAY", type=date.fromisoformat, required=True
    )
    parser.add_argument("--to", dest="last", metavar="DAY", type=date.fromisoformat, required=True)
    parser.add_argument("--office", metavar="CODE", default="", help="six digits; all by default")


def run(args: Namespace) -> int:
    """0 when every decision comes out as it was, else 1 with a line for each that does not."""
    if args.last < args.first:
        sys.stderr.write("--to is before --from\n")
        return 2
    done = casework.smart.replay(first=args.first, last=args.last, office=args.office)
    for one in done.differences[:SHOWN]:
        sys.stdout.write(f"{one.case_no} {one.at.isoformat()}: {one.what}\n")
    if len(done.differences) > SHOWN:
        sys.stdout.write(f"... and {len(done.differences) - SHOWN} more\n")
    sys.stdout.write(
        f"{done.decisions} decisions replayed, {done.approvals} approved,"
        f" {len(done.differences)} come out otherwise\n"
    )
    return 1 if done.differences else 0
