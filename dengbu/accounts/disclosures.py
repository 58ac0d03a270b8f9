"""Every look at an identity number leaves a trace that the person concerned may see.

Civil Code 1034-1039 and 不动产登记暂行条例 27: personal data are used for a purpose, and the office
answers for it. The purpose is one of a list, or said in words; the trace is written before the
number is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from dengbu.accounts import attesting
from dengbu.accounts.actors import Actor
from dengbu.accounts.models import Disclosure
from dengbu.accounts.permissions import Permission, require
from dengbu.kernel.fault import Fault, FaultCode, Faults

LONGEST_PURPOSE = 200
SHORTEST_PURPOSE, LONGEST_SAID = 4, 100  # characters of one that a program sends
LONGEST_NAME, OFFICE = 50, 6  # characters of the column; of a unit code that are its office's
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


@dataclass(frozen=True, kw_only=True, slots=True)
class DisclosureView:
    """One look, as the person concerned sees it."""

    at: datetime
    who: str  # the officer's name
    place: str  # case number or unit code
    purpose: str


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
    with transaction.atomic():
        made = Disclosure.objects.create(
            office=actor.office,
            account_id=actor.id,
            actor_name=actor.name,
            id_type=id_type,
            id_no=id_no,
            place=place,
            purpose=said[:LONGEST_PURPOSE],
            at=now,
        )
        attesting.attest([attesting.of_disclosure(made)])
    return said[:LONGEST_PURPOSE]


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


def note_look(
    actor: Actor,
    people: Iterable[tuple[str, str]],
    *,
    place: str,
    purpose: str,
    now: datetime,
) -> None:
    """Write that ``actor`` was told what the register says of people, whose numbers they know.

    ``people``: type and number of each identity paper; ``place``: the unit that was asked about;
    ``purpose``: as each of them will read it. Raises as `said_purpose`; then nothing may be told.
    """
    said = said_purpose(purpose)
    who = f"{actor.organisation_name}{actor.name}" if actor.organisation_name else actor.name
    with transaction.atomic():
        made = Disclosure.objects.bulk_create(
            Disclosure(
                office=actor.office or place[:OFFICE],
                account_id=actor.id,
                actor_name=who[:LONGEST_NAME],
                id_type=id_type,
                id_no=id_no,
                place=place,
                purpose=said,
                at=now,
            )
            for id_type, id_no in sorted(people)
        )
        attesting.attest([attesting.of_disclosure(row) for row in made])


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


def disclosures_of(id_type: str, id_no: str, *, limit: int = 50) -> tuple[DisclosureView, ...]:
    """Who looked at a person's number or rehearsed about it, newest first; reads are `looks_of`."""
    mine = Disclosure.objects.filter(id_type=id_type, id_no=id_no, read=None)
    rows = mine.order_by("-at")[:limit]
    return tuple(
        DisclosureView(at=r.at, who=r.actor_name, place=r.place, purpose=r.purpose) for r in rows
    )
