"""Every kind of query once, by whoever may make it, in a transaction that is rolled back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from time import perf_counter

from django.db import transaction

from dengbu.accounts import api as accounts
from dengbu.casework.api import terms as askable
from dengbu.inquiry import api as inquiry
from dengbu.kernel.fault import Faults
from dengbu.register import api as register
from dengbu.site.demonstration.people import DEVELOPERS, Crowd
from dengbu.site.rehearsal.ground import Ground
from dengbu.site.rehearsal.staging import NotStaged, Stage

DEVELOPER = DEVELOPERS[0].party
LETTER = "（2026）湘0602协查预演号"
COURT = "岳阳楼区人民法院"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """How a kind of query went, asked once in every capacity."""

    code: str  # N57
    name: str
    numbers: tuple[str, ...]  # of the answers
    seconds: float
    why: tuple[str, ...] = ()  # what stood in the way


class _RolledBack(Exception):
    """Ends a rehearsal: nothing of it is kept."""


def rehearse_inquiries(
    wanted: askable.InquiryTerms, *, office: str, now: datetime
) -> Iterator[Answered]:
    """Each kind of the terms, in every capacity that it has; nothing is kept."""
    people = accounts.officers(office=office)
    window = next(a for a in people if accounts.may(a, accounts.Permission.ACCEPT))
    for kind in wanted.kinds:
        begun, made = perf_counter(), list[Answered]()
        try:
            with transaction.atomic():
                numbers, why = _asked(wanted, kind, window, now=now)
                made.append(
                    Answered(
                        code=kind.code,
                        name=kind.name,
                        numbers=numbers,
                        seconds=perf_counter() - begun,
                        why=why,
                    )
                )
                raise _RolledBack
        except _RolledBack:
            yield made[0]


def _asked(
    wanted: askable.InquiryTerms,
    kind: askable.KindRule,
    window: accounts.Actor,
    *,
    now: datetime,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers of the answers, and everything that stood in the way."""
    firm = askable.Condition.FIRM_NOT_HOME in kind.conditions
    try:
        stage = _staged(window, firm=firm, now=now)
    except NotStaged as error:
        return (), (f"没搭好：{error}",)
    numbers, why = list[str](), list[str]()
    for capacity in wanted.capacities_of(kind):
        try:
            view = inquiry.ask(
                _question(kind, capacity, stage), actor=window, now=now, police=False
            )
        except Faults as error:
            why += [f"{capacity.name}：{fault.field} {fault.message}" for fault in error.faults]
            continue
        numbers.append(view.number)
        why += [f"{capacity.name}：{one.message}" for one in view.refusals]
    return tuple(numbers), tuple(why)


def _staged(window: accounts.Actor, *, firm: bool, now: datetime) -> Stage:
    """A home of somebody, or the land of a firm."""
    ground, right = Ground(window.office), "3" if firm else "4"
    stage = Stage(
        ground=ground,
        crowd=Crowd(Random("inquiry")),  # noqa: S311 - the same people every time
        registrar=register.Registrar(id=window.id, name=window.name),
        at=now - timedelta(days=40),
        unit=ground.unit(right)[0],
    )
    stage.first(right, DEVELOPER if firm else stage.crowd.person())
    return stage


def _question(
    kind: askable.KindRule, capacity: askable.CapacityRule, stage: Stage
) -> inquiry.Question:
    owner, other = _person(stage.owners[0]), _person(stage.crowd.person())
    own = capacity.stands is askable.Standing.REGISTERED
    of_people = kind.about in (askable.About.PERSON, askable.About.HOUSING)
    named = not own and (of_people or capacity.stands is askable.Standing.INSTEAD)
    papers = capacity.papers
    question = inquiry.Question(
        kind=kind.code,
        capacity=capacity.code,
        channel="W",
        asker=owner if own else other,
        people=(owner,) if named else (),
        place=_place(kind, stage),
        purpose="预演一次查询",
        organ=COURT if capacity.organ else "",
        document_no=LETTER if capacity.organ else "",
        papers=papers,
    )
    if not kind.agent:
        return question
    return replace(question, agent=other, papers=(*papers, *inquiry.AGENT_PAPERS))


def _place(kind: askable.KindRule, stage: Stage) -> str:
    if kind.about is askable.About.UNIT:
        return stage.unit
    if kind.about is askable.About.PAPERS:
        owner = stage.owners[0]
        return register.certificates_of_holder(owner.id_type, owner.id_no)[0].number
    return ""


def _person(party: register.PartyRef) -> inquiry.Person:
    return inquiry.Person(name=party.name, id_type=party.id_type, id_no=party.id_no)
