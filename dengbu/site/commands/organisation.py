"""``dengbu organisation``: banks, developers and brokers, their people and their keys."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import Faults


def add_arguments(parser: ArgumentParser) -> None:
    """``create``, ``account`` of one of its people, ``key`` to file, ``withdraw`` a key."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="open an organisation")
    create.add_argument("kind", choices=[str(kind) for kind in accounts.OrganisationKind])
    create.add_argument("name")
    create.add_argument("credit_code", help="unified social credit code, 18 characters")
    person = verbs.add_parser("account", help="open a person's account; asks for the password")
    person.add_argument("username")
    person.add_argument("name")
    person.add_argument("--of", required=True, metavar="CREDIT_CODE")
    key = verbs.add_parser("key", help="file a public key; requests act as the account")
    key.add_argument("key_id")
    key.add_argument("pem", type=Path, help="Ed25519 public key, PEM")
    key.add_argument("--account", required=True, metavar="USERNAME")
    key.add_argument("--until", type=date.fromisoformat, help="last day, YYYY-MM-DD")
    verbs.add_parser("withdraw", help="end a key at once").add_argument("key_id")


def run(args: Namespace) -> int:
    """0 when done, 1 with everything that is wrong."""
    verbs = {"create": _create, "account": _account, "key": _key, "withdraw": _withdraw}
    try:
        verbs[args.verb](args, timezone.now())
    except (Faults, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _create(args: Namespace, now: datetime) -> None:
    accounts.create_organisation(
        kind=accounts.OrganisationKind(args.kind),
        name=args.name,
        credit_code=args.credit_code,
        now=now,
    )


def _account(args: Namespace, now: datetime) -> None:
    found = accounts.organisation(args.of)
    if found is None:
        raise ValueError(f"没有统一社会信用代码为 {args.of} 的单位，请先 create。")
    new = accounts.NewAccount(
        username=args.username,
        name=args.name,
        kind=accounts.AccountKind.AGENT,
        password=getpass.getpass("密码："),
        organisation_id=found.id,
    )
    accounts.create_account(new, now=now)


def _key(args: Namespace, now: datetime) -> None:
    read = load_pem_public_key(args.pem.read_bytes())
    if not isinstance(read, Ed25519PublicKey):
        raise ValueError(f"{args.pem} 不是 Ed25519 公钥。")
    accounts.register_key(
        account=accounts.agent_account(args.account),
        key_id=args.key_id,
        public_key=read.public_bytes_raw(),
        now=now,
        valid_to=_end_of(args.until) if args.until else None,
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=SHANGHAI)


def _withdraw(args: Namespace, now: datetime) -> None:
    accounts.withdraw_key(args.key_id, now=now)
