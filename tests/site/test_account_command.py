"""``dengbu account``: an officer opened, identified by number, and given a second factor."""

from argparse import ArgumentParser

import pytest
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.site.commands import account
from tests.register.city import OFFICE, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]


def say(monkeypatch: pytest.MonkeyPatch, typed: str, *words: str) -> int:
    """Run the command; what it asks for is typed."""
    monkeypatch.setattr("getpass.getpass", lambda _: typed)
    parser = ArgumentParser()
    account.add_arguments(parser)
    return account.run(parser.parse_args(words))


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> accounts.Account:
    create = ("create", "xuqian", "徐谦", "--office", OFFICE, "--post", "EXAMINER:TRANSFER")
    assert say(monkeypatch, "long-enough-for-tests", *create) == 0
    return accounts.Account.objects.get(username="xuqian")


def number_of(officer: accounts.Account) -> str | None:
    return accounts.officer_numbers([officer.id]).get(officer.id)


def test_an_officer_is_identified_and_a_slip_put_right(
    officer: accounts.Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert number_of(officer) is None
    assert say(monkeypatch, person(7).id_no, "identify", "xuqian") == 0
    assert number_of(officer) == person(7).id_no
    assert say(monkeypatch, person(8).id_no.lower(), "identify", "xuqian") == 0
    assert number_of(officer) == person(8).id_no  # the last stands
    assert capsys.readouterr().out == ""  # the number is printed nowhere
    assert list(accounts.audit_leaves()) == []  # both are in the log
    assert accounts.actor_of(officer).posts == {accounts.Post.EXAMINER}


@pytest.mark.parametrize(
    ("who", "typed", "said"),
    [
        ("nobody", person(7).id_no, "没有这个工作人员，请核对登录账号"),
        ("xuqian", person(7).id_no[:-1], "身份证"),
        ("xuqian", "43060219850312001X", "身份证"),
        ("xuqian", "", "身份证"),
    ],
)
@pytest.mark.usefixtures("officer")
def test_what_is_wrong_is_told_and_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    who: str,
    typed: str,
    said: str,
) -> None:
    assert say(monkeypatch, typed, "identify", who) == 1
    told = capsys.readouterr()
    assert said in told.err
    assert number_of(accounts.Account.objects.get(username="xuqian")) is None


def test_an_agents_account_is_no_officers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    organisation = accounts.create_organisation(
        kind=accounts.OrganisationKind.BANK,
        name="湘北银行岳阳分行",
        credit_code="91430600722541386Q",
        now=timezone.now(),
    )
    accounts.create_account(
        accounts.NewAccount(
            username="xbb",
            name="王经办",
            kind=accounts.AccountKind.AGENT,
            password="long-enough-for-tests",
            organisation_id=organisation,
        ),
        now=timezone.now(),
    )
    assert say(monkeypatch, person(7).id_no, "identify", "xbb") == 1
    assert "没有这个工作人员" in capsys.readouterr().err
