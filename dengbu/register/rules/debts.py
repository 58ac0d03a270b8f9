"""One debt that several units secure (共同抵押): E34, E35, E42."""

from collections.abc import Iterator

from dengbu.kernel.clause import CIVIL_CODE
from dengbu.register.acts import (
    OF_A_DEBT,
    CancelMortgage,
    ChangeMortgage,
    CreateMortgage,
    units_of,
)
from dengbu.register.codes import MortgagedKind
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.state import MortgageState, by_proof
from dengbu.register.titles import HOUSES, is_house

MOST_TOLD = 3  # unit codes in one message


@rule(
    "E34",
    CIVIL_CODE.of(395),
    on=(CreateMortgage, *OF_A_DEBT),
    holds="抵押物清单写得对",
    remedy="请对照抵押物清单改好",
    once=True,
)
def list_is_sound(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    whole = ask.whole or ask.act
    codes = units_of(whole)
    if len(codes) == 1:
        return ()
    found = []
    if twice := sorted({c for c in codes if codes.count(c) > 1}) if _repeats(codes) else []:
        found.append(f"同一个单元在抵押物清单里写了两次：{_told(twice)}")
    if isinstance(whole, CreateMortgage) and any(not c.mortgagors for c in whole.collateral):
        bare = [c.unit_code for c in whole.collateral if not c.mortgagors]
        found.append(f"抵押物清单里没有写抵押人：{_told(bare)}")
    return tuple(Found(words={"why": why}) for why in found)


def _repeats(codes: tuple[str, ...]) -> bool:
    return len(set(codes)) < len(codes)


def _told(codes: list[str]) -> str:
    more = f"等 {len(codes)} 个" if len(codes) > MOST_TOLD else ""
    return "、".join(codes[:MOST_TOLD]) + more


@rule(
    "E35",
    CIVIL_CODE.of(407),
    on=OF_A_DEBT,
    holds="担保同一笔债权的单元一起办",
    remedy="请把这笔债权的单元全部写上；只解除其中几个的，请办部分解除",
    once=True,
)
def debt_is_whole(ask: Ask) -> Found | None:
    """{why}"""
    named = [m for m in _named(ask) if m is not None]
    if not named:
        return None  # E04 says that there is no such mortgage
    debts = {m.debt_id for m in named}
    if len(named) > 1 and (None in debts or len(debts) > 1):
        return Found(words={"why": "写在一起的抵押担保的不是同一笔债权"})
    debt = named[0].debt_id
    if debt is None or _may_be_part(ask):
        return None
    standing = named[0].debt_units + ask.moved.get(debt, 0)
    if len(named) >= standing:
        return None
    if _is_of_the_building(ask):
        return _building_fault(ask, debt, named, standing)
    return Found(words={"why": f"这笔债权由 {standing} 个单元担保，只写了 {len(named)} 个"})


def _building_fault(ask: Ask, debt: int, named: list[MortgageState], standing: int) -> Found | None:
    """What is being built has one scope; houses that are finished have none any more."""
    left = sum(count for (of, _), count in ask.building.items() if of == debt)
    given = sum(m.kind is MortgagedKind.UNDER_CONSTRUCTION for m in named)
    if given >= left:
        return None
    why = f"这笔债权由 {standing} 个单元担保，其中 {left} 个在建，只写了 {given} 个在建的"
    return Found(words={"why": why})


def _named(ask: Ask) -> Iterator[MortgageState | None]:
    whole = ask.whole or ask.act
    if not isinstance(whole, OF_A_DEBT):
        return
    yield by_proof(ask.state.mortgages, whole.proof_no)
    for other in whole.others:
        state = ask.units.get(other.unit_code)
        yield by_proof(state.mortgages, other.proof_no) if state is not None else None


def _may_be_part(ask: Ask) -> bool:
    """A unit may leave the list; who mortgages may change on one, since each has its own owner."""
    act = ask.whole or ask.act
    if isinstance(act, CancelMortgage):
        return act.partial
    return isinstance(act, ChangeMortgage) and not _changes_the_claim(act) and not _scopes(act)


def _changes_the_claim(act: ChangeMortgage) -> bool:
    terms = (act.amount, act.debt_from, act.debt_to, act.scope, act.transfer_restricted)
    people = (act.contract_no, act.debtor, act.mortgagees)
    return any(term is not None for term in (*terms, *people))


def _scopes(act: ChangeMortgage) -> bool:
    return act.construction_scope is not None


def _is_of_the_building(ask: Ask) -> bool:
    """Whether a change says how far the building has grown, and nothing of the claim."""
    act = ask.whole or ask.act
    return isinstance(act, ChangeMortgage) and _scopes(act) and not _changes_the_claim(act)


@rule(
    "E42",
    CIVIL_CODE.of(397),
    on=(CancelMortgage,),
    holds="土地的抵押不先于地上在建建筑物的抵押解除",
    remedy="请把这块地上还在建的单元一起写上，或者等它们首次登记以后再解除土地",
)
def land_leaves_last(ask: Ask) -> Found | None:
    """单元 {unit} 上还有 {count} 个在建的单元担保这笔债权，土地不能先解除"""
    act = ask.act
    if not isinstance(act, CancelMortgage) or not act.partial or is_house(act.unit_code):
        return None
    old = by_proof(ask.state.mortgages, act.proof_no)
    land = old.building_key(act.unit_code) if old is not None else None
    if land is None:
        return None
    debt, code = land
    homes = {(debt, code[:-1] + letter) for letter in HOUSES}
    named = sum(
        m.building_key(state.unit_code) in homes
        for state in ask.units.values()
        for m in state.mortgages
    )
    left = sum(ask.building.get(home, 0) for home in homes) - named
    return Found(words={"unit": act.unit_code, "count": str(left)}) if left > 0 else None


DEBT_RULES: tuple[Rule, ...] = (list_is_sound, debt_is_whole, land_leaves_last)
