"""An office with officers, banks with keys and mortgaged units, for the tests of casework."""

import base64
import hashlib
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework.api import FiledLine, SignedText
from dengbu.casework.calendar import seed_calendar
from dengbu.casework.catalogue import load_catalogue
from dengbu.register import api as register
from tests.register.city import (
    BANK,
    OFFICE,
    OTHER_BANK,
    booking,
    first,
    make_units,
    mortgage,
    person,
    unit_code,
)

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2024, 12, 12, 2, 6, tzinfo=UTC)  # 10:06 at the window
ENTERED = datetime(2024, 1, 8, 2, 0, tzinfo=UTC)
KEY = "xbb-2024"
_D = accounts.Department


def by_the_day(folder: Path) -> Path:
    """A copy of the catalogue, in force, whose promises run on office hours at the window too."""
    copy = Path(shutil.copytree(ROOT / "catalogue", folder / "catalogue"))
    settings = copy / "cities" / "430600" / "settings.toml"
    before, _, _ = settings.read_text().partition("[window_minutes]")
    settings.write_text(before)
    load_catalogue(copy, office=OFFICE, now=ENTERED)
    return copy


OTHER_CITY = "430702"


def open_other_city(folder: Path) -> None:
    """An office of another city beside ours."""
    file = folder / "offices.toml"
    file.write_text(
        f"""[[office]]
code = "{OTHER_CITY}"
name = "武陵区不动产登记中心"
province = "湘"
issuer = "常德市武陵区"
address = "常德市武陵区"
phone = "0736-12345"
zones = []
"""
    )
    accounts.load_offices(file)


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Who works and who asks."""

    windows: tuple[accounts.Actor, ...]
    transfers: tuple[accounts.Actor, ...]  # examiners of the second department
    mortgages: tuple[accounts.Actor, ...]  # examiners of the third
    bank: accounts.Actor
    other_bank: accounts.Actor
    units: tuple[str, ...]  # each owned by person(n), mortgaged to BANK
    proofs: tuple[str, ...]


def officer(
    name: str, *posts: tuple[accounts.Post, accounts.Department], office: str = OFFICE
) -> accounts.Actor:
    """An officer with these posts, of this office."""
    account = accounts.create_account(
        accounts.NewAccount(
            username=name,
            name=name,
            kind=accounts.AccountKind.OFFICER,
            password="long-enough-for-tests",
            office=office,
            posts=posts,
        ),
        now=ENTERED,
    )
    return accounts.actor_of(account)


PRIVATE = Ed25519PrivateKey.from_private_bytes(b"a key that only tests may use!!!")


def sign(body: bytes, *, key_id: str = KEY, private: Ed25519PrivateKey = PRIVATE) -> SignedText:
    """What a bank signs over a body."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    text = f'"content-digest": sha-256=:{digest}:'
    return SignedText(key_id=key_id, text=text, signature=private.sign(text.encode()))


def _bank(party: register.PartyRef, username: str, key_id: str) -> accounts.Actor:
    organisation = accounts.create_organisation(
        kind=accounts.OrganisationKind.BANK, name=party.name, credit_code=party.id_no, now=ENTERED
    )
    account = accounts.create_account(
        accounts.NewAccount(
            username=username,
            name="王经办",
            kind=accounts.AccountKind.AGENT,
            password="long-enough-for-tests",
            organisation_id=organisation,
        ),
        now=ENTERED,
    )
    accounts.register_key(
        account=account,
        key_id=key_id,
        public_key=PRIVATE.public_key().public_bytes_raw(),
        now=ENTERED,
        valid_to=None,
    )
    return accounts.actor_of(account)


def open_desk(units: int = 3) -> Desk:
    """Everything above, with ``units`` owned and mortgaged units and two spare ones."""
    codes = make_units(units + 2)
    accounts.load_offices(ROOT / "catalogue" / "cities" / "430600" / "offices.toml")
    seed_calendar(OFFICE)
    load_catalogue(ROOT / "catalogue", office=OFFICE, now=ENTERED)
    owned = codes[:units]
    with transaction.atomic():
        people = [person(n + 1) for n in range(units)]
        firsts = [booking(first(c, p)) for c, p in zip(owned, people, strict=True)]
        loans = [
            booking(mortgage(c, (p,)), applicants=(p, BANK))
            for c, p in zip(owned, people, strict=True)
        ]
        outcomes = register.book([*firsts, *loans], at=ENTERED)
    assert all(o.booked for o in outcomes)
    window, examiner = accounts.Post.WINDOW, accounts.Post.EXAMINER
    return Desk(
        windows=tuple(officer(f"窗口{n}", (window, _D.INTAKE)) for n in (1, 2)),
        transfers=tuple(officer(f"转移{n}", (examiner, _D.TRANSFER)) for n in (1, 2, 3)),
        mortgages=tuple(officer(f"抵押{n}", (examiner, _D.MORTGAGE)) for n in (1, 2, 3)),
        bank=_bank(BANK, "xbb", KEY),
        other_bank=_bank(OTHER_BANK, "blb", "blb-2024"),
        units=tuple(owned),
        proofs=tuple(o.certificates[0].number for o in outcomes[units:]),
    )


def item(desk: Desk, n: int, **changes: object) -> FiledLine:
    """The cancellation of the n-th unit's mortgage, as the bank rightly states it."""
    values = {
        "unit_code": desk.units[n],
        "proof_no": desk.proofs[n],
        "amount": mortgage(unit_code(1), ()).amount,
        "mortgagor": person(n + 1).name,
        **changes,
    }
    return FiledLine(**values)  # type: ignore[arg-type]  # keywords of one test
