"""``dengbu account``: the first people of an office, before anyone can sign in."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.kernel.fault import Faults


def add_arguments(parser: ArgumentParser) -> None:
    """``create`` an officer, ``identify`` one by number, ``totp``: a fresh second factor."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="open an officer's account; asks for the password")
    create.add_argument("username")
    create.add_argument("name")
    create.add_argument("--office", required=True, help="six-digit code")
    create.add_argument(
        "--post", action="append", default=[], help="POST:DEPARTMENT, such as WINDOW:INTAKE"
    )
    verbs.add_parser(
        "identify", help="note an officer's own identity number, asked for; cases of it keep away"
    ).add_argument("username")
    verbs.add_parser("totp", help="print the QR address of a new second factor").add_argument(
        "username"
    )


def run(args: Namespace) -> int:
    """0 when done, 1 with everything that is wrong."""
    if args.verb == "totp":
        sys.stdout.write(accounts.enrol_totp(args.username) + "\n")
        return 0
    try:
        if args.verb == "identify":
            accounts.identify(args.username, getpass.getpass("身份证号："), now=timezone.now())
        else:
            accounts.create_account(_officer(args), now=timezone.now())
    except (Faults, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _officer(args: Namespace) -> accounts.NewAccount:
    pairs = [post.partition(":")[::2] for post in args.post]
    return accounts.NewAccount(
        username=args.username,
        name=args.name,
        kind=accounts.AccountKind.OFFICER,
        password=getpass.getpass("密码："),
        office=args.office,
        posts=tuple((accounts.Post(post), accounts.Department(room)) for post, room in pairs),
    )
