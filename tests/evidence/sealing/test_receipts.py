"""By when a file was sealed: receipts, revoked and ended seals, and that neither can be undone."""

import base64
import hashlib
import json
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from dengbu.evidence import api as evidence
from dengbu.evidence.models import SealedPaper, SealRevocation
from dengbu.evidence.sealing.authority import PEM
from dengbu.site.commands import evidence as evidence_command
from dengbu.site.commands import seal as seal_command
from dengbu.site.wiring import audit_evidence, sequence_evidence
from tests.evidence.sealing.office import Sealing, cosigned
from tests.evidence.tlog.log import WITNESS
from tests.register.city import OFFICE

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("form", list(evidence.Form))


def witnessed(sealing: Sealing, form: evidence.Form) -> bytes:
    """A paper whose leaf stands under a checkpoint that the witness has signed."""
    content = sealing.paper(form)
    while sequence_evidence():
        pass
    cosigned()
    return content


def receipt(content: bytes) -> bytes:
    found = evidence.receipt_of(hashlib.sha256(content).hexdigest())
    assert found is not None
    return found.encode()


def revoked(since: datetime, *, reason: str = "丢失") -> None:
    for one in evidence.seals_used():
        assert evidence.revoke_seal(
            one.fingerprint, since=since, reason=reason, by="合规处", now=timezone.now()
        )


@BOTH
def test_a_receipt_dates_the_very_file(sealing: Sealing, form: evidence.Form) -> None:
    content = witnessed(sealing, form)
    keys = [key.verifier for key in evidence.keys_of(OFFICE)]
    asked = [evidence.Asked(verifier=WITNESS.verifier, since=sealing.now, until=None)]
    found = evidence.check_receipt(receipt(content), content, keys=keys, asked=asked)
    assert found.witnessed_at is not None
    assert sealing.now - timedelta(seconds=2) <= found.witnessed_at <= timezone.now()
    assert (found.told.sha256, found.told.form) == (hashlib.sha256(content).hexdigest(), form)
    assert (
        evidence.check_receipt(receipt(content), content, keys=keys, asked=[]).witnessed_at is None
    )
    with pytest.raises(evidence.BadNote, match="another file"):
        evidence.check_receipt(receipt(content), content + b"\n", keys=keys, asked=asked)
    proof = evidence.attached_file(content)["inclusion.tlog-proof"]
    with pytest.raises(evidence.BadNote, match="not a receipt"):
        evidence.check_receipt(proof, content, keys=keys, asked=asked)
    verdict = evidence.verdict(content, now=timezone.now())
    assert verdict.good
    assert (verdict.dated.by, verdict.dated.source) == (
        found.witnessed_at,
        evidence.DatedBy.WITNESSES,
    )


@pytest.mark.parametrize("salt", [b"", b"x" * 15, b"x" * 17])
def test_a_salt_that_is_none_proves_nothing(sealing: Sealing, salt: bytes) -> None:
    content = witnessed(sealing, evidence.Form.PDF)
    lines = receipt(content).decode().split("\n")
    told = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))
    moved = base64.b64decode(told["salt"]) + base64.b64decode(told["content"])
    told["salt"] = base64.b64encode(salt).decode()
    told["content"] = base64.b64encode(moved).decode()
    lines[1] = "extra " + base64.b64encode(json.dumps(told).encode()).decode()
    forged = "\n".join(lines).encode()
    keys = [key.verifier for key in evidence.keys_of(OFFICE)]
    with pytest.raises(evidence.BadNote, match="salt"):
        evidence.check_receipt(forged, content, keys=keys, asked=[])
    assert evidence.verdict(content, now=timezone.now(), receipt=forged).misdated


@BOTH
def test_a_revoked_seal_counts_for_what_a_receipt_dates_before(
    sealing: Sealing, form: evidence.Form
) -> None:
    content = witnessed(sealing, form)
    revoked(timezone.now() + timedelta(seconds=1))
    later = timezone.now() + timedelta(days=1)
    assert evidence.verdict(content, now=later).good
    revoked(sealing.now - timedelta(hours=1))  # it was lost earlier than was thought
    verdict = evidence.verdict(content, now=later)
    assert verdict.doubts == (evidence.Doubt.REVOKED,)


def test_a_thief_cannot_date_back(sealing: Sealing) -> None:
    """What is sealed with a stolen key says any time; without a receipt it counts for nothing."""
    witnessed(sealing, evidence.Form.OFD)
    revoked(timezone.now())
    pages = evidence.FixedPaper(
        title="", author="", size=(1, 1), pages=("",), fonts=(), last_id=1, seal_at=None
    )
    before = timezone.now() - timedelta(minutes=3)
    forged = evidence.seal_ofd(pages, sealing.electronic, now=before)
    found = evidence.verdict(forged, now=timezone.now())
    assert evidence.Doubt.REVOKED in found.doubts
    assert evidence.Doubt.UNRECORDED in found.doubts


@BOTH
def test_a_seal_that_ended_counts_for_what_a_receipt_dates_in_its_days(
    sealing: Sealing, form: evidence.Form
) -> None:
    content, late = witnessed(sealing, form), timezone.now() + timedelta(days=1500)
    assert evidence.verdict(content, now=late).good
    SealedPaper.objects.all().delete()  # the office's records are gone
    alone = evidence.verdict(content, now=late)
    assert evidence.Doubt.UNDATED in alone.doubts
    assert evidence.Doubt.STRANGER not in alone.doubts


def test_a_receipt_beside_the_file_serves_where_there_are_no_records(
    sealing: Sealing, tmp_path: Path
) -> None:
    content = witnessed(sealing, evidence.Form.PDF)
    file, beside, maker = (tmp_path / name for name in ("a.pdf", "a.tlog-proof", "maker.pem"))
    file.write_bytes(content)
    beside.write_bytes(receipt(content))
    maker.write_bytes(sealing.authority.certificate.public_bytes(PEM))
    (key, *_) = evidence.keys_of(OFFICE)
    told = ["verify", str(file), "--authority", str(maker)]
    known = ["--key", str(key.verifier), "--witness", str(WITNESS.verifier)]
    assert _run(*told, *known, "--receipt", str(beside)) == 0
    assert _run(*told, *known[:2], "--receipt", str(beside)) == 1  # nobody vouches for the time
    assert _run(*told) == 1  # its proof was not judged
    assert _run(*told, "--without-key") == 0
    other = evidence.Signer(name="log.example/1", kind=evidence.ED25519, seed=bytes(32)).verifier
    both = ("--key", str(other), *known)  # of two offices
    assert _run(*told, *both, "--receipt", str(beside)) == 0
    short = (f"{key.verifier} 0 1", *known[2:])  # a key that ended before either tree
    assert _run(*told, "--key", *short, "--receipt", str(beside)) == 1
    assert _run(*told, "--key", short[0]) == 1
    beside.write_bytes(beside.read_bytes().replace(b"index ", b"index 1"))
    assert _run(*told, *known, "--receipt", str(beside)) == 1


def test_a_file_that_is_not_in_our_records_is_not_simply_genuine(
    sealing: Sealing, client: Client
) -> None:
    content = witnessed(sealing, evidence.Form.PDF)
    assert "文件是真的，一个字节都没有改过" in _checked(client, content)
    SealedPaper.objects.all().delete()
    page = _checked(client, content)
    assert "印章完好，是本平台的印章，可是不在发证记录里" in page
    assert "文件是真的" not in page


def test_the_open_page_finds_the_receipt_and_gives_it(sealing: Sealing, client: Client) -> None:
    content = witnessed(sealing, evidence.Form.OFD)
    page = _checked(client, content)
    digest = hashlib.sha256(content).hexdigest()
    assert "见证方在" in page
    assert f"/check/receipt/{digest}" in page
    answer = client.get(f"/check/receipt/{digest}")
    assert answer.content == receipt(content)
    assert client.get(f"/check/receipt/{'0' * 64}").status_code == 404


def test_the_paper_of_a_revoked_seal_is_not_given_again(sealing: Sealing) -> None:
    content = witnessed(sealing, evidence.Form.PDF)
    assert sealing.paper(evidence.Form.PDF) == content
    revoked(sealing.now - timedelta(seconds=1))
    with pytest.raises(evidence.NotJudged, match="no seal"):  # no other seal is in force
        evidence.judge(sealing.paper(evidence.Form.PDF), now=timezone.now())
    now = timezone.now()
    other = evidence.new_seal(sealing.authority, "岳阳（演示）", now=now)
    evidence.use_seals(lambda _: other, lambda _: None)
    anew = sealing.paper(evidence.Form.PDF)
    (found,) = evidence.judge(anew, now=timezone.now())
    assert (found.good, found.judgement.fingerprint) == (True, other.fingerprint)
    assert sealing.paper(evidence.Form.PDF) == anew


@BOTH
def test_until_a_new_seal_is_in_force_what_was_sealed_before_is_given(
    sealing: Sealing, form: evidence.Form
) -> None:
    content = witnessed(sealing, form)
    revoked(timezone.now())  # later than the paper, which counts as before
    assert sealing.paper(form) == content
    assert evidence.verdict(content, now=timezone.now()).good
    revoked(sealing.now - timedelta(seconds=1), reason="更早就丢了")
    assert sealing.paper(form) != content


@BOTH
def test_what_was_sealed_in_time_and_witnessed_too_late_is_not_given_again(
    sealing: Sealing, form: evidence.Form
) -> None:
    content = sealing.paper(form)
    while sequence_evidence():
        pass
    revoked(timezone.now())
    assert sealing.paper(form) == content  # nobody but ourselves has said yet when it was sealed
    cosigned(late=timedelta(seconds=5))
    verdict = evidence.verdict(content, now=timezone.now() + timedelta(minutes=1))
    assert verdict.doubts == (evidence.Doubt.REVOKED,)
    assert sealing.paper(form) != content
    assert not evidence.sealed_before(verdict.subject, form)


def test_every_sealed_file_has_a_leaf_and_a_changed_row_is_found(sealing: Sealing) -> None:
    papers = [witnessed(sealing, form) for form in evidence.Form]
    revoked(timezone.now() + timedelta(days=1))
    while sequence_evidence():
        pass
    assert SealedPaper.objects.count() == len(papers)
    assert list(audit_evidence()) == []
    row = SealedPaper.objects.order_by("id").last()
    assert row is not None
    SealedPaper.objects.filter(id=row.id).update(subject="certificate:other")
    assert list(audit_evidence()) == [f"sealing: the row of paper:{row.id} does not give its leaf"]
    SealedPaper.objects.filter(id=row.id).delete()
    assert list(audit_evidence()) == [f"sealing: paper:{row.id} is attested and is not there"]


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("dengbu_app", "UPDATE evidence_sealrevocation SET since = now() + interval '1 year'"),
        ("dengbu_app", "DELETE FROM evidence_sealrevocation"),
        ("dengbu_app", "INSERT INTO evidence_sealrevocation SELECT * FROM evidence_sealrevocation"),
        ("dengbu_app", "DELETE FROM evidence_sealused"),
        ("dengbu_app", "UPDATE evidence_sealedpaper SET sha256 = ''"),
        ("dengbu_owner", "UPDATE evidence_sealrevocation SET since = now() + interval '1 year'"),
        ("dengbu_owner", "DELETE FROM evidence_sealrevocation"),
    ],
)
def test_a_revocation_cannot_be_undone(sealing: Sealing, role: str, statement: str) -> None:
    witnessed(sealing, evidence.Form.PDF)
    revoked(timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(statement)
    assert SealRevocation.objects.count() == 1


def test_it_is_noted_who_held_a_seal(sealing: Sealing, capsys: pytest.CaptureFixture[str]) -> None:
    seal = sealing.seal.fingerprint
    told = ["hold", OFFICE, seal, "--before", "监察室 丁"]
    assert _run("holders", of_seal=True) == 0  # nobody is noted yet
    assert capsys.readouterr().out == ""
    for holder, day in (("甲", "2026-01-05"), ("乙", "2026-06-01")):
        assert _run(*told, "--holder", holder, "--since", day, of_seal=True) == 0
    capsys.readouterr()
    assert _run("holders", of_seal=True) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "甲" in first
    assert "到2026年6月1日" in first
    assert "至今" in second
    again = (*told, "--holder", "丙", "--since", "2026-06-01")
    assert _run(*again, of_seal=True) == 1  # the same moment twice
    assert "已经记了保管人 乙" in capsys.readouterr().err
    wrong = ("hold", "999999", "x", "--before", " ", "--holder", "", "--since", "2099-01-01")
    assert _run(*wrong, of_seal=True) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line[:6] for line in said] == [
        "没有机构 9",
        "印章的指纹是",
        "请写明保管人",
        "请写明交接时",
        "交接的时间还",
    ]
    assert len(evidence.holdings()) == 2


def _checked(client: Client, content: bytes) -> str:
    answer = client.post("/check/file", {"sealed_file": SimpleUploadedFile("a", content)})
    return answer.content.decode()


def _run(*arguments: str, of_seal: bool = False) -> int:
    command = seal_command if of_seal else evidence_command
    parser = ArgumentParser()
    command.add_arguments(parser)
    return int(command.run(parser.parse_args(arguments)))
