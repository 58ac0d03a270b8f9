"""``dengbu seal own``: what is set is told before the first paper is sealed with it."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from dengbu.evidence import api as evidence
from dengbu.site import seal_keys
from dengbu.site.commands import seal as command
from tests.register.city import OFFICE

pytestmark = pytest.mark.django_db


def forget() -> None:
    """As a command that has just begun."""
    for read in (seal_keys.seal, seal_keys.electronic_seal):
        read.cache_clear()


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    forget()


def own() -> int:
    forget()
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(["own"]))


def test_the_seals_that_are_set_are_told_before_use(
    offices: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = timezone.now()
    made = evidence.new_seal(evidence.new_authority("根", now=now), "岳阳楼区", now=now)
    (tmp_path / "seal.pem").write_text(made.pem())
    monkeypatch.setenv(f"DENGBU_SEAL_{OFFICE}", str(tmp_path / "seal.pem"))
    assert own() == 0
    said = capsys.readouterr().out
    assert f"✓ {OFFICE} PDF {made.fingerprint} 岳阳楼区，到" in said
    assert f"· {OFFICE} OFD 没有设印章" in said

    monkeypatch.setenv(f"DENGBU_ESEAL_{OFFICE}", str(tmp_path / "none.pem"))
    assert own() == 1
    assert f"✗ {OFFICE} OFD 不能用：" in capsys.readouterr().out


def test_a_demonstration_makes_a_seal_that_is_read_again(
    offices: None, tmp_path: Path, settings: LazySettings
) -> None:
    settings.DEMO, settings.LOG_KEYS = True, tmp_path
    forget()
    made = seal_keys.seal(OFFICE)
    forget()
    read = seal_keys.seal(OFFICE)
    assert made is not None and read is not None
    assert made.fingerprint == read.fingerprint
