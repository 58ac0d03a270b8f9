"""The code by which a certificate is shown (亮证): made, read, judged, with the office or without.

A code is a text of letters and digits for a QR in alphanumeric mode: base32 of a fixed layout and
an Ed25519 signature over it. It tells the number of the paper, for what it is shown, when the code
was made, what then stood in the register as far as the purpose tells it, and a salted digest of the
lines that the other side sees.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntFlag, StrEnum, unique

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dengbu.kernel.canonical import canonical_json

LIFE = timedelta(seconds=60)  # of one code
SKEW = timedelta(seconds=5)  # by which the clocks of two of our machines may differ
VERSION = 1
CONTEXT = b"dengbu showing 1\n"  # before what is signed, so that no other signature can be one
ID, MOMENT, NONCE, SALT, DIGEST, KEY_ID, SIGNATURE = 8, 5, 6, 8, 12, 4, 64
HEAD = 1 + KEY_ID + ID + MOMENT + NONCE + 2 + SALT + DIGEST
LONGEST = 1_000  # characters of a code


class Found(IntFlag):
    """What stands in the register; as `told` which of it the purpose tells."""

    IN_FORCE = 1
    SEIZED = 2
    MORTGAGED = 4
    NOTICED = 8
    OBJECTED = 16
    LIVED_IN = 32
    SERVING = 64
    STOPPED = 128


ALWAYS = Found.IN_FORCE | Found.SEIZED
"""Told for every purpose: whoever is shown a paper must not be misled by what is left out."""


@unique
class Outcome(StrEnum):
    """What a check came to; the value is kept and never changes its meaning."""

    TOLD = "TOLD"
    UNREADABLE = "UNREADABLE"  # no code of ours, or cut off
    KEY_UNKNOWN = "KEY_UNKNOWN"  # signed by a key that is not the office's
    FORGED = "FORGED"  # the signature is not over this content
    KEY_REVOKED = "KEY_REVOKED"
    KEY_ENDED = "KEY_ENDED"  # signed after its key was replaced
    FUTURE = "FUTURE"  # made later than now: a clock jumped, or somebody made it up
    EXPIRED = "EXPIRED"
    STOPPED = "STOPPED"  # whoever shows it has stopped
    OVER = "OVER"  # the time for which it is shown has run
    REPLAYED = "REPLAYED"  # this very code was checked already
    USED_UP = "USED_UP"  # as many as were to see it have seen it

    @property
    def says(self) -> str:
        """One sentence for whoever checks."""
        return _SAYS[self][0]

    @property
    def remedy(self) -> str:
        """What they may do."""
        return _SAYS[self][1]


_AGAIN = "请对方在手机上点“换一个新码”，您再扫一次；没有这个按钮，就请他再出示一次"
_BEWARE = "先别付款，也别交出证件；请对方当面用自己的手机登录再出示，或者带证到登记窗口核对"
_ANEW = "需要的话，请对方重新出示一次"
_SAYS = {
    Outcome.TOLD: ("码是真的，刚刚由持证人出示", ""),
    Outcome.UNREADABLE: ("这个码读不出来，可能被裁剪、涂改，或者没有扫全", _AGAIN),
    Outcome.KEY_UNKNOWN: ("签这个码的钥匙不是登记机构的，码是假的", _BEWARE),
    Outcome.FORGED: ("码里的内容被改过，签名对不上，码是假的", _BEWARE),
    Outcome.KEY_REVOKED: ("签这个码的钥匙已经作废，码不能信", _AGAIN),
    Outcome.KEY_ENDED: ("签这个码的钥匙那时已经停用，码不能信", _BEWARE),
    Outcome.FUTURE: ("码上的时间比现在还晚，可能有一方的时钟不对，不能信", _AGAIN),
    Outcome.EXPIRED: ("码过期了：一个码只管 60 秒，截图和旧码不能用", _AGAIN),
    Outcome.STOPPED: ("持证人已经停止出示", _ANEW),
    Outcome.OVER: ("持证人定的出示时间已经过了", _ANEW),
    Outcome.REPLAYED: ("这个码已经核对过一次，一个码只能核对一次", _AGAIN),
    Outcome.USED_UP: ("持证人定的人数已经看满了", _ANEW),
}


class Unreadable(ValueError):
    """A text that is no code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """What a code tells."""

    showing: int  # id
    moment: datetime  # it was made, to the second
    nonce: bytes  # 6
    found: Found  # of what is told, what stood then
    told: Found  # what the purpose tells
    salt: bytes  # 8
    digest: bytes  # 12, of salt and lines
    purpose: str  # code of the catalogue
    number: str  # of the paper, storage form


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A public key of an office for showing, and for which moments it is good."""

    public: bytes  # 32
    until: datetime | None = None  # it was replaced; what it signed before is good
    revoked_from: datetime | None = None  # what it signed from then on counts no more

    @property
    def id(self) -> bytes:
        """Four bytes that say which key signed."""
        return key_id(self.public)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A code as far as it can be judged without the register."""

    outcome: Outcome
    code: Code | None  # None: not one word of it can be believed


def key_id(public: bytes) -> bytes:
    """``SHA-256(context || public key)[:4]``."""
    return hashlib.sha256(CONTEXT + public).digest()[:KEY_ID]


def public_of(seed: bytes) -> bytes:
    """The public half of a private key, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def digest_of(salt: bytes, lines: Sequence[tuple[str, str]]) -> bytes:
    """Of the lines that the other side sees: label and value each."""
    content = canonical_json([list(line) for line in lines])
    return hashlib.sha256(salt + content).digest()[:DIGEST]


def sign(code: Code, seed: bytes) -> str:
    """The code as text for the QR."""
    told = _packed(code, key_id(public_of(seed)))
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(CONTEXT + told)
    return base64.b32encode(told + signature).decode().rstrip("=")


def _packed(code: Code, key: bytes) -> bytes:
    purpose, number = code.purpose.encode("ascii"), code.number.encode()
    return b"".join(
        (
            bytes((VERSION,)),
            key,
            code.showing.to_bytes(ID, "big"),
            int(code.moment.timestamp()).to_bytes(MOMENT, "big"),
            code.nonce,
            bytes((code.found, code.told)),
            code.salt,
            code.digest,
            bytes((len(purpose),)),
            purpose,
            bytes((len(number),)),
            number,
        )
    )


def _bytes(text: str) -> bytes:
    """The bytes of a code in the one way in which it is spelled, in whichever case."""
    upper = text.upper()
    if not text.isascii() or not 0 < len(text) <= LONGEST:
        raise Unreadable("not letters and digits of a code")
    try:
        data = base64.b32decode(upper + "=" * (-len(upper) % 8))
    except binascii.Error as error:
        raise Unreadable("not base32") from error
    if base64.b32encode(data).decode().rstrip("=") != upper:
        raise Unreadable("base32 that nobody writes so")
    return data


def read(text: str) -> tuple[Code, bytes, bytes, bytes]:
    """Code, id of its key, what is signed, signature; nothing is said of whether it is true.

    Raises `Unreadable`, and nothing else, whatever the text.
    """
    data = _bytes(text.strip())
    signed, signature = data[:-SIGNATURE], data[-SIGNATURE:]
    if len(data) < HEAD + 2 + SIGNATURE or data[0] != VERSION:
        raise Unreadable("another layout")
    at = 1 + KEY_ID
    fields = []
    for size in (ID, MOMENT, NONCE, 1, 1, SALT, DIGEST):
        fields.append(data[at : at + size])
        at += size
    purpose, at = _text(signed, at)
    number, at = _text(signed, at)
    if at != len(signed) or not purpose.isascii():
        raise Unreadable("longer or shorter than it says")
    code = Code(
        showing=int.from_bytes(fields[0], "big"),
        moment=_moment(int.from_bytes(fields[1], "big")),
        nonce=fields[2],
        found=Found(fields[3][0]),
        told=Found(fields[4][0]),
        salt=fields[5],
        digest=fields[6],
        purpose=purpose,
        number=number,
    )
    return code, data[1 : 1 + KEY_ID], signed, signature


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Unreadable("a moment that no calendar has") from error


def _text(data: bytes, at: int) -> tuple[str, int]:
    if at >= len(data):
        raise Unreadable("cut off")
    end = at + 1 + data[at]
    try:
        return data[at + 1 : end].decode(), end
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8") from error


def judge(text: str, keys: Iterable[Key], *, now: datetime) -> Judged:
    """Whether the office made this code, with which key, and whether it is still fresh.

    What it cannot say: whether it was checked before, and what the register says now.
    """
    try:
        code, wanted, signed, signature = read(text)
    except Unreadable:
        return Judged(outcome=Outcome.UNREADABLE, code=None)
    known = [key for key in keys if key.id == wanted]
    if not known:
        return Judged(outcome=Outcome.KEY_UNKNOWN, code=None)
    key = next((one for one in known if _signed(one, signed, signature)), None)
    if key is None:
        return Judged(outcome=Outcome.FORGED, code=None)
    return Judged(outcome=_when(code.moment, key, now), code=code)


def _signed(key: Key, signed: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, CONTEXT + signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _when(moment: datetime, key: Key, now: datetime) -> Outcome:
    if key.revoked_from is not None and moment + timedelta(seconds=1) > key.revoked_from:
        return Outcome.KEY_REVOKED
    if key.until is not None and moment > key.until + SKEW:
        return Outcome.KEY_ENDED
    if moment > now + SKEW:
        return Outcome.FUTURE
    if now - moment > LIFE:
        return Outcome.EXPIRED
    return Outcome.TOLD


_WORDS = {
    Found.SEIZED: ("被查封", "没有查封"),
    Found.MORTGAGED: ("有抵押", "没有抵押"),
    Found.NOTICED: ("有预告登记", "没有预告登记"),
    Found.OBJECTED: ("有异议登记", "没有异议登记"),
    Found.LIVED_IN: ("有居住权", "没有居住权"),
    Found.SERVING: ("有地役权", "没有地役权"),
    Found.STOPPED: ("被限制交易", "没有限制交易"),
}
_UNTOLD = {
    Found.MORTGAGED: "抵押",
    Found.NOTICED: "预告登记",
    Found.OBJECTED: "异议登记",
    Found.LIVED_IN: "居住权",
    Found.SERVING: "地役权",
    Found.STOPPED: "限制交易",
}


def untold(told: Found) -> tuple[str, ...]:
    """What a purpose leaves open."""
    return tuple(name for one, name in _UNTOLD.items() if one not in told)


def offline_words(code: Code) -> tuple[str, ...]:
    """What a code says by itself, for somebody who cannot ask the register: never more than it
    knows."""
    found, told = code.found, code.told
    force = "证有效" if Found.IN_FORCE in found else "证已经不再有效"
    rests = [_WORDS[one][0 if one in found else 1] for one in _WORDS if one in told]
    words = [f"做这个码的那一刻，登记簿上：{'，'.join((force, *rests))}"]
    left_out = untold(told)
    if left_out:
        words.append(f"没有告诉您：有没有{'、'.join(left_out)}")
    words.append("没有联网，不知道从那一刻到现在有没有变，也不知道这个码是不是已经有人核对过")
    return tuple(words)
