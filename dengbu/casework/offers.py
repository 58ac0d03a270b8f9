"""What can be done for a unit now, what cannot and why, and requests with everything filled in."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre
from dengbu.casework.building import acquiring
from dengbu.casework.calendar import deadlines
from dengbu.casework.catalogue import service as service_in_force
from dengbu.casework.catalogue import services as services_in_force
from dengbu.casework.consents import can_consent, consenting, input_of
from dengbu.casework.examination import check_view, examine_requests
from dengbu.casework.fees import bill, total
from dengbu.casework.inputs import SLOTS, CancelInput, Input, fields_of
from dengbu.casework.intake_units import (
    ASK,
    BUSY,
    JOIN,
    ONE_AT_A_TIME,
    busy_words,
    claims,
    sees_cases,
)
from dengbu.casework.known import NUMBERS, brings_owner, known_particulars, people_of
from dengbu.casework.lacking import lacking
from dengbu.casework.materials import material_views
from dengbu.casework.outlook import outlook
from dengbu.casework.queries import open_case_of
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.casework.views import CheckView, Draft, FeeView, Offer, PartyView
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.kernel.identity import IdType
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register

OF_THE_UNIT = frozenset({"E01", "E06", "E28", "E31"})
"""What entry rules say of the unit itself; the others judge what is still to be filled in."""
BY_PAPER = {
    "P17": frozenset({"contract_filed", "fund_paid"}),
    "P18": frozenset({"disposal_approval"}),
    "P19": frozenset({"members"}),
}
"""Rules that papers of the request lift, by what those prove."""
NEVER: frozenset[str] = frozenset()
BY_PROMISE = frozenset({"P08", "P15"})  # a promise signed on the spot lifts them


def _unit(unit_code: str) -> cadastre.UnitFacts:
    code = UnitCode.parse(unit_code, field="unit_code").value
    unit = cadastre.unit(code)
    if unit is None or not unit.valid:
        said = "没有查到这个不动产单元，请核对代码"
        raise Faults(Fault(code=FaultCode.UNIT_UNKNOWN, message=said, field="unit_code"))
    return unit


def prefilled(
    service: ServiceView,
    state: register.UnitState,
    *,
    channel: str,
    named: Collection[str] = (),
) -> CaseRequest:
    """A request with what the register knows: holders, the bank, the proof, the amount.

    Of several rights of a kind ``named`` has the number of the one that is meant; the first, if it
    has none of them.
    """
    inputs = {
        slot: known_particulars(slot, item.act, state) or _known_input(slot, state, named=named)
        for item in service.items
        for slot in item.slots
    }
    numbers = _numbers(inputs.values())
    parties = tuple(
        input_of(Role(rule.role), party)
        for rule in service.roles
        for party in people_of(Role(rule.role), service, state, numbers=numbers)
    )
    request = CaseRequest(
        service=service.code,
        unit_code=state.unit_code,
        channel=channel,
        parties=parties,
        inputs=inputs,
    )
    return _as_held(request, service, state)


def _as_held(request: CaseRequest, service: ServiceView, state: register.UnitState) -> CaseRequest:
    """Where the same people go on holding, their shares stay unless they are what changes.

    Where they sell in the same request, how those hold who buy is still to be said.
    """
    held, role = state.ownership, Role.OWNER
    stays = acquiring(service) is not None and not brings_owner(service)
    if held is None or not stays or "co_ownership" in service.fields:
        return request
    shares = {h.party.key: h.share for h in held.holders}
    parties = tuple(
        replace(p, share=shares.get((p.id_type, p.id_no))) if p.role == role else p
        for p in request.parties
    )
    by_shares = held.co_ownership is register.CoOwnership.BY_SHARES
    way = held.co_ownership.value if by_shares and acquiring(service) is role else ""
    return replace(request, parties=parties, co_ownership=way)


def _known_input(slot: str, state: register.UnitState, *, named: Collection[str]) -> Input:
    """An input in which the number of a right stands, where the unit has one of the kind."""
    kind = SLOTS[slot]
    known: dict[str, object] = {}
    for name, field in fields_of(kind).items():
        if field.asked.right and name == next(iter(fields_of(kind))):
            numbers = [number for number, *_ in NUMBERS[field.asked.right](state)]
            if numbers:
                known[name] = next((n for n in numbers if n in named), numbers[0])
    if kind is CancelInput and known:
        ending = next(m for m in state.mortgages if m.proof_no == known["proof_no"])
        known["amount"] = ending.amount
    return replace(kind(), **known)


def _numbers(inputs: Iterable[Input]) -> frozenset[str]:
    """The numbers of the rights that the request is about."""
    return frozenset(
        str(getattr(given, name))
        for given in inputs
        for name, field in fields_of(type(given)).items()
        if field.asked.right and getattr(given, name)
    )


def blank_request(
    service_code: str,
    unit_code: str,
    *,
    now: datetime,
    channel: str = "W",
    named: Collection[str] = (),
) -> Draft:
    """A request to fill in, with everything that is known. Raises `Faults` like ``submit``.

    ``named``: numbers of the rights that are meant, where there are several of a kind.
    """
    unit = _unit(unit_code)
    service = service_in_force(service_code, office=unit.office, now=now)
    state = register.unit_state(unit.code, now=now, papers=True)
    request = prefilled(service, state, channel=channel, named=named)
    rules = (*lacking(service, state), *_reasons([(request, service)], unit, now=now)[0])
    fees = bill(request, unit, service, now=now)
    return Draft(
        service=service,
        unit_code=unit.code,
        address=unit.address,
        request=request,
        parties=tuple(_view(i, p, service) for i, p in enumerate(request.parties, start=1)),
        materials=material_views(service, []),
        fees=fees,
        fee_total=total(fees),
        rules=rules,
        promised=service.promised_on(request.channel),
        due_at=deadlines(service, now, channel=request.channel).due_at,
        outlook=outlook(service, now=now, channel=request.channel),
        consenting=consenting(service, state, rules, there=request.parties),
        suggested=_suggested(service, state, now=now),
    )


def _suggested(
    service: ServiceView, state: register.UnitState, *, now: datetime
) -> tuple[PartyInput, ...]:
    """Firms that hold the land, where a home that nobody owns is applied for by its developer.

    To be looked at, not taken for granted: who builds need not be who holds.
    """
    rule = next((rule for rule in service.roles if rule.firm), None)
    if rule is None or state.ownership is not None:
        return ()
    land = register.unit_state(register.land_below(state.unit_code), now=now).ownership
    held = tuple(h.party for h in land.holders) if land is not None else ()
    firms = (p for p in held if p.party_type is register.PartyType.ENTERPRISE)
    return tuple(input_of(Role(rule.role), p) for p in firms)[: rule.most]


def fees_of(request: CaseRequest, *, now: datetime) -> tuple[tuple[FeeView, ...], Decimal]:
    """The bill of a request as it stands, line by line, and its sum; nothing else is judged.

    Raises `Faults` UNIT_UNKNOWN or NOT_SUPPORTED.
    """
    unit = _unit(request.unit_code)
    service = service_in_force(request.service, office=unit.office, now=now)
    lines = bill(request, unit, service, now=now)
    return lines, total(lines)


def _view(seq: int, party: PartyInput, service: ServiceView) -> PartyView:
    return PartyView(
        seq=seq,
        role=party.role,
        role_label=service.called(party.role),
        name=party.name,
        id_type=party.id_type,
        id_type_label=IdType(party.id_type).label,
        id_no=party.id_no,
        party_type=party.party_type,
        share=party.share,
        agreed_at=None,
        source="登记簿",
    )


def offered(
    unit_code: str, *, now: datetime, channel: str = "W", to: accounts.Actor | None = None
) -> tuple[Offer, ...]:
    """Every service of the unit's office: possible ones first, the others with reason and way out.

    ``to``: the officer who reads it, and may know which case is open there; None: anybody.
    Raises `Faults` UNIT_CODE_FORMAT or UNIT_UNKNOWN.
    """
    unit = _unit(unit_code)
    state = register.unit_state(unit.code, now=now)
    busy = _busy(unit.code, to)
    services = [
        service
        for service in services_in_force(office=unit.office, now=now)
        if is_offered(service, unit.code, channel=channel)
    ]
    empty = {service.code: lacking(service, state) for service in services}
    asked = [
        (prefilled(service, state, channel=channel), service)
        for service in services
        if service.common or not empty[service.code]  # of those asked every day all is said
    ]
    reasons = _reasons(asked, unit, now=now, explain=False)
    said = dict(zip((s.code for _, s in asked), reasons, strict=True))
    offers = [
        _offer(
            service,
            (*(busy if claims(service) else ()), *empty[service.code], *said.get(service.code, ())),
        )
        for service in services
    ]
    return tuple(sorted(offers, key=lambda o: (not o.possible, o.service)))


def is_offered(service: ServiceView, unit_code: str, *, channel: str = "W") -> bool:
    """Whether a service is done on this channel, for a right that a unit of this code can have."""
    if channel not in service.channels:
        return False
    return not service.rights or not register.rights_fitting(unit_code).isdisjoint(service.rights)


def _offer(service: ServiceView, found: tuple[CheckView, ...]) -> Offer:
    reasons = tuple(r for r in found if r.effect != "pass")
    return Offer(
        service=service.code,
        title=service.title,
        possible=not any(r.effect == "block" for r in reasons),
        summary=service.summary,
        promised=service.promised_on("W"),
        reasons=reasons,
        family=service.family,
        common=service.common,
    )


def _reasons(
    asked: Sequence[tuple[CaseRequest, ServiceView]],
    unit: cadastre.UnitFacts,
    *,
    now: datetime,
    explain: bool = True,
) -> list[tuple[CheckView, ...]]:
    """What the rules say if everybody known comes and signs, and the rest is filled in rightly."""
    signed = [
        (replace(r, parties=tuple(replace(p, agreed=True) for p in r.parties)), service)
        for r, service in asked
    ]
    answers = examine_requests(signed, unit, now=now, explain=explain)
    return [
        tuple(_said(outcomes, service))
        for (_, service), outcomes in zip(asked, answers, strict=True)
    ]


def _said(outcomes: Sequence[register.RuleOutcome], service: ServiceView) -> list[CheckView]:
    views = [check_view(o) for o in outcomes if _is_known_now(o.code)]
    views = [v for v in views if not _rests_on_papers(v, service)]
    return [replace(v, effect="warn") if _liftable(v, service) else v for v in views]


def _is_known_now(code: str) -> bool:
    """Whether a rule can be judged before the request is filled in."""
    return code in OF_THE_UNIT if code.startswith("E") else code != "P16"


def _rests_on_papers(view: CheckView, service: ServiceView) -> bool:
    """Whether a rule misses what papers prove that everybody who applies must bring.

    Those are asked for by name, of departments first: before that nothing is known to be missing.
    """
    missed = BY_PAPER.get(view.code, NEVER)
    proved = {fact for rule in service.materials if rule.required for fact in rule.proves}
    return view.effect == "block" and bool(missed) and missed <= proved


def _liftable(view: CheckView, service: ServiceView) -> bool:
    """A promise is signed on the spot, a paper is brought, and who must consent can come along."""
    proves = {fact for rule in service.materials for fact in rule.proves}
    return view.effect == "block" and (
        view.code in BY_PROMISE
        or can_consent(service, view.code)
        or not BY_PAPER.get(view.code, NEVER).isdisjoint(proves)
    )


def _busy(unit_code: str, to: accounts.Actor | None) -> tuple[CheckView, ...]:
    line = open_case_of(unit_code)
    if line is None:
        return ()
    named = sees_cases(to)
    return (
        CheckView(
            code=ONE_AT_A_TIME,
            effect="block",
            message=busy_words(line.title, line.case_no, line.accepted_at) if named else BUSY,
            clause=str(REGULATION.of(18)),
            remedy=JOIN if named else ASK,
            facts={"case_no": line.case_no} if named else {},
        ),
    )
