"""What a case's papers and people say that the rules must know and the register does not hold."""

import re
from collections.abc import Mapping

from dengbu.cadastre import api as cadastre
from dengbu.casework.building.frame import party_ref
from dengbu.casework.inputs.titles import DeathInput
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, PartyInput, Role
from dengbu.register import api as register

PROVABLE = {
    "contract_filed": "合同已经网签备案",
    "fund_paid": "住宅专项维修资金已经缴存",
    "disposal_approval": "准予处分的批准文件",
    "members": "取得人是本集体经济组织成员",
    "error_proved": "登记确有错误",
}
"""Facts that a paper can prove, by the word that the catalogue uses."""
ACQUIRING = (Role.BUYER, Role.OWNER, Role.HOLDER)


def case_facts(
    request: CaseRequest,
    service: ServiceView,
    *,
    other_open_cases: Mapping[str, tuple[str, ...]] | None = None,
    unit: cadastre.UnitFacts | None = None,
    notice_over: bool = False,
) -> register.CaseFacts:
    """What the rules must know that the register does not hold.

    ``unit``: where it is known; the use of its land has a longest term.
    """
    proved = _proved(request, service)
    return register.CaseFacts(
        applicants=frozenset((p.id_type, p.id_no) for p in request.parties if p.agreed),
        objection_risk_accepted=request.objection_risk_accepted,
        tax_cleared=request.tax_cleared,
        tax_note=request.tax_note,
        organs_agreed=frozenset(
            (p.name, p.id_no) for p in request.of(Role.SEIZING_ORGAN) if p.agreed
        ),
        deceased=_deceased(request, service),
        guardian_promises=tuple(_promises(request.parties)),
        error_proved="error_proved" in proved,
        notice_over=notice_over,
        other_open_cases=other_open_cases or {},
        property=_property_facts(request, proved, unit),
    )


def _deceased(request: CaseRequest, service: ServiceView) -> frozenset[tuple[str, str]]:
    """Those of the holders who died, by the names that the request gives."""
    named = named_dead(request, service)
    return frozenset(party_ref(p).key for p in request.of(Role.SELLER) if p.name in named)


def named_dead(request: CaseRequest, service: ServiceView) -> frozenset[str]:
    """Names of those who are said to have died."""
    if not any("death" in item.slots for item in service.items):
        return frozenset()
    return frozenset(re.split("[、，, ]+", request.given(DeathInput, "death").who)) - {""}


def _proved(request: CaseRequest, service: ServiceView) -> frozenset[str]:
    """What the papers that came prove; the examiner has looked at them."""
    came = {m.code for m in request.materials}
    return frozenset(f for rule in service.materials if rule.code in came for f in rule.proves)


def _promises(parties: tuple[PartyInput, ...]) -> list[register.GuardianPromise]:
    return [
        register.GuardianPromise(
            ward_id_no=p.id_no, guardian_name=p.guardian_name, guardian_id_no=p.guardian_id_no
        )
        for p in parties
        if p.guardian_promise and p.guardian_id_no
    ]


def _property_facts(
    request: CaseRequest, proved: frozenset[str], unit: cadastre.UnitFacts | None
) -> register.PropertyFacts:
    acquirers = request.of(*ACQUIRING) if "members" in proved else ()
    return register.PropertyFacts(
        contract_filed=True if "contract_filed" in proved else None,
        fund_paid=True if "fund_paid" in proved else None,
        disposal_approval="随申请提交" if "disposal_approval" in proved else "",
        members=frozenset(party_ref(p).key for p in acquirers),
        land_use=unit.parcel.land_use if unit is not None else "",
    )
