"""Sealed OFD: made, read by others, judged, changed, cut, blown up; never a wrong yes."""

import io
import random
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from shutil import which

import ofdkit
import pytest
from fontTools.ttLib import TTFont

from dengbu.casework.papers.fixed.certificate import certificate_pages
from dengbu.casework.papers.fixed.fonts import Missing
from dengbu.casework.papers.render import Paper, Plan, PlanRoom, Row
from dengbu.evidence import api as evidence
from dengbu.evidence.sealing import der, sm2
from dengbu.evidence.sealing import sm2_certificates as certificates
from dengbu.evidence.sealing.authority import BadSeal
from dengbu.evidence.sealing.found import LARGEST, Doubt, NotJudged, SealFound
from dengbu.evidence.sealing.ofd import ses
from dengbu.evidence.sealing.ofd.judging import attached_to, judge_ofd
from dengbu.evidence.sealing.ofd.package import Package, packed
from dengbu.evidence.sealing.ofd.writing import VALUE, plain_ofd, seal_ofd

NOW = datetime.now(UTC).replace(microsecond=0)
NAME = "岳阳市不动产登记中心（演示）"
CHANGED = 500  # places of a sealed file that are tried
RARE = "钟𬭩、龚䶮"
OPENSSL = which("openssl")


@lru_cache(maxsize=1)
def authority() -> evidence.Sm2Authority:
    return evidence.new_sm2_authority("演示根", now=NOW)


@lru_cache(maxsize=1)
def seal() -> evidence.ElectronicSeal:
    return evidence.new_electronic_seal(authority(), NAME, now=NOW)


def paper(*rows: Row, plan: Plan | None = None, sealed: bool = True) -> Paper:
    return Paper(
        title="不动产权证书",
        subtitle="电子证书",
        number="湘（2026）岳阳市不动产权第0000001号",
        formula="根据《中华人民共和国民法典》等法律法规，准予登记，颁发此证。",
        rows=(Row(label="权利人", value=RARE, strong=True), *rows),
        plan=plan,
        entered="2026年11月26日 10:06",
        registrar="段俊",
        issuer="岳阳市不动产登记中心",
        issued="2026年11月26日",
        check="4B49 5A2B 83C9 C0D3",
        url="https://example.invalid/check/?no=1&code=4B495A2B83C9C0D3",
        seal=NAME if sealed else "",
    )


@lru_cache(maxsize=1)
def sealed() -> bytes:
    return seal_ofd(certificate_pages(paper()), seal(), now=NOW, attachments={"a.txt": b"proof"})


def judged(content: bytes, *, by: bytes | None = None, now: datetime = NOW) -> SealFound:
    (found,) = judge_ofd(content, authorities=[by or authority().certificate], now=now)
    return found


def never_good(content: bytes) -> None:
    try:
        found = judge_ofd(content, authorities=[authority().certificate], now=NOW)
    except NotJudged:
        return
    assert not any(one.good for one in found)


def test_a_sealed_paper_is_good_and_says_whose_it_is() -> None:
    found = judged(sealed())
    assert found.good
    assert not found.doubts
    assert (found.name, found.fingerprint, found.form) == (NAME, seal().fingerprint, "SES V4")
    assert found.signed_at == NOW
    assert attached_to(sealed()) == {"a.txt": b"proof"}


def test_another_reader_opens_it_and_shows_its_text(tmp_path: Path) -> None:
    file = tmp_path / "a.ofd"
    file.write_bytes(sealed())
    text = ofdkit.open(file).text()
    for said in (RARE, "湘（2026）岳阳市不动产权第0000001号", "段俊", "权利以登记簿为准"):
        assert said in text


def test_the_fonts_have_each_character_that_is_written() -> None:
    with zipfile.ZipFile(io.BytesIO(sealed())) as file:
        fonts = [TTFont(io.BytesIO(file.read(n))) for n in file.namelist() if n.endswith(".otf")]
    strong, plain = sorted(fonts, key=lambda f: f["OS/2"].usWeightClass, reverse=True)
    assert {ord(c) for c in RARE} <= set(strong.getBestCmap())
    assert {ord(c) for c in "权利人登簿时间段俊"} <= set(plain.getBestCmap())
    for font in fonts:
        shapes = font.getGlyphSet()
        assert all(font["hmtx"][name][0] > 0 for name in font.getBestCmap().values())
        assert len(shapes) == len(font.getBestCmap()) + 1


def test_a_character_without_a_form_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(Missing):
        certificate_pages(paper(Row(label="坐落", value="\U000e0001")))


def test_a_long_paper_goes_on_over_pages_and_is_sealed_on_the_last(tmp_path: Path) -> None:
    room = PlanRoom(name="客厅", outline=((0, 0), (3, 0), (3, 4)), centre=(1, 1))
    plan = Plan(caption="第5层", width=6, height=4, outline=((0, 0), (6, 0), (6, 4)), rooms=(room,))
    long = Row(label="附记", value="共有人很多，" * 400)
    pages = certificate_pages(paper(long, plan=plan))
    assert len(pages.pages) == 3
    assert pages.seal_at is not None
    assert pages.seal_at.page == 2
    file = tmp_path / "a.ofd"
    file.write_bytes(seal_ofd(pages, seal(), now=NOW))
    assert judged(file.read_bytes()).good
    text = "".join(ofdkit.open(file).text().split())
    assert text.count("共有人很多，") == 400


def test_openssl_agrees_on_seal_and_certificates(tmp_path: Path) -> None:
    if OPENSSL is None:
        pytest.skip("no OpenSSL on this machine")
    sealing = ses.read_sealing(Package(sealed()).read(VALUE))
    maker, own = sealing.seal.maker, sealing.certificate
    for name, data in (("ca", maker), ("own", own)):
        (tmp_path / f"{name}.der").write_bytes(data)
        _openssl(tmp_path, f"x509 -inform DER -in {name}.der -out {name}.pem")
        (tmp_path / f"{name}.pub").write_bytes(
            _openssl(tmp_path, f"x509 -in {name}.pem -noout -pubkey")
        )
    who = "distid:1234567812345678"
    assert b"own.pem: OK" in _openssl(tmp_path, f"verify -vfyopt {who} -CAfile ca.pem own.pem")
    signed = (
        ("own", sealing.signed, sealing.signature),
        ("ca", sealing.seal.signed[0], sealing.seal.signature),
    )
    for name, message, signature in signed:
        (tmp_path / "message").write_bytes(message)
        (tmp_path / "signature").write_bytes(signature)
        told = f"-inkey {name}.pub -in message -sigfile signature -pkeyopt {who}"
        said = _openssl(tmp_path, f"pkeyutl -verify -pubin -rawin -digest sm3 {told}")
        assert b"Signature Verified Successfully" in said


def _openssl(folder: Path, arguments: str) -> bytes:
    assert OPENSSL is not None
    done = subprocess.run(
        [OPENSSL, *arguments.split()], cwd=folder, capture_output=True, check=True, timeout=20
    )
    return done.stdout


def test_an_unknown_authority_is_not_trusted_though_nothing_was_changed() -> None:
    other = evidence.new_sm2_authority("演示根", now=NOW)  # of the same name
    found = judged(sealed(), by=other.certificate)
    assert (found.intact, found.whole, found.trusted, found.good) == (True, True, False, False)
    assert found.doubts == (Doubt.STRANGER,)


def test_a_seal_that_was_in_force_when_it_was_set_counts_after_it_has_ended() -> None:
    assert judged(sealed(), now=NOW + timedelta(days=4000)).good
    late = seal_ofd(certificate_pages(paper()), seal(), now=NOW + timedelta(days=2000))
    assert judged(late, now=NOW + timedelta(days=2001)).doubts == (Doubt.UNTIMELY,)


def test_a_clock_that_runs_ahead_is_seen() -> None:
    ahead = seal_ofd(certificate_pages(paper()), seal(), now=NOW + timedelta(hours=2))
    assert judged(ahead).doubts == (Doubt.UNTIMELY,)


def test_no_changed_byte_is_ever_good() -> None:
    """Places spread over the whole file, and in what no seal covers."""
    whole = sealed()
    rng = random.Random(20261126)
    value = whole.index(VALUE.encode())
    places = rng.sample(range(len(whole)), CHANGED)
    uncovered = [*range(value - 60, value + 60), *range(len(whole) - 300, len(whole))]
    for place in {*places, *uncovered}:
        changed = bytearray(whole)
        changed[place] ^= 1 << rng.randrange(8)
        never_good(bytes(changed))


def test_a_cut_or_doubled_file_or_one_of_two_kinds_is_never_good() -> None:
    whole = sealed()
    for length in range(0, len(whole), 997):
        never_good(whole[:length])
    for content in (whole * 2, b"%PDF-1.7\n" + whole, whole + b"\n%%EOF\n", whole + b"\0"):
        never_good(content)


def test_the_seal_of_one_paper_is_none_of_another() -> None:
    mine, files = Package(sealed()), {}
    other = Package(seal_ofd(certificate_pages(paper(Row(label="a", value="b"))), seal(), now=NOW))
    for name in mine.names:
        files[name] = (other if "/Pages/" in name else mine).read(name)
    found = judged(packed(files))
    assert (found.intact, found.good) == (False, False)
    assert Doubt.CHANGED in found.doubts


def test_files_that_blow_up_are_refused_with_the_reason() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("OFD.xml", bytes(40 * 1024 * 1024))
    many = packed({f"f{n}": b"" for n in range(5000)})
    for content in (bomb.getvalue(), many, bytes(LARGEST + 1)):
        with pytest.raises(NotJudged) as refused:
            judged(content)
        assert refused.value.doubt is Doubt.TOO_LARGE


@pytest.mark.parametrize("name", ["", "/", "../a", "a/../../b"])
def test_a_file_with_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(NotJudged):
        judged(packed({"OFD.xml": b"<a/>", name: b""}))


@pytest.mark.parametrize(
    "root",
    [
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
        b"<OFD>" + b"<a>" * 100_000,
        b"<OFD>" + b"<DocBody>" * 4_000 + b"</DocBody>" * 4_000 + b"</OFD>",
        b"<OFD>" + b"<a/>" * 30_000 + b"</OFD>",
        b"<OFD>" + b" " * 2 * 1024 * 1024 + b"</OFD>",
        b"\xff\xfe",
        b"",
    ],
    ids=["entity", "utf-16", "deep", "within itself", "many", "large", "no text", "empty"],
)
def test_xml_that_would_harm_is_refused(root: bytes) -> None:
    with pytest.raises(NotJudged):
        judged(packed({"OFD.xml": root}))


def test_structures_with_nothing_in_them_are_refused() -> None:
    """What is empty where something is wanted must not be asked for its first."""
    nothing = der.tlv(der.SEQUENCE)
    with pytest.raises(certificates.BadCertificate):
        certificates.read(der.tlv(der.SEQUENCE, nothing, certificates.ALGORITHM, der.bits(b"")))
    header = der.tlv(der.SEQUENCE, der.ia5(ses.HEADER), der.integer(4), der.ia5("x"))
    info = der.tlv(der.SEQUENCE, header, der.ia5("1"), nothing, nothing)
    maker, kind = der.octets(authority().certificate), der.oid(sm2.WITH_SM3)
    with pytest.raises(der.NotDer):
        ses.read_seal(der.tlv(der.SEQUENCE, info, maker, kind, der.bits(b"")))


def test_a_paper_without_a_seal_says_so() -> None:
    pages = certificate_pages(paper(sealed=False))
    assert pages.seal_at is None
    with pytest.raises(NotJudged) as refused:
        judged(plain_ofd(pages, now=NOW))
    assert refused.value.doubt is Doubt.UNSEALED


def test_a_seal_is_read_again_and_a_mixed_one_is_not() -> None:
    assert evidence.read_electronic_seal(seal().pem()) == seal()
    assert evidence.read_sm2_authority(authority().pem()) == authority()
    other = evidence.new_electronic_seal(authority(), "别人", now=NOW).pem()
    mark = "-----BEGIN CERTIFICATE-----"
    mixed = other.partition(mark)[0] + mark + seal().pem().partition(mark)[2]
    lost = seal().pem().partition("-----BEGIN ELECTRONIC SEAL-----")[0]
    for text in ("", mixed, lost, seal().pem().replace("A", "B", 5)):
        with pytest.raises(BadSeal):
            evidence.read_electronic_seal(text)
