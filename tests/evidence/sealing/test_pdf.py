"""Sealed PDF: made, judged, changed, cut, forged; and never a crash, never a wrong yes."""

import random
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from dengbu.casework.papers.render import Paper, render
from dengbu.evidence.sealing.authority import (
    BadSeal,
    Seal,
    new_authority,
    new_seal,
    read_seal,
)
from dengbu.evidence.sealing.pdf import NotJudged, SealFound, attached, judge_pdf, seal_pdf

NOW = datetime.now(UTC)
NAME = "岳阳市不动产登记中心（演示）"
CHANGED = 700  # places of a sealed file that are tried


@lru_cache(maxsize=1)
def authority() -> Seal:
    return new_authority("演示根", now=NOW)


@lru_cache(maxsize=1)
def seal() -> Seal:
    return new_seal(authority(), NAME, now=NOW)


@lru_cache(maxsize=1)
def page() -> bytes:
    paper = Paper(
        title="不动产权证书",
        subtitle="电子证书",
        number="湘（2026）岳阳市不动产权第0000001号",
        formula="",
        rows=(),
        plan=None,
        entered="",
        registrar="",
        issuer="",
        issued="",
        check="",
        url="https://example.invalid/",
    )
    return render(paper)


@lru_cache(maxsize=1)
def sealed() -> bytes:
    return seal_pdf(page(), seal(), reason="颁发证书", attachments={"a.txt": b"proof"})


def judged(content: bytes, *, by: Seal | None = None, now: datetime = NOW) -> SealFound:
    (found,) = judge_pdf(content, authorities=[(by or authority()).certificate], now=now)
    return found


def test_a_sealed_page_is_good_and_says_whose_it_is() -> None:
    found = judged(sealed())
    assert found.good
    assert (found.name, found.fingerprint) == (NAME, seal().fingerprint)
    assert found.signed_at is not None
    assert attached(sealed()) == {"a.txt": b"proof"}
    assert attached(page()) == {}
    assert NOW - timedelta(seconds=1) <= found.signed_at <= datetime.now(UTC)


def test_an_unknown_authority_is_not_trusted_though_nothing_was_changed() -> None:
    other = new_authority("演示根", now=NOW)  # of the same name
    found = judged(sealed(), by=other)
    assert (found.intact, found.whole, found.trusted, found.good) == (True, True, False, False)


def test_a_certificate_out_of_its_days_is_not_trusted() -> None:
    assert not judged(sealed(), now=NOW + timedelta(days=2000)).trusted


def test_what_is_added_afterwards_is_seen() -> None:
    other = new_seal(authority(), "别人", now=NOW)
    twice = seal_pdf(sealed(), other, reason="x", field="Other")
    first, second = judge_pdf(twice, authorities=[authority().certificate], now=NOW)
    assert (first.name, first.intact, first.whole, first.good) == (NAME, True, False, False)
    assert (second.name, second.good) == ("别人", True)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"PK\x03\x04" * 50, b"\x00" * 4000])
def test_what_is_no_sealed_pdf_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NotJudged):
        judged(content)


def test_an_unsealed_page_bears_no_seal() -> None:
    with pytest.raises(NotJudged, match="no seal"):
        judged(page())


def test_no_changed_byte_is_ever_good() -> None:
    """Places spread over the whole file, and every one round the signature."""
    whole = sealed()
    rng = random.Random(20261126)
    for place in sorted(rng.sample(range(len(whole)), CHANGED)):
        changed = bytearray(whole)
        changed[place] ^= 1 << rng.randrange(8)
        try:
            found = judge_pdf(bytes(changed), authorities=[authority().certificate], now=NOW)
        except NotJudged:
            continue
        for one in found:
            assert not one.good, place


def test_a_cut_file_is_never_good() -> None:
    whole = sealed()
    for length in range(0, len(whole), 997):
        try:
            found = judge_pdf(whole[:length], authorities=[authority().certificate], now=NOW)
        except NotJudged:
            continue
        assert not any(one.good for one in found)


@pytest.mark.parametrize("content", [b"%PDF-1.7\n" + bytes(150 * 1024 * 1024), b"hello"])
def test_what_has_no_end_of_a_pdf_is_not_searched(content: bytes) -> None:
    with pytest.raises(NotJudged, match="begin and end"):
        judge_pdf(content, authorities=[authority().certificate], now=NOW)


def test_a_certificate_that_may_not_sign_papers_makes_no_seal() -> None:
    key, root = ec.generate_private_key(ec.SECP256R1()), authority()
    bare = (
        x509.CertificateBuilder()
        .subject_name(seal().certificate.subject)
        .issuer_name(root.certificate.subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(root.key, hashes.SHA256())
    )
    with pytest.raises(BadSeal, match="nonRepudiation"):
        read_seal(Seal(bare, key, root.certificate).pem())


def test_a_seal_is_read_again_and_a_mixed_one_is_not(tmp_path: Path) -> None:
    assert read_seal(seal().pem()).pem() == seal().pem()
    other = new_seal(authority(), "别人", now=NOW)
    key, _, rest = seal().pem().partition("-----BEGIN CERTIFICATE-----")
    mixed = other.pem().partition("-----BEGIN CERTIFICATE-----")[0] + "-----BEGIN CERTIFICATE-----"
    for text in ("", key, mixed + rest, seal().pem().replace("A", "B", 3)):
        with pytest.raises(BadSeal):
            read_seal(text)
