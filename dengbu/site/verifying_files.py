"""A sealed PDF or OFD judged at the console: with this database, or with what the caller trusts."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from dengbu.evidence import api as evidence
from dengbu.kernel.chinese import moment_words

BROKEN, UNUSABLE = 1, 2
PROOF = "inclusion.tlog-proof"
MARK = b"-----BEGIN"
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trusted:
    """What whoever asks believes; without ``authorities`` the database is asked."""

    authorities: Sequence[Path] = ()  # certificates of those who make seals, PEM or DER
    keys: Sequence[str] = ()  # of the log
    witnesses: Sequence[str] = ()
    receipt: Path | None = None
    without_key: bool = False  # a proof need not be judged


def verify_file(file: Path, *, trusted: Trusted) -> int:
    """0: every seal is good, and the proof holds. 1: something is not good. 2: nothing to judge.

    Raises BadNote for a key that is none.
    """
    try:
        if file.stat().st_size > evidence.LARGEST:
            raise evidence.NotJudged("too large", evidence.Doubt.TOO_LARGE)
        content = file.read_bytes()
        if not trusted.authorities:
            return _here(content, _read(trusted.receipt))
        return _alone(content, trusted)
    except evidence.NotJudged as error:
        return _fail(f"看不了：{evidence.doubt_words([error.doubt])}（{error}）")
    except (OSError, ValueError) as error:
        return _fail(f"看不了：{error}")


def _read(receipt: Path | None) -> bytes | None:
    return receipt.read_bytes() if receipt is not None else None


def _certificates(place: Path) -> list[bytes]:
    """One in DER, or all that stand in a file of PEM."""
    told = place.read_bytes()
    if MARK not in told:
        return [told]
    return [one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(told)]


def _here(content: bytes, receipt: bytes | None) -> int:
    verdict = evidence.verdict(content, now=timezone.now(), receipt=receipt)
    for one in verdict.seals:
        more = f"（{one.revoked}）" if one.revoked else ""
        _say(one.good, one.judgement, evidence.doubt_words(one.doubts) + more)
    if verdict.unproven or verdict.misdated:
        sys.stdout.write(f"✗ {evidence.doubt_words([evidence.Doubt.UNPROVEN])}\n")
    elif verdict.index is not None:
        _stands("日志", verdict.index, whole=all(one.judgement.intact for one in verdict.seals))
    if verdict.dated.source is not evidence.DatedBy.NOBODY:
        who = "见证方" if verdict.dated.source is evidence.DatedBy.WITNESSES else "本机构的记录"
        sys.stdout.write(f"✓ {who}：{moment_words(verdict.dated.by)}以前盖的\n")
    if verdict.subject:
        sys.stdout.write(f"✓ 就是发出的原件：{verdict.subject}\n")
    elif evidence.Doubt.UNRECORDED in verdict.doubts:
        sys.stdout.write(f"✗ {evidence.doubt_words([evidence.Doubt.UNRECORDED])}\n")
    return 0 if verdict.good else BROKEN


def _alone(content: bytes, trusted: Trusted) -> int:
    """What can be said without a database: not whether a seal was revoked since."""
    authorities = [one for place in trusted.authorities for one in _certificates(place)]
    known = [evidence.LogKeyLine.read(told) for told in trusted.keys]
    dated, held = _dated(content, trusted, known)
    by = dated if dated is not None else timezone.now()
    seals = evidence.judge_dated(content, authorities=authorities, by=by)
    for one in seals:
        other = evidence.Doubt.LOOSE if one.genuine else None  # as others close their files
        _say(one.genuine, one, evidence.doubt_words([d for d in one.doubts if d is not other]))
    whole = all(one.intact for one in seals)
    proved = _proved(content, known, without_key=trusted.without_key, whole=whole)
    sys.stdout.write("没有数据库：印章后来作没作废、证现在有没有效，这里看不出来\n")
    return 0 if proved and held and all(one.genuine for one in seals) else BROKEN


def _dated(
    content: bytes, trusted: Trusted, keys: Sequence[evidence.LogKeyLine]
) -> tuple[datetime | None, bool]:
    """By when the file was sealed, as its receipt says; and whether the receipt holds."""
    if trusted.receipt is None:
        return None, True
    asked = [
        evidence.Asked(verifier=evidence.verifier(told), since=EVER, until=None)
        for told in trusted.witnesses
    ]
    try:
        if not keys:
            raise evidence.BadNote("no key")
        told = trusted.receipt.read_bytes()
        _, good = evidence.keys_of_proof(told, keys)
        found = evidence.check_receipt(told, content, keys=good, asked=asked)
    except evidence.BadNote as error:
        sys.stdout.write(f"✗ 回执对不上（{error}）\n")
        return None, False
    if found.witnessed_at is None:
        sys.stdout.write("✗ 回执上没有过半数认识的见证方签名（--witness）\n")
        return None, False
    sys.stdout.write(f"✓ 回执：{moment_words(found.witnessed_at)}以前盖的\n")
    return found.witnessed_at, True


def _proved(
    content: bytes, known: Sequence[evidence.LogKeyLine], *, without_key: bool, whole: bool
) -> bool:
    """Whether the proof holds, or there is none; what is found is said."""
    proof = evidence.attached_file(content).get(PROOF)
    if proof is None:
        sys.stdout.write("没有核对存证：文件里没有\n")
        return True
    if not known:
        sys.stdout.write("没有核对存证：没有给日志的钥匙（--key；不核对用 --without-key）\n")
        return without_key
    try:
        origin, good = evidence.keys_of_proof(proof, known)
        found = evidence.check_proof(proof, origin=origin, keys=good)
    except evidence.BadNote as error:
        words = evidence.doubt_words([evidence.Doubt.UNPROVEN])
        sys.stdout.write(f"✗ {words}（{error}）\n")
        return False
    _stands(f" {found.opened.checkpoint.origin} ", found.index, whole=whole)
    return True


def _stands(log: str, index: int, *, whole: bool) -> None:
    """Where the proof in a file stands; in a file that was changed it shows nothing."""
    said = f"✓ 存证是{log}的第 {index} 条"
    if not whole:
        said = f"· 里面的证明是{log}的第 {index} 条，文件变过，它什么也说明不了"
    sys.stdout.write(f"{said}\n")


def _say(good: bool, found: evidence.SealFound, doubts: str) -> None:
    at = moment_words(found.signed_at) if found.signed_at else "没有写时间"
    said = doubts or f"{at}盖章，以后没有改过"
    sys.stdout.write(f"{'✓' if good else '✗'} {found.name}（{found.form}）：{said}\n")


def _fail(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return UNUSABLE
