"""Asking the register: one verb, from the question as typed to the numbered answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import api as casework
from dengbu.database.ids import next_id
from dengbu.inquiry import answering, attesting
from dengbu.inquiry.identifying import Identified, identify, on_paper
from dengbu.inquiry.intake import ONLINE, Read, read
from dengbu.inquiry.models import Concerned, Inquiry
from dengbu.inquiry.numbers import inquiry_no
from dengbu.inquiry.queries import view_of
from dengbu.inquiry.rules import Facts, Refused, refusals
from dengbu.inquiry.terms import About, Condition, Facet, InquiryTerms, Standing, facets_told
from dengbu.inquiry.values import InquiryView, Person, Question
from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.register import api as register

LAST_SERIAL = 999_999


def ask(
    question: Question,
    *,
    actor: accounts.Actor,
    now: datetime,
    office: str = "",
    police: bool = True,
) -> InquiryView:
    """Answer a question, or say why it is not answered (不予查询); either is numbered and kept.

    At the window the actor is the officer who looked at the papers; online it is the person who
    asks, for whom ``office`` answers. ``police``: whether they are asked who is asked about (never
    inside a transaction); without them the papers looked at stand. Raises `Faults`, all at once,
    for what cannot be understood or shown: then nothing is told and nothing is kept.
    """
    online = question.channel in ONLINE
    office = office if online else actor.office
    terms = casework.inquiry_terms(office=office, now=now)
    _may(question, actor, terms, now=now)
    found = read(question, terms, actor=actor, now=now)
    _in_reach(found, office)
    _named_rightly(found, now=now)
    known = (
        identify(found, office=office, actor=actor, now=now)
        if police
        else on_paper(found, actor=actor)
    )
    facts = _facts(found, known, now=now)
    refused = refusals(facts)
    facets = facets_told(found.kind, found.capacity)
    told = answering.Told() if refused else _answer(found, facets, office, now=now)
    content = {
        **told.content(),
        "facets": [str(one) for one in facets],
        "kind_name": found.kind.name,
        "capacity_name": found.capacity.name,
        "about": str(found.kind.about),
        "certificate": found.certificate,
        "people": [_plain(p) for p in found.question.people],
        "refusals": [_refusal(one) for one in refused],
        "identified": [one.words for one in known],
    }
    concerned = told.people - {found.question.asker.key}
    kept = _Kept(read=found, content=content, office=office, version=terms.version)
    return _keep(kept, concerned, actor=actor, now=now)


def _may(question: Question, actor: accounts.Actor, terms: InquiryTerms, *, now: datetime) -> None:
    """Raises `Faults`: officers look for others, citizens for themselves and not without end."""
    if question.channel not in ONLINE:
        accounts.require(actor, accounts.Permission.SEARCH_REGISTER)
        return
    if (question.asker.id_type, question.asker.id_no) != (actor.id_type, actor.id_no):
        said = "网上只能以登录的本人查"
        raise Faults(Fault(code=FaultCode.PERMISSION_MISSING, message=said, field="asker.id_no"))
    today = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    asked = Inquiry.objects.filter(
        asker_id_no=actor.id_no, asked_at__gte=today, channel__in=ONLINE
    ).count()
    if asked >= terms.daily:
        said = f"今天在网上已经查了 {asked} 次，一天最多 {terms.daily} 次，明天再查，或者到窗口查"
        raise Faults(Fault(code=FaultCode.RATE_LIMIT, message=said))


def _in_reach(found: Read, office: str) -> None:
    """Raises `Faults`: the unit is of the same city, and there is such a unit."""
    if not found.unit_code:
        return
    if not accounts.same_city(office, found.unit_code):
        said = "这处房产不在本市登记，请到它所在的城市查"
        raise Faults(Fault(code=FaultCode.UNIT_UNKNOWN, message=said, field="place"))
    if cadastre.unit(found.unit_code) is None:
        said = "没有这个不动产单元，请核对单元号"
        raise Faults(Fault(code=FaultCode.UNIT_UNKNOWN, message=said, field="place"))


def _named_rightly(found: Read, *, now: datetime) -> None:
    """Raises `Faults`: nobody is told what somebody else holds by a mistyped number."""
    people, faults = found.question.people, FaultList()
    if found.unit_code:
        return
    led = people[0].key == found.question.asker.key  # by the asker, who is typed elsewhere
    for place in answering.misnamed(people, now=now):
        own = people[place].key == found.question.asker.key
        said = f"登记簿上这个证件号码的姓名不是“{people[place].name}”，请核对姓名和号码"
        faults.add(
            FaultCode.NOT_HOLDER,
            said,
            field="asker.id_no" if own else f"people.{place - led}.id_no",
            remedy="改过名的，先办姓名变更登记",
        )
    faults.raise_if_any()


def _facts(found: Read, known: Sequence[Identified], *, now: datetime) -> Facts:
    """What the rules need to know."""
    kind, question = found.kind, found.question
    state = register.unit_state(found.unit_code, now=now) if found.unit_code else None
    unit = cadastre.unit(found.unit_code) if found.unit_code else None
    holding = answering.holders(state) if state else ()
    entered = answering.entered(state) if state else frozenset()
    held = frozenset(h.party.key for h in holding)
    if state and kind.about is About.PAPERS:  # of one registration, not of whoever has the unit
        people = (question.asker, *question.people)
        entered = held = answering.keepers(state, found.certificate, people)
    firm = register.PartyType.PERSON
    return Facts(
        asker=question.asker.key,
        people=tuple(p.key for p in question.people),
        of_unit=bool(found.unit_code),
        registered=found.capacity.stands is Standing.REGISTERED and kind.about is not About.HOUSING,
        instead=found.capacity.stands is Standing.INSTEAD,
        entered=entered,
        holders=held,
        firms_only=bool(holding) and all(h.party.party_type is not firm for h in holding),
        home=unit is not None and answering.is_home(unit),
        firm_not_home=Condition.FIRM_NOT_HOME in kind.conditions,
        unknown=frozenset(one.person.key for one in known if not one.sure),
    )


def _answer(found: Read, facets: Sequence[Facet], office: str, *, now: datetime) -> answering.Told:
    about, people = found.kind.about, found.question.people
    if about is About.UNIT:
        return answering.of_unit(found.unit_code, facets, now=now)
    if about is About.PAPERS:
        return answering.of_papers(found.certificate, facets, now=now)
    homes = about is About.HOUSING
    return answering.of_people(people, facets, office=office, now=now, homes=homes)


def _plain(person: Person) -> dict[str, str]:
    return {"name": person.name, "id_type": person.id_type, "id_no": person.id_no}


def _refusal(one: Refused) -> dict[str, str]:
    return {
        "code": one.code,
        "message": one.message,
        "clause": str(one.clause),
        "remedy": one.remedy,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    """An answer about to be written."""

    read: Read
    content: dict[str, Any]
    office: str
    version: int


def _keep(
    kept: _Kept, concerned: set[tuple[str, str]], *, actor: accounts.Actor, now: datetime
) -> InquiryView:
    """Write question and answer with its leaf, in one transaction, the number last."""
    question = kept.read.question
    agent = question.agent
    with transaction.atomic():
        number = _next_number(kept.office, now.astimezone(SHANGHAI).date())
        row = Inquiry.objects.create(
            office=kept.office,
            number=number,
            kind=kept.read.kind.code,
            capacity=kept.read.capacity.code,
            terms_version=kept.version,
            channel=question.channel,
            asker_name=question.asker.name,
            asker_id_type=question.asker.id_type,
            asker_id_no=question.asker.id_no,
            agent_name=agent.name if agent else "",
            agent_id_type=agent.id_type if agent else "",
            agent_id_no=agent.id_no if agent else "",
            organ=question.organ.strip(),
            document_no=question.document_no.strip(),
            purpose=question.purpose,
            unit_code=kept.read.unit_code,
            content=kept.content,
            answered=not kept.content["refusals"],
            asked_at=now,
            account_id=actor.id,
            officer="" if question.channel in ONLINE else actor.name,
        )
        Concerned.objects.bulk_create(
            Concerned(office=kept.office, inquiry=row, id_type=t, id_no=n, at=now)
            for t, n in sorted(concerned)
        )
        attesting.attest(row)
    return view_of(row)


def _next_number(office: str, day: date) -> str:
    """Gapless within office and day: the counter's row is held to the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inquiry_inquirycounter (id, office, day, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (office, day) DO UPDATE SET last = inquiry_inquirycounter.last + 1"
            " RETURNING last",
            [next_id(), office, day],
        )
        ((serial,),) = cursor.fetchall()
    if serial > LAST_SERIAL:
        said = "今天的查询编号用完了，请明天再查"
        raise Faults(Fault(code=FaultCode.RATE_LIMIT, message=said))
    return inquiry_no(office, day, serial)
