"""Whose rehearsal may rest on what the register says of a unit (Civil Code 218, 219).

An officer at a window sees what the desk shows. Others see the unit of which they hold something,
or for whose holders they act: an organisation that names the owners, all of them and nobody else,
as the register does, has it from them; of a home that nobody owns yet these are its buyers by
advance notice. Guesses beside the right ones, or a name that is not its
number's, are told nothing. Whoever asks about a unit that is not theirs is told the same, whether
it is there or not; of what does not hang on a unit everybody is told (`in_general`).
"""

from dataclasses import replace
from datetime import datetime

from dengbu.accounts import api as accounts
from dengbu.casework.consents import CONSENTING
from dengbu.casework.judging import place_of
from dengbu.casework.values import CaseRequest, Role
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault, FaultCode, Faults
from dengbu.register import api as register

Key = tuple[str, str]  # identity type and number
OWNING = frozenset({Role.SELLER, Role.OWNER, Role.MORTGAGOR})
"""In which roles whoever owns the unit takes part."""


def people_on(state: register.UnitState) -> frozenset[Key]:
    """Everybody who holds something on a unit: owners, mortgagees, holders of other rights."""
    found = {h.party.key for h in state.ownership.holders} if state.ownership else set()
    found |= {p.key for m in state.mortgages for p in m.mortgagees}
    if state.ownership is None:  # mortgaged as it is being built, by whoever builds it
        found |= {p.key for m in state.mortgages for p in m.mortgagors}
    found |= {p.key for n in state.notices for p in n.holders}
    found |= {p.key for h in state.habitations for p in h.holders}
    found |= {p.key for o in state.operations for p in o.holders}
    return frozenset(found)


def may_see(state: register.UnitState, request: CaseRequest, actor: accounts.Actor) -> bool:
    """Whether the asker may be told what the register says of the unit."""
    if actor.kind is accounts.AccountKind.OFFICER:
        return accounts.may(actor, accounts.Permission.ACCEPT)
    on_it = people_on(state)
    if actor.kind is accounts.AccountKind.CITIZEN:
        return (actor.id_type, actor.id_no) in on_it
    if actor.organisation_credit_code in {number for _, number in on_it}:
        return True
    owners = _owners(state)
    registered = sorted((p.id_type, p.id_no, _plain(p.name)) for p in owners)
    named = sorted(
        (p.id_type, normalise_code(p.id_no), _plain(p.name))
        for p in request.parties
        if p.role in OWNING
    )
    return bool(owners) and named == registered


def _owners(state: register.UnitState) -> list[register.PartyRef]:
    """Who owns the unit, or as long as nobody does who has bought it by an advance notice."""
    if state.ownership:
        return [h.party for h in state.ownership.holders]
    sales = (n for n in state.notices if n.kind not in register.MORTGAGE_NOTICES)
    return [party for sale in sales for party in sale.holders]


def only_parties(request: CaseRequest, actor: accounts.Actor, *, now: datetime) -> CaseRequest:
    """The request with nobody in it but who takes part in such a matter: of whom departments may be
    asked. Raises `Faults` as `rehearse` does for a place or service that there is not."""
    _, known = place_of(request, actor, now=now)
    roles = {rule.role for rule in known.roles} | CONSENTING
    return replace(request, parties=tuple(p for p in request.parties if p.role in roles))


def _plain(name: str) -> str:
    return "".join(normalise_code(name).split())


def require_seeing(
    unit_code: str, request: CaseRequest, actor: accounts.Actor, *, now: datetime
) -> register.UnitState:
    """The unit as the register has it, if the asker may be told of it.

    Raises `Faults` PERMISSION_MISSING otherwise.
    """
    state = register.unit_state(unit_code, now=now)
    if may_see(state, request, actor):
        return state
    raise _stranger()


def require_concern(
    unit_code: str, request: CaseRequest, actor: accounts.Actor, *, now: datetime
) -> frozenset[Key]:
    """The people on a unit of which an application is made, for who may be told of it.

    Where nobody holds anything yet (a new building, a home sold before it stands) there is nobody
    to be told of. Raises `Faults` PERMISSION_MISSING.
    """
    state = register.unit_state(unit_code, now=now)
    found = people_on(state)
    if found and not may_see(state, request, actor):
        raise _stranger()
    return found


def _stranger() -> Faults:
    return Faults(
        Fault(
            code=FaultCode.PERMISSION_MISSING,
            message="这个单元的登记情况不能告诉您：上面没有您的权利，申请里的权利人也对不上",
            field="unit_code",
            clause=CIVIL_CODE.of(218),
            remedy="替权利人问的，把全部权利人的姓名和证件号码写对，不多写也不少写；只问一般情况的，不写单元号",
        )
    )
