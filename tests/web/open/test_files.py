"""Anybody checks a file: ours, changed, of others, none; and what the register says now."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dengbu.database.ids import next_id
from dengbu.evidence import api as evidence
from dengbu.evidence.models import SealedPaper
from dengbu.evidence.sealing.ofd.package import Package
from dengbu.register import api as register
from dengbu.site import seal_keys
from dengbu.site.wiring import sequence_evidence
from dengbu.web.open import files
from dengbu.web.shared.sealed import FileForm, sealed_certificate
from tests.evidence.sealing.ofd.foreign import Foreign, party
from tests.register.city import OFFICE, book, booking, first, make_units, person, sale
from tests.web.open.test_open import issued

pytestmark = pytest.mark.django_db
CHECK = "https://example.invalid/check/"
BOTH = pytest.mark.parametrize("form", list(FileForm))


@pytest.fixture
def seals() -> Iterator[tuple[str, str]]:
    """The fingerprints of the office's seals for PDF and OFD."""
    now = timezone.now()
    pdf = evidence.new_seal(evidence.new_authority("演示根", now=now), "岳阳（演示）", now=now)
    authority = evidence.new_sm2_authority("演示根", now=now)
    ofd = evidence.new_electronic_seal(authority, "岳阳（演示）", now=now)
    evidence.use_seals(
        lambda office: pdf if office == OFFICE else None,
        lambda office: ofd if office == OFFICE else None,
    )
    yield pdf.fingerprint, ofd.fingerprint
    evidence.use_seals(seal_keys.seal, seal_keys.electronic_seal)


@pytest.fixture
def title(seals: tuple[str, str]) -> register.CertificateView:
    found = issued(book(booking(first(make_units(1)[0], person(1))))[0])
    while sequence_evidence():
        pass
    return found


def made(title: register.CertificateView, form: FileForm) -> bytes:
    content = sealed_certificate(title, check_url=CHECK, now=timezone.now(), form=form)
    assert content is not None
    return content


def sent(client: Client, content: bytes, *, status: int = 200) -> str:
    file = SimpleUploadedFile("a.bin", content)
    answer = client.post("/check/file", {files.FIELD: file})
    assert answer.status_code == status
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content.decode()


@BOTH
def test_a_file_of_ours_is_genuine_and_the_register_is_asked(
    client: Client, title: register.CertificateView, form: FileForm
) -> None:
    content = made(title, form)
    assert made(title, form) == content  # kept, byte for byte
    page = sent(client, content)
    for said in ("文件是真的，一个字节都没有改过", "在公开日志的第", "岳阳（演示）", "周1"):
        assert said in page
    sold = sale(title.unit_code, (person(1),), person(2))
    assert book(booking(sold, applicants=(person(1), person(2))))[0].booked
    page = sent(client, content)
    assert "文件是真的，但证现在不再有效" in page


@BOTH
def test_a_changed_file_is_not_believed_and_the_reason_is_told(
    client: Client, title: register.CertificateView, form: FileForm
) -> None:
    changed = bytearray(made(title, form))
    changed[len(changed) // 3] ^= 1
    page = sent(client, bytes(changed))
    assert "文件不可信" in page or "这个文件判断不了" in page
    assert "先别付款" in page
    for wrong in ("发章的机构不认识", "不在发证记录里", "盖的</strong>"):
        assert wrong not in page


def loosened(content: bytes, form: FileForm) -> bytes:
    """What the seal covers is as it was; what it cannot cover is not."""
    if form is FileForm.PDF:  # the room behind the signature
        end = content.index(b">", content.index(b"/Contents <"))
        return content[: end - 8] + b"0000000a" + content[end:]
    mine, out = Package(content), io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in mine.names:
            packed.writestr(name, mine.read(name))
    return out.getvalue()


@BOTH
@pytest.mark.parametrize("recorded", [False, True])
def test_a_file_of_ours_that_was_packed_anew_is_not_said_to_be_of_others(
    client: Client, title: register.CertificateView, form: FileForm, recorded: bool
) -> None:
    loose = loosened(made(title, form), form)
    if recorded:  # LOOSE alone
        row = SealedPaper.objects.get()
        row.pk, row.sha256 = next_id(), hashlib.sha256(loose).hexdigest()
        row.subject += ":2"
        row.save(force_insert=True)
    page = sent(client, loose)
    for said in ("印章是本平台的，可是文件不是发出时的原样", "印章管不到的内容", "先别付款"):
        assert said in page
    for wrong in ("不是本平台发的", "文件是真的", "发章的机构不认识"):
        assert wrong not in page
    assert ("不在发证记录里" in page) is not recorded


def test_what_a_lost_seal_sealed_afterwards_does_not_count(
    client: Client, title: register.CertificateView, seals: tuple[str, str]
) -> None:
    now, content = timezone.now(), made(title, FileForm.OFD)
    since = now - timedelta(hours=1)
    assert evidence.revoke_seal(seals[1], since=since, reason="丢失", by="合规处", now=now)
    page = sent(client, content)
    for said in ("文件不可信", "印章作废以后盖的", "丢失"):
        assert said in page


def test_a_proof_of_another_tree_is_seen(
    client: Client, title: register.CertificateView, seals: tuple[str, str]
) -> None:
    made(title, FileForm.OFD)
    pages = evidence.FixedPaper(
        title="", author="", size=(1, 1), pages=("",), fonts=(), last_id=1, seal_at=None
    )
    seal, proof = evidence.electronic_seal_of(OFFICE), evidence.proof_file
    assert seal is not None
    told = proof(f"booking:{title.booking_id}").replace("index 0", "index 7")
    forged = evidence.seal_ofd(
        pages, seal, now=timezone.now(), attachments={"inclusion.tlog-proof": told.encode()}
    )
    page = sent(client, forged)
    for said in ("文件不可信", "和公开日志对不上"):
        assert said in page


def test_a_file_of_others_is_said_to_be_of_others(
    client: Client, title: register.CertificateView
) -> None:
    now = timezone.now().replace(microsecond=0)
    root = party("外地根", now=now)
    foreign = Foreign(
        at=now,
        days=(now - timedelta(days=1), now + timedelta(days=1)),
        by=party("外地税务局", root, now=now),
        made_by=party("制章中心", root, now=now),
    )
    page = sent(client, foreign.package())
    for said in ("印章完好，但不是本平台发的", "外地税务局", "发章的机构不认识"):
        assert said in page
    assert "文件是真的" not in page


@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7\n", b"PK\x03\x04" + bytes(40)])
def test_what_is_no_sealed_file_is_not_judged(client: Client, content: bytes) -> None:
    page = sent(client, content)
    assert "这个文件判断不了" in page


def test_nothing_empty_and_nothing_huge_is_taken(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/check/file").status_code == 200
    answer = client.post("/check/file", {})
    assert answer.status_code == 422
    assert "请选一个文件" in answer.content.decode()
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    assert "文件是空的，或者超过了" in sent(client, bytes(101), status=422)
