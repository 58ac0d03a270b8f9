"""``dengbu seal``: which seals were used, whether a sealed file is genuine, and revoking a seal."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from dengbu.evidence import api as evidence
from dengbu.kernel.chinese import SHANGHAI, moment_words
from dengbu.site.verifying_files import verify_file

BROKEN = 1


def add_arguments(parser: ArgumentParser) -> None:
    """``list``, ``check FILE``, ``revoke FINGERPRINT --from TIME --reason WORDS``."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("list", help="seals that were used, and from when one does not count")
    check = what.add_parser("check", help="judge the seals of a PDF or OFD")
    check.add_argument("file", type=Path)
    revoke = what.add_parser("revoke", help="what a seal sealed from a moment on counts no more")
    revoke.add_argument("fingerprint")
    revoke.add_argument("--from", dest="since", type=_moment, required=True, help="ISO 8601")
    revoke.add_argument("--reason", required=True)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def run(args: Namespace) -> int:
    """0: every seal is good; 1: one is not; 2: there is nothing to judge."""
    if args.what == "list":
        return _list()
    if args.what == "revoke":
        return _revoke(args)
    return _check(args.file)


def _list() -> int:
    for seal in evidence.seals_used():
        until = (
            f"，{moment_words(seal.revoked_from)}起不算数：{seal.reason}"
            if seal.revoked_from
            else ""
        )
        sys.stdout.write(
            f"{seal.office} {seal.fingerprint} {moment_words(seal.first_used_at)}起用{until}\n"
        )
    return 0


def _revoke(args: Namespace) -> int:
    now = timezone.now()
    if evidence.revoke_seal(args.fingerprint, since=args.since, reason=args.reason, now=now):
        sys.stdout.write(f"{moment_words(args.since)}起，这枚印章盖的不算数\n")
        return 0
    sys.stderr.write("没有这枚印章，或者已经作废过了\n")
    return BROKEN


def _check(file: Path) -> int:
    return verify_file(file, authorities=(), keys=())
