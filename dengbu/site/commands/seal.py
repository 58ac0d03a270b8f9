"""``dengbu seal``: seals that are set, were used, are revoked; who held them; judging a file."""

import ssl
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.evidence import api as evidence
from dengbu.kernel.chinese import SHANGHAI, moment_words
from dengbu.kernel.fault import Faults
from dengbu.site import seal_keys
from dengbu.site.verifying_files import Trusted, verify_file

BROKEN = 1


def add_arguments(parser: ArgumentParser) -> None:
    """What is to be done. ``revoke`` and ``hold`` run as the owner of the schema."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("own", help="the seals that each office is set to use, or why one cannot be")
    what.add_parser("list", help="seals that were used, and from when one does not count")
    what.add_parser("authorities", help="certificates of who made the seals, PEM, for others")
    check = what.add_parser("check", help="judge the seals of a PDF or OFD")
    check.add_argument("file", type=Path)
    revoke = what.add_parser("revoke", help="what a seal sealed from a moment on counts no more")
    revoke.add_argument("fingerprint")
    revoke.add_argument("--from", dest="since", type=_moment, required=True, help="ISO 8601")
    revoke.add_argument("--reason", required=True)
    revoke.add_argument("--by", required=True, help="who says so")
    hold = what.add_parser("hold", help="note that somebody holds a seal's key from a moment on")
    hold.add_argument("office")
    hold.add_argument("fingerprint", help="SHA-256 of the certificate, 64 hexadecimal digits")
    hold.add_argument("--holder", required=True)
    hold.add_argument("--since", type=_moment, required=True, help="ISO 8601")
    hold.add_argument("--before", required=True, help="in whose presence it was handed over")
    what.add_parser("holders", help="who held which seal when")


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def run(args: Namespace) -> int:
    """0: every seal is good; 1: one is not; 2: there is nothing to judge."""
    acts: dict[str, Callable[[Namespace], int]] = {
        "own": _own,
        "list": _list,
        "authorities": _authorities,
        "revoke": _revoke,
        "hold": _hold,
        "holders": _holders,
    }
    return acts.get(args.what, _check)(args)


def _own(_: Namespace) -> int:
    """Before the first paper is sealed: what the named files hold. 1: one cannot be used."""
    bad = [_one(office.code) for office in accounts.offices()]
    return BROKEN if any(bad) else 0


def _one(office: str) -> bool:
    """Whether a seal of this office is set and cannot be used; what is found is said."""
    bad = False
    for form, asked in (("PDF", seal_keys.seal), ("OFD", seal_keys.electronic_seal)):
        mark, line = "·", "没有设印章，纸上印章的地方空着"
        try:
            if found := asked(office):
                mark = "✓" if found.ends > timezone.now() else "✗"
                line = f"{found.fingerprint} {found.name}，到{moment_words(found.ends)}为止"
        except (evidence.BadSeal, OSError) as error:
            mark, line = "✗", f"不能用：{error}"
        bad |= mark == "✗"
        sys.stdout.write(f"{mark} {office} {form} {line}\n")
    return bad


def _list(_: Namespace) -> int:
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


def _authorities(_: Namespace) -> int:
    """What `evidence verify --authority` is given; one file of all."""
    for one in evidence.authorities():
        sys.stdout.write(ssl.DER_cert_to_PEM_cert(one))
    return 0


def _revoke(args: Namespace) -> int:
    now = timezone.now()
    said = {"since": args.since, "reason": args.reason, "by": args.by}
    if evidence.revoke_seal(args.fingerprint, **said, now=now):
        sys.stdout.write(f"{moment_words(args.since)}起，这枚印章盖的不算数\n")
        return 0
    sys.stderr.write("没有这枚印章，或者这个时间以前已经作废\n")
    return BROKEN


def _hold(args: Namespace) -> int:
    """All that is wrong is said at once, a line each; then nothing is noted."""
    offices = {office.code for office in accounts.offices()}
    told = {"holder": args.holder, "since": args.since, "before": args.before}
    now = timezone.now()
    try:
        evidence.hand_over(args.office, args.fingerprint, offices=offices, **told, now=now)
    except Faults as error:
        sys.stderr.write("".join(f"{fault.message}\n" for fault in error.faults))
        return BROKEN
    return _holders(args)


def _holders(_: Namespace) -> int:
    for one in evidence.holdings():
        until = f"到{moment_words(one.until)}" if one.until else "至今"
        sys.stdout.write(
            f"{one.office} {one.fingerprint} {one.holder} {moment_words(one.since)}起，{until}，"
            f"交接时在场：{one.before}\n"
        )
    return 0


def _check(args: Namespace) -> int:
    return verify_file(args.file, trusted=Trusted())
