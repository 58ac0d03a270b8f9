"""交接: an officer's open cases go to colleagues, evenly, with a reason that all on them read.

A chief hands any desk of the office over, an officer who leaves the own one: some cases or all.
Whoever gets a case holds the post in its department, is at work, and did not accept it. What is
wrong with any case is told for all of them, and then nothing is handed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from dengbu.accounts import api as accounts
from dengbu.casework import journal, limits, rows
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.dispatch import department_of, loads
from dengbu.casework.dispatching.interests import kept_away
from dengbu.casework.holding import patience
from dengbu.casework.models import Case, CaseStatus
from dengbu.casework.reassigning import HELD, Examiner
from dengbu.casework.rules.dispatch import spread
from dengbu.kernel.chinese import SHANGHAI, normalise_code
from dengbu.kernel.fault import FaultCode, FaultList

MOST = 1_000  # cases in one hand-over
DESKS = (
    "SELECT examiner_id, max(examiner_name), count(*) FROM casework_case WHERE office = %s"
    " AND closed_at IS NULL AND status IN ('EXAMINING', 'SUPPLEMENT') AND examiner_id IS NOT NULL"
    " GROUP BY 1"
)
GIVE = (
    "UPDATE casework_case c SET examiner_id = u.examiner, examiner_name = u.name,"
    " revision = c.revision + 1"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS u(id, examiner, name)"
    " WHERE c.id = u.id"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldCase:
    """A case on a desk that could be handed over."""

    case_no: str
    title: str
    address: str
    status: str  # words
    due_at: datetime
    paused_reason: str
    marks: str  # letters
    revision: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """A case that has changed hands."""

    case_no: str
    to: int
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """A hand-over that may be tried."""

    words: str
    takers: Mapping[str, Mapping[int, str]]  # by department: account and name


def desk_of(of: int, *, actor: accounts.Actor) -> tuple[HeldCase, ...]:
    """The open cases of an examiner, due first; the first `MOST`. Raises `Faults` as `hand_on`."""
    _require(actor, of)
    return tuple(
        HeldCase(
            case_no=case.case_no,
            title=case.title,
            address=case.address,
            status=CaseStatus(case.status).label,
            due_at=case.due_at,
            paused_reason=case.paused_reason,
            marks=case.marks,
            revision=case.revision,
        )
        for case in _desk(of, actor.office)[:MOST]
    )


def desks(actor: accounts.Actor) -> tuple[Examiner, ...]:
    """Every desk that may be handed over, by name.

    Those of examiners, and of whoever has left the post and cases behind. Raises `Faults`
    PERMISSION_MISSING.
    """
    accounts.require(actor, accounts.Permission.ASSIGN)
    found = {
        id: Examiner(id=id, name=name, open=n) for id, name, n in rows.fetch(DESKS, [actor.office])
    }
    for one in accounts.examiners(actor.office, *accounts.Department):
        held = found[one.id].open if one.id in found else 0
        found[one.id] = Examiner(id=one.id, name=one.name, open=held)
    return tuple(sorted(found.values(), key=lambda e: (e.name, e.id)))


def colleagues_of(
    of: int, *, actor: accounts.Actor, now: datetime
) -> tuple[accounts.ActorRef, ...]:
    """Who is at work today and may have at least one of the cases, by name."""
    _require(actor, of)
    departments = {department_of(case) for case in _desk(of, actor.office)[:MOST]}
    found = accounts.examiners(actor.office, *departments, on=_day(now))
    others = (one for one in found if one.id != of)
    return tuple(sorted(others, key=lambda one: (one.name, one.id)))


def hand_on(
    of: int,
    *,
    cases: Mapping[str, int] | None,
    to: Sequence[int],
    reason: str,
    actor: accounts.Actor,
    now: datetime,
) -> tuple[Handed, ...]:
    """Give cases of an examiner's desk to the colleagues ``to``, or to all who may have them.

    ``cases``: numbers and the revisions that the actor saw; None for whatever is on the desk.
    Always the least loaded gets the next, due first. Raises `Faults` PERMISSION_MISSING,
    LOCK_TIMEOUT, REQUIRED, TOO_LONG, CODE_LIST at ``cases``, ``to``, ``why``; and for each case,
    at ``cases``: STATE_CHANGED, STEP_NOT_ALLOWED for one that the actor accepted, NOT_SUPPORTED
    where nobody may have it.
    """
    _require(actor, of)
    with transaction.atomic():
        with patience():
            desk = _desk(of, actor.office).select_for_update(no_key=True).order_by("id")
            if cases is not None:
                numbers = {normalise_code(number) for number in cases}
                desk = desk.filter(case_no__in=numbers)
            held = list(desk[: MOST + 1])
        asked = _asked(held, cases, to, reason, of=of, office=actor.office, now=now)
        given = _shared_out(held, cases, asked, actor)
        return _write(held, given, asked, actor, now=now)


def _require(actor: accounts.Actor, of: int) -> None:
    own = accounts.Permission.EXAMINE
    accounts.require(actor, own if of == actor.id else accounts.Permission.ASSIGN)


def _desk(of: int, office: str) -> QuerySet[Case]:
    return Case.objects.filter(
        examiner_id=of, office=office, status__in=[s.value for s in HELD]
    ).order_by("due_at", "id")


def _day(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


def _asked(
    held: Sequence[Case],
    cases: Mapping[str, int] | None,
    to: Sequence[int],
    reason: str,
    *,
    of: int,
    office: str,
    now: datetime,
) -> _Asked:
    """Reason and takers, regular; `Faults` for everything that is wrong with the asking itself."""
    faults, words = FaultList(), " ".join(reason.split())
    if not words:
        said = "请写交接的原因，这些件的各方都看得到"
        faults.add(FaultCode.REQUIRED, said, field="why")
    limits.within(words, limits.REASSIGNMENT, "交接的原因", faults, field="why")
    if not held and not cases:
        faults.add(FaultCode.REQUIRED, "没有选要交接的件", field="cases")
    if len(held) > MOST:
        faults.add(FaultCode.TOO_LONG, f"一次最多交接 {MOST} 件，请分几次", field="cases")
    departments = {service_version(case.service_id).department for case in held}
    takers = {
        code: {
            one.id: one.name
            for one in accounts.examiners(office, accounts.Department(code), on=_day(now))
            if one.id != of and (not to or one.id in to)
        }
        for code in departments
    }
    if set(to) - {id for people in takers.values() for id in people} and departments:
        said = "选的人里有不能接这些件的：要有这个部室的审核岗，今天没有请假"
        faults.add(FaultCode.CODE_LIST, said, field="to")
    faults.raise_if_any()
    return _Asked(words=words, takers=takers)


def _shared_out(
    held: Sequence[Case],
    cases: Mapping[str, int] | None,
    asked: _Asked,
    actor: accounts.Actor,
) -> dict[int, int]:
    """Who gets which case. Raises `Faults` for every case that cannot change hands."""
    faults = FaultList()
    seen = {} if cases is None else {normalise_code(n): r for n, r in cases.items()}
    now_is = {case.case_no: case.revision for case in held}
    for number in sorted(n for n, revision in seen.items() if now_is.get(n) != revision):
        said = f"{number[:20]} 在您打开以后变了，这一次都没有交接。请看过现在的样子再办"
        faults.add(FaultCode.STATE_CHANGED, said, field="cases", data={"case_no": number[:20]})
    wanted = []
    everybody = sorted({id for people in asked.takers.values() for id in people})
    away = kept_away([case.id for case in held], [*everybody, actor.id])
    for case in sorted(held, key=lambda c: (c.due_at, c.id)):
        people = asked.takers[service_version(case.service_id).department]
        wanted.append((case.id, frozenset(people) - {case.acceptor_id, *away.get(case.id, ())}))
        if case.acceptor_id == actor.id:
            said = f"{case.case_no} 是您受理的，由谁审不能由您定，请别的科长交接"
            faults.add(FaultCode.STEP_NOT_ALLOWED, said, field="cases")
        elif actor.id in away.get(case.id, ()):
            said = f"{case.case_no} 和您申报的回避事项有关，由谁审不能由您定，请别的科长交接"
            faults.add(FaultCode.STEP_NOT_ALLOWED, said, field="cases")
    given = spread(wanted, loads(everybody))
    for case in held:
        if given[case.id] is None:
            need = "要有这个部室的审核岗、今天在岗，又不是受理的人、要回避的人"
            said = f"{case.case_no} 没有人能接：{need}"
            faults.add(FaultCode.NOT_SUPPORTED, said, field="cases")
    faults.raise_if_any()
    return {case: taker for case, taker in given.items() if taker is not None}


def _write(
    held: Sequence[Case],
    given: Mapping[int, int],
    asked: _Asked,
    actor: accounts.Actor,
    *,
    now: datetime,
) -> tuple[Handed, ...]:
    names = {id: name for people in asked.takers.values() for id, name in people.items()}
    takers = [given[case.id] for case in held]
    rows.execute(
        GIVE,
        [
            rows.array("bigint", [case.id for case in held]),
            rows.array("bigint", takers),
            rows.array("text", [names[taker] for taker in takers]),
        ],
    )
    lines = [
        journal.Line(
            office=case.office,
            case_id=case.id,
            kind="HAND_ON",
            who=actor.name,
            text=f"{case.examiner_name}的件交接给{names[given[case.id]]}审核：{asked.words}",
            data={"from": case.examiner_id, "to": given[case.id], "by": actor.id},
        )
        for case in held
    ]
    journal.write(lines, at=now)
    return tuple(
        Handed(case_no=case.case_no, to=given[case.id], name=names[given[case.id]]) for case in held
    )
