"""From a request to the acts that the register is asked to enter, in legal order."""

from collections.abc import Iterator

from dengbu.cadastre import api as cadastre
from dengbu.casework.building.constants import fixed
from dengbu.casework.building.facts import case_facts
from dengbu.casework.building.frame import Ask, Building, co_ownership, party_ref
from dengbu.casework.building.kinds import BUILDINGS
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, Role
from dengbu.register import api as register

BRINGS_HOLDERS = frozenset({"FirstRegistration", "Transfer", "ChangeOwnership", "CorrectOwnership"})
"""Acts after which somebody holds the unit; of several the last one's holders stay."""

SOLD_BY = frozenset({"Transfer", "EnterNotice"})
"""Acts in which somebody sells, or promises to."""


def acquiring(service: ServiceView) -> Role | None:
    """The role of those who hold in the end; None where nobody comes to hold."""
    bringing = [item for item in service.items if item.act in BRINGS_HOLDERS]
    if not bringing:
        return None
    last = bringing[-1]
    role = Role.BUYER if last.act == "Transfer" else Role.OWNER
    return Role(last.cast.get(role, role))


def selling(service: ServiceView) -> Role:
    """The role of those who sell to whoever holds, or is promised the home, in the end."""
    cast = next((i.cast for i in reversed(service.items) if i.act in SOLD_BY), {})
    return Role(cast.get(Role.SELLER, Role.SELLER))


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
    bringing = [item for item in service.items if item.act in BRINGS_HOLDERS]
    for item in service.items:
        last = not bringing or item is bringing[-1]
        for code in request.units if item.each else (request.unit_code,):
            yield Ask(request=request, item=item, unit_code=code, unit=known.get(code), last=last)


__all__ = [
    "BUILDINGS",
    "BRINGS_HOLDERS",
    "Building",
    "acquiring",
    "build_acts",
    "case_facts",
    "co_ownership",
    "party_ref",
    "selling",
]
