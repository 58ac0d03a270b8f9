"""A sealed PDF or OFD judged at the console: with this database, or with what the caller trusts."""

import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from dengbu.evidence import api as evidence
from dengbu.kernel.chinese import moment_words

BROKEN, UNUSABLE = 1, 2
STARTS = (b"PK\x03\x04", b"%PDF")
PROOF = "inclusion.tlog-proof"
MARK = b"-----BEGIN"


def is_paper(place: Path) -> bool:
    """Whether a file says that it is a PDF or an OFD."""
    if place.suffix.lower() in {".pdf", ".ofd"}:
        return True
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return file.read(4) in STARTS


def verify_file(file: Path, *, authorities: Sequence[Path], keys: Sequence[str]) -> int:
    """0: every seal is good, and the proof holds. 1: something is not good. 2: nothing to judge.

    ``authorities``: files with the certificates of those who make seals, PEM or DER; with them no
    database is asked, and ``keys`` (of the log) are what the proof is judged by. Raises BadNote.
    """
    try:
        if file.stat().st_size > evidence.LARGEST:
            raise evidence.NotJudged("too large", evidence.Doubt.TOO_LARGE)
        content = file.read_bytes()
        known = [_certificate(place) for place in authorities]
        return _alone(content, known, keys) if known else _here(content)
    except evidence.NotJudged as error:
        return _fail(f"看不了：{evidence.doubt_words([error.doubt])}（{error}）")
    except (OSError, ValueError) as error:
        return _fail(f"看不了：{error}")


def _certificate(place: Path) -> bytes:
    told = place.read_bytes()
    if MARK in told:
        return x509.load_pem_x509_certificate(told).public_bytes(Encoding.DER)
    return told


def _here(content: bytes) -> int:
    verdict = evidence.verdict(content, now=timezone.now())
    for one in verdict.seals:
        more = f"（{one.revoked}）" if one.revoked else ""
        _say(one.good, one.judgement, evidence.doubt_words(one.doubts) + more)
    if verdict.unproven:
        sys.stdout.write(f"✗ {evidence.doubt_words([evidence.Doubt.UNPROVEN])}\n")
    elif verdict.index is not None:
        sys.stdout.write(f"✓ 存证在日志的第 {verdict.index} 条\n")
    if verdict.subject:
        sys.stdout.write(f"✓ 就是发出的原件：{verdict.subject}\n")
    return 0 if verdict.good else BROKEN


def _alone(content: bytes, authorities: Sequence[bytes], keys: Sequence[str]) -> int:
    """What can be said without a database: not whether a seal was revoked since."""
    seals = evidence.judge_file(content, authorities=authorities, now=timezone.now())
    for one in seals:
        doubts = [doubt for doubt in one.doubts if doubt is not evidence.Doubt.LOOSE]
        _say(one.genuine, one, evidence.doubt_words(doubts))
    proved = _proved(content, keys)
    sys.stdout.write("没有数据库：印章后来作没作废、证现在有没有效，这里看不出来\n")
    return 0 if proved and all(one.genuine for one in seals) else BROKEN


def _proved(content: bytes, keys: Sequence[str]) -> bool:
    """Whether the proof holds, or there is nothing to judge it by; what is found is said."""
    proof = evidence.attached_file(content).get(PROOF)
    if proof is None or not keys:
        sys.stdout.write("没有核对存证：" + ("没有给日志的钥匙\n" if proof else "文件里没有\n"))
        return True
    known = [evidence.verifier(told.split()[0]) for told in keys]
    try:
        found = evidence.check_proof(proof, origin=known[0].name, keys=known)
    except evidence.BadNote as error:
        words = evidence.doubt_words([evidence.Doubt.UNPROVEN])
        sys.stdout.write(f"✗ {words}（{error}）\n")
        return False
    head = found.opened.checkpoint
    sys.stdout.write(f"✓ 存证是 {head.origin} 的第 {found.index} 条\n")
    return True


def _say(good: bool, found: evidence.SealFound, doubts: str) -> None:
    at = moment_words(found.signed_at) if found.signed_at else "没有写时间"
    said = doubts or f"{at}盖章，以后没有改过"
    sys.stdout.write(f"{'✓' if good else '✗'} {found.name}（{found.form}）：{said}\n")


def _fail(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return UNUSABLE
