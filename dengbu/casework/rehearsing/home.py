"""A rehearsal of somebody's own unit from a few words: what the register knows need not be said.

Whoever takes part besides is thought to come and sign, and what is still to be filled in to be
filled in rightly, as for the list of what can be done (`offers`): the rules then say what stands in
the way of the unit itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework.estimates import tax_estimates
from dengbu.casework.examination import CODES
from dengbu.casework.intake_units import busy, claims
from dengbu.casework.offers import blank_request, fees_of
from dengbu.casework.rehearsing.general import Outline, blank_people, checked
from dengbu.casework.rehearsing.history import forecast
from dengbu.casework.rehearsing.papers import papers_asked
from dengbu.casework.rehearsing.seeing import require_seeing
from dengbu.casework.rehearsing.views import Rehearsal
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest
from dengbu.casework.views import CheckView
from dengbu.database.reading import read_only
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.clause import cited
from dengbu.kernel.fault import Fault, FaultCode, FaultList

OFFICE = 6  # characters of a unit code that are its office's


def of_own_unit(
    outline: Outline, unit_code: str, *, actor: accounts.Actor, now: datetime
) -> Rehearsal:
    """What stands in the way of the unit, and what the matter asks for; nothing is written.

    Raises `Faults` PERMISSION_MISSING for a unit on which the asker holds nothing, UNIT_UNKNOWN,
    and what `in_general` raises.
    """
    with read_only():
        code = normalise_code(unit_code)
        asked = CaseRequest(service=outline.service, unit_code=code)
        require_seeing(code, asked, actor, now=now)
        service = checked(outline, code[:OFFICE], now=now)
        draft = blank_request(outline.service, code, now=now, channel=outline.channel)
        request = _filled(draft.request, outline, service)
        faults = FaultList()
        faults.extend(busy([code]) if claims(service) else ())
        faults.extend(_blocks(draft.rules))
        fees, fee_total = fees_of(request, now=now)
        return Rehearsal(
            service=service,
            request=request,
            address=draft.address,
            faults=tuple(faults),
            looks=tuple(rule for rule in draft.rules if rule.effect == "warn"),
            papers=papers_asked(request, service),
            fees=fees,
            fee_total=fee_total,
            taxes=tax_estimates(request, now=now),
            forecast=forecast(request, service, now=now),
            at=now,
        )


def _filled(known: CaseRequest, outline: Outline, service: ServiceView) -> CaseRequest:
    """The draft with what was said, and a blank for everybody whom the register cannot know."""
    said = blank_people(outline, service)
    there = {party.role for party in known.parties}
    others = tuple(party for party in said.parties if party.role not in there)
    return replace(
        known,
        parties=(*known.parties, *others),
        price=said.price,
        separate_certificates=said.separate_certificates,
        small_enterprise=said.small_enterprise,
        tax_cleared=said.tax_cleared,
    )


def _blocks(rules: Iterable[CheckView]) -> Iterator[Fault]:
    for rule in rules:
        if rule.effect == "block":
            yield Fault(
                code=CODES.get(rule.code, FaultCode.PRECONDITION),
                message=rule.message,
                clause=cited(rule.clause),
                remedy=rule.remedy,
                data={"rule": rule.code},
            )
