"""The facts of what waits: one reading of all units, one look-up a bank's key, of all cases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dengbu.accounts import api as accounts
from dengbu.casework import registration
from dengbu.casework.models import SharedFact
from dengbu.casework.rules import kept_facts
from dengbu.casework.rules.autopilot import SmartFacts
from dengbu.casework.signatures import valid_batches
from dengbu.casework.smart.claiming import Waiting
from dengbu.casework.smart.sales import sales_of
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Faults
from dengbu.register import api as register

ANSWERS: Mapping[str, str] = {
    "filed_contract": "contract_filed",
    "deed_tax": "tax_cleared",
    "maintenance_fund": "fund_paid",
}
"""Which fact a question of a department gives."""
Right = register.MortgageState | register.NoticeState


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """A case with its facts."""

    waiting: Waiting
    right: Right | None  # that the proof names, in force
    facts: SmartFacts
    times: Mapping[str, datetime]  # when each source said it
    answered: bool  # what departments have to be asked, they were

    @property
    def bearers(self) -> tuple[register.PartyRef, ...]:
        """Who bears the right, as the register names them."""
        if self.right is None:
            return ()
        if isinstance(self.right, register.MortgageState):
            return self.right.mortgagors
        return self.right.obligors


@dataclass(kw_only=True, slots=True)
class _Answers:
    """What departments said of one case, the last word of each."""

    said: dict[str, str] = field(default_factory=dict)
    oldest: datetime | None = None


def gather(waiting: Sequence[Waiting], now: datetime) -> list[Gathered]:
    """The facts of all, in a number of queries that does not grow with them."""
    states = register.unit_states([w.unit_code for w in waiting], now=now)
    keys = {key_id: _key(key_id) for key_id in {w.key_id for w in waiting}}
    batches = {w.batch_id for w in waiting if w.batch_id is not None}
    signed, sales = valid_batches(batches, keys), sales_of(batches)
    others = registration.open_cases([w.case for w in waiting])
    answers = answers_of([w.case.id for w in waiting if _may_ask(w)])
    found = []
    for w in waiting:
        said = answers.get(w.case.id, _Answers())
        right = _named(w, states[w.unit_code])
        key = keys[w.key_id]
        facts = SmartFacts(
            **_of_request(w, key, signed=w.batch_id in signed, now=now),
            **_of_right(w, right),
            **_of_unit(w, states[w.unit_code], right),
            **_of_departments(w, said),
            **sales.get(w.batch_id or 0, {}),
            other_cases=others[w.case.id].get(w.unit_code, ()),
        )
        found.append(_gathered(w, right, facts, said, now))
    return found


def _gathered(
    waiting: Waiting, right: Right | None, facts: SmartFacts, said: _Answers, now: datetime
) -> Gathered:
    times = {
        kept_facts.REQUEST: waiting.accepted_at,
        kept_facts.KEYS: now,
        kept_facts.REGISTER: facts.at,
        kept_facts.CASES: now,
    }
    if facts.sale:
        times[kept_facts.SALE] = now
    if said.oldest is not None:
        times[kept_facts.DEPARTMENTS] = said.oldest
    answered = said.oldest is not None
    return Gathered(waiting=waiting, right=right, facts=facts, times=times, answered=answered)


def _may_ask(waiting: Waiting) -> bool:
    return any(rule.asks for rule in waiting.service.materials)


def answers_of(cases: Sequence[int]) -> dict[int, _Answers]:
    """The last answers by case; one query, none for none."""
    found: dict[int, _Answers] = defaultdict(_Answers)
    if not cases:
        return found
    kept = SharedFact.objects.filter(case_id__in=cases, kind__in=list(ANSWERS))
    latest: dict[tuple[int, str], Any] = {}
    for row in kept.order_by("noted_at", "id"):
        latest[row.case_id, row.kind] = row
    for (case, kind), row in latest.items():
        one = found[case]
        one.said[ANSWERS[kind]] = row.outcome
        one.oldest = min(row.fetched_at, one.oldest or row.fetched_at)
    return found


def _key(key_id: str) -> accounts.KeyView | None:
    try:
        return accounts.organisation_key(key_id) if key_id else None
    except Faults:
        return None


def _named(waiting: Waiting, state: register.UnitState) -> Right | None:
    """The right in force that the proof names, of the kind that the service is about."""
    proof, item = waiting.proof_no, waiting.service.items[0]
    if not proof:
        return None
    if item.act == "CancelMortgage":
        return next((m for m in state.mortgages if m.proof_no == proof), None)
    loan = item.act == "CreateMortgage" or "loan_notice_end" in item.slots
    kinds = [n for n in state.notices if (n.kind in register.MORTGAGE_NOTICES) is loan]
    return next((n for n in kinds if n.proof_no == proof), None)


def _of_request(
    waiting: Waiting, key: accounts.KeyView | None, *, signed: bool, now: datetime
) -> dict[str, Any]:
    """What was sent. A key counts when the request came and still does when it is entered, which
    is in the same transaction."""
    own = key is not None and key.actor.organisation_id == waiting.organisation_id
    return {
        "signature_valid": signed,
        "key_id": waiting.key_id,
        "key_in_force": own
        and key is not None
        and key.valid_at(waiting.accepted_at)
        and key.valid_at(now),
        "bank_credit_code": waiting.bank,
        "agent_authorised": own
        and key is not None
        and accounts.may(key.actor, accounts.Permission.FILE_BATCH),
        "proof_no": waiting.proof_no,
        "stated_amount": waiting.amount,
        "stated_mortgagor": "、".join(p.name for p in waiting.others),
        "agreed_alone": bool(waiting.others) and all(p.agreed for p in waiting.others),
    }


def _of_right(waiting: Waiting, right: Right | None) -> dict[str, Any]:
    if right is None:
        return {"registered_proof": False}
    mortgage = isinstance(right, register.MortgageState)
    holders = right.mortgagees if isinstance(right, register.MortgageState) else right.holders
    bearers = right.mortgagors if isinstance(right, register.MortgageState) else right.obligors
    stated = {(p.id_type, normalise_code(p.id_no)) for p in waiting.others}
    return {
        "registered_proof": True,
        "registered_mortgagees": tuple(p.id_no for p in holders),
        "registered_amount": right.amount,
        "registered_mortgagors": tuple(p.name for p in bearers),
        "numbers_match": not mortgage and stated == {p.key for p in bearers},
    }


def _of_unit(waiting: Waiting, state: register.UnitState, right: Right | None) -> dict[str, Any]:
    owners = tuple(h.party for h in state.ownership.holders) if state.ownership else ()
    bearers = right.obligors if isinstance(right, register.NoticeState) else ()
    return {
        "at": state.at,
        "seizures": len(state.seizures),
        "mortgages": len(state.mortgages),
        "owners": tuple(p.name for p in owners),
        "owned_by_obligors": bool(owners) and {p.key for p in owners} == {p.key for p in bearers},
        "burdens": tuple(_burdens(state, right)),
    }


def _burdens(state: register.UnitState, right: Right | None) -> list[str]:
    own = right.id if isinstance(right, register.NoticeState) else None
    holders = {p.key for p in right.holders} if isinstance(right, register.NoticeState) else set()
    said = ["异议" for o in state.objections if not o.closed]
    said += [f"{stop.organ}限制" for stop in state.stops]
    for notice in state.notices:  # what the holder of this one himself gave as security is his own
        if notice.id != own and not {p.key for p in notice.obligors} <= holders:
            said.append(f"预告 {notice.proof_no}")
    return said


def _of_departments(waiting: Waiting, said: _Answers) -> dict[str, Any]:
    if said.oldest is None:
        return {}
    until = said.oldest + timedelta(minutes=waiting.service.smart.answers_minutes)
    return {**said.said, "answers_until": until}
