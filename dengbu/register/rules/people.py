"""Who disposes and who acquires by an act, and what an act touches: asked by several rules."""

from dengbu.register.acts import (
    AnnulEntry,
    CancelOwnership,
    ChangeMortgage,
    ChangeOwnership,
    CorrectOwnership,
    CreateEasement,
    CreateHabitation,
    CreateMortgage,
    CreateOperation,
    EnterNotice,
    ExchangeRanks,
    FirstRegistration,
    FixClaim,
    ReshapeUnits,
    Transfer,
)
from dengbu.register.codes import CancelGround, MortgagedKind
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import Ask
from dengbu.register.state import MortgageState, OperationState, by_proof

DISPOSALS = (Transfer, CreateMortgage, CreateHabitation, CreateEasement, CreateOperation)


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
    if isinstance(act, CreateHabitation | CreateOperation):
        return act.grantors
    if isinstance(act, CreateEasement):
        return act.servient_holders
    if isinstance(act, EnterNotice):
        return act.obligors
    if isinstance(act, CorrectOwnership):
        return () if act.by_office else holding(ask)
    if isinstance(act, ChangeMortgage | FixClaim | ExchangeRanks):
        return operating(ask) if of_operation(ask) else holding(ask)
    if isinstance(act, ReshapeUnits):
        return holding(ask)
    waives = isinstance(act, CancelOwnership) and act.ground is CancelGround.WAIVED
    if waives or alters_the_right(ask):
        return holding(ask)
    return ()


def holding(ask: Ask) -> tuple[PartyRef, ...]:
    """Holders of the unit."""
    ownership = ask.state.ownership
    return tuple(h.party for h in ownership.holders) if ownership is not None else ()


def absent_holders(ask: Ask) -> tuple[PartyRef, ...]:
    """Holders of the unit who have not applied."""
    return tuple(p for p in holding(ask) if p.key not in ask.facts.applicants)


def alters_the_right(ask: Ask) -> bool:
    """Whether a change touches what is held, not only how somebody or something is called."""
    act, base = ask.act, ask.state.ownership
    if isinstance(act, ChangeMortgage):
        old = by_proof(ask.state.mortgages, act.proof_no)
        bans = old is not None and bool(act.transfer_restricted) and not old.transfer_restricted
        return bans or (old is not None and secures_more(act, old))
    if isinstance(act, ChangeOwnership) and base is not None:
        held = act.holders is not None and not act.renamed and act.holders != base.holders
        terms = (act.right_nature, act.term_from, act.term_to, act.particulars)
        return held or act.co_ownership is not None or any(t is not None for t in terms)
    return False


def burdens_anew(ask: Ask) -> bool:
    """False for a change of a mortgage that takes nothing more from the home."""
    return not isinstance(ask.act, ChangeMortgage) or alters_the_right(ask)


def under_construction(act: CreateMortgage) -> bool:
    """在建建筑物抵押."""
    return act.mortgaged_kind is MortgagedKind.UNDER_CONSTRUCTION


def secures_more(act: ChangeMortgage, old: MortgageState) -> bool:
    """Whether those behind, and the home, bear more than before."""
    return (
        (act.amount is not None and act.amount > old.amount)
        or (act.debt_to is not None and act.debt_to > old.debt_to)
        or (act.scope is not None and act.scope != old.scope)
        or (act.construction_scope is not None and act.construction_scope != old.construction_scope)
    )


def same_person(old: PartyRef, new: PartyRef) -> bool:
    """One of name and identity number stays: both may not change at once."""
    return old.key == new.key or old.name == new.name


def operating(ask: Ask) -> tuple[PartyRef, ...]:
    """Who may mortgage the operation right: its holder, or the household that has granted none."""
    held = granted(ask)
    return held.holders if held else holding(ask)


def granted(ask: Ask) -> OperationState | None:
    """The operation right that an act is about; one whose term has run is not mortgaged anew
    (Civil Code 340)."""
    anew = isinstance(ask.act, CreateMortgage)
    return next((one for one in ask.state.operations if not (anew and one.lapsed)), None)


def of_operation(ask: Ask) -> bool:
    """Whether the act mortgages the land operation right, or is about a mortgage of it."""
    act = ask.act
    if isinstance(act, CreateMortgage):
        return act.of_operation
    if not isinstance(act, ChangeMortgage | FixClaim | ExchangeRanks):
        return False
    old = by_proof(ask.state.mortgages, act.proof_no)
    return old is not None and old.of_operation


def ordered_by(ask: Ask) -> str:
    """The court that disposes, if one does: it asks for assistance, not for permission."""
    if isinstance(ask.act, AnnulEntry):
        return ask.act.organ
    return ask.act.ordered_by if isinstance(ask.act, Transfer) else ""


def acquirers(ask: Ask) -> tuple[PartyRef, ...]:
    """Who becomes a holder of the unit."""
    if isinstance(ask.act, FirstRegistration | Transfer):
        return tuple(h.party for h in ask.act.holders)
    return ()
