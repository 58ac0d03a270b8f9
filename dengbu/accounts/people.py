"""Opening accounts and enrolling second factors (开户、定岗)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.contrib.auth.hashers import make_password
from django.db import transaction

from dengbu.accounts import attesting, totp
from dengbu.accounts.codes import AccountKind, Department, Post
from dengbu.accounts.models import Account, OfficerPost
from dengbu.database.ids import next_id
from dengbu.kernel.fault import FaultCode, FaultList

LONGEST_PASSWORD = 128
SHORTEST_PASSWORD = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAccount:
    """What an account is opened with."""

    username: str
    name: str
    kind: AccountKind
    password: str
    office: str = ""  # officers
    posts: tuple[tuple[Post, Department], ...] = ()  # officers
    organisation_id: int | None = None  # agents
    id_type: str = ""  # citizens
    id_no: str = ""


def create_account(new: NewAccount, *, now: datetime) -> Account:
    """Open an account. Raises `Faults` with everything that is wrong with ``new``."""
    return create_accounts([new], now=now)[0]


def create_accounts(news: Sequence[NewAccount], *, now: datetime) -> list[Account]:
    """Open many accounts; all or none. The same password is hashed once a call."""
    faults = FaultList()
    taken = set(
        Account.objects.filter(username__in=[n.username for n in news]).values_list(
            "username", flat=True
        )
    )
    for index, new in enumerate(news):
        _check(new, taken, faults, under="" if len(news) == 1 else f"{index}.")
        taken.add(new.username)
    faults.raise_if_any()
    hashes = {password: make_password(password) for password in {n.password for n in news}}
    accounts = [_row(new, hashes[new.password]) for new in news]
    posts = [
        OfficerPost(
            account=account, office=account.office, post=post, department=department, since=now
        )
        for account, new in zip(accounts, news, strict=True)
        for post, department in new.posts
    ]
    with transaction.atomic():
        Account.objects.bulk_create(accounts)
        OfficerPost.objects.bulk_create(posts)
        attesting.attest([attesting.of_post(post) for post in posts])
    return accounts


def _check(new: NewAccount, taken: set[str], faults: FaultList, *, under: str) -> None:
    if not new.username.strip() or new.username in taken:
        faults.add(FaultCode.REQUIRED, "请填写一个尚未使用的登录账号。", field=f"{under}username")
    if not new.name.strip():
        faults.add(FaultCode.REQUIRED, "请填写姓名。", field=f"{under}name")
    if not SHORTEST_PASSWORD <= len(new.password) <= LONGEST_PASSWORD:
        faults.add(
            FaultCode.REQUIRED,
            f"密码至少{SHORTEST_PASSWORD}位，最多{LONGEST_PASSWORD}位。",
            field=f"{under}password",
        )
    needed = {
        AccountKind.OFFICER: (bool(new.office), "office", "请选择所属登记机构。"),
        AccountKind.AGENT: (new.organisation_id is not None, "organisation", "请选择所属单位。"),
        AccountKind.CITIZEN: (bool(new.id_no and new.id_type), "id_no", "请填写证件号码。"),
    }
    given, field, message = needed[new.kind]
    if not given:
        faults.add(FaultCode.REQUIRED, message, field=f"{under}{field}")


def _row(new: NewAccount, password: str) -> Account:
    return Account(
        id=next_id(),
        username=new.username,
        name=new.name,
        kind=new.kind,
        password=password,
        office=new.office,
        organisation_id=new.organisation_id,
        id_type=new.id_type,
        id_no=new.id_no,
    )


def enrol_totp(username: str) -> str:
    """Give the account a fresh second factor; the address for the authenticator's QR code.

    Raises Account.DoesNotExist.
    """
    secret = totp.new_secret()
    account = Account.objects.get(username=username)
    account.totp_secret = totp.seal(secret)
    account.last_totp_step = 0
    account.save(update_fields=["totp_secret", "last_totp_step"])
    return totp.address(secret, username)


def signature_holds(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature is by that key over that message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
