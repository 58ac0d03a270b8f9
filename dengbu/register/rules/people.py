"""Who disposes and who acquires by an act, and what an act touches: asked by several rules."""

from dengbu.register.acts import (
    CancelOwnership,
    ChangeMortgage,
    ChangeOwnership,
    CreateEasement,
    CreateHabitation,
    CreateMortgage,
    EnterNotice,
    FirstRegistration,
    Transfer,
)
from dengbu.register.codes import CancelGround
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import Ask
from dengbu.register.state import by_proof

DISPOSALS = (Transfer, CreateMortgage, CreateHabitation, CreateEasement)


def names(parties: tuple[PartyRef, ...]) -> str:
    """Names as they are read out."""
    return "、".join(p.name for p in parties)


def sellers(ask: Ask) -> tuple[PartyRef, ...]:
    """Who disposes: the transferors, the mortgagors, who gives up or divides what they hold."""
    act = ask.act
    if isinstance(act, Transfer):
        return () if act.ordered_by else act.transferors
    if isinstance(act, CreateMortgage):
        return act.mortgagors
    if isinstance(act, CreateHabitation):
        return act.grantors
    if isinstance(act, CreateEasement):
        return act.servient_holders
    if isinstance(act, EnterNotice):
        return act.obligors
    waives = isinstance(act, CancelOwnership) and act.ground is CancelGround.WAIVED
    if waives or alters_the_right(ask):
        return _holders(ask)
    return ()


def _holders(ask: Ask) -> tuple[PartyRef, ...]:
    ownership = ask.state.ownership
    return tuple(h.party for h in ownership.holders) if ownership is not None else ()


def alters_the_right(ask: Ask) -> bool:
    """Whether a change touches what is held, not only how somebody or something is called."""
    act, base = ask.act, ask.state.ownership
    if isinstance(act, ChangeMortgage):
        old = by_proof(ask.state.mortgages, act.proof_no)
        return old is not None and act.amount is not None and act.amount > old.amount
    if isinstance(act, ChangeOwnership) and base is not None:
        held = act.holders is not None and not act.renamed and act.holders != base.holders
        terms = (act.right_nature, act.term_from, act.term_to)
        return held or act.co_ownership is not None or any(t is not None for t in terms)
    return False


def ordered_by(ask: Ask) -> str:
    """The court that disposes, if one does: it asks for assistance, not for permission."""
    return ask.act.ordered_by if isinstance(ask.act, Transfer) else ""


def acquirers(ask: Ask) -> tuple[PartyRef, ...]:
    """Who becomes a holder of the unit."""
    if isinstance(ask.act, FirstRegistration | Transfer):
        return tuple(h.party for h in ask.act.holders)
    return ()
