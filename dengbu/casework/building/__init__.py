"""From a request to the acts that the register is asked to enter, in legal order."""

from collections.abc import Iterator

from dengbu.cadastre import api as cadastre
from dengbu.casework.building.constants import fixed
from dengbu.casework.building.facts import case_facts
from dengbu.casework.building.frame import Ask, Building, co_ownership, party_ref
from dengbu.casework.building.kinds import BUILDINGS
from dengbu.casework.values import CaseRequest
from dengbu.casework.views import ServiceView
from dengbu.register import api as register


def build_acts(
    request: CaseRequest, unit: cadastre.UnitFacts | None, service: ServiceView
) -> tuple[register.Act, ...]:
    """The acts of a service in order; what the request leaves out stands as a blank.

    ``request.unit_code`` is the bare code. Only a first registration needs ``unit``: it enters the
    nature and the term of the land (LookupError without it). An item for each unit makes one act
    a unit.
    """
    return tuple(
        fixed(BUILDINGS[ask.item.act].build(ask), ask.item.constants)
        for ask in _asks(request, unit, service)
    )


def _asks(
    request: CaseRequest, unit: cadastre.UnitFacts | None, service: ServiceView
) -> Iterator[Ask]:
    first = any(item.act == "FirstRegistration" and item.each for item in service.items)
    known = cadastre.units(request.more_units) if first and request.more_units else {}
    if unit is not None:
        known = {**known, unit.code: unit}
    for item in service.items:
        for code in request.units if item.each else (request.unit_code,):
            yield Ask(request=request, item=item, unit_code=code, unit=known.get(code))


__all__ = [
    "BUILDINGS",
    "Building",
    "build_acts",
    "case_facts",
    "co_ownership",
    "party_ref",
]
