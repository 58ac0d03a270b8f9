"""Whether an entry can be undone: E51 to E54, and what does not come back with it: E57."""

from collections.abc import Iterator

from dengbu.kernel.clause import CIVIL_CODE, RULES
from dengbu.register.acts import AnnulEntry
from dengbu.register.codes import Effect, RegistrationType
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.people import names
from dengbu.register.rules.restoring import restoring_fault
from dengbu.register.state import UnitState
from dengbu.register.undone import Key, Restorable, Undone, began, is_later

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
    once=True,
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
    why = _never(ask.state, ask.undone) or _standing_fault(ask.state, ask.undone)
    why = why or restoring_fault(ask, ask.undone)
    return Found(words={"why": why}) if why else None


def _never(state: UnitState, undone: Undone) -> str:
    """Why it cannot be undone whatever is done first; then nothing else is told of it."""
    if undone.annulled or undone.entry_id in state.annulled:
        return "这条登记已经撤销过了"
    if undone.annuls:
        return "这条登记本身就是撤销；改判的，请按新的文书申请更正登记"
    return _WAYS.get(undone.registration_type, "")


def _standing_fault(state: UnitState, undone: Undone) -> str:
    if undone.opened - _standing(state):
        return f"它登记的权利后来又变了{_instead(state, undone)}，不能越过后面的登记去撤销"
    if not undone.opened and not undone.ends:
        return "它登记的不是能用撤销恢复的权利；业主共有部分请按文书重新登记或者注销"
    return ""


def _instead(state: UnitState, undone: Undone) -> str:
    """Where the title stands that came since, or what the unit has become."""
    if state.succeeded_by:
        return f"（单元已经分割、合并为 {'、'.join(state.succeeded_by)}）"
    title = state.ownership
    name = undone.later.get(title.entry_id) if title is not None else None
    if title is None or name is None:
        return ""
    owners = names(tuple(h.party for h in title.holders))
    return f"（现在是{owners}的权利，{_place(name)}）"


def _place(name: tuple[str, str, int]) -> str:
    return f"业务号 {name[1]} 的第 {name[2] + 1} 条"


def _standing(state: UnitState) -> set[int | None]:
    """Rows in force, and those in whose place one of them stands again."""
    rights = [right for right, _ in _rights(state)]
    return {r.id for r in rights} | {r.restores for r in rights}


@rule(
    "E53",
    CIVIL_CODE.of(311),
    on=(AnnulEntry,),
    holds="后来没有人依据它登记，或者文书写明他们的权利保留",
    remedy="文书写明保留的，把这条登记写上；应当一并撤销的，先撤销后面的登记",
)
def later_rights_are_dealt_with(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    act, undone = ask.act, ask.undone
    if not isinstance(act, AnnulEntry) or undone is None or _never(ask.state, undone):
        return ()
    left = {(e.unit_code, e.case_no, e.entry_no) for e in act.stays}
    found = [] if ask.part else [_unknown(name) for name in sorted(left - undone.kept)]
    for entry_id, right, may_stay in _later(ask, undone):
        name = undone.later.get(entry_id)
        if name is None or name not in left or not may_stay:
            found.append(_resting(right, name))
    return tuple(found)


def _resting(right: str, name: tuple[str, str, int] | None) -> Found:
    unit, case_no, entry_no = name or ("", "", 0)
    place = f"（{_place(name)}）" if name is not None else ""
    why = f"{right}在它之后登记{place}，依据的就是它"
    words = {"why": why, "right": right, "unit": unit, "case_no": case_no}
    return Found(words={**words, "entry_no": str(entry_no)})


def _unknown(name: Key) -> Found:
    """What a judgment cannot leave standing, since it was never entered."""
    unit, case_no, entry_no = name
    why = f"登记簿上没有文书写明保留的这条登记：单元 {unit}，{_place(name)}"
    words = {"why": why, "right": "", "unit": unit, "case_no": case_no}
    return Found(words={**words, "entry_no": str(entry_no)})


def _later(ask: Ask, undone: Undone) -> Iterator[tuple[int, str, bool]]:
    """Rights that were entered after it and stand: their entry, and whether they may go on.

    Nothing goes on without what it rests on: the title, or the operation right that is mortgaged.
    """
    state, ended = ask.state, undone.ended
    opened_title = state.ownership is not None and began(undone, state.ownership)
    bare = opened_title and ended.ownership is None
    idle = any(began(undone, o) for o in state.operations) and not ended.operations
    for right, said in _rights(state):
        if is_later(undone, right):
            yield right.entry_id, said, not bare and not (idle and _of_operation(right))
    for easement in state.benefits:
        if is_later(undone, easement):
            yield easement.entry_id, f"{names(easement.dominant_holders)}的地役权", not bare
    land = ask.land.ownership if ask.land is not None else None
    stands_again = ended.ownership is not None and state.ownership is None
    if land is not None and stands_again and land.recorded_from > undone.recorded_at:
        yield land.entry_id, f"{names(tuple(h.party for h in land.holders))}的土地使用权", True


def _of_operation(right: Restorable) -> bool:
    return bool(getattr(right, "of_operation", False))


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
    for operation in state.operations:
        yield operation, f"{names(operation.holders)}的土地经营权"
    for easement in state.easements:
        yield easement, f"{names(easement.dominant_holders)}的地役权"


@rule(
    "E54",
    CIVIL_CODE.of(155),
    on=(AnnulEntry,),
    holds="分割、合并以后的单元上没有别的登记",
    remedy="请先解除或者注销，再撤销分割、合并",
)
def parts_are_free(ask: Ask) -> tuple[Found, ...]:
    """单元 {unit} 来自这次分割、合并，上面{what}"""
    undone = ask.undone
    if undone is None or not undone.begins or _never(ask.state, undone):
        return ()
    unit = ask.state.unit_code
    return tuple(Found(words={"unit": unit, "what": what}) for what in _on_the_part(ask.state))


def _on_the_part(state: UnitState) -> Iterator[str]:
    """What would stand on a unit that never was, beside rights (E53)."""
    yield from (f"有{seizure.organ}的查封" for seizure in state.seizures)
    yield from (f"有{stop.organ}的限制" for stop in (*state.stops, *state.other_stops))
    unsettled = (o for o in state.past_objections if not o.closed)
    yield from (f"有{o.objector.name}的异议登记" for o in (*state.objections, *unsettled))
    if state.common_parts:
        yield "登记了业主共有部分"
    if state.houses_on_land:
        yield f"已经有{state.houses_on_land}户登记了房屋所有权"


@rule(
    "E57",
    RULES.of("19", confirmed=False),
    on=(AnnulEntry,),
    holds="这条登记没有解除过查封",
    remedy="请书面告知{organs}，要继续查封的，由它另行送达协助执行通知书",
    effect=Effect.WARN,
)
def freed_seizures_are_told(ask: Ask) -> Found | None:
    """登记这次处置时解除了{orders}的查封，撤销以后不会自动恢复"""
    undone = ask.undone
    if undone is None or not undone.freed or _never(ask.state, undone):
        return None
    orders = "、".join(f"{organ}{document}" for organ, document in undone.freed)
    organs = "、".join(dict.fromkeys(organ for organ, _ in undone.freed))
    return Found(words={"orders": orders, "organs": organs})


ANNULLING_RULES: tuple[Rule, ...] = (
    annulment_is_ordered,
    entry_can_be_undone,
    later_rights_are_dealt_with,
    parts_are_free,
    freed_seizures_are_told,
)
