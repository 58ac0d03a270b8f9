"""Mortgages by what is mortgaged, and those of buildings under construction (在建建筑物): E36."""

from collections.abc import Iterator

from dengbu.kernel.clause import CIVIL_CODE
from dengbu.register.acts import CreateMortgage
from dengbu.register.codes import MORTGAGE_NOTICES
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.people import under_construction
from dengbu.register.state import UnitState
from dengbu.register.titles import LAND, TITLES, is_house, land_below


@rule(
    "E36",
    CIVIL_CODE.of("395-402"),
    on=(CreateMortgage,),
    holds="抵押不动产类型填写正确",
    remedy="请对照抵押合同改好；在建建筑物要连同它的土地一起抵押，已经预告登记的房屋不能列进来",
)
def kind_is_sound(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    act = ask.act
    if not isinstance(act, CreateMortgage):
        return ()
    faults = _building_faults(ask, act) if under_construction(act) else _kind_faults(ask, act)
    return tuple(Found(words={"why": why}) for why in faults)


def _kind_faults(ask: Ask, act: CreateMortgage) -> Iterator[str]:
    if act.construction_address or act.construction_scope:
        yield "不是在建建筑物抵押，不用填在建建筑物的坐落和抵押范围"
    base = ask.state.ownership
    if base is None or act.mortgaged_kind is None:
        return
    title = TITLES[base.right_type]
    if act.mortgaged_kind is not title.mortgaged:
        yield f"抵押不动产类型和登记簿上的{title.name}对不上"


def _building_faults(ask: Ask, act: CreateMortgage) -> Iterator[str]:
    """Land and what is built on it are mortgaged together (Civil Code 397)."""
    code = act.unit_code
    if not ask.part:
        if not act.construction_address.strip():
            yield "没有填在建建筑物坐落"
        if not act.construction_scope.strip():
            yield "没有填在建建筑物抵押范围"
    if is_house(code):
        yield from _unit_faults(ask, act)
    elif not code.endswith(LAND):
        yield f"单元 {code} 不是建设用地，也不是房屋"


def _unit_faults(ask: Ask, act: CreateMortgage) -> Iterator[str]:
    land = ask.units.get(land_below(act.unit_code))
    if ask.state.ownership is not None:
        yield f"单元 {act.unit_code} 已经首次登记，不再是在建建筑物"
    elif land is None or land.ownership is None:
        yield f"单元 {act.unit_code} 占用的土地没有一起抵押，或者还没有登记"
    elif {h.party.key for h in land.ownership.holders} != {p.key for p in act.mortgagors}:
        yield f"单元 {act.unit_code} 的抵押人和土地使用权人不一致"
    if _is_sold(ask.state):
        yield f"单元 {act.unit_code} 已经办了买卖预告登记"


def _is_sold(state: UnitState) -> bool:
    return any(notice.kind not in MORTGAGE_NOTICES for notice in state.notices)


CONSTRUCTION_RULES: tuple[Rule, ...] = (kind_is_sound,)
