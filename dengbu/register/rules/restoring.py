"""Why what an entry ended cannot stand again as the units are now: part of E52."""

from collections.abc import Iterable, Iterator

from dengbu.register.acts import AnnulEntry
from dengbu.register.codes import MortgagedKind
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import Ask
from dengbu.register.rules.people import names
from dengbu.register.state import MortgageState, OwnershipState
from dengbu.register.titles import is_house, land_below
from dengbu.register.undone import Undone, began, is_later

_BUILT = MortgagedKind.UNDER_CONSTRUCTION


def restoring_fault(ask: Ask, undone: Undone) -> str:
    """The first thing that is wrong, or nothing."""
    faults = (
        *(_below_houses(ask, undone), _title_fault(ask, undone), _later_title(ask, undone)),
        *(_without_title(ask, undone), _operation_fault(ask, undone)),
        *(_debt_fault(ask, undone), _land_fault(ask, undone), _dominant_fault(ask, undone)),
    )
    return next((fault for fault in faults if fault), "")


def _below_houses(ask: Ask, undone: Undone) -> str:
    state, title = ask.state, ask.state.ownership
    opened = title is not None and began(undone, title)
    if not state.houses_on_land or undone.begins or not (undone.ended.ownership or opened):
        return ""  # E54 tells of houses on land that came of a division
    return f"这块地上已经登记了 {state.houses_on_land} 户房屋，土地的登记不能单独撤销"


def _title_fault(ask: Ask, undone: Undone) -> str:
    title = ask.state.ownership
    if title is not None and not began(undone, title) and undone.ended.ownership is not None:
        return "这个单元已经有了新的权利，不能再恢复原来的"
    if ask.state.succeeded_by and (undone.begins or not undone.reshapes):
        return "这个单元已经分割、合并，不能再恢复"
    return ""


def _later_title(ask: Ask, undone: Undone) -> str:
    """What others gave does not come back on the title of who acquired without it (311)."""
    title, ended = ask.state.ownership, undone.ended
    if title is None or not is_later(undone, title):
        return ""
    if any(_other_than(title, _givers(m)) for m in ended.mortgages if not m.of_operation):
        return "已经登记给后来的权利人，抵押权不能恢复到他的权利上；请先处理后面的登记"
    if any(_other_than(title, e.servient_holders) for e in ended.easements):
        return "已经登记给后来的权利人，地役权不能恢复到他的权利上；请先处理后面的登记"
    return ""


def _givers(mortgage: MortgageState) -> Iterable[PartyRef]:
    return mortgage.mortgagors


def _other_than(title: OwnershipState, people: Iterable[PartyRef]) -> bool:
    return {p.key for p in people} != {h.party.key for h in title.holders}


def _without_title(ask: Ask, undone: Undone) -> str:
    """What rests on a title comes back with it or on it; what is being built rests on its land."""
    ended, title = undone.ended, ask.state.ownership
    if ended.ownership is not None or (title is not None and not began(undone, title)):
        return ""
    loans = [m for m in ended.mortgages if m.kind is not _BUILT]
    if not (loans or ended.habitations or ended.easements or ended.operations):
        return ""
    return "这个单元上已经没有登记的权利，抵押权、居住权、地役权、土地经营权不能单独恢复"


def _operation_fault(ask: Ask, undone: Undone) -> str:
    """One operation right on a unit; what mortgages it needs the one that it was given on."""
    ended = undone.ended
    standing = [o for o in ask.state.operations if not began(undone, o)]
    if ended.operations and standing:
        return f"已经登记了{names(standing[0].holders)}的土地经营权，原来的不能恢复"
    loans = [m for m in ended.mortgages if m.of_operation]
    if not loans or ended.operations:
        return ""
    if not standing:
        return "土地经营权已经没有了，它的抵押权不能恢复"
    held = {p.key for p in standing[0].holders}
    if is_later(undone, standing[0]) and any({p.key for p in _givers(m)} != held for m in loans):
        return "土地经营权已经登记给后来的人，抵押权不能恢复到他的权利上；请先处理后面的登记"
    return ""


def _debt_fault(ask: Ask, undone: Undone) -> str:
    """Units of one debt bear the same (Civil Code 407); those undone together did."""
    if ask.part and not undone.reshapes:
        return ""
    for old in undone.ended.mortgages:
        if any(_differs(old, other) for other in _of_its_debt(ask, old)):
            return "其余的单元担保的这笔债权后来变更过，不能恢复成原来的；请先撤销后面的变更"
    return ""


def _of_its_debt(ask: Ask, old: MortgageState) -> Iterator[MortgageState]:
    """Mortgages for the same debt on units that are not undone with this one."""
    if old.debt_id is None or not isinstance(ask.whole, AnnulEntry):
        return
    own = {ask.state.unit_code, *(e.unit_code for e in ask.whole.together)}
    for code, state in ask.units.items():
        if code not in own:
            yield from (m for m in state.mortgages if m.debt_id == old.debt_id)


def _differs(one: MortgageState, other: MortgageState) -> bool:
    built = one.kind is _BUILT and other.kind is _BUILT
    scopes = built and one.construction_scope != other.construction_scope
    return scopes or _claim(one) != _claim(other)


def _claim(m: MortgageState) -> tuple[object, ...]:
    terms = (m.mode, m.amount, m.debt_from, m.debt_to, m.scope, m.transfer_restricted)
    people = (frozenset(p.key for p in m.mortgagees), m.debtor.key if m.debtor else None)
    return (*terms, m.contract_no, m.fixed_amount, m.fixing_fact, *people)


def _land_fault(ask: Ask, undone: Undone) -> str:
    """What is being built is not mortgaged without its land (Civil Code 397)."""
    code = ask.state.unit_code
    built = [m for m in undone.ended.mortgages if m.kind is _BUILT]
    whole = ask.whole
    if not built or not is_house(code) or not isinstance(whole, AnnulEntry):
        return ""
    if any(e.unit_code == land_below(code) for e in whole.together):
        return ""  # it comes back with it
    below = ask.land.mortgages if ask.land is not None else ()
    if {m.debt_id for m in built} <= {m.debt_id for m in below}:
        return ""
    return "土地的抵押已经解除，在建建筑物的抵押不能没有土地而恢复；请先撤销土地的解除登记"


def _dominant_fault(ask: Ask, undone: Undone) -> str:
    """An easement is for a unit that somebody holds (Civil Code 372)."""
    for old in undone.ended.easements:
        gains = ask.units.get(old.dominant_code)
        if gains is None or gains.ownership is None:
            return f"需役地 {old.dominant_code} 上已经没有登记的权利，地役权不能恢复"
    return ""
