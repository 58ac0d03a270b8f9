"""``dengbu audit``: recompute the evidence trees and every invariant of the register.

Also named: money of a sale under mortgage that is held with no clock running."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from itertools import chain

from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.site.replay.beside import told_beside
from dengbu.site.wiring import ATTESTED, audit_evidence


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to go on after the first break, and whether this is a register that was replayed."""
    parser.add_argument("--all", action="store_true", help="print every break, not the first only")
    parser.add_argument(
        "--register-only",
        action="store_true",
        help="of a register that was replayed: leave out the acts whose rows stayed at its source",
    )


def run(args: Namespace) -> int:
    """0 when nothing is broken, else 1 with the first break printed."""
    breaks = 0
    acts = _register_only() if args.register_only else chain(audit_evidence(), _money())
    for line in chain(register.audit(), acts):
        sys.stdout.write(f"{line}\n")
        breaks += 1
        if not args.all:
            break
    if not breaks:
        sys.stdout.write("register and evidence: no break found\n")
    if args.register_only:
        sys.stdout.write(f"{told_beside()}\n")
    return 1 if breaks else 0


def _money() -> Iterator[str]:
    for one in casework.mortgaged.idle_money(now=timezone.now()):
        yield f"money: case {one.case_no}: transfer {one}"


def _register_only() -> Iterator[str]:
    """Trees and names of leaves; what other acts did stands in no row here."""
    yield from evidence.audit_trees()
    yield from evidence.audit_subjects(ATTESTED)
