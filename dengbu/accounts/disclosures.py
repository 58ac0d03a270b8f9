"""A whole identity number is shown for a purpose, and the person concerned may see that it was.

Civil Code 1034-1039 and 不动产登记暂行条例 27: personal data are used for a purpose, and the office
answers for it. The purpose is one of a list, or said in words; the look (`looks.py`) is written
before the number is shown.
"""

from datetime import datetime
from enum import StrEnum

from dengbu.accounts.actors import Actor
from dengbu.accounts.looks import LookKind, note_reads
from dengbu.accounts.permissions import Permission, require
from dengbu.kernel.fault import Fault, FaultCode, Faults

LONGEST_PURPOSE = 200
SHORTEST_PURPOSE, LONGEST_SAID = 4, 100  # characters of one that a program sends
SHORTEST_WORDS = 6  # of a purpose that is not on the list


class Purpose(StrEnum):
    """Why an officer must see a whole number."""

    IDENTITY = "IDENTITY"  # compare it with the paper in the hand
    PAPERS = "PAPERS"  # compare papers with one another
    CORRECTION = "CORRECTION"  # put a wrong record right
    ASSISTANCE = "ASSISTANCE"  # a court or another body asks, with its paper
    OTHER = "OTHER"  # said in words

    @property
    def label(self) -> str:
        """Name on screens, and in the trace."""
        return _PURPOSES[self]


_PURPOSES = {
    Purpose.IDENTITY: "核对身份",
    Purpose.PAPERS: "核对材料",
    Purpose.CORRECTION: "更正写错的记载",
    Purpose.ASSISTANCE: "协助法院等机关查询",
    Purpose.OTHER: "其他",
}


def disclose(
    actor: Actor,
    *,
    id_type: str,
    id_no: str,
    place: str,
    purpose: str,
    words: str = "",
    occasion: str = "",
    now: datetime,
) -> str:
    """Write that ``actor`` is shown a person's number; the purpose as the person will read it.

    ``purpose`` is a `Purpose`, with ``words`` for one that is not on the list; ``occasion`` says
    what was being done. Raises `Faults` PURPOSE_MISSING and PERMISSION_MISSING; then nothing may be
    shown.
    """
    require(actor, Permission.VIEW_IDENTITY)
    said = "，".join(part for part in (occasion.strip(), _said(purpose, words)) if part)
    told = said[:LONGEST_PURPOSE]
    note_reads(actor, [(id_type, id_no)], kind=LookKind.NUMBER, place=place, purpose=told, now=now)
    return told


def said_purpose(text: str, *, field: str = "purpose") -> str:
    """A purpose as somebody wrote it, in one line. Raises `Faults` PURPOSE_MISSING or TOO_LONG."""
    said = " ".join(text.split())
    if len(said) < SHORTEST_PURPOSE:
        told = f"请写明查来做什么，至少{SHORTEST_PURPOSE}个字，权利人看得到"
        raise _missing(told, field=field)
    if len(said) > LONGEST_SAID:
        told = f"用途最多{LONGEST_SAID}个字，现在是{len(said)}个，请缩短"
        raise Faults(Fault(code=FaultCode.TOO_LONG, message=told, field=field))
    return said


def _said(purpose: str, words: str) -> str:
    typed = " ".join(words.split())
    if purpose not in set(Purpose):
        raise _missing("看完整证件号码要先选用途，本人看得到", field="purpose")
    chosen = Purpose(purpose)
    if chosen is not Purpose.OTHER:
        return chosen.label
    if len(typed) < SHORTEST_WORDS:
        said = f"用途选了“其他”，请写清楚为什么要看，至少{SHORTEST_WORDS}个字"
        raise _missing(said, field="words")
    return f"{chosen.label}：{typed}"


def _missing(said: str, *, field: str) -> Faults:
    return Faults(Fault(code=FaultCode.PURPOSE_MISSING, message=said, field=field))
