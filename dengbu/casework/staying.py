"""What stays on a home that changes hands or is mortgaged again: whoever acquires it must know.

A mortgage follows the home (Civil Code 406), an advance notice and an objection stay in the
register until they are cancelled or lapse, habitation and easement bind whoever comes (366, 382).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from dengbu.casework import uses
from dengbu.casework.building import party_ref
from dengbu.casework.service_views import ServiceView
from dengbu.casework.values import CaseRequest, Role
from dengbu.register import api as register

Right = TypeVar(
    "Right",
    register.MortgageState,
    register.NoticeState,
    register.ObjectionState,
    register.HabitationState,
    register.EasementState,
)
OVER_MORTGAGES = frozenset({"Transfer", "CreateMortgage"})  # acts that may leave a mortgage


def mortgages_left(
    request: CaseRequest, service: ServiceView, state: register.UnitState
) -> tuple[register.MortgageState, ...]:
    """Mortgages that the case does not end; none for a service that touches no other right."""
    acts = {item.act for item in service.items}
    if not acts & OVER_MORTGAGES:
        return ()
    ending = request.cancel.proof_no if "CancelMortgage" in acts else ""
    return tuple(m for m in state.mortgages if m.proof_no != ending)


def stays_after(
    request: CaseRequest, service: ServiceView, state: register.UnitState
) -> tuple[str, ...]:
    """What a buyer, or a bank that lends on it, finds on the home after entry; else nothing."""
    acts = {item.act for item in service.items}
    if not acts & OVER_MORTGAGES:
        return ()
    left = replace(state, mortgages=mortgages_left(request, service, state))
    if "Transfer" in acts:
        buyers = tuple(party_ref(p) for p in request.of(Role.BUYER))
        staying = tuple(n for n in state.notices if not n.fulfilled_by_sale_to(buyers))
        left = replace(left, notices=staying)
    return _sentences(left, sold="Transfer" in acts)


def stayed(state: register.UnitState, *, entered_at: datetime) -> tuple[str, ...]:
    """What has been on the home since before the entry, and still is."""
    before = replace(
        state,
        mortgages=_before(state.mortgages, entered_at),
        notices=_before(state.notices, entered_at),
        objections=_before(state.objections, entered_at),
        habitations=_before(state.habitations, entered_at),
        easements=_before(state.easements, entered_at),
        benefits=_before(state.benefits, entered_at),
    )
    return _sentences(before, sold=True)


def _before(rights: Iterable[Right], moment: datetime) -> tuple[Right, ...]:
    return tuple(r for r in rights if r.recorded_from < moment)


def _sentences(state: register.UnitState, *, sold: bool) -> tuple[str, ...]:
    goes_on = "过户以后跟着房子走" if sold else "抵押以后还在"
    said = [
        f"{_names(m.mortgagees)}的抵押，{goes_on if sold else f'在先，第 {m.rank} 顺位'}"
        for m in state.mortgages
    ]
    said += [f"{_names(n.holders)}的预告登记" for n in state.notices]
    said += [f"{o.objector.name}的异议登记" for o in state.objections]
    said += [
        f"{_names(h.holders)}的居住权，{uses.until(h)}，{'过户' if sold else '抵押'}不影响他居住"
        for h in uses.habitations(state)
    ]
    said += [
        f"别人的房子享有的地役权：{e.content}，{uses.until(e)}，{goes_on}"
        for e in uses.easements(state)
    ]
    said += [
        f"这套房子享有的地役权：{e.content}，{uses.until(e)}，{goes_on}"
        for e in uses.benefits(state)
    ]
    return tuple(dict.fromkeys(said))


def _names(parties: Iterable[register.PartyRef]) -> str:
    return "、".join(p.name for p in parties)
