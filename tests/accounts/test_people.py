"""Accounts, posts, permissions, organisations and keys."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dengbu.accounts import api as accounts
from dengbu.accounts.api import AccountKind, Department, NewAccount, Permission, Post
from dengbu.kernel.fault import FaultCode, Faults

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CREDIT_CODE = "91430600722541386Q"
PASSWORD = "correct horse battery"


def officer(username: str, *posts: tuple[Post, Department]) -> NewAccount:
    return NewAccount(
        username=username,
        name=f"员{username}",
        kind=AccountKind.OFFICER,
        password=PASSWORD,
        office="430602",
        posts=posts,
    )


@pytest.mark.usefixtures("offices")
def test_examiners_are_those_of_the_department_in_a_fixed_order() -> None:
    opened = accounts.create_accounts(
        [
            officer("a", (Post.EXAMINER, Department.MORTGAGE)),
            officer("b", (Post.EXAMINER, Department.TRANSFER)),
            officer("c", (Post.EXAMINER, Department.MORTGAGE), (Post.CHIEF, Department.MORTGAGE)),
        ],
        now=NOW,
    )
    found = accounts.examiners("430602", Department.MORTGAGE)
    assert [ref.id for ref in found] == sorted([opened[0].id, opened[2].id])
    assert accounts.examiners("430603", Department.MORTGAGE) == ()


@pytest.mark.usefixtures("offices")
def test_posts_carry_permissions_and_a_missing_one_is_said_plainly() -> None:
    account = accounts.create_account(officer("a", (Post.WINDOW, Department.INTAKE)), now=NOW)
    actor = accounts.actor_of(account)
    accounts.require(actor, Permission.ACCEPT)
    with pytest.raises(Faults) as raised:
        accounts.require(actor, Permission.EXAMINE)
    (fault,) = raised.value.faults
    assert fault.code is FaultCode.PERMISSION_MISSING
    assert "审核登记案件" in fault.message


@pytest.mark.usefixtures("offices")
def test_all_faults_of_a_new_account_are_told_at_once() -> None:
    with pytest.raises(Faults) as raised:
        accounts.create_account(
            NewAccount(username="", name="", kind=AccountKind.CITIZEN, password="short"), now=NOW
        )
    assert {f.field for f in raised.value.faults} == {"username", "name", "password", "id_no"}


@pytest.mark.usefixtures("offices")
def test_the_system_actor_has_a_row_and_cannot_sign_in() -> None:
    actor = accounts.system_actor("430602")
    row = accounts.Account.objects.get(id=actor.id)
    assert (row.name, row.is_active) == (actor.name, False)
    accounts.require(actor, Permission.REGISTER)


@pytest.mark.usefixtures("offices")
def test_offices_say_who_issues_their_certificates() -> None:
    centre = accounts.office("430602")
    assert (centre.province, centre.issuer, centre.zones) == (
        "湘",
        "岳阳市",
        ("经开区", "南湖新区"),
    )
    assert len(accounts.offices()) == 9
    with pytest.raises(Faults):
        accounts.office("110101")


@pytest.mark.usefixtures("offices")
def test_a_filed_key_names_who_acts_and_when_it_counts() -> None:
    bank = accounts.create_organisation(
        kind=accounts.OrganisationKind.BANK, name="湘北银行", credit_code=CREDIT_CODE, now=NOW
    )
    robot = accounts.create_account(
        NewAccount(
            username="bank-api",
            name="湘北银行接口",
            kind=AccountKind.AGENT,
            password=PASSWORD,
            organisation_id=bank,
        ),
        now=NOW,
    )
    private = Ed25519PrivateKey.generate()
    accounts.register_key(
        account=robot,
        key_id="k1",
        public_key=private.public_key().public_bytes_raw(),
        now=NOW,
        valid_to=NOW + timedelta(days=365),
    )
    key = accounts.organisation_key("k1")
    assert key.actor.organisation_name == "湘北银行"
    assert key.valid_at(NOW)
    assert not key.valid_at(NOW - timedelta(seconds=1))
    assert not key.valid_at(NOW + timedelta(days=365))
    signature = private.sign(b"body")
    assert accounts.signature_holds(key.public_key, signature, b"body")
    assert not accounts.signature_holds(key.public_key, signature, b"other")
    with pytest.raises(Faults) as raised:
        accounts.organisation_key("k2")
    assert raised.value.faults[0].code is FaultCode.KEY_UNKNOWN
