"""From a request to the acts that the register is asked to enter, in legal order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dengbu.cadastre import api as cadastre
from dengbu.casework.catalogue.services import service_version
from dengbu.casework.models import Case
from dengbu.casework.values import (
    CancelInput,
    CaseRequest,
    MortgageInput,
    PartyInput,
    Role,
    from_json,
)
from dengbu.casework.views import ServiceView
from dengbu.register import api as register

UNSTATED_AMOUNT = Decimal("0.01")  # stands for an amount that intake has already found missing
LAND_APPROVAL = "la"  # paper that lets allocated land or policy housing be sold
UNSTATED_DAY = date(2000, 1, 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ask:
    """What an act is built from."""

    request: CaseRequest
    unit: cadastre.UnitFacts | None  # needed for first registration only
    cause: str  # why, where the service says it; else the act's own


def party_ref(party: PartyInput) -> register.PartyRef:
    """The register's name of a party."""
    return register.PartyRef(
        name=party.name,
        id_type=party.id_type,
        id_no=party.id_no,
        party_type=register.PartyType(party.party_type),
    )


def _refs(ask: _Ask, *roles: Role) -> tuple[register.PartyRef, ...]:
    return tuple(party_ref(p) for p in ask.request.of(*roles))


def co_ownership(request: CaseRequest, count: int) -> register.CoOwnership:
    """As stated; unstated it is sole for one holder and joint for several (Civil Code 308).

    A value outside its list says nothing; ``check_fields`` refuses it.
    """
    if request.co_ownership in {way.value for way in register.CoOwnership}:
        return register.CoOwnership(request.co_ownership)
    return register.CoOwnership.SOLE if count <= 1 else register.CoOwnership.JOINT


def _holders(ask: _Ask, role: Role) -> tuple[register.HolderShare, ...]:
    acquirers = ask.request.of(role)
    by_shares = co_ownership(ask.request, len(acquirers)) is register.CoOwnership.BY_SHARES
    return tuple(
        register.HolderShare(party=party_ref(p), share=p.share if by_shares else None)
        for p in acquirers
    )


def _first(ask: _Ask) -> register.Act:
    holders = _holders(ask, Role.OWNER)
    if ask.unit is None:
        raise LookupError(f"no unit {ask.request.unit_code}")
    parcel = ask.unit.parcel
    return register.FirstRegistration(
        unit_code=ask.request.unit_code,
        holders=holders,
        co_ownership=co_ownership(ask.request, len(holders)),
        right_nature=parcel.right_nature or "102",
        term_from=parcel.land_from,
        term_to=parcel.land_to,
        price=ask.request.price,
        separate_certificates=ask.request.separate_certificates,
    )


def _transfer(ask: _Ask) -> register.Act:
    holders = _holders(ask, Role.BUYER)
    return register.Transfer(
        unit_code=ask.request.unit_code,
        transferors=_refs(ask, Role.SELLER),
        holders=holders,
        co_ownership=co_ownership(ask.request, len(holders)),
        price=ask.request.price,
        separate_certificates=ask.request.separate_certificates,
    )


def _mortgage(ask: _Ask) -> register.Act:
    agreed = ask.request.mortgage or MortgageInput()
    return register.CreateMortgage(
        unit_code=ask.request.unit_code,
        mortgagees=_refs(ask, Role.NEW_MORTGAGEE, Role.MORTGAGEE),
        mortgagors=_refs(ask, Role.MORTGAGOR, Role.BUYER),
        amount=UNSTATED_AMOUNT if agreed.amount is None else agreed.amount,
        debt_from=agreed.debt_from or UNSTATED_DAY,
        debt_to=agreed.debt_to or agreed.debt_from or UNSTATED_DAY,
        mode=register.MortgageMode(agreed.mode),
        transfer_restricted=agreed.restricted,
        contract_no=agreed.contract_no,
        scope=agreed.scope or register.STATUTORY_SCOPE,
    )


def _cancellation(ask: _Ask) -> register.Act:
    named = ask.request.cancel or CancelInput()
    asking = ask.request.of(Role.OLD_MORTGAGEE, Role.MORTGAGEE)
    act = register.CancelMortgage(
        unit_code=ask.request.unit_code,
        proof_no=named.proof_no,
        applicants=tuple(party_ref(p) for p in asking if p.agreed),
        amount=named.amount,
    )
    return replace(act, cause=ask.cause) if ask.cause else act


_BUILDERS: Mapping[str, Callable[[_Ask], register.Act]] = {
    "FirstRegistration": _first,
    "Transfer": _transfer,
    "CreateMortgage": _mortgage,
    "CancelMortgage": _cancellation,
}


def build_acts(
    request: CaseRequest, unit: cadastre.UnitFacts | None, service: ServiceView
) -> tuple[register.Act, ...]:
    """The acts of a service in order; what the request leaves out stands as a blank.

    ``request.unit_code`` is the bare code. Only a first registration needs ``unit``: it enters the
    nature and the term of the land (LookupError without it).
    """
    return tuple(
        _BUILDERS[item.act](_Ask(request=request, unit=unit, cause=item.cause))
        for item in service.items
    )


def case_facts(
    request: CaseRequest,
    service: ServiceView,
    *,
    other_open_cases: Mapping[str, tuple[str, ...]] | None = None,
    unit: cadastre.UnitFacts | None = None,
) -> register.CaseFacts:
    """What the rules must know that the register does not hold.

    ``unit``: where it is known; the use of its land has a longest term.
    """
    return register.CaseFacts(
        applicants=frozenset((p.id_type, p.id_no) for p in request.parties if p.agreed),
        objection_risk_accepted=request.objection_risk_accepted,
        tax_cleared=request.tax_cleared,
        tax_note=request.tax_note,
        guardian_promises=tuple(
            register.GuardianPromise(
                ward_id_no=p.id_no,
                guardian_name=p.guardian_name,
                guardian_id_no=p.guardian_id_no,
            )
            for p in request.parties
            if p.guardian_promise and p.guardian_id_no
        ),
        other_open_cases=other_open_cases or {},
        property=_property_facts(request, unit),
    )


def _property_facts(
    request: CaseRequest, unit: cadastre.UnitFacts | None
) -> register.PropertyFacts:
    """What the papers of a case and the survey say of the property; the examiner looks at them."""
    given = any(m.code == LAND_APPROVAL for m in request.materials)
    return register.PropertyFacts(
        disposal_approval="随申请提交" if given else "",
        land_use=unit.parcel.land_use if unit is not None else "",
    )


def build_booking(
    case: Case,
    *,
    registrar: register.Registrar,
    other_open_cases: Mapping[str, tuple[str, ...]] | None = None,
    unit: cadastre.UnitFacts | None = None,
) -> register.Booking:
    """What the register is asked to enter for a case, under the version that it is pinned to.

    One query for a first registration unless ``unit`` is passed, none for other services.
    """
    request = from_json(case.request)
    service = service_version(case.service_id)
    if unit is None and any(item.act == "FirstRegistration" for item in service.items):
        unit = cadastre.unit(request.unit_code)
    return register.Booking(
        office=case.office,
        case_no=case.case_no,
        acts=build_acts(request, unit, service),
        facts=case_facts(request, service, other_open_cases=other_open_cases, unit=unit),
        registrar=registrar,
    )
