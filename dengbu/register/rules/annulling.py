"""Whether an entry can be undone: E51 to E53."""

from collections.abc import Iterator

from dengbu.kernel.clause import CIVIL_CODE, RULES
from dengbu.register.acts import AnnulEntry
from dengbu.register.codes import RegistrationType, RightType
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.people import names
from dengbu.register.state import OwnershipState, UnitState
from dengbu.register.undone import Restorable, Undone, began, first_entered

_WAYS = {
    RegistrationType.SEIZURE: "查封、续封、解封由作出的机关另行送达文书",
    RegistrationType.OBJECTION: "异议登记请办异议注销",
    RegistrationType.OTHER: "换证、补证请再换一次；政府的限制由作出的机关解除",
}


@rule(
    "E51",
    RULES.of("19", confirmed=False),
    on=(AnnulEntry,),
    holds="撤销有生效的法律文书",
    remedy="请写明法院或者作出决定的机关，以及文书的文号",
)
def annulment_is_ordered(ask: Ask) -> Found | None:
    """没有写作出撤销决定的机关和文号"""
    act = ask.act
    if not isinstance(act, AnnulEntry):
        return None
    return None if act.organ.strip() and act.document_no.strip() else Found()


@rule(
    "E52",
    CIVIL_CODE.of(220),
    on=(AnnulEntry,),
    holds="要撤销的登记找得到，它登记的权利没有再变过",
    remedy="请对照登记簿的历史核对；后面还有登记的，从最后一条起逐条撤销",
)
def entry_can_be_undone(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, AnnulEntry):
        return None
    if ask.undone is None:
        where = f"业务号 {act.case_no} 的第 {act.entry_no + 1} 条"
        return Found(words={"why": f"这个单元上没有这条登记：{where}"})
    why = _kind_fault(ask.undone) or _standing_fault(ask.state, ask.undone)
    return Found(words={"why": why}) if why else None


def _kind_fault(undone: Undone) -> str:
    if undone.annuls:
        return "这条登记本身就是撤销；改判的，请按新的文书申请更正登记"
    if undone.right_type == RightType.EASEMENT.value:
        return "地役权的登记不用撤销：请办地役权注销，或者重新登记"
    if undone.right_type == RightType.LAND_OPERATION.value:
        return "土地经营权的登记不用撤销：请办土地经营权变更、注销，或者重新登记"
    if undone.reshapes:
        return "分割、合并的登记不能撤销：请按原来的界线再办合并或者分割"
    return _WAYS.get(undone.registration_type, "")


def _standing_fault(state: UnitState, undone: Undone) -> str:
    if undone.annulled or undone.entry_id in state.annulled:
        return "这条登记已经撤销过了"
    if undone.opened - _standing(state):
        return "它登记的权利后来又变了，不能越过后面的登记去撤销"
    touched = (*undone.ended.mortgages, *(m for m in state.mortgages if began(undone, m)))
    if any(m.debt_id is not None for m in touched):
        return "几个单元一起担保这笔债，不能只撤销一个单元：请按文书办抵押权变更、注销或者重新登记"
    if not undone.opened and not undone.ends:
        return "它登记的不是能用撤销恢复的权利"
    return _restoring_fault(state, undone)


def _restoring_fault(state: UnitState, undone: Undone) -> str:
    """Why what it ended cannot stand again as the unit is now."""
    title, ended = state.ownership, undone.ended
    if state.houses_on_land and (ended.ownership is not None or _opened_title(state, undone)):
        return f"这块地上已经登记了 {state.houses_on_land} 户房屋，土地的登记不能单独撤销"
    if undone.ended_operation:
        return "它还注销了土地经营权，不能用撤销一起恢复：请按文书重新登记"
    if title is not None and _is_later(undone, title) and _lent_by_others(title, ended):
        return "已经登记给后来的权利人，抵押权不能恢复到他的权利上；请先处理后面的登记"
    if any(m.of_operation for m in ended.mortgages) and not state.operations:
        return "土地经营权已经没有了，它的抵押权不能恢复"
    if title is not None and not began(undone, title) and ended.ownership is not None:
        return "这个单元已经有了新的权利，不能再恢复原来的"
    if title is None and ended.ownership is None and (ended.mortgages or ended.habitations):
        return "这个单元上已经没有房屋的权利，抵押权、居住权不能单独恢复"
    if state.succeeded_by:
        return "这个单元已经分割、合并，不能再恢复"
    return ""


def _lent_by_others(title: OwnershipState, ended: UnitState) -> bool:
    """Whether mortgages that it ended were given by others than who holds the unit now."""
    holders = {h.party.key for h in title.holders}
    return any({p.key for p in m.mortgagors} != holders for m in ended.mortgages)


def _standing(state: UnitState) -> set[int | None]:
    """Rows in force, and those in whose place one of them stands again."""
    rights = [right for right, _ in _rights(state)]
    return {r.id for r in rights} | {r.restores for r in rights}


@rule(
    "E53",
    CIVIL_CODE.of(311),
    on=(AnnulEntry,),
    holds="后来没有人依据它登记，或者文书写明他们的权利保留",
    remedy="文书写明保留的，登记时注明；应当一并撤销的，先撤销后面的登记",
)
def later_rights_are_dealt_with(ask: Ask) -> tuple[Found, ...]:
    """{right}在它之后登记，依据的就是它"""
    act, undone = ask.act, ask.undone
    if not isinstance(act, AnnulEntry) or undone is None:
        return ()
    nothing_left = bool(undone.opened) and undone.ended.ownership is None
    keeps = act.rests_stay and not (nothing_left and _opened_title(ask.state, undone))
    return () if keeps else tuple(Found(words={"right": r}) for r in _later(ask, undone))


def _opened_title(state: UnitState, undone: Undone) -> bool:
    return state.ownership is not None and began(undone, state.ownership)


def _is_later(undone: Undone, right: Restorable) -> bool:
    """Whether a right was entered after the entry, and not by it; whatever let it stand again."""
    if began(undone, right):
        return False
    entered = first_entered(undone, right)
    if right.stands_since is None and right.restores is None:
        return (entered, right.entry_id) > (undone.recorded_at, undone.entry_id)
    return entered >= undone.recorded_at


def _later(ask: Ask, undone: Undone) -> Iterator[str]:
    """Rights that were entered after it and stand."""
    state, since = ask.state, (undone.recorded_at, undone.entry_id)
    for right, said in _rights(state):
        if _is_later(undone, right):
            yield said
    for operation in state.operations:
        if (operation.recorded_from, operation.entry_id) > since:
            yield f"{names(operation.holders)}的土地经营权"
    for easement in (*state.easements, *state.benefits):
        if (easement.recorded_from, easement.entry_id) > since:
            yield f"{names(easement.dominant_holders)}的地役权"
    land = ask.land.ownership if ask.land is not None else None
    stands_again = undone.ended.ownership is not None and state.ownership is None
    if land is not None and stands_again and land.recorded_from > undone.recorded_at:
        yield f"{names(tuple(h.party for h in land.holders))}的土地使用权"


def _rights(state: UnitState) -> Iterator[tuple[Restorable, str]]:
    """What stands on the unit, and how it is called."""
    if (title := state.ownership) is not None:
        yield title, f"{names(tuple(h.party for h in title.holders))}的权利"
    for loan in state.mortgages:
        yield loan, f"{names(loan.mortgagees)}的抵押权"
    for notice in state.notices:
        yield notice, f"{names(notice.holders)}的预告登记"
    for home in state.habitations:
        yield home, f"{names(home.holders)}的居住权"


ANNULLING_RULES: tuple[Rule, ...] = (
    annulment_is_ordered,
    entry_can_be_undone,
    later_rights_are_dealt_with,
)
