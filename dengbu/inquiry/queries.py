"""Reading questions and answers again: by who asked, by whom they concern, by who checks them."""

import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from dengbu.accounts import api as accounts
from dengbu.evidence import api as evidence
from dengbu.inquiry import answering
from dengbu.inquiry.models import Concerned, Inquiry
from dengbu.inquiry.numbers import read_inquiry_no
from dengbu.inquiry.terms import About, Facet
from dengbu.inquiry.values import (
    Checked,
    Copied,
    Drawing,
    InquiryLine,
    InquiryView,
    Part,
    Person,
    Refusal,
    Row,
)
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.identity import mask_name

CODE_DIGITS = 16
PAGE = 50
SELF = "本人"


def inquiry(number: str, *, actor: accounts.Actor) -> InquiryView:
    """A question with its answer, for who asked, the officer who answered, and the auditor.

    Raises `Faults` NOT_FOUND for anybody else.
    """
    row = Inquiry.objects.filter(number=normalise_code(number)[:22]).first()
    if row is None or not _may_read(row, actor):
        said = "没有这次查询，或者不是您查的"
        raise Faults(Fault(code=FaultCode.NOT_FOUND, message=said))
    return view_of(row)


def _may_read(row: Inquiry, actor: accounts.Actor) -> bool:
    if row.account_id == actor.id:
        return True
    if actor.id_no and (row.asker_id_type, row.asker_id_no) == (actor.id_type, actor.id_no):
        return True
    return row.office == actor.office and accounts.may(actor, accounts.Permission.AUDIT)


def told_of(number: str) -> frozenset[tuple[str, str]]:
    """Whose data an answer holds: who asked, and everybody of whom it tells."""
    row = Inquiry.objects.filter(number=normalise_code(number)[:22]).first()
    if row is None:
        return frozenset()
    concerned = Concerned.objects.filter(inquiry=row).values_list("id_type", "id_no")
    return frozenset({(row.asker_id_type, row.asker_id_no), *concerned})


def check(number: str, code: str, *, now: datetime, field: str = "") -> Checked | None:
    """The answer of a number, if the check code is its own; None otherwise.

    ``still``: whether the register would answer the same now. Raises `Faults` for a number that
    is none.
    """
    row = Inquiry.objects.filter(number=read_inquiry_no(number, field=field)).first()
    if row is None or not row.answered:
        return None
    view = view_of(row)
    given = normalise_code(code).replace("-", "")
    if not view.code or not hmac.compare_digest(given.encode(), view.code.encode()):
        return None
    return Checked(view=view, still=_again(row, now) == _said(row.content), checked_at=now)


def _again(row: Inquiry, now: datetime) -> Mapping[str, Any]:
    """What the register says now to the same question."""
    facets = [Facet(one) for one in row.content["facets"]]
    about = About(row.content["about"])
    if about is About.UNIT:
        told = answering.of_unit(row.unit_code, facets, now=now)
    elif about is About.PAPERS:
        told = answering.of_papers(row.content["certificate"], facets, now=now)
    else:
        people = [Person(**p) for p in row.content["people"]]
        homes = about is About.HOUSING
        told = answering.of_people(people, facets, office=row.office, now=now, homes=homes)
    return _said(told.content())


def _said(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: content[key] for key in ("conclusion", "parts", "copies", "drawings")}


def mine(actor: accounts.Actor, *, limit: int = 20) -> tuple[InquiryLine, ...]:
    """What a citizen asked, newest first."""
    rows = Inquiry.objects.filter(asker_id_type=actor.id_type, asker_id_no=actor.id_no)
    return tuple(_line(row, SELF) for row in rows.order_by("-asked_at")[:limit])


def asked_about(id_type: str, id_no: str, *, limit: int = 20) -> tuple[InquiryLine, ...]:
    """Who was told something of a person, newest first; private people by a masked name."""
    rows = (
        Concerned.objects.filter(id_type=id_type, id_no=id_no)
        .select_related("inquiry")
        .order_by("-at", "-id")[:limit]
    )
    return tuple(_line(one.inquiry, _seen_as(one.inquiry)) for one in rows)


def _seen_as(row: Inquiry) -> str:
    return row.organ or mask_name(row.asker_name)


def log(
    *, actor: accounts.Actor, text: str = "", before: str = "", limit: int = PAGE
) -> tuple[InquiryLine, ...]:
    """The questions of an office, newest first, from the one before ``before`` on.

    Auditors see all, other officers those that they answered. ``text``: a number, or the whole
    name or identity number of who asked. Raises `Faults` PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.SEARCH_REGISTER)
    rows = Inquiry.objects.filter(office=actor.office)
    if not accounts.may(actor, accounts.Permission.AUDIT):
        rows = rows.filter(account_id=actor.id)
    code = normalise_code(text)[:50]
    if code:
        rows = rows.filter(Q(number=code) | Q(asker_id_no=code) | Q(asker_name=text.strip()[:200]))
    if before:
        rows = rows.filter(number__lt=normalise_code(before)[:22])
    return tuple(_line(row, _seen_as(row)) for row in rows.order_by("-number")[:limit])


def _line(row: Inquiry, who: str) -> InquiryLine:
    return InquiryLine(
        number=row.number,
        kind_name=row.content["kind_name"],
        capacity_name=row.content["capacity_name"],
        who=who,
        purpose=row.purpose,
        asked_at=row.asked_at,
        officer=row.officer,
        answered=row.answered,
    )


def view_of(row: Inquiry) -> InquiryView:
    """A kept answer as a value, with the code that its leaf gives it."""
    content = row.content
    leaf = evidence.leaves_of([f"inquiry:{row.number}"]).get(f"inquiry:{row.number}")
    agent = Person(name=row.agent_name, id_type=row.agent_id_type, id_no=row.agent_id_no)
    return InquiryView(
        number=row.number,
        office=row.office,
        kind=row.kind,
        kind_name=content["kind_name"],
        capacity=row.capacity,
        capacity_name=content["capacity_name"],
        channel=row.channel,
        asker=Person(name=row.asker_name, id_type=row.asker_id_type, id_no=row.asker_id_no),
        agent=agent if row.agent_name else None,
        organ=row.organ,
        document_no=row.document_no,
        purpose=row.purpose,
        asked_at=row.asked_at,
        officer=row.officer,
        answered=row.answered,
        refusals=tuple(Refusal(**one) for one in content["refusals"]),
        conclusion=content["conclusion"],
        parts=tuple(_part(one) for one in content["parts"]),
        copies=tuple(Copied(**one) for one in content["copies"]),
        drawings=tuple(_drawing(one) for one in content["drawings"]),
        code=leaf.check_code(row.number, digits=CODE_DIGITS) if leaf else "",
        content=content,
        identified=tuple(content.get("identified", ())),
    )


def _part(one: Mapping[str, Any]) -> Part:
    rows = tuple(Row(**row) for row in one["rows"])
    return Part(unit_code=one["unit_code"], title=one["title"], rows=rows)


def _drawing(one: Mapping[str, Any]) -> Drawing:
    return Drawing(
        title=one["title"],
        width=one["width"],
        height=one["height"],
        outline=_ring(one["outline"]),
        rooms=tuple((room["name"], _ring(room["outline"])) for room in one["rooms"]),
    )


def _ring(corners: Iterable[Iterable[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((x, y) for x, y in corners)
