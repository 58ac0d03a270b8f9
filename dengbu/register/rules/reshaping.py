"""Division and merger of units: E31 to E33, P12."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import get_args

from dengbu.kernel.clause import CIVIL_CODE, REGULATION, RULES
from dengbu.register.acts import Act, AnnulEntry, ReshapeUnits
from dengbu.register.codes import MortgagedKind
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.particulars import content_faults, held_area
from dengbu.register.rules.people import names
from dengbu.register.state import UnitState
from dengbu.register.titles import TITLES

TOLERANCE = Decimal("0.002")  # of the whole area, between what ends and what begins
LEAST_TOLERANCE = Decimal("0.50")  # m2
ALL: tuple[type, ...] = get_args(Act)


def _sources(ask: Ask) -> list[UnitState]:
    """Of a division or merger the units that end; none of any other act."""
    act = ask.act
    if not isinstance(act, ReshapeUnits):
        return []
    return [ask.units[code] for code in act.sources if code in ask.units]


@rule(
    "E31",
    REGULATION.of(8),
    on=ALL,
    holds="单元没有分割、合并",
    remedy="请按分割、合并以后的单元办理",
)
def unit_still_stands(ask: Ask) -> tuple[Found, ...]:
    """单元 {unit} 已经分割、合并为 {codes}"""
    if ask.undone is not None and ask.undone.reshapes:
        return ()  # undoing it is not acting on what is no more (E52, E54)
    concerned = list(ask.units.values()) if isinstance(ask.act, ReshapeUnits) else [ask.state]
    return tuple(
        Found(words={"unit": state.unit_code, "codes": "、".join(state.succeeded_by)})
        for state in concerned
        if state.succeeded_by
    )


@rule(
    "E55",
    CIVIL_CODE.of(155),
    on=tuple(act for act in ALL if act is not AnnulEntry),
    holds="单元不是来自被撤销的分割、合并",
    remedy="请按分割、合并以前的单元办理；要再分割、合并的，请权籍调查给新的单元代码",
)
def unit_ever_was(ask: Ask) -> tuple[Found, ...]:
    """单元 {unit} 来自被撤销的分割、合并，从来没有过"""
    concerned = list(ask.units.values()) if isinstance(ask.act, ReshapeUnits) else [ask.state]
    return tuple(Found(words={"unit": state.unit_code}) for state in concerned if state.void)


@rule(
    "E32",
    RULES.of("26", confirmed=False),
    on=(ReshapeUnits,),
    holds="分割、合并前后的单元说得通",
    remedy="请对照权籍调查成果改好；权利人、权利类型或者期限不一样的，先办转移或者变更，再合并",
)
def pieces_are_sound(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    act = ask.act
    if not isinstance(act, ReshapeUnits):
        return ()
    faults = [*_shape_faults(ask, act), *_source_faults(ask)]
    return tuple(Found(words={"why": why}) for why in dict.fromkeys(faults))


def _shape_faults(ask: Ask, act: ReshapeUnits) -> Iterator[str]:
    before, after = act.sources, tuple(p.unit_code for p in act.results)
    if not before or not after or len(before) + len(after) < 3:
        yield "分割要一个变几个，合并要几个变一个"
    if len({*before, *after}) < len(before) + len(after):
        yield "同一个单元代码写了两次，分割、合并后的单元要用新代码"
    if not act.basis.strip():
        yield "没有写规划批准或者权籍调查成果的编号"
    if len({(c[12:14], c[19:20]) for c in (*before, *after)}) > 1:
        yield "前后的单元不是同一种"
    elif len({c[:19] if c[19:20] != "W" else c[:14] for c in (*before, *after)}) > 1:
        yield "前后的单元不在同一块宗地，或者不在同一个地籍子区"
    for code in after:
        state = ask.units.get(code)
        if state is not None and not _is_blank(state):
            yield f"单元 {code} 上已经有登记，代码不能再用"
    yield from _content_faults(ask, act)


def _is_blank(state: UnitState) -> bool:
    """Whether nothing was ever entered that stands, waits or can come back."""
    said = (state.ownership, state.last_ended, state.particulars)
    several = (state.mortgages, state.orders, state.notices, state.objections, state.stops)
    others = (state.past_objections, state.other_stops, state.habitations, state.easements)
    shared = (state.common_parts, state.operations, state.benefits)
    return not any(s is not None for s in said) and not any((*several, *others, *shared))


def _content_faults(ask: Ask, act: ReshapeUnits) -> Iterator[str]:
    base = ask.state.ownership
    title = TITLES.get(base.right_type) if base is not None else None
    if title is None:
        return
    for piece in act.results:
        if piece.particulars is None and title.needed:
            yield f"单元 {piece.unit_code} 没有填{title.name}的内容"
        elif piece.particulars is not None and type(piece.particulars) not in title.about:
            yield f"单元 {piece.unit_code} 填的不是{title.name}的内容"
        elif piece.particulars is not None:
            for fault in content_faults(ask, piece.particulars):
                yield f"单元 {piece.unit_code}：{fault}"


def _source_faults(ask: Ask) -> Iterator[str]:
    held = [state.ownership for state in _sources(ask)]
    for state in _sources(ask):
        if state.ownership is None:
            yield f"单元 {state.unit_code} 没有登记的权利"
    standing = [o for o in held if o is not None]
    same = {
        (
            *(o.right_type, o.right_nature, o.term_from, o.term_to),
            *(o.co_ownership, frozenset(o.holders)),
        )
        for o in standing
    }
    if len(same) > 1:
        yield "合并的单元，权利人、份额、权利类型、性质和期限要一样"


@rule(
    "E33",
    REGULATION.of(18),
    on=(ReshapeUnits,),
    holds="分割、合并前后的面积相等",
    remedy="请权籍调查复核面积；面积确实变了的，先办面积变更",
)
def areas_are_conserved(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, ReshapeUnits):
        return None
    codes = (*act.sources, *(p.unit_code for p in act.results))
    if unknown := [c for c in codes if ask.areas.get(c) is None]:
        said = "、".join(unknown[:3]) + (f"等 {len(unknown)} 个" if len(unknown) > 3 else "")
        return Found(words={"why": f"单元 {said} 没有面积，或者已经失效"})
    before = sum((ask.areas[c] for c in act.sources), Decimal(0))
    after = sum((ask.areas[p.unit_code] for p in act.results), Decimal(0))
    most = max(LEAST_TOLERANCE, before * TOLERANCE)
    if abs(before - after) <= most:
        return _entered_fault(ask, act)
    words = (
        f"前后的面积不一样：{before:.2f} 平方米和 {after:.2f} 平方米，容许相差 {most:.2f} 平方米"
    )
    return Found(words={"why": words})


def _entered_fault(ask: Ask, act: ReshapeUnits) -> Found | None:
    """The areas that the register itself names, where it names any."""
    old = [held_area(s.particulars.content) for s in _sources(ask) if s.particulars is not None]
    new = [held_area(p.particulars) for p in act.results if p.particulars is not None]
    told = [area for area in (*old, *new) if area is not None and area.is_finite()]
    if not old or len(told) < len(old) + len(act.results):
        return None  # E32 says what is missing or wrong
    before, after = (sum((a for a in x if a), Decimal(0)) for x in (old, new))
    if abs(before - after) <= max(LEAST_TOLERANCE, before * TOLERANCE):
        return None
    return Found(
        words={"why": f"登记簿上的面积是{before:.2f}平方米，分割、合并以后填了{after:.2f}平方米"}
    )


@rule(
    "P12",
    RULES.of("26", confirmed=False),
    on=(ReshapeUnits,),
    holds="要分割、合并的单元上没有查封、限制，抵押权人同意了",
    remedy="请抵押权人一起申请；查封、限制请先解除，预告、异议、居住权、地役权请先注销",
)
def burdens_pass_or_forbid(ask: Ask) -> tuple[Found, ...]:
    """单元 {unit} 上{what}"""
    return tuple(
        Found(words={"unit": state.unit_code, "what": what})
        for state in _sources(ask)
        for what in _burdens(ask, state)
    )


def _burdens(ask: Ask, state: UnitState) -> Iterable[str]:
    """Also what is not in force today: it would stay on a page that nobody can act on."""
    mortgaged = [s for s in _sources(ask) if s.mortgages]
    if len(mortgaged) > 1 and state is mortgaged[-1]:
        yield "和另一个单元上都有抵押，合并以后的顺位说不清，请先留下一处"
    if state.houses_on_land:
        yield f"已经有{state.houses_on_land}户登记了房屋所有权"
    if state.common_parts:
        yield "登记了业主共有部分"
    for mortgage in state.mortgages:
        if not all(m.key in ask.facts.applicants for m in mortgage.mortgagees):
            yield f"有{names(mortgage.mortgagees)}的抵押，它没有同意"
        if mortgage.kind is MortgagedKind.UNDER_CONSTRUCTION:
            yield "有在建建筑物抵押，请先注销"
    yield from _restrictions(state)
    yield from (f"有{names(n.holders)}的预告登记" for n in state.notices)
    yield from (f"有{names(h.holders)}的居住权" for h in state.habitations)
    yield from (f"有{names(o.holders)}的土地经营权" for o in state.operations)
    if state.easements or state.benefits:
        yield "有地役权"


def _restrictions(state: UnitState) -> Iterable[str]:
    """In force, waiting or to come; and objections whose suit may yet be proved."""
    yield from (f"有{seizure.organ}的查封" for seizure in state.seizures)
    yield from (f"有{stop.organ}的限制" for stop in (*state.stops, *state.other_stops))
    unsettled = (o for o in state.past_objections if not o.closed)
    yield from (f"有{o.objector.name}的异议登记" for o in (*state.objections, *unsettled))


RESHAPING_RULES: tuple[Rule, ...] = (
    unit_still_stands,
    unit_ever_was,
    pieces_are_sound,
    areas_are_conserved,
    burdens_pass_or_forbid,
)
