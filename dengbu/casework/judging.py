"""Judging a request: everything that is wrong with it at once, by the same code for all who ask.

Acceptance raises what is found (`check_request`), a supplement likewise, and a rehearsal (预演)
only tells it (`rehearsing`): there is one judgement and no second one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework import promising, sharing
from dengbu.casework.catalogue import service as service_in_force
from dengbu.casework.consents import CONSENTING, needless
from dengbu.casework.examination import as_faults, examine_request
from dengbu.casework.fees import bill
from dengbu.casework.intake_checks import as_if_sound, check_fields
from dengbu.casework.intake_units import busy, claims, wrong_units
from dengbu.casework.materials import as_handed_in, check_materials
from dengbu.casework.models import Case, Channel
from dengbu.casework.ordering import check_officers, check_signature
from dengbu.casework.service_views import ServiceView
from dengbu.casework.serving import require_served
from dengbu.casework.sharing import NOTHING, Shared
from dengbu.casework.submission import content_digest
from dengbu.casework.succession_checks import as_the_family_says
from dengbu.casework.values import CaseRequest, from_json
from dengbu.casework.views import FeeView
from dengbu.kernel.chinese import SHANGHAI, normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register

TOLD_AT: Mapping[str, frozenset[str]] = {
    "E12": frozenset({"death.died_on", "order.effective_on"}),  # the day itself is to come
}
"""Rules that judge a field, which may have been found wrong itself."""
OVERLAPPING = frozenset({"E02", "E03", "E08"})  # say again what the fields' own checks said
BROKERED = frozenset({"G10"})
"""What a broker may file for its clients: second-hand sales."""
WHOLE = frozenset({"parties", "unit_code"})
"""Fields of more than one question: a rule's word there is news. At a single question whose answer
cannot be read a rule would only say that it does not fit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What is to be said of a request."""

    request: CaseRequest  # with regular numbers and names, as far as they can be read
    unit: cadastre.UnitFacts
    service: ServiceView
    outcomes: tuple[register.RuleOutcome, ...]  # of every rule on every act
    faults: tuple[Fault, ...]  # all that keeps it from being accepted; none: it may be


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A request that may be accepted."""

    request: CaseRequest  # with regular numbers and names
    unit: cadastre.UnitFacts
    service: ServiceView
    outcomes: tuple[register.RuleOutcome, ...]  # none blocks but those that may stay open
    fees: tuple[FeeView, ...]
    digest: str  # of the request as it came
    shared: Shared = NOTHING  # what departments answered


def channel_of(request: CaseRequest) -> Channel:
    """The channel of a request. Raises `Faults` CODE_LIST."""
    try:
        return Channel(request.channel)
    except ValueError:
        said = "请选择从哪个渠道申请"
        raise Faults(Fault(code=FaultCode.CODE_LIST, message=said, field="channel")) from None


def place_of(
    request: CaseRequest, actor: accounts.Actor, *, now: datetime
) -> tuple[cadastre.UnitFacts, ServiceView]:
    """The unit and the service in force at its office; raises what is wrong with them."""
    code = UnitCode.parse(request.unit_code, field="unit_code")
    unit = cadastre.unit(str(code.value))
    if unit is None or not unit.valid:
        said = "没有查到这个不动产单元，请核对代码；新建的房子要先做权籍调查"
        raise Faults(Fault(code=FaultCode.UNIT_UNKNOWN, message=said, field="unit_code"))
    require_served(unit.office, actor, field="unit_code")
    return unit, service_in_force(request.service, office=unit.office, now=now)


def own_matter(request: CaseRequest, actor: accounts.Actor) -> FaultList:
    """A citizen applies for themselves; an organisation for itself, a broker for its clients."""
    numbers, faults = {normalise_code(p.id_no) for p in request.parties}, FaultList()
    if actor.kind is accounts.AccountKind.CITIZEN and actor.id_no not in numbers:
        said = "申请人里没有您本人，请把自己填上；替别人办请到窗口带委托书"
        faults.add(FaultCode.PERMISSION_MISSING, said, field="parties")
    if actor.kind is accounts.AccountKind.AGENT:
        of = accounts.organisation(actor.organisation_credit_code)
        broker = of is not None and of.kind is accounts.OrganisationKind.BROKER
        if broker and request.service not in BROKERED:
            said = "中介只能代办存量房买卖的转移登记，这一项请申请人自己来办"
            faults.add(FaultCode.PERMISSION_MISSING, said, field="service")
        if not broker and actor.organisation_credit_code not in numbers:
            said = f"申请人里没有{actor.organisation_name}，请核对后再提交"
            faults.add(FaultCode.PERMISSION_MISSING, said, field="parties")
    return faults


def judge(
    request: CaseRequest,
    unit: cadastre.UnitFacts,
    service: ServiceView,
    *,
    now: datetime,
    own_case: Case | None = None,
    shared: Shared = NOTHING,
    to: accounts.Actor | None = None,
) -> Judged:
    """Everything that is wrong with a request, and what each rule says; writes nothing.

    ``own_case``: the open case that the request is a supplement of, whose unit is not busy with
    itself. ``to``: who reads it; an officer is told which other case is open on the unit.
    """
    more = tuple(normalise_code(code) for code in request.more_units)
    plain = replace(as_handed_in(request), unit_code=unit.code, more_units=more)
    regular, faults = check_fields(plain, service, today=now.astimezone(SHANGHAI).date())
    faults.extend(wrong_units(plain, service, office=unit.office))
    faults.extend(check_materials(regular, service, office=unit.office))
    faults.extend(check_officers(regular, service))
    faults.extend(check_signature(regular, service, shared, office=unit.office, now=now))
    before = from_json(own_case.request) if own_case else None
    faults.extend(promising.check_promises(regular, service, shared, before=before))
    faults.extend(sharing.contradicted(shared))
    faults.extend(as_the_family_says(regular, service, own_case=own_case, now=now))
    unsound = len(faults) > 0
    faults.extend(busy(plain.units, own_case=own_case, to=to) if claims(service) else ())
    outcomes = examine_request(as_if_sound(regular, service), unit, service, now=now)
    at = {f.field for f in faults} - WHOLE
    refused = _refusals(outcomes, regular, service, unsound=unsound)
    faults.extend(f for f in refused if f.field not in at and at.isdisjoint(_told_at(f)))
    if regular.of(*CONSENTING):
        faults.extend(needless(regular, register.unit_state(unit.code, now=now)))
    return Judged(
        request=regular, unit=unit, service=service, outcomes=outcomes, faults=tuple(faults)
    )


def _told_at(fault: Fault) -> frozenset[str]:
    """Fields at which the same has been told in other words."""
    return TOLD_AT.get(str(fault.data.get("rule", "")), frozenset())


def check_request(
    request: CaseRequest,
    unit: cadastre.UnitFacts,
    service: ServiceView,
    *,
    now: datetime,
    own_case: Case | None = None,
    shared: Shared = NOTHING,
    to: accounts.Actor | None = None,
) -> Checked:
    """Everything that is wrong with a request, at once, as `Faults`; else the request made regular.

    For acceptance, and for what comes back after a return (``own_case``). Such a case is billed by
    the tariff of the day on which it was accepted.
    """
    judged = judge(request, unit, service, now=now, own_case=own_case, shared=shared, to=to)
    if judged.faults:
        raise Faults(judged.faults)
    billed_at = own_case.accepted_at if own_case else now
    return Checked(
        request=judged.request,
        unit=unit,
        service=service,
        outcomes=judged.outcomes,
        fees=bill(judged.request, unit, service, now=billed_at),
        digest=content_digest(request),
        shared=shared,
    )


def _refusals(
    outcomes: Sequence[register.RuleOutcome],
    request: CaseRequest,
    service: ServiceView,
    *,
    unsound: bool,
) -> list[Fault]:
    return [
        fault
        for o in outcomes
        if o.effect is register.Effect.BLOCK
        and o.code not in service.pending
        and not (unsound and o.code in OVERLAPPING)
        for fault in as_faults(o, request)
    ]


def between_firms(request: CaseRequest) -> bool:
    """Whether several take part and all of them are organisations (企业之间)."""
    people = [p for p in request.parties if p.party_type == register.PartyType.PERSON.value]
    return len(request.parties) > 1 and not people
