"""全市通办: any office of a city accepts for any other; the unit's office examines and enters.

The entry is the matter of the unit's county (《不动产登记暂行条例》第7条), so the case is a row of
that office, numbered, billed and drawn there. Who accepted it elsewhere follows it to its end: sees
it, hands in the supplement, notes the tax, files the withdrawal.
"""

from dengbu.accounts import api as accounts
from dengbu.casework.models import Case
from dengbu.kernel.clause import REGULATION
from dengbu.kernel.fault import Fault, FaultCode, Faults


def serves(case: Case, actor: accounts.Actor) -> bool:
    """Whether a case is the matter of the actor's office, or was accepted at its window."""
    if actor.office == case.office:
        return True
    return bool(actor.office) and actor.office == case.intake_office


def require_served(office: str, actor: accounts.Actor, *, field: str) -> None:
    """Raise `Faults` NOT_SUPPORTED unless the actor's office may accept for another.

    It may within a city. People of no office apply wherever the unit is.
    """
    if not actor.office or accounts.same_city(actor.office, office):
        return
    there = accounts.office(office)
    raise Faults(
        Fault(
            code=FaultCode.NOT_SUPPORTED,
            message=f"这套房子归{there.name}登记，不在本市，本窗口还不能代收",
            field=field,
            clause=REGULATION.of(7),
            remedy=f"请到{there.address}办理，电话{there.phone}",
        )
    )
