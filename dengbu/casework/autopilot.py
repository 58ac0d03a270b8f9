"""智能审批: cases that pass every rule of their whitelist are entered by the system account.

One step claims what waits, holds and reads all units at once, asks the pure rules
(``rules/autopilot.py``), keeps every yes and no with its facts, and books those that passed, in one
transaction whose number of statements does not grow with the cases. What the rules saw of the
register stands until the entry. Whoever fails a rule goes to a human with that rule shown; the
engine never refuses (services, part 7).
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from dengbu.accounts import api as accounts
from dengbu.casework import attesting, checks, dispatch, journal, registration, rows
from dengbu.casework.building import build_acts, case_facts
from dengbu.casework.jobs import follow_up
from dengbu.casework.models import Case, CheckPhase, DecisionKind
from dengbu.casework.mortgaged import entering
from dengbu.casework.smart import claiming
from dengbu.casework.smart.gathering import gather
from dengbu.casework.smart.judging import Considered, judge
from dengbu.casework.smart.keeping import keep
from dengbu.casework.taking_over import promise_a_person
from dengbu.database.ids import next_ids
from dengbu.register import api as register

log = logging.getLogger(__name__)
LIMIT = 300


class AnswerGrewOldError(Exception):
    """A department's answer ended between rule and entry: nothing is entered, it is asked again."""


def autopilot_step(limit: int = LIMIT, *, now: datetime | None = None) -> int:
    """Consider and enter what waits, up to ``limit`` cases of one office; how many were handled.

    Safe in several processes at once. When a batch fails with an error its cases are tried one by
    one, and one that fails by itself goes to a human. What departments have to be asked first about
    waits for `ask_waiting`. ``now``: at which the rules are asked, the
    database's clock unless it is given.
    """
    ready = claiming.ready(now or registration.database_clock())
    try:
        with transaction.atomic():
            return _handle(claiming.claimed(limit, ready), now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if registration.waits_for_load(error):
            return 0  # all of them: asked again at the next turn
        log.exception("automatic approval of a batch failed: its cases are tried one by one")
        return _one_by_one(limit, ready, now)


def _one_by_one(limit: int, ready: claiming.Ready, now: datetime | None) -> int:
    waiting = claiming.waiting_ids(limit, ready)
    for id in waiting:
        try:
            with transaction.atomic():
                _handle(claiming.claimed_one(id, ready), now)
        except (OperationalError, InterfaceError):
            raise
        except AnswerGrewOldError:
            log.warning("case %s: an answer ended before its entry, it is asked again", id)
        except Exception as error:
            if registration.passes_by_itself(error):
                continue
            log.exception("automatic approval of case %s failed", id)
            with transaction.atomic():
                _give_up([claiming.case_of(row) for row in claiming.claimed_one(id, ready)], error)
    return len(waiting)


def _handle(claimed: Sequence[tuple[Any, ...]], now: datetime | None) -> int:
    """Everything that happens to claimed cases, in the caller's transaction."""
    if not claimed:
        return 0
    waiting = [claiming.waiting(row) for row in claimed]
    office = waiting[0].case.office
    _hold(office, waiting)
    moment = now or registration.database_clock()
    considered = judge(gather(waiting, moment))
    if not considered:
        return 0
    _log_errors(considered)
    keep(office, considered, moment)
    passed = [c for c in considered if c.passes]
    entered = _enter(office, passed, moment) if passed else set()
    left = [c for c in considered if c.gathered.waiting.case.id not in entered]
    journal.write([_handed_over(c) for c in left], at=moment)
    dispatch.assign_many([c.gathered.waiting.case for c in left], now=moment)
    promise_a_person([c.gathered.waiting.case.id for c in left])
    return len(considered)


def _hold(office: str, waiting: Sequence[claiming.Waiting]) -> None:
    """What the rules read of the register holds until the entry: a court's order that comes in
    between waits for it, or came before and is seen."""
    entering.hold([w.case.id for w in waiting])
    register.hold(office, {w.unit_code for w in waiting})


def _log_errors(considered: Sequence[Considered]) -> None:
    for c in considered:
        for v in c.verdicts:
            if v.error:
                case = c.gathered.waiting.case.case_no
                log.error("rule %s failed for case %s: %s", v.code, case, v.error)


def _handed_over(considered: Considered) -> journal.Line:
    case = considered.gathered.waiting.case
    said = "；".join((*considered.switched_off, *(v.said for v in considered.failed)))
    return journal.Line(
        office=case.office,
        case_id=case.id,
        kind="HAND_OVER",
        who=accounts.system_actor(case.office).name,
        text=f"智能审批没放行，转由审核员办理：{said or '登簿前登记簿变了'}"[: journal.LONGEST],
        data={"rules": [v.code for v in considered.failed]},
    )


def _enter(office: str, passed: Sequence[Considered], now: datetime) -> set[int]:
    """Book what passed; ids of the cases that were entered.

    The register asks its own rules again under lock; what it stops then goes to a human too.
    """
    system = accounts.system_actor(office)
    registrar = register.Registrar(id=system.id, name=system.name, system=True)
    outcomes = register.book([_booking(c, registrar) for c in passed])
    pairs = list(zip(passed, outcomes, strict=True))
    _still_true([c for c, o in pairs if o.booked], outcomes)
    entered = [(c.gathered.waiting.case, o) for c, o in pairs if o.booked]
    stopped = [(c.gathered.waiting.case.id, o.rules) for c, o in pairs if not o.booked]
    if entered:
        _decide(office, system, [case.id for case, _ in entered], now)
        registration.mark_entered(entered, by=system)
        follow_up.defer(case_ids=[case.id for case, _ in entered])
    if stopped:
        checks.write(office, CheckPhase.ENTRY, stopped, at=now)
    return {case.id for case, _ in entered}


def _still_true(booked: Sequence[Considered], outcomes: Sequence[register.Outcome]) -> None:
    """Raise AnswerGrewOldError where an answer ended before the entry that rests on it."""
    moments = [o.recorded_at for o in outcomes if o.recorded_at is not None]
    ends = [c.gathered.facts.answers_until for c in booked]
    if moments and any(end is not None and end <= max(moments) for end in ends):
        raise AnswerGrewOldError


def _booking(considered: Considered, registrar: register.Registrar) -> register.Booking:
    waiting = considered.gathered.waiting
    return register.Booking(
        office=waiting.case.office,
        case_no=waiting.case.case_no,
        acts=build_acts(waiting.request, None, waiting.service),
        facts=case_facts(waiting.request, waiting.service),
        registrar=registrar,
    )


def _decide(office: str, system: accounts.Actor, ids: Sequence[int], now: datetime) -> None:
    reason = "智能审批：白名单规则全部通过"
    shared = (office, DecisionKind.APPROVE.value, system.id, system.name, reason, "[]", "", "")
    values = list(zip(next_ids(len(ids)), ids, strict=True))
    rows.insert(rows.DECISIONS, (*shared, now, 1), values)
    attesting.decisions([id for id, _ in values])


def _give_up(cases: Sequence[Case], error: Exception) -> None:
    now = registration.database_clock()
    lines = [
        journal.Line(
            office=case.office,
            case_id=case.id,
            kind="HAND_OVER",
            who="系统",
            text="智能审批没能办完，转由审核员办理",
            data=_error(error),
        )
        for case in cases
    ]
    journal.write(lines, at=now)
    dispatch.assign_many(cases, now=now)
    promise_a_person([case.id for case in cases])


def _error(error: Exception) -> Mapping[str, str]:
    return {"error": type(error).__name__, "said": str(error)[:300]}
