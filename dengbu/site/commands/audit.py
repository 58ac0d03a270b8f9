"""``dengbu audit``: recompute the evidence trees and every invariant of the register.

Also named: money of a sale under mortgage that is held with no clock running."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from itertools import chain

from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.register import api as register
from dengbu.site.wiring import audit_evidence


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to go on after the first break."""
    parser.add_argument("--all", action="store_true", help="print every break, not the first only")


def run(args: Namespace) -> int:
    """0 when nothing is broken, else 1 with the first break printed."""
    breaks = 0
    for line in chain(register.audit(), audit_evidence(), _money()):
        sys.stdout.write(f"{line}\n")
        breaks += 1
        if not args.all:
            break
    if not breaks:
        sys.stdout.write("register and evidence: no break found\n")
    return 1 if breaks else 0


def _money() -> Iterator[str]:
    for one in casework.mortgaged.idle_money(now=timezone.now()):
        yield f"money: case {one.case_no}: transfer {one}"
