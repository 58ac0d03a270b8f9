"""``dengbu organisation``: a bank from its opening to the withdrawal of its key."""

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.site.commands import organisation

CODE = "91430600722541386Q"
pytestmark = pytest.mark.django_db


def say(*words: str) -> int:
    """Run the command as typed."""
    parser = ArgumentParser()
    organisation.add_arguments(parser)
    return organisation.run(parser.parse_args(words))


def pem(folder: Path, public: Ed25519PublicKey | ec.EllipticCurvePublicKey) -> str:
    """The public key in a file."""
    path = folder / "public.pem"
    path.write_bytes(
        public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return str(path)


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bank with a person."""
    monkeypatch.setattr("getpass.getpass", lambda _: "long-enough-for-tests")
    assert say("create", "BANK", "湘北银行岳阳分行", CODE) == 0
    assert say("account", "xbb-api", "湘北银行接口", "--of", CODE) == 0


@pytest.mark.usefixtures("bank")
def test_a_bank_signs_from_the_filing_of_its_key_to_its_withdrawal(tmp_path: Path) -> None:
    public = Ed25519PrivateKey.generate().public_key()
    until = (timezone.now() + timedelta(days=30)).date()
    file = pem(tmp_path, public)
    assert say("key", "xbb-1", file, "--account", "xbb-api", "--until", str(until)) == 0
    key = accounts.organisation_key("xbb-1")
    assert key.public_key == public.public_bytes_raw()
    assert key.actor.organisation_name == "湘北银行岳阳分行"
    assert key.actor.organisation_credit_code == CODE
    assert key.valid_to is not None
    assert timedelta(days=29) < key.valid_to - timezone.now() < timedelta(days=32)
    assert say("withdraw", "xbb-1") == 0
    assert not accounts.organisation_key("xbb-1").valid_at(timezone.now())
    assert say("withdraw", "xbb-1") == 1


def test_everything_wrong_with_an_organisation_is_said_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert say("create", "BANK", " ", CODE[:-1] + "A") == 1
    said = capsys.readouterr().err
    assert "单位名称" in said
    assert "统一社会信用代码" in said
    assert accounts.organisation(CODE) is None


@pytest.mark.usefixtures("bank")
def test_what_is_there_already_or_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say("create", "BANK", "另一家", CODE) == 1
    assert "湘北银行岳阳分行" in capsys.readouterr().err
    assert say("account", "x", "某人", "--of", "91430600MA4L000000") == 1
    file = pem(tmp_path, Ed25519PrivateKey.generate().public_key())
    assert say("key", "k", file, "--account", "nobody") == 1
    assert say("key", "k 1", file, "--account", "xbb-api", "--until", "2020-01-01") == 1
    said = capsys.readouterr().err
    assert "钥匙编号" in said
    assert "有效期" in said
    assert say("key", "k", file, "--account", "xbb-api") == 0
    assert say("key", "k", file, "--account", "xbb-api") == 1
    assert say("key", "k2", str(tmp_path / "gone.pem"), "--account", "xbb-api") == 1


@pytest.mark.usefixtures("bank")
def test_a_key_of_another_kind_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pem(tmp_path, ec.generate_private_key(ec.SECP256R1()).public_key())
    assert say("key", "k", file, "--account", "xbb-api") == 1
    assert "Ed25519" in capsys.readouterr().err


def test_a_key_counts_to_the_end_of_its_last_day() -> None:
    end = organisation._end_of(datetime(2027, 12, 31).date())
    assert end == datetime(2027, 12, 31, 16, 0, tzinfo=UTC)
