"""Whose matter a unit is: each registration office looks after its own area (《条例》第7条)."""

from dengbu.accounts.api import Actor, offices, same_city
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, Faults

OFFICE_DIGITS = 6  # a unit code begins with the code of its office


def require_own(unit_or_office: str, actor: Actor) -> None:
    """Let pass what belongs to the actor's office; people of no office are bound elsewhere.

    Takes a unit code or an office's code of six digits. Raises `Faults` NOT_FOUND that says where
    it belongs.
    """
    fault = foreign(unit_or_office, actor)
    if fault is not None:
        raise Faults(fault)


def require_served(unit_or_office: str, actor: Actor) -> None:
    """Let pass what a window may accept: of the actor's office or another of the city (全市通办).

    Raises `Faults` NOT_FOUND like ``require_own``.
    """
    fault = outside(unit_or_office, actor)
    if fault is not None:
        raise Faults(fault)


def outside(unit_or_office: str, actor: Actor) -> Fault | None:
    """Where a unit belongs if no window of the actor's city may accept for it; None if it may."""
    if actor.office and same_city(actor.office, unit_or_office) and _known(unit_or_office):
        return None
    return foreign(unit_or_office, actor)


def _known(unit_or_office: str) -> bool:
    return unit_or_office[:OFFICE_DIGITS] in {office.code for office in offices()}


def foreign(unit_or_office: str, actor: Actor) -> Fault | None:
    """Where a unit belongs if that is another office than the actor's; None for one's own."""
    code = unit_or_office[:OFFICE_DIGITS]
    if not actor.office or actor.office == code:
        return None
    there = next((office for office in offices() if office.code == code), None)
    if there is None:
        said = f"前6位是“{code}”的房子不归本市登记，请核对代码"
        return Fault(code=FaultCode.NOT_FOUND, message=said, clause=REGULATION.of(7))
    return Fault(
        code=FaultCode.NOT_FOUND,
        message=f"这套房子归{there.name}登记，本机构不能查看，也不能代办",
        clause=REGULATION.of(7),
        remedy=f"请到{there.address}办理，电话{there.phone}",
    )
