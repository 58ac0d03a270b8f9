"""``dengbu dispatch``: publish the draws of examiners, and verify them."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.casework.rules import verify_dispatch
from dengbu.evidence import api as evidence

BROKEN, UNUSABLE = 1, 2


def add_arguments(parser: ArgumentParser) -> None:
    """What is to be done."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    publish = what.add_parser("publish", help="write draws, log and the file that verifies them")
    publish.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    publish.add_argument("--office", help="code; else every office, in a folder each")
    verify = what.add_parser("verify", help="a published folder, or the draws of this database")
    verify.add_argument("folder", nargs="?", type=Path)
    verify.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY")
    verify.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY")
    verify.add_argument("--office", help="of this database; else every office")
    verify.add_argument("--key", action="append", default=[], help="public key of the log")
    verify.add_argument("--trust-folder", action="store_true", help="verify without any key")
    verify.add_argument("--witness", action="append", default=[], help="public key of a witness")


def run(args: Namespace) -> int:
    """0: done, nothing found. 1: a violation, and where. 2: it cannot be done."""
    try:
        return _publish(args) if args.what == "publish" else _verify(args)
    except evidence.NothingSigned as error:
        sys.stderr.write(f"机构 {error} 的日志还没有签过名，启动 worker 以后再试\n")
        return UNUSABLE
    except (OSError, ValueError) as error:
        sys.stderr.write(f"读不了：{error}\n")
        return UNUSABLE


def _offices(args: Namespace) -> tuple[str, ...]:
    return (args.office,) if args.office else casework.dispatching.offices_drawing()


def _publish(args: Namespace) -> int:
    for office in _offices(args):
        casework.dispatching.tell(office, now=timezone.now())
        folder = args.to if args.office else args.to / office
        count = casework.dispatching.publish(office, folder)
        sys.stdout.write(f"{office}：{count} 次抽签，写在 {folder}\n")
    return 0


def _verify(args: Namespace) -> int:
    first = args.first.isoformat() if args.first else ""
    last = args.last.isoformat() if args.last else ""
    if args.folder is not None:
        if not args.key and not args.trust_folder:
            sys.stderr.write(f"{verify_dispatch.NO_KEY}\n")
            return UNUSABLE
        found = verify_dispatch.verify(args.folder, first, last, args.key, args.witness)
        return _say(str(args.folder), found)
    status = 0
    for office in _offices(args):
        report = casework.dispatching.check(office, first=first, last=last)
        status = max(status, _say(office, report))
    return status


def _say(what: str, report: verify_dispatch.Report) -> int:
    for said in report.lines():
        sys.stdout.write(f"{what}：{said}\n")
    return BROKEN if report.violations else 0
