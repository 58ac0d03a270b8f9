"""What stays on a home that changes hands or is mortgaged again: whoever acquires it must know.

A mortgage follows the home (Civil Code 406), an advance notice and an objection stay in the
register until they are cancelled or lapse.
"""

from collections.abc import Iterable
from datetime import datetime

from dengbu.casework.values import CaseRequest
from dengbu.casework.views import ServiceView
from dengbu.register import api as register

OVER_MORTGAGES = frozenset({"Transfer", "CreateMortgage"})  # acts that may leave a mortgage


def mortgages_left(
    request: CaseRequest, service: ServiceView, state: register.UnitState
) -> tuple[register.MortgageState, ...]:
    """Mortgages that the case does not end; none for a service that touches no other right."""
    acts = {item.act for item in service.items}
    if not acts & OVER_MORTGAGES:
        return ()
    ending = request.cancel.proof_no if request.cancel and "CancelMortgage" in acts else ""
    return tuple(m for m in state.mortgages if m.proof_no != ending)


def stays_after(
    request: CaseRequest, service: ServiceView, state: register.UnitState
) -> tuple[str, ...]:
    """What a buyer finds on the home after entry; empty for a case without a buyer."""
    if all(item.act != "Transfer" for item in service.items):
        return ()
    return _sentences(mortgages_left(request, service, state), state.notices, state.objections)


def stayed(state: register.UnitState, *, entered_at: datetime) -> tuple[str, ...]:
    """What has been on the home since before the entry, and still is."""
    return _sentences(
        [m for m in state.mortgages if m.recorded_from < entered_at],
        [n for n in state.notices if n.recorded_from < entered_at],
        [o for o in state.objections if o.recorded_from < entered_at],
    )


def _sentences(
    mortgages: Iterable[register.MortgageState],
    notices: Iterable[register.NoticeState],
    objections: Iterable[register.ObjectionState],
) -> tuple[str, ...]:
    said = [f"{_names(m.mortgagees)}的抵押，过户以后跟着房子走" for m in mortgages]
    said += [f"{_names(n.holders)}的预告登记" for n in notices]
    said += [f"{o.objector.name}的异议登记" for o in objections]
    return tuple(dict.fromkeys(said))


def _names(parties: Iterable[register.PartyRef]) -> str:
    return "、".join(p.name for p in parties)
