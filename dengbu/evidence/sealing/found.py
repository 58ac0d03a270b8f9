"""What judging a sealed file finds: one verdict a seal, and a closed list of what can be wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

LARGEST = 200 * 1024 * 1024  # bytes of a file that is judged


@unique
class Doubt(StrEnum):
    """Why a file, or a seal in it, is not good."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    UNSEALED = "unsealed"
    CHANGED = "changed"
    ADDED = "added"
    LOOSE = "loose"
    UNSIGNED = "unsigned"
    WEAK = "weak"
    FOREIGN = "foreign"
    STRANGER = "stranger"
    FORGED = "forged"
    UNLISTED = "unlisted"
    UNTIMELY = "untimely"
    ELSEWHERE = "elsewhere"
    REVOKED = "revoked"
    UNPROVEN = "unproven"
    MISUSED = "misused"
    UNDATED = "undated"
    UNRECORDED = "unrecorded"


WORDS = {
    Doubt.UNREADABLE: "文件读不出来：不是 PDF 或者 OFD，或者坏了、被改过",
    Doubt.TOO_LARGE: "文件太大，或者解开以后太大",
    Doubt.UNSEALED: "文件上没有电子印章",
    Doubt.CHANGED: "盖章以后内容被改过",
    Doubt.ADDED: "盖章以后又加过内容",
    Doubt.LOOSE: "文件里有印章管不到的内容，不是发证时的原样",
    Doubt.UNSIGNED: "印章的签名不对",
    Doubt.WEAK: "用的算法已经不安全，不能作数",
    Doubt.FOREIGN: "印章的格式这里不认识，判断不了",
    Doubt.STRANGER: "发章的机构不认识",
    Doubt.FORGED: "印章本身不是制章机构做的",
    Doubt.UNLISTED: "盖章的人没有用这枚印章的资格",
    Doubt.UNTIMELY: "盖章的时候印章不在有效期里",
    Doubt.ELSEWHERE: "不是本平台用过的印章",
    Doubt.REVOKED: "印章作废以后盖的，或者没有回执能说明是作废以前盖的",
    Doubt.UNPROVEN: "文件里的存证证明或者回执和公开日志对不上",
    Doubt.MISUSED: "盖章或者制章的证书不是作这个用的",
    Doubt.UNDATED: "印章的有效期已经过了，没有回执能说明是有效期里盖的",
    Doubt.UNRECORDED: "是本平台的印章盖的，可是不在发证记录里",
}
"""Each doubt, as it is told to whoever shows the file."""


PADES = "PAdES"


@dataclass(frozen=True, kw_only=True, slots=True)
class SealFound:
    """What is found of one seal in a PDF or an OFD."""

    name: str  # whose seal, by its certificate
    fingerprint: str  # SHA-256 of its certificate
    signed_at: datetime | None  # as the file says; nobody else attests it
    intact: bool  # not a byte was changed that the seal covers
    whole: bool  # it covers the whole file: nothing was added after it
    closed: bool  # the signature is written as ours are: nothing can hide in what it does not cover
    trusted: bool  # its certificate leads to an authority that was named
    form: str = PADES  # or which version of the national form: SES V1, SES V4
    more: tuple[Doubt, ...] = ()  # what exactly is wrong, where the form tells
    ends: datetime | None = None  # the last moment at which the seal could be set
    our_way: bool = False  # what the seal covers says that it was sealed by this program

    @property
    def good(self) -> bool:
        """Whether the file is, to the byte, as the owner of a trusted seal made it."""
        return self.genuine and self.closed

    @property
    def genuine(self) -> bool:
        """As `good`, for files of others, who may close them in another way than we do.

        A file that this program sealed is closed as this program closes it, whoever's it is.
        """
        held = self.intact and self.whole and self.trusted and not self.more
        return held and (self.closed or not self.our_way)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """All that speaks against it; none where it is good."""
        held = (
            (Doubt.CHANGED, self.intact),
            (Doubt.ADDED, self.whole),
            (Doubt.STRANGER, self.trusted),
            (Doubt.LOOSE, self.closed),
        )
        said = {doubt for doubt, holds in held if not holds} | set(self.more)
        if {Doubt.CHANGED, Doubt.ADDED, *self.more} & said:
            said.discard(Doubt.LOOSE)  # what is worse has been said
        if said & TIES:
            said.discard(Doubt.STRANGER)
        if said & BREAKS:
            said.discard(Doubt.CHANGED)
        if self.form == PADES and Doubt.CHANGED in said:
            said.discard(Doubt.STRANGER)  # nobody asks whose a signature is that does not hold
        return tuple(doubt for doubt in Doubt if doubt in said)


TIES = frozenset({Doubt.FORGED, Doubt.UNLISTED, Doubt.UNTIMELY, Doubt.UNDATED, Doubt.MISUSED})
BREAKS = frozenset({Doubt.UNSIGNED, Doubt.WEAK, Doubt.FOREIGN})


class NotJudged(Exception):
    """A file that is neither PDF nor OFD, or cannot be read as one, or bears no seal."""

    def __init__(self, message: str, doubt: Doubt = Doubt.UNREADABLE) -> None:
        super().__init__(message)
        self.doubt = doubt


def words(doubts: Sequence[Doubt]) -> str:
    """Doubts as they are told."""
    return "；".join(WORDS[doubt] for doubt in doubts)
