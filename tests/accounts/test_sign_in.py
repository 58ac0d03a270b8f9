"""Signing in: what is answered, what is logged, what is locked."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from dengbu.accounts import api as accounts
from dengbu.accounts.models import Account, SignIn
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.site import settings as production

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


@pytest.fixture
def clerk(offices: None) -> Account:
    return accounts.create_account(
        accounts.NewAccount(
            username="chen",
            name="陈窗口",
            kind=accounts.AccountKind.OFFICER,
            password=PASSWORD,
            office="430602",
            posts=((accounts.Post.WINDOW, accounts.Department.INTAKE),),
        ),
        now=NOW,
    )


@pytest.fixture
def without_second_factor(settings: object) -> None:
    settings.SECOND_FACTOR = False  # type: ignore[attr-defined]  # pytest-django's settings


def attempt(password: str = PASSWORD, code: str = "", *, at: datetime = NOW) -> FaultCode | str:
    """The fault code, or the name of who got in."""
    try:
        return accounts.sign_in_check("chen", password, code, now=at, ip="10.0.0.1").name
    except Faults as faults:
        return faults.faults[0].code


@pytest.mark.usefixtures("clerk", "without_second_factor")
def test_the_right_password_opens_and_is_logged() -> None:
    assert attempt() == "陈窗口"
    assert list(SignIn.objects.values_list("username", "outcome")) == [("chen", "OK")]


@pytest.mark.usefixtures("clerk", "without_second_factor")
def test_five_failures_lock_for_fifteen_minutes() -> None:
    for second in range(5):
        assert attempt("wrong", at=NOW + timedelta(seconds=second)) is FaultCode.SIGN_IN_FAILED
    assert attempt(at=NOW + timedelta(minutes=14)) is FaultCode.ACCOUNT_LOCKED
    assert attempt(at=NOW + timedelta(minutes=15, seconds=5)) == "陈窗口"


@pytest.mark.usefixtures("clerk", "without_second_factor")
def test_trying_while_locked_does_not_prolong_the_lock() -> None:
    for second in range(5):
        attempt("wrong", at=NOW + timedelta(seconds=second))
    for minute in range(1, 14):
        attempt("wrong", at=NOW + timedelta(minutes=minute))
    assert attempt(at=NOW + timedelta(minutes=16)) == "陈窗口"


@pytest.mark.usefixtures("clerk", "without_second_factor")
def test_a_success_forgets_earlier_failures() -> None:
    for second in range(4):
        attempt("wrong", at=NOW + timedelta(seconds=second))
    assert attempt(at=NOW + timedelta(seconds=5)) == "陈窗口"
    assert attempt("wrong", at=NOW + timedelta(seconds=6)) is FaultCode.SIGN_IN_FAILED
    assert attempt(at=NOW + timedelta(seconds=7)) == "陈窗口"


@pytest.mark.django_db
def test_a_name_that_does_not_exist_is_answered_like_a_wrong_password_and_locked_too() -> None:
    for second in range(5):
        assert attempt(at=NOW + timedelta(seconds=second)) is FaultCode.SIGN_IN_FAILED
    assert attempt(at=NOW + timedelta(seconds=6)) is FaultCode.ACCOUNT_LOCKED


@pytest.mark.usefixtures("without_second_factor")
def test_a_closed_account_stays_outside(clerk: Account) -> None:
    clerk.is_active = False
    clerk.save(update_fields=["is_active"])
    assert attempt() is FaultCode.SIGN_IN_FAILED


@pytest.mark.usefixtures("clerk")
def test_an_officer_without_second_factor_stays_outside_a_real_office(settings: object) -> None:
    settings.SECOND_FACTOR = True  # type: ignore[attr-defined]  # pytest-django's settings
    assert attempt() is FaultCode.SIGN_IN_FAILED


def test_a_one_time_code_is_good_once(clerk: Account) -> None:
    code = pyotp.parse_uri(accounts.enrol_totp("chen"))
    assert isinstance(code, pyotp.TOTP)
    typed = code.at(NOW)
    assert attempt(code="000000" if typed != "000000" else "000001") is FaultCode.SIGN_IN_FAILED
    assert attempt(code=f"{typed[:3]} {typed[3:]}") == "陈窗口"
    assert attempt(code=typed) is FaultCode.SIGN_IN_FAILED
    assert attempt(code=code.at(NOW + timedelta(seconds=30))) == "陈窗口"
    assert attempt(code=typed) is FaultCode.SIGN_IN_FAILED


def test_the_secret_is_not_readable_in_the_table(clerk: Account) -> None:
    address = accounts.enrol_totp("chen")
    clerk.refresh_from_db()
    secret = address.split("secret=")[1].split("&")[0]
    assert secret not in clerk.totp_secret
    assert clerk.password.startswith("argon2$")


def test_production_hashes_with_the_full_work_of_argon2() -> None:
    """Tests hash with less (tests/hashing.py); nothing else may."""
    assert production.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert Argon2PasswordHasher.memory_cost >= 65_536  # KiB
