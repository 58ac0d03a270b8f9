"""Who can sign in to the demonstration. These accounts exist nowhere else."""

import json
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dengbu.accounts import api as accounts
from dengbu.accounts.api import AccountKind, Department, NewAccount, OrganisationKind, Post
from dengbu.kernel.identity import resident_check_digit
from dengbu.register import api as register
from dengbu.site.demonstration.people import BANKS, DEVELOPERS, SUPERVISOR, Firm

PASSWORD = "demo-yueyang-2026"  # noqa: S105 - printed by `make run`; the demonstration alone
OFFICE = "430602"
OTHERS = ("430603", "430611", "430621", "430623", "430624", "430626", "430681", "430682")
OFFICERS: tuple[tuple[str, str, tuple[tuple[Post, Department], ...]], ...] = (
    ("wangmin", "王敏", ((Post.WINDOW, Department.INTAKE),)),
    ("liwenbo", "李文博", ((Post.WINDOW, Department.INTAKE),)),
    ("xujing", "许静", ((Post.EXAMINER, Department.TRANSFER),)),
    ("duanjun", "段俊", ((Post.EXAMINER, Department.TRANSFER),)),
    ("penglixin", "彭立新", ((Post.EXAMINER, Department.MORTGAGE),)),
    ("tangyan", "汤艳", ((Post.EXAMINER, Department.MORTGAGE),)),
    ("yiming", "易鸣", ((Post.EXAMINER, Department.FIRST),)),
    ("gongchun", "龚春", ((Post.EXAMINER, Department.FIRST),)),
    ("zhaolei", "赵磊", ((Post.CHIEF, Department.TRANSFER),)),
    ("sunyulan", "孙玉兰", ((Post.ARCHIVIST, Department.ARCHIVES),)),
    ("hanjing", "韩静", ((Post.AUDITOR, Department.LEGAL),)),
    ("admin", "系统管理员", ((Post.ADMIN, Department.ARCHIVES),)),
    ("heyun", "何云", ((Post.CASHIER, Department.INTAKE),)),
)
EXAMINING = (Department.FIRST, Department.TRANSFER, Department.MORTGAGE)
ELSEWHERE = (  # in each of the other offices: sign in as the first word and the office's code
    ("clerk", "受理员", Post.WINDOW, (Department.INTAKE,)),
    ("examiner", "审核员", Post.EXAMINER, EXAMINING),
    ("chief", "科长", Post.CHIEF, (Department.TRANSFER,)),
    ("archivist", "档案员", Post.ARCHIVIST, (Department.ARCHIVES,)),
    ("auditor", "督查员", Post.AUDITOR, (Department.LEGAL,)),
    ("admin", "系统管理员", Post.ADMIN, (Department.ARCHIVES,)),
)
AGENTS = (("xiangbei", "龚立新"), ("baling", "汪承"), ("dongting", "许可"))
ESCROW = ("escrow", "何谨")  # who looks after the supervised account


def hire(now: datetime) -> list[register.Registrar]:
    """Officers of every post and office; who may stand as registrar in the past."""
    people = [
        NewAccount(
            username=username,
            name=name,
            kind=AccountKind.OFFICER,
            password=PASSWORD,
            office=OFFICE,
            posts=posts,
        )
        for username, name, posts in OFFICERS
    ]
    for office in OTHERS:
        people += [
            NewAccount(
                username=f"{role}{office}",
                name=name,
                kind=AccountKind.OFFICER,
                password=PASSWORD,
                office=office,
                posts=tuple((post, department) for department in departments),
            )
            for role, name, post, departments in ELSEWHERE
        ]
    made = accounts.create_accounts(people, now=now)
    for n, (username, *_) in enumerate(OFFICERS, start=1):
        accounts.identify(username, _number(n), now=now)
    return [
        register.Registrar(id=account.id, name=account.name)
        for account, new in zip(made, people, strict=True)
        if new.office == OFFICE and new.posts[0][0] is Post.EXAMINER
    ]


def _number(n: int) -> str:
    """An identity number of a region that no longer exists, so that it is nobody's."""
    first = f"4306001980{n % 12 + 1:02d}{n % 28 + 1:02d}{n:03d}"
    return first + resident_check_digit(first)


def open_organisations(now: datetime, keys: Path) -> None:
    """Three banks and who supervises the money of sales, with an officer and a key each, and two
    developers; private keys go to ``keys``."""
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    names = {}
    for bank, (username, name) in zip(BANKS, AGENTS, strict=True):
        names[_connect(OrganisationKind.BANK, bank, username, name, now, keys)] = bank.name
    names[_connect(OrganisationKind.ESCROW, SUPERVISOR, *ESCROW, now, keys)] = SUPERVISOR.name
    (keys / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    for developer in DEVELOPERS:
        accounts.create_organisation(
            kind=OrganisationKind.DEVELOPER,
            name=developer.name,
            credit_code=developer.credit_code,
            now=now,
        )


def _connect(  # noqa: PLR0913 - one of the organisations, with its officer
    kind: OrganisationKind, firm: Firm, username: str, name: str, now: datetime, keys: Path
) -> str:
    """Open an organisation with an officer and a filed key; the number of the key."""
    organisation_id = accounts.create_organisation(
        kind=kind, name=firm.name, credit_code=firm.credit_code, now=now
    )
    account = accounts.create_account(
        NewAccount(
            username=username,
            name=name,
            kind=AccountKind.AGENT,
            password=PASSWORD,
            organisation_id=organisation_id,
        ),
        now=now,
    )
    private = Ed25519PrivateKey.generate()
    accounts.register_key(
        account=account,
        key_id=f"{username}-1",
        public_key=private.public_key().public_bytes_raw(),
        now=now,
        valid_to=None,
    )
    path = keys / f"{username}-1.pem"
    path.touch(mode=0o600)
    path.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return f"{username}-1"


def welcome_citizens(people: list[register.PartyRef], now: datetime) -> None:
    """Citizens who can be chosen at the demonstration's sign-in."""
    accounts.create_accounts(
        [
            NewAccount(
                username=f"citizen{n}",
                name=person.name,
                kind=AccountKind.CITIZEN,
                password=PASSWORD,
                id_type=person.id_type,
                id_no=person.id_no,
            )
            for n, person in enumerate(people, 1)
        ],
        now=now,
    )
