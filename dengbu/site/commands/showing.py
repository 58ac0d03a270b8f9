"""``dengbu showing``: the keys with which codes of showing (亮证) are signed."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime

from django.utils import timezone

from dengbu.inquiry import api as inquiry
from dengbu.kernel.chinese import SHANGHAI, moment_words
from dengbu.site import showing_keys

BROKEN = 1


def add_arguments(parser: ArgumentParser) -> None:
    """``list OFFICE``, ``rotate OFFICE [--revoked]``, ``revoke OFFICE KEY --from TIME``."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("list", help="keys of an office").add_argument("office")
    rotate = what.add_parser("rotate", help="a new key signs from now on")
    rotate.add_argument("office")
    rotate.add_argument(
        "--revoked", action="store_true", help="what the old one signed counts no more: it got out"
    )
    rotate.add_argument("--reason", default="", help="why, for the list of keys")
    revoke = what.add_parser("revoke", help="what a key signed from a moment on counts no more")
    revoke.add_argument("office")
    revoke.add_argument("key", help="eight hexadecimal digits of the list")
    revoke.add_argument("--from", dest="since", type=_moment, required=True, help="ISO 8601")
    revoke.add_argument("--reason", required=True)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def run(args: Namespace) -> int:
    """0: done; 1: no such key; 2: a key that cannot be read or changed here."""
    try:
        if args.what == "rotate":
            return _rotate(args)
        return _revoke(args) if args.what == "revoke" else _list(args.office)
    except showing_keys.WrongKey as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2


def _list(office: str) -> int:
    for view in inquiry.showing.keys_of(office):
        key = view.key
        said = f"，{moment_words(key.until)}停用" if key.until else "，在用"
        if key.revoked_from:
            said += f"，{moment_words(key.revoked_from)}起签的不算数"
        why = f"：{view.reason}" if view.reason else ""
        sys.stdout.write(f"{key.id.hex()} {moment_words(view.since)}起用{said}{why}\n")
    return 0


def _rotate(args: Namespace) -> int:
    """The new key is on the disk before it is in force, and in force when the old one ends.

    A run that stops between leaves the old one working; the next run, or the next showing, goes on
    from there. Where the environment has the keys the newest of them is put in force.
    """
    if not showing_keys.given(args.office):
        showing_keys.append(args.office)
    newest = inquiry.showing.public_of(showing_keys.seeds(args.office)[-1])
    reason = args.reason or ("旧钥匙泄露" if args.revoked else "换了新钥匙")
    inquiry.showing.put_in_force(
        args.office, newest, now=timezone.now(), revoked=args.revoked, reason=reason
    )
    return _list(args.office)


def _revoke(args: Namespace) -> int:
    try:
        key = bytes.fromhex(args.key)
    except ValueError:
        key = b""
    now = timezone.now()
    if inquiry.showing.revoke(args.office, key, since=args.since, reason=args.reason, now=now):
        return _list(args.office)
    sys.stderr.write("没有这把钥匙：dengbu showing list 看有哪些\n")
    return BROKEN
