"""Asking the register's rules about a request, before and while a case is open.

What may still be open when a case is accepted (the tax) is asked apart: the other rules are asked
as if it were settled, so that an act behind it is judged on the unit as the acts before leave it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from dengbu.cadastre import api as cadastre
from dengbu.casework.building import build_acts, case_facts
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest
from dengbu.casework.views import CheckView
from dengbu.kernel.fault import Fault, FaultCode
from dengbu.register import api as register

NOBODY = register.Registrar(id=0, name="", system=True)
NO_CASE = "0" * 20
CODES = {
    "P02": FaultCode.NOT_HOLDER,
    "P03": FaultCode.UNIT_SEIZED,
    "P11": FaultCode.UNIT_BUSY,
    "E01": FaultCode.UNIT_UNKNOWN,
}
FIELDS = {
    "P02": "parties",
    "P14": "parties",
    "P15": "parties",
    "P08": "objection_risk_accepted",
    "P16": "tax_cleared",
    "E02": "parties",
    "E03": "mortgage",
    "E04": "cancel.proof_no",
}
FOLLOWS_EARLIER = frozenset({"P02", "P14"})  # judged on the owners that acts before would leave
DISPOSING = frozenset({"SELLER", "MORTGAGOR"})  # roles of those whose unit it is
BRINGS_OWNERS = frozenset({"FirstRegistration", "Transfer"})
PASS = register.Effect.PASS
ORDER: Mapping[str, int] = {register.Effect.BLOCK: 0, register.Effect.WARN: 1, PASS: 2}
Said = TypeVar("Said", register.RuleOutcome, CheckView)


def examine_request(
    request: CaseRequest,
    unit: cadastre.UnitFacts,
    service: ServiceView,
    *,
    now: datetime,
    other_open_cases: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[register.RuleOutcome, ...]:
    """Every rule on every act of a request: passes, warnings and blocks, each once."""
    asked = [(request, service)]
    return examine_requests(asked, unit, now=now, other_open_cases=other_open_cases)[0]


def examine_requests(
    asked: Sequence[tuple[CaseRequest, ServiceView]],
    unit: cadastre.UnitFacts,
    *,
    now: datetime,
    other_open_cases: Mapping[str, tuple[str, ...]] | None = None,
    explain: bool = True,
) -> list[tuple[register.RuleOutcome, ...]]:
    """``examine_request`` for several requests on one unit, each by itself; one look-up for all.

    Without ``explain`` what passes is not told.
    """
    bookings: list[register.Booking] = []
    named: list[tuple[str, ...]] = []
    asked_of: list[int] = []  # places of the bookings
    for request, service in asked:
        acts = build_acts(request, unit, service)
        named.append(tuple(type(act).__name__ for act in acts))
        facts = case_facts(
            request,
            service,
            other_open_cases=other_open_cases,
            unit=unit,
            notice_over=service.notice is not None,  # review sees to it that it has run
        )
        assumed = replace(facts, tax_cleared=True) if "P16" in service.pending else facts
        asked_of.append(len(bookings))
        bookings.append(_booking(unit.office, acts, assumed))
        if assumed is not facts:
            bookings.append(_booking(unit.office, acts, facts))
    found = register.examine(bookings, now=now, explain=explain)
    return [
        _settled(found[n], found[n + ("P16" in service.pending)], service, acts)
        for n, acts, (_, service) in zip(asked_of, named, asked, strict=True)
    ]


def _booking(
    office: str, acts: tuple[register.Act, ...], facts: register.CaseFacts
) -> register.Booking:
    return register.Booking(
        office=office, case_no=NO_CASE, acts=acts, facts=facts, registrar=NOBODY
    )


def _settled(
    assumed: Sequence[register.RuleOutcome],
    as_stated: Sequence[register.RuleOutcome],
    service: ServiceView,
    acts: Sequence[str],
) -> tuple[register.RuleOutcome, ...]:
    """What may stay open as it is stated, everything else as if that were settled."""
    open_ones = [o for o in as_stated if o.code in service.pending]
    others = [o for o in assumed if o.code not in service.pending]
    return each_once([*_independent(others, acts), *open_ones])


def _independent(
    outcomes: Sequence[register.RuleOutcome], acts: Sequence[str]
) -> list[register.RuleOutcome]:
    """Leave out what follows only from an earlier act being blocked: the owners stay the old ones.

    A blocked cancellation changes no owner, so who sells is judged behind it all the same.
    """
    blocked = {o.act_no for o in outcomes if o.effect is register.Effect.BLOCK}
    bringing = (n for n in blocked if acts[n] in BRINGS_OWNERS)
    first = min(bringing, default=len(acts))
    return [o for o in outcomes if o.act_no <= first or o.code not in FOLLOWS_EARLIER]


def each_once(outcomes: Sequence[Said]) -> tuple[Said, ...]:
    """The same rule saying the same of several acts is said once; the gravest first."""
    kept: dict[tuple[str, str], Said] = {}
    grave = {o.code for o in outcomes if o.effect != PASS}
    for o in outcomes:
        if o.effect == PASS and o.code in grave:
            continue
        kept.setdefault((o.code, o.message), o)
    return tuple(sorted(kept.values(), key=lambda o: (ORDER[o.effect], o.code)))


def check_view(outcome: register.RuleOutcome) -> CheckView:
    """A rule's answer for the screen."""
    return CheckView(
        code=outcome.code,
        effect=outcome.effect.value,
        message=outcome.message,
        clause=str(outcome.clause),
        remedy=outcome.remedy,
        facts=dict(outcome.facts),
    )


def as_fault(outcome: register.RuleOutcome) -> Fault:
    """A block as the fault that refuses acceptance, with its ground and the way out."""
    return Fault(
        code=CODES.get(outcome.code, FaultCode.PRECONDITION),
        message=outcome.message,
        field=FIELDS.get(outcome.code, "unit_code"),
        clause=outcome.clause,
        remedy=outcome.remedy,
        data={"rule": outcome.code},
    )


def as_faults(outcome: register.RuleOutcome, request: CaseRequest) -> list[Fault]:
    """The same, with a missing signature told at everybody who is in the request and did not sign.

    Co-owners who are not in the request at all are told of the people as a whole.
    """
    whole = as_fault(outcome)
    absent = set(outcome.facts.get("absent", "").split("、"))
    at = [
        (i, p)
        for i, p in enumerate(request.parties)
        if p.role in DISPOSING and not p.agreed and p.name in absent
    ]
    if outcome.code != "P14" or not at:
        return [whole]
    need = outcome.facts.get("need", "")
    told = [
        replace(whole, message=f"还差{p.name}的签字：{need}", field=f"parties.{i}.agreed")
        for i, p in at
    ]
    return told if absent <= {p.name for _, p in at} else [*told, whole]
