"""智能审批 of G44: cases that pass every rule of the whitelist are entered by the system account.

One step claims what waits, reads all units at once, asks the pure rules (``rules/autopilot.py``),
keeps every yes and no with its facts, and books those that passed, in one transaction whose number
of statements does not grow with the cases. Whoever fails a rule goes to a human with that rule
shown; the engine never refuses (services, part 7).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError, transaction

from dengbu.accounts import api as accounts
from dengbu.casework import attesting, checks, dispatch, journal, registration, rows
from dengbu.casework.jobs import follow_up
from dengbu.casework.models import Case, CheckPhase, DecisionKind
from dengbu.casework.mortgaged import entering
from dengbu.casework.rules.autopilot import CancellationFacts, Verdict, approved, consider
from dengbu.casework.signatures import valid_batches
from dengbu.casework.taking_over import promise_a_person
from dengbu.casework.values import Role
from dengbu.database.ids import next_ids
from dengbu.kernel.fault import Faults
from dengbu.register import api as register

log = logging.getLogger(__name__)
LIMIT = 300
CLAIM = (
    "SELECT c.id, c.office, c.case_no, c.organisation_id, c.accepted_at, c.request::text,"
    " coalesce(b.key_id, ''), b.id, c.service_id FROM casework_case c"
    " LEFT JOIN casework_batchitem i ON i.case_id = c.id"
    " LEFT JOIN casework_batch b ON b.id = i.batch_id"
    " WHERE c.status = 'AUTOPILOT' AND c.office ="
    " (SELECT office FROM casework_case WHERE status = 'AUTOPILOT' ORDER BY office, id LIMIT 1)"
    " ORDER BY c.id LIMIT %s FOR NO KEY UPDATE OF c SKIP LOCKED"
)
CLAIM_ONE = CLAIM.replace(" ORDER BY c.id LIMIT", " AND c.id = %s ORDER BY c.id LIMIT")
LOOK = "SELECT id FROM casework_case WHERE status = 'AUTOPILOT' ORDER BY office, id LIMIT %s"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Waiting:
    """A claimed case as the whitelist needs it."""

    case: Case
    organisation_id: int | None
    accepted_at: datetime
    key_id: str  # "": not signed
    batch_id: int | None  # that it came with
    unit_code: str
    proof_no: str
    amount: Decimal | None  # as stated
    mortgagor: str  # as stated, "" if not
    bank: str  # credit code of the applicant


@dataclass(frozen=True, kw_only=True, slots=True)
class _Considered:
    """A case with what the whitelist said of it."""

    waiting: _Waiting
    mortgage: register.MortgageState | None
    verdicts: tuple[Verdict, ...]


def autopilot_step(limit: int = LIMIT) -> int:
    """Consider and enter what waits, up to ``limit`` cases of one office; how many were handled.

    Safe in several processes at once. When a batch fails with an error its cases are tried one by
    one, and one that fails by itself goes to a human.
    """
    try:
        with transaction.atomic():
            return _handle(rows.fetch(CLAIM, [limit]))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if registration.waits_for_load(error):
            return 0  # all of them: asked again at the next turn
        log.exception("automatic approval of a batch failed: its cases are tried one by one")
        return _one_by_one(limit)


def _one_by_one(limit: int) -> int:
    waiting = [id for (id,) in rows.fetch(LOOK, [limit])]
    for id in waiting:
        try:
            with transaction.atomic():
                _handle(rows.fetch(CLAIM_ONE, [id, 1]))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            if registration.passes_by_itself(error):
                continue
            log.exception("automatic approval of case %s failed", id)
            with transaction.atomic():
                _give_up([_case(row) for row in rows.fetch(CLAIM_ONE, [id, 1])], error)
    return len(waiting)


def _handle(claimed: Sequence[tuple[Any, ...]]) -> int:
    """Everything that happens to claimed cases, in the caller's transaction."""
    if not claimed:
        return 0
    waiting = [_waiting(row) for row in claimed]
    office, now = waiting[0].case.office, registration.database_clock()
    considered = _consider(waiting, now)
    _keep(office, considered, now)
    passed = [c for c in considered if approved(c.verdicts)]
    entered = _enter(office, passed, now) if passed else set()
    left = [c for c in considered if c.waiting.case.id not in entered]
    journal.write([_handed_over(c) for c in left], at=now)
    dispatch.assign_many([c.waiting.case for c in left], now=now)
    promise_a_person([c.waiting.case.id for c in left])
    return len(waiting)


def _handed_over(considered: _Considered) -> journal.Line:
    case = considered.waiting.case
    said = "；".join(v.question for v in considered.verdicts if not v.holds)
    return journal.Line(
        office=case.office,
        case_id=case.id,
        kind="HAND_OVER",
        who=accounts.system_actor(case.office).name,
        text=f"智能审批没放行，转由审核员办理：{said or '登簿前登记簿变了'}"[: journal.LONGEST],
        data={"rules": [v.code for v in considered.verdicts if not v.holds]},
    )


def _case(row: tuple[Any, ...]) -> Case:
    return Case(id=row[0], office=row[1], case_no=row[2], service_id=row[8])


def _waiting(row: tuple[Any, ...]) -> _Waiting:
    organisation, accepted_at, text, key_id, batch_id = row[3:8]
    request = orjson.loads(text)
    parties = request.get("parties", ())
    cancel = request.get("cancel") or {}
    amount = cancel.get("amount")
    return _Waiting(
        case=_case(row),
        organisation_id=organisation,
        accepted_at=accepted_at,
        key_id=key_id,
        batch_id=batch_id,
        unit_code=request["unit_code"],
        proof_no=cancel.get("proof_no", ""),
        amount=None if amount is None else Decimal(amount),
        mortgagor="、".join(p["name"] for p in parties if p["role"] == Role.MORTGAGOR),
        bank=next((p["id_no"] for p in parties if p["role"] == Role.MORTGAGEE), ""),
    )


def _consider(waiting: Sequence[_Waiting], now: datetime) -> list[_Considered]:
    """The whitelist's answers, from one reading of all units and one look-up a bank's key."""
    states = register.unit_states([w.unit_code for w in waiting], now=now)
    keys = {key_id: _key(key_id) for key_id in {w.key_id for w in waiting}}
    signed = valid_batches({w.batch_id for w in waiting if w.batch_id is not None}, keys)
    others = registration.open_cases([w.case for w in waiting])
    found = []
    for w in waiting:
        state = states[w.unit_code]
        named = (m for m in state.mortgages if w.proof_no and m.proof_no == w.proof_no)
        mortgage = next(named, None)
        other = others[w.case.id].get(w.unit_code, ())
        facts = _facts(w, keys[w.key_id], w.batch_id in signed, state, mortgage, other)
        found.append(_Considered(waiting=w, mortgage=mortgage, verdicts=consider(facts)))
    return found


def _key(key_id: str) -> accounts.KeyView | None:
    try:
        return accounts.organisation_key(key_id) if key_id else None
    except Faults:
        return None


def _facts(
    waiting: _Waiting,
    key: accounts.KeyView | None,
    signature_valid: bool,
    state: register.UnitState,
    mortgage: register.MortgageState | None,
    other_cases: tuple[str, ...],
) -> CancellationFacts:
    """What the whitelist reads of one case."""
    own = key is not None and key.actor.organisation_id == waiting.organisation_id
    return CancellationFacts(
        signature_valid=signature_valid,
        key_id=waiting.key_id,
        key_in_force=own and key is not None and key.valid_at(waiting.accepted_at),
        bank_credit_code=waiting.bank,
        agent_authorised=own
        and key is not None
        and accounts.may(key.actor, accounts.Permission.FILE_BATCH),
        proof_no=waiting.proof_no,
        stated_amount=waiting.amount,
        stated_mortgagor=waiting.mortgagor,
        registered_proof=mortgage is not None,
        registered_mortgagees=tuple(p.id_no for p in mortgage.mortgagees) if mortgage else (),
        registered_amount=mortgage.amount if mortgage else None,
        registered_mortgagors=tuple(p.name for p in mortgage.mortgagors) if mortgage else (),
        seizures=len(state.seizures),
        other_cases=other_cases,
        at=state.at,
    )


def _keep(office: str, considered: Sequence[_Considered], now: datetime) -> None:
    """Every yes and no with its facts, and the mortgagors as the register names them."""
    flat = [(c, seq, v) for c in considered for seq, v in enumerate(c.verdicts, start=1)]
    values = [
        (
            id,
            c.waiting.case.id,
            seq,
            v.code,
            "pass" if v.holds else "warn",
            f"{v.question}：{'是' if v.holds else '不是'}",
            str(v.clause),
            "" if v.holds else "转由审核员办理",
            rows.json(dict(v.facts)),
        )
        for id, (c, seq, v) in zip(next_ids(len(flat)), flat, strict=True)
    ]
    rows.insert(rows.CHECKS, (office, CheckPhase.AUTOPILOT.value, now), values)
    people = [
        (c.waiting.case.id, seq, party)
        for c in considered
        if c.mortgage
        for seq, party in enumerate(c.mortgage.mortgagors, start=2)
    ]
    parties = [
        (id, office, case, seq, Role.MORTGAGOR, p.name, p.id_type, p.id_no, p.party_type, None)
        for id, (case, seq, p) in zip(next_ids(len(people)), people, strict=True)
    ]
    rows.insert(rows.PARTIES, ("", "", ""), parties)


def _enter(office: str, passed: Sequence[_Considered], now: datetime) -> set[int]:
    """Book what passed; ids of the cases that were entered.

    The register asks its own rules again under lock; what it stops then goes to a human too.
    """
    system = accounts.system_actor(office)
    registrar = register.Registrar(id=system.id, name=system.name, system=True)
    entering.hold([c.waiting.case.id for c in passed])
    outcomes = register.book([_booking(c, registrar) for c in passed])
    pairs = list(zip([c.waiting.case for c in passed], outcomes, strict=True))
    entered = [(case, o) for case, o in pairs if o.booked]
    stopped = [(case.id, o.rules) for case, o in pairs if not o.booked]
    if entered:
        _decide(office, system, [case.id for case, _ in entered], now)
        registration.mark_entered(entered, by=system)
        follow_up.defer(case_ids=[case.id for case, _ in entered])
    if stopped:
        checks.write(office, CheckPhase.ENTRY, stopped, at=now)
    return {case.id for case, _ in entered}


def _booking(considered: _Considered, registrar: register.Registrar) -> register.Booking:
    waiting, mortgage = considered.waiting, considered.mortgage
    applicants = mortgage.mortgagees if mortgage else ()
    return register.Booking(
        office=waiting.case.office,
        case_no=waiting.case.case_no,
        acts=(
            register.CancelMortgage(
                unit_code=waiting.unit_code,
                proof_no=waiting.proof_no,
                applicants=applicants,
                amount=waiting.amount,
            ),
        ),
        facts=register.CaseFacts(applicants=frozenset(p.key for p in applicants)),
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
