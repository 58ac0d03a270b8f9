"""The demonstration of docs/howto/auditor.md: a database administrator changes a row by hand."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from dengbu.evidence import api as evidence
from dengbu.evidence.models import Cosignature, Leaf, LeafSalt, LogCheckpoint, LogTile, TreeHead
from dengbu.evidence.tlog import proofs
from dengbu.evidence.tlog.notes import BadNote
from dengbu.register import api as register
from dengbu.site import log_keys
from dengbu.site.commands import evidence as command
from dengbu.site.wiring import sequence_evidence
from dengbu.site.witness.asking import Asker
from tests.evidence.signing import NOW, OFFICE, write
from tests.register.city import BANK, book, booking, first, make_units, mortgage, person
from tests.site.test_witness import Running

pytestmark = pytest.mark.django_db
Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """A command, as the office types it: its status and what it says."""

    def run(*typed: str) -> tuple[int, str]:
        parser = ArgumentParser()
        command.add_arguments(parser)
        status = command.run(parser.parse_args(typed))
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


@pytest.fixture
def witness(tmp_path: Path, settings: object) -> Iterator[Running]:
    """A witness that knows the key with which the office signs."""
    settings.LOG_KEYS = tmp_path / "keys"  # type: ignore[attr-defined]  # of the fixture
    started = Running(tmp_path / "w1")
    started.state.add_log(str(log_keys.signer(OFFICE).verifier))
    evidence.add_witness(OFFICE, started.key, started.address, now=NOW)
    yield started
    started.stop()


def forge(*statements: tuple[str, list[object]]) -> None:
    """What somebody with every right does: triggers and foreign keys asleep."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for sql, values in statements:
            cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = origin")


def test_a_row_changed_by_hand_is_found_by_everyone(
    witness: Running, said: Said, client: Client, tmp_path: Path
) -> None:
    # 1. A home is registered and mortgaged; the log is signed and witnessed; the bank keeps both.
    owner, (unit,) = person(1), make_units(1)
    assert book(booking(first(unit, owner)))[0].booked
    (lent,) = book(booking(mortgage(unit, (owner,)), applicants=(owner, BANK)))
    asker = Asker()
    assert sequence_evidence() == 2
    assert asker.step() == 1
    subject, held = f"booking:{lent.booking_id}", evidence.published(OFFICE) or ""
    status, proof = said("prove", subject, "--open")
    assert status == 0
    kept = tmp_path / "home.tlog-proof"
    kept.write_text(proof)
    keys = ("--key", str(log_keys.signer(OFFICE).verifier), "--witness", witness.key)
    status, told = said("verify", str(kept), *keys, "--quorum", "1")
    assert status == 0, told
    assert BANK.name in told
    assert said("verify")[0] == 0

    # 2. The row is changed. 3. The office finds it.
    forge(("UPDATE register_mortgage SET amount = 130000", []))
    status, told = said("verify")
    assert status == 1
    assert f"the rows of booking {lent.booking_id} do not give its leaf" in told

    # 4. A new leaf for the changed row, and tiles and head anew: the signed checkpoints stand.
    content, salt = register.content_of(subject), bytes(16)
    assert content is not None
    leaf = Leaf.objects.get(subject=subject)
    Leaf.objects.filter(id=leaf.id).update(
        entry=evidence.entry(evidence.Kind.BOOKING, salt, content)
    )
    LeafSalt.objects.filter(id=leaf.id).update(salt=salt)
    for model in (TreeHead, LogTile):
        model._default_manager.all().delete()
    evidence.append_placed(OFFICE, now=lambda: NOW)
    status, told = said("verify")
    assert status == 1
    assert "the checkpoint of 2 leaves is not of this tree" in told
    write(1)
    with pytest.raises(evidence.Inconsistent):
        sequence_evidence()

    # 5. With the key, and without the old checkpoints, the database is of one piece.
    for model in (Cosignature, LogCheckpoint):
        model._default_manager.all().delete()
    assert sequence_evidence() == 1
    Leaf.objects.filter(subject__startswith="test:").update(subject="journal:none")
    assert list(evidence.audit_trees()) == list(register.audit()) == []
    assert asker.step() == 0
    (fork,) = evidence.forks_of(OFFICE)
    assert "见证方 witness.example/w1" in fork.source
    assert held.startswith(fork.note)
    assert "有人看到的和这里不一样" in client.get("/log/").content.decode()
    assert said("forks")[0] == 1
    now = evidence.published(OFFICE) or ""
    assert now != held
    with pytest.raises(BadNote):
        proofs.check(
            proof.replace(held, now).encode(),
            origin=log_keys.origin(OFFICE),
            keys=[log_keys.signer(OFFICE).verifier],
        )
    assert "对不上" in client.post("/log/", {"note": held}).content.decode()
    assert len(evidence.forks_of(OFFICE)) == 2
