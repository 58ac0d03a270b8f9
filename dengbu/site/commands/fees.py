"""``dengbu fees reconcile --on DATE``: a day's money against the treasury's statement."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date

from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.kernel.fault import Faults
from dengbu.kernel.money import show_yuan


def add_arguments(parser: ArgumentParser) -> None:
    """What to do, of which day and office."""
    parser.add_argument("what", choices=["reconcile"])
    parser.add_argument("--on", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--office", metavar="CODE", help="six digits; all connected by default")


def run(args: Namespace) -> int:
    """0 when every account agrees, 1 with a line for each difference, 2 where none was compared."""
    connected = [o.code for o in accounts.offices() if casework.treasury_connected(o.code)]
    offices = [args.office] if args.office else connected
    if not offices:
        sys.stderr.write("没有一个登记机构接通了财政系统\n")
        return 2
    return max(_reconcile(office, args.on) for office in offices)


def _reconcile(office: str, day: date) -> int:
    try:
        view = casework.reconcile(office, day, now=timezone.now())
    except Faults as faults:
        sys.stderr.write(f"{office} {day}: {faults}\n")
        return 2
    for one in view.differences:
        line = f"{office} {day} {one.kind.value} {one.order_no} {one.reference}: {one.said}"
        sys.stdout.write(f"{line}\n")
    sums = f"{view.ours} / {show_yuan(view.ours_sum)}, {view.theirs} / {show_yuan(view.theirs_sum)}"
    sys.stdout.write(f"{office} {day}: {sums}, {len(view.differences)} differences\n")
    return 1 if view.differences else 0
