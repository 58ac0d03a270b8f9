"""Keys of showing: made once, changed in an order that leaves one working, revoked by command."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from dengbu.inquiry import api as inquiry
from dengbu.site import showing_keys
from dengbu.site.commands import showing as command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]
OFFICE = "430602"


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(f"DENGBU_SHOWING_KEY_{OFFICE}", raising=False)
    settings.LOG_KEYS = tmp_path / "keys"  # type: ignore[attr-defined]
    return tmp_path / "keys"


def run(*words: str) -> int:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def test_a_key_is_made_once_and_for_its_owner_alone(folder: Path) -> None:
    assert showing_keys.seeds(OFFICE) == showing_keys.seeds(OFFICE)
    file = folder / f"showing-{OFFICE}.key"
    assert file.stat().st_mode & 0o777 == 0o600


def test_each_rotation_leaves_one_key_in_force() -> None:
    assert run("rotate", OFFICE) == 0
    assert run("rotate", OFFICE, "--revoked") == 0
    first, second = inquiry.showing.keys_of(OFFICE)
    assert first.key.until is not None and first.key.revoked_from == first.key.until
    assert first.reason == "旧钥匙泄露"
    assert second.key.until is None
    newest = showing_keys.seeds(OFFICE)[-1]
    assert inquiry.showing.public_of(newest) == second.key.public


def test_a_rotation_that_stopped_between_is_finished_by_the_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run("rotate", OFFICE)
    showing_keys.append(OFFICE)  # and the process is killed
    assert len(inquiry.showing.keys_of(OFFICE)) == 1
    assert run("rotate", OFFICE, "--revoked") == 0
    assert [view.key.until is None for view in inquiry.showing.keys_of(OFFICE)] == [False, True]


def test_a_key_is_revoked_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    run("rotate", OFFICE)
    (view,) = inquiry.showing.keys_of(OFFICE)
    told = ("--from", "2026-11-01T08:00", "--reason", "电脑丢了")
    assert run("revoke", OFFICE, view.key.id.hex(), *told) == 0
    assert "2026年11月1日 08:00起签的不算数：电脑丢了" in capsys.readouterr().out
    for wrong in ("00000000", "xyz"):
        assert run("revoke", OFFICE, wrong, *told) == 1


def test_keys_from_the_environment_are_changed_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("rotate", OFFICE)
    monkeypatch.setenv(f"DENGBU_SHOWING_KEY_{OFFICE}", f"{'11' * 32} {'22' * 32}")
    assert run("rotate", OFFICE) == 0
    newest = inquiry.showing.keys_of(OFFICE)[-1]
    assert newest.key.public == inquiry.showing.public_of(bytes.fromhex("22" * 32))
    with pytest.raises(showing_keys.WrongKey):
        showing_keys.append(OFFICE)
    monkeypatch.setenv(f"DENGBU_SHOWING_KEY_{OFFICE}", "no key")
    assert run("rotate", OFFICE) == 2
