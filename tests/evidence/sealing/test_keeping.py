"""Papers as they leave the house: sealed with their proof, kept, revoked, judged by a command."""

import io
import subprocess
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import which
from types import ModuleType
from zipfile import ZIP_DEFLATED, ZipFile

import ofdkit
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.evidence import api as evidence
from dengbu.evidence.models import SealedPaper
from dengbu.evidence.sealing.authority import PEM
from dengbu.inquiry import api as inquiry
from dengbu.kernel.fault import FaultCode, Faults
from dengbu.register import api as register
from dengbu.site import seal_keys
from dengbu.site.commands import evidence as evidence_command
from dengbu.site.commands import seal as command
from dengbu.site.wiring import sequence_evidence
from dengbu.web.shared.sealed import comes_sealed, sealed_answer, sealed_certificate
from tests.casework.desk import Desk, open_desk
from tests.inquiry.asked import question
from tests.register.city import OFFICE, person

pytestmark = pytest.mark.django_db
PDFTOTEXT = which("pdftotext")  # comes with pdfsig
CHECK = "https://example.invalid/check/"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def seal() -> Iterator[evidence.Seal]:
    now = timezone.now()
    made = evidence.new_seal(evidence.new_authority("演示根", now=now), "岳阳（演示）", now=now)
    authority = evidence.new_sm2_authority("演示根", now=now)
    electronic = evidence.new_electronic_seal(authority, "岳阳（演示）", now=now)
    evidence.use_seals(
        lambda office: made if office == OFFICE else None,
        lambda office: electronic if office == OFFICE else None,
    )
    yield made
    evidence.use_seals(seal_keys.seal, seal_keys.electronic_seal)


def certificate() -> register.CertificateView:
    who = person(1)
    return register.certificates_of_holder(who.id_type, who.id_no)[0]


def pdf() -> bytes:
    made = sealed_certificate(certificate(), check_url=CHECK, now=timezone.now())
    assert made is not None
    return made


def test_a_certificate_is_sealed_and_kept_with_its_proof(desk: Desk, seal: evidence.Seal) -> None:
    first = pdf()
    assert not SealedPaper.objects.filter(proved=True).exists()  # its leaf is not in the log yet
    while sequence_evidence():
        pass
    kept = pdf()
    assert kept != first
    assert pdf() == kept  # byte for byte
    (found,) = evidence.judge(kept, now=timezone.now())
    assert found.good
    assert (found.judgement.name, found.judgement.fingerprint) == ("岳阳（演示）", seal.fingerprint)
    (proof,) = evidence.attached(kept).values()
    assert proof.decode() == evidence.proof_file(f"booking:{certificate().booking_id}")


def test_the_answer_to_a_query_is_sealed(desk: Desk, seal: evidence.Seal) -> None:
    view = inquiry.ask(
        question("N57", "HOLDER", person(1)), actor=desk.windows[0], now=timezone.now()
    )
    while sequence_evidence():
        pass
    made = sealed_answer(view, check_url=CHECK, now=timezone.now())
    assert all(one.good for one in evidence.judge(made, now=timezone.now()))
    client = Client()
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    assert client.get(f"/window/inquiry/{view.number}/pdf").content == made
    shown = client.post("/check/file", {"sealed_file": SimpleUploadedFile("a.pdf", made)})
    assert f"<strong>{inquiry.show_inquiry_no(view.number)}</strong>" in shown.content.decode()


def test_every_paper_is_to_be_had_as_ofd(desk: Desk, seal: evidence.Seal, tmp_path: Path) -> None:
    """Answered, refused, certificate: the same bytes at every door, and another reader's text."""
    asker = question("N57", "HOLDER", person(1))
    view = inquiry.ask(asker, actor=desk.windows[0], now=timezone.now())
    while sequence_evidence():
        pass
    client = Client()
    client.force_login(accounts.Account.objects.get(id=desk.windows[0].id))
    number = certificate().number
    places = (f"/window/inquiry/{view.number}/ofd", f"/office/certificates/{number}.ofd")
    for place in places:
        answer = client.get(place)
        assert answer.status_code == 200, place
        assert answer.headers["Content-Type"] == "application/ofd"
        assert client.get(place).content == answer.content
        assert evidence.verdict(answer.content, now=timezone.now()).good
        file = tmp_path / "a.ofd"
        file.write_bytes(answer.content)
        told = Counter("".join(ofdkit.open(file).text().split()))
        assert person(1).name in ofdkit.open(file).text()
        if PDFTOTEXT is not None:  # the same paper, set twice: but for the seal, which is a picture
            pdf = client.get(f"{place[:-3]}pdf").content
            drawn = Counter("★电子印章" + "岳阳（演示）")
            assert told == _printed(pdf, tmp_path) - drawn


def test_whoever_checks_without_us_is_given_the_makers_of_seals(
    desk: Desk, seal: evidence.Seal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One file of them judges a PDF and an OFD, as the how-to page says."""
    while sequence_evidence():
        pass
    made = sealed_certificate(
        certificate(), check_url=CHECK, now=timezone.now(), form=evidence.Form.OFD
    )
    assert made is not None
    papers = {"a.pdf": pdf(), "a.ofd": made}
    assert _run(["authorities"]) == 0
    makers = tmp_path / "makers.pem"
    makers.write_text(capsys.readouterr().out)
    assert makers.read_text().count("BEGIN CERTIFICATE") == 2
    (key, *_) = evidence.keys_of(OFFICE)
    for name, content in papers.items():
        file = tmp_path / name
        file.write_bytes(content)
        told = ["verify", str(file), "--authority", str(makers), "--key", str(key.verifier)]
        assert _run(told, of=evidence_command) == 0, capsys.readouterr().out
        for changed in _loosened(content):
            file.write_bytes(changed)
            assert _run(told, of=evidence_command) == 1
            assert "印章管不到的内容" in capsys.readouterr().out


def _loosened(content: bytes) -> Iterator[bytes]:
    """Changed where no seal looks: noughts behind a PDF's seal, the packing of an OFD."""
    if content.startswith(b"%PDF"):
        at = content.rindex(b"0" * 100) + 50
        yield content[:at] + b"1" + content[at + 1 :]
        return
    again = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(again, "w", ZIP_DEFLATED) as new:
        for one in old.infolist():
            new.writestr(one, old.read(one), compresslevel=1)
    yield again.getvalue()


def test_an_office_without_a_seal_leaves_its_place_open(desk: Desk) -> None:
    assert evidence.seal_of(OFFICE) is None  # none is named, and this is no demonstration
    with pytest.raises(evidence.NotJudged, match="no seal"):
        evidence.judge(pdf(), now=timezone.now())


@pytest.mark.parametrize("form", list(evidence.Form))
def test_a_name_that_was_changed_by_hand_gets_no_seal(
    desk: Desk, seal: evidence.Seal, form: evidence.Form
) -> None:
    view = certificate()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE register_party SET name = %s WHERE name = %s", ["冒名", person(1).name]
        )
        assert cursor.rowcount
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(Faults) as refused:
        sealed_certificate(view, check_url=CHECK, now=timezone.now(), form=form)
    (fault,) = refused.value.faults
    assert fault.code is FaultCode.INTERNAL and "和存证对不上" in fault.message
    assert not SealedPaper.objects.exists()


def test_a_paper_that_is_not_sealed_shows_no_seal(
    desk: Desk, seal: evidence.Seal, tmp_path: Path
) -> None:
    while sequence_evidence():
        pass
    now = timezone.now()
    pdf()  # the seal was used, and had been lost before
    assert evidence.revoke_seal(seal.fingerprint, since=now, reason="丢失", by="合规处", now=now)
    assert evidence.seal_shown(OFFICE, evidence.Form.PDF) == ""
    forms = {form: comes_sealed(certificate(), form) for form in evidence.Form}
    assert forms == {evidence.Form.PDF: False, evidence.Form.OFD: True}
    with pytest.raises(evidence.NotJudged, match="no seal"):
        evidence.judge(pdf(), now=timezone.now())
    if PDFTOTEXT is not None:
        printed = _printed(pdf(), tmp_path)
        assert printed["★"] == 0 and printed["位"] > 0  # its place is drawn open
    other = sealed_certificate(
        certificate(), check_url=CHECK, now=timezone.now(), form=evidence.Form.OFD
    )
    assert other is not None and evidence.verdict(other, now=timezone.now()).good


def test_what_was_sealed_before_comes_sealed_until_there_is_a_new_seal(
    desk: Desk, seal: evidence.Seal
) -> None:
    while sequence_evidence():
        pass
    before, now = pdf(), timezone.now()
    assert evidence.revoke_seal(seal.fingerprint, since=now, reason="换新章", by="合规处", now=now)
    assert comes_sealed(certificate(), evidence.Form.PDF)
    assert pdf() == before


def test_a_revoked_seal_counts_for_what_it_sealed_before(
    desk: Desk, seal: evidence.Seal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    while sequence_evidence():
        pass
    file, now = tmp_path / "a.pdf", timezone.now()
    file.write_bytes(pdf())
    assert _run(["check", str(file)]) == 0
    later = now + timedelta(hours=1)
    assert evidence.revoke_seal(
        seal.fingerprint, since=later, reason="换新章", by="合规处", now=now
    )
    assert _run(["check", str(file)]) == 0
    assert "换新章" in (capsys.readouterr().out + _listed(capsys))
    capsys.readouterr()
    authority = tmp_path / "authority.pem"
    authority.write_bytes(seal.authority.public_bytes(PEM))
    (key, *_) = evidence.keys_of(OFFICE)
    told = ["--authority", str(authority), "--key", str(key.verifier)]
    assert _run(["verify", str(file), *told], of=evidence_command) == 0
    assert "存证是" in capsys.readouterr().out
    other = str(
        evidence.Signer(name=key.verifier.name, kind=evidence.ED25519, seed=bytes(32)).verifier
    )
    assert _run(["verify", str(file), *told[:-1], other], of=evidence_command) == 1
    assert _run(["verify", str(file)], of=evidence_command) == 0
    changed = bytearray(file.read_bytes())
    changed[900] ^= 1
    file.write_bytes(changed)
    assert _run(["check", str(file)]) != 0
    file.write_bytes(b"no pdf")
    assert _run(["check", str(file)]) == 2


def test_what_a_lost_seal_sealed_afterwards_does_not_count(desk: Desk, seal: evidence.Seal) -> None:
    while sequence_evidence():
        pass
    kept, now = pdf(), timezone.now()
    evidence.revoke_seal(
        seal.fingerprint, since=now - timedelta(hours=1), reason="丢失", by="合规处", now=now
    )
    (found,) = evidence.judge(kept, now=now)
    assert (found.good, found.revoked) == (False, "丢失")
    assert not evidence.revoke_seal(
        seal.fingerprint, since=now, reason="再来", by="合规处", now=now
    )


def _printed(pdf: bytes, folder: Path) -> Counter[str]:
    assert PDFTOTEXT is not None
    file = folder / "a.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(
        [PDFTOTEXT, str(file), "-"], capture_output=True, text=True, check=True, timeout=20
    )
    return Counter("".join(said.stdout.split()))


def _run(arguments: list[str], *, of: ModuleType = command) -> int:
    parser = ArgumentParser()
    of.add_arguments(parser)
    return int(of.run(parser.parse_args(arguments)))


def _listed(capsys: pytest.CaptureFixture[str]) -> str:
    assert _run(["list"]) == 0
    return capsys.readouterr().out
