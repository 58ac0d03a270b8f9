"""``dengbu evidence`` and ``dengbu witness``, as an office, an auditor and a witness type them."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import pytest

from dengbu.database.ids import forget_block
from dengbu.evidence import api as evidence
from dengbu.evidence.models import Leaf, LeafSalt, LogCheckpoint, LogTile
from dengbu.evidence.tlog import notes
from dengbu.site import cli, log_keys
from dengbu.site.commands import evidence as command
from tests.evidence.signing import NOW, OFFICE, write
from tests.evidence.tlog.log import WITNESS
from tests.source import ROOT

pytestmark = pytest.mark.django_db
Said = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def _keys(tmp_path: Path, settings: object) -> None:
    forget_block()
    settings.LOG_KEYS = tmp_path / "keys"  # type: ignore[attr-defined]  # of the fixture


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """A command: its status and what it says."""

    def run(*typed: object) -> tuple[int, str]:
        parser = ArgumentParser()
        command.add_arguments(parser)
        status = command.run(parser.parse_args([str(t) for t in typed]))
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


def grow(*batches: int) -> None:
    for count in batches:
        write(count)
        evidence.sequence(OFFICE, now=lambda: NOW, signers=log_keys.signer)


def key() -> str:
    return str(log_keys.signer(OFFICE).verifier)


class TestKeys:
    """Where private keys lie."""

    def test_a_key_is_made_once_and_for_its_owner_alone(self, tmp_path: Path) -> None:
        first = log_keys.signer(OFFICE)
        assert log_keys.signer(OFFICE) == first
        assert log_keys.signer("430611") != first
        file = tmp_path / "keys" / f"log-{OFFICE}.key"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert first.name == f"dengbu.example/log/{OFFICE}"
        assert list((tmp_path / "keys").iterdir()) != []
        assert not [p for p in (tmp_path / "keys").iterdir() if p.suffix != ".key"]

    def test_the_environment_goes_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        name = log_keys.origin(OFFICE)
        given = notes.Signer(name=name, kind=notes.ED25519, seed=bytes([7]) * 32)
        monkeypatch.setenv(f"DENGBU_LOG_KEY_{OFFICE}", str(given))
        assert log_keys.signer(OFFICE) == given
        with pytest.raises(log_keys.WrongKey):
            log_keys.rotate(OFFICE)

    @pytest.mark.parametrize("told", ["x", "PRIVATE+KEY+a+00000000+AAAA"])
    def test_what_is_no_key(self, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(f"DENGBU_LOG_KEY_{OFFICE}", told)
        with pytest.raises(log_keys.WrongKey) as caught:
            log_keys.signer(OFFICE)
        assert told not in str(caught.value) or told == "x"

    def test_a_key_of_another_log(self, monkeypatch: pytest.MonkeyPatch) -> None:
        other = notes.Signer(name="elsewhere", kind=notes.ED25519, seed=bytes(32))
        monkeypatch.setenv(f"DENGBU_LOG_KEY_{OFFICE}", str(other))
        with pytest.raises(log_keys.WrongKey, match="elsewhere"):
            log_keys.signer(OFFICE)

    def test_rotating(self, said: Said) -> None:
        grow(3)
        old = key()
        status, told = said("rotate", OFFICE)
        assert status == 0
        assert told.strip() == key() != old
        grow(2)
        status, told = said("keys")
        assert told.count("\n") == 2
        assert "到 3 条为止，换了新钥匙" in told
        assert list(evidence.audit_trees()) == []

    def test_revoking(self, said: Said, tmp_path: Path) -> None:
        grow(3, 4)
        status, _ = said("rotate", OFFICE, "--revoked", "电脑丢了", "--from-size", 3)
        assert status == 0
        assert "到 3 条为止，电脑丢了" in said("keys", "--office", OFFICE)[1]
        assert list(evidence.audit_trees()) == []  # the new key has signed the newest tree again
        folder = tmp_path / "out"
        assert said("export", folder, "--office", OFFICE)[0] == 0
        assert said("verify", folder, "--key", key())[0] == 0


class TestVerify:
    """A database, a folder, a proof."""

    def test_a_folder(self, said: Said, tmp_path: Path) -> None:
        grow(300, 20)
        folder = tmp_path / "out"
        status, told = said("export", folder, "--office", OFFICE)
        assert status == 0
        assert "320 条" in told
        status, told = said("verify", folder, "--key", key())
        assert status == 0, told
        assert "320 条全部对得上（经办 320）" in told
        assert "信的是这份日志自己列的" in said("verify", folder)[1]
        grow(400)
        assert said("export", folder, "--office", OFFICE)[0] == 0  # goes on in the same folder
        assert "720 条" in said("verify", folder, "--key", key())[1]
        status, told = said("verify", folder, "--key", key(), "--quorum", 1)
        assert status == 1
        assert "只有 0 个认识的见证方签了" in told
        other = notes.Signer(name=log_keys.origin(OFFICE), kind=notes.ED25519, seed=bytes(32))
        status, told = said("verify", folder, "--key", other.verifier)
        assert status == 1
        assert "no signature of a known key" in told

    def test_whoever_has_read_enough_hears_of_no_error(self, said: Said, tmp_path: Path) -> None:
        """As ``dengbu evidence verify FOLDER | true``, whose reader is gone before we write."""
        grow(20)
        assert said("export", tmp_path / "out", "--office", OFFICE)[0] == 0
        reader, writer = os.pipe()
        os.close(reader)
        typed = [sys.executable, "-m", "dengbu", "evidence", "verify", str(tmp_path / "out")]
        with os.fdopen(writer, "wb") as unread:
            ended = subprocess.run(
                typed, cwd=ROOT, stdout=unread, stderr=subprocess.PIPE, timeout=120, check=False
            )
        assert (ended.returncode, ended.stderr) == (cli.UNREAD, b"")

    def test_a_folder_that_was_changed(self, said: Said, tmp_path: Path) -> None:
        grow(300)
        folder = tmp_path / "out"
        said("export", folder)
        place = folder / OFFICE / "tile" / "entries" / "001.p" / "44"
        data = bytearray(place.read_bytes())
        data[100] ^= 1
        place.write_bytes(data)
        status, told = said("verify", folder / OFFICE, "--key", key())
        assert status == 1
        assert told.startswith("tile/0/001.p/44: leaf 257 ")
        shutil.rmtree(folder / OFFICE / "tile")
        assert said("verify", folder / OFFICE, "--key", key())[0] == 1

    def test_nothing_signed_yet(self, said: Said, tmp_path: Path) -> None:
        assert said("export", tmp_path / "out", "--office", OFFICE)[0] == 2
        assert said("verify", tmp_path / "nowhere")[0] == 2
        assert said("verify") == (0, "没有发现问题：日志还是空的\n")

    def test_a_proof(self, said: Said, tmp_path: Path) -> None:
        grow(300)
        evidence.add_witness(OFFICE, str(WITNESS.verifier), "http://w", now=NOW)
        (wanted,) = evidence.cosignatures_wanted()
        text = wanted.note.partition("\n\n")[0] + "\n"
        evidence.keep_cosignature(wanted, WITNESS.cosign(text, 1_733_000_000), now=NOW)
        subject = Leaf.objects.get(log_index=17).subject
        status, told = said("prove", subject)
        assert status == 0
        file = tmp_path / "one.tlog-proof"
        file.write_text(told)
        both = ("--key", key(), "--witness", WITNESS.verifier, "--quorum", 1)
        status, told = said("verify", file, *both)
        assert status == 0
        assert "第 17 条（经办）在 300 条的日志里" in told
        assert WITNESS.name in told
        assert said("verify", file)[0] == 2  # without a key nothing can be said
        assert said("verify", file, "--key", f"{key()} 0 300")[0] == 0
        status, told = said("verify", file, "--key", f"{key()} 0 299")
        assert status == 1
        assert "may sign 300 leaves" in told
        other = notes.Signer(name=log_keys.origin("430603"), kind=notes.ED25519, seed=bytes(32))
        assert said("verify", file, "--key", other.verifier, "--key", key())[0] == 0
        status, told = said("verify", file, "--key", other.verifier)
        assert status == 1
        assert "of which no key is known" in told
        stranger = notes.Signer(name="w2", kind=notes.COSIGNATURE, seed=bytes(32)).verifier
        status, _ = said("verify", file, "--key", key(), "--witness", stranger, "--quorum", 1)
        assert status == 1
        file.write_text(file.read_text().replace("index 17", "index 18"))
        status, told = said("verify", file, *both)
        assert status == 1
        assert "does not stand in the tree" in told

    def test_proofs_that_there_are_not(self, said: Said) -> None:
        assert said("prove", "booking:1")[0] == 2
        write(1)
        subject = Leaf.objects.get().subject
        status, told = said("prove", subject)
        assert status == 2
        assert "还没有排进" in told
        assert said("prove", subject, "--open")[0] == 2

    def test_where_a_database_breaks(self, said: Said) -> None:
        grow(300)
        LogTile.objects.update(hashes=bytes(8192))
        assert "tile/0/000 is not that of its leaves" in said("verify")[1]
        LeafSalt.objects.filter(id=Leaf.objects.get(log_index=3).id).delete()
        assert "is gone, and no erasure is recorded" in said("verify")[1]
        LogCheckpoint.objects.update(note="x")
        assert said("verify")[0] == 1


def test_comparing_files(said: Said, tmp_path: Path) -> None:
    grow(5)
    file = tmp_path / "kept"
    file.write_text(evidence.published(OFFICE) or "")
    grow(5)
    assert said("compare", OFFICE, file) == (0, "是同一本日志\n")
    Leaf.objects.filter(log_index=1).update(entry=evidence.entry(evidence.Kind.STEP, b"", b"x"))
    status, told = said("compare", OFFICE, file)
    assert status == 1
    assert "内容不一样" in told
    assert said("forks")[0] == 1
    file.write_text("x")
    assert said("compare", OFFICE, file)[0] == 2


def test_witnesses_by_command(said: Said) -> None:
    grow(1)
    status, told = said("witness", "add", OFFICE, WITNESS.verifier, "http://w/")
    assert status == 0
    assert "还没有签过" in told
    assert said("witness", "add", OFFICE, "x", "http://w/")[0] == 2
    assert said("witness", "end", OFFICE, "nobody")[0] == 2
    assert said("witness", "end", OFFICE, WITNESS.name) == (0, "")


def test_a_target_elsewhere_needs_no_database(tmp_path: Path) -> None:
    table, paper = cli.TABLE["evidence"], tmp_path / "a.pdf"
    paper.write_bytes(b"%PDF-1.7")
    assert not cli._apart(table, ["verify", str(paper)])  # the seals used here are asked
    assert not cli._apart(table, ["verify", "--key", "K", str(paper)])
    assert cli._apart(table, ["verify", str(paper), "--authority", "maker.pem"])
    assert not cli._apart(table, ["verify", "--quorum", "1"])
    assert cli._apart(table, ["verify", "folder", "--quorum", "many"])  # the command refuses it
    assert cli._apart(table, ["verify", "folder"])
    assert cli._apart(table, ["verify", "--help"])
    assert not cli._apart(table, ["verify"])
    assert not cli._apart(table, ["export", "folder"])


def test_a_witness_runs_as_a_process(tmp_path: Path) -> None:
    def start(port: int) -> "subprocess.Popen[str]":
        arguments = ["witness", "--name", "w.example/1", "--folder", str(tmp_path / "w")]
        return subprocess.Popen(
            [sys.executable, "-m", "dengbu", *arguments, "--port", str(port), "--log", key()],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    process = start(0)
    assert process.stdout is not None
    told = process.stdout.readline().strip()
    try:
        assert notes.verifier(told).name == "w.example/1"
        second = start(0)
        assert second.wait(30) == 2
        second.communicate()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        process.communicate()
    assert (tmp_path / "w" / "key").stat().st_mode & 0o077 == 0
