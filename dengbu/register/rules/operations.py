"""The land operation right on contracted land (三权分置): E38 to E40."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from dengbu.kernel.chinese import SHANGHAI, day_words
from dengbu.kernel.clause import CIVIL_CODE, RURAL_CONTRACT_LAW
from dengbu.register.acts import (
    CancelOperation,
    ChangeOperation,
    CreateOperation,
    Transfer,
    TransferOperation,
)
from dengbu.register.codes import Effect
from dengbu.register.parties import PartyRef
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.particulars import CONTRACTS, figure_faults, held_area
from dengbu.register.rules.people import absent_holders, names
from dengbu.register.state import MortgageState, OperationState, by_proof

LEAST_YEARS = 5
NAMING = (TransferOperation, ChangeOperation, CancelOperation)


@rule(
    "E38",
    RURAL_CONTRACT_LAW.of("41", confirmed=False),
    on=(CreateOperation, ChangeOperation),
    holds="土地经营权填写正确",
    remedy="请对照流转合同改好；流转期限不满五年的，不办登记，合同照样有效",
)
def operation_is_sound(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    act = ask.act
    faults: Iterable[str] = ()
    if isinstance(act, CreateOperation):
        faults = (
            *_ground_faults(ask, act),
            *_content_faults(ask, act.area, act.term_from, act.term_to),
        )
    elif isinstance(act, ChangeOperation) and (old := _standing(ask, act.proof_no)):
        area = old.area if act.area is None else act.area
        faults = _content_faults(ask, area, old.term_from, act.term_to or old.term_to)
    return tuple(Found(words={"why": why}) for why in faults)


def _ground_faults(ask: Ask, act: CreateOperation) -> Iterator[str]:
    base = ask.state.ownership
    if base is not None and base.right_type not in CONTRACTS:
        yield "土地经营权从土地承包经营权流转而来，这个单元登记的不是承包地"
    if not act.holders:
        yield "没有填土地经营权人"
    elif {p.key for p in act.holders} & {p.key for p in act.grantors}:
        yield "承包方自己不用流转给自己"
    if ask.state.operations:
        yield f"已经登记了{names(ask.state.operations[0].holders)}的土地经营权"
    if absent := _banks_absent(ask):
        yield f"土地经营权已经抵押给{names(absent)}，它没有同意"


def _content_faults(ask: Ask, area: Decimal, begins: date, ends: date) -> Iterator[str]:
    yield from figure_faults("流转面积", area, 2, above=True)
    standing, base = ask.state.particulars, ask.state.ownership
    most = held_area(standing.content) if standing is not None else None
    if most is not None and area.is_finite() and area > most:
        yield f"流转面积{area:.2f}平方米，超过承包面积{most:.2f}平方米"
    if ends < begins:
        yield "流转期限的截止日早于起始日"
    elif _is_short(begins, ends):
        yield f"流转期限不满{LEAST_YEARS}年"
    if ends < ask.at.astimezone(SHANGHAI).date():
        yield "流转期限已经过了"
    if base is not None and base.term_to is not None and ends > base.term_to:
        yield f"流转期限不能超过承包期的剩余期限（到{day_words(base.term_to)}）"


def _is_short(begins: date, ends: date) -> bool:
    """Whether the day after the last one comes before the anniversary."""
    if ends == date.max:
        return False
    after = ends + timedelta(days=1)
    least = (begins.year + LEAST_YEARS, begins.month, begins.day)
    return (after.year, after.month, after.day) < least


@rule(
    "E39",
    CIVIL_CODE.of("339-341"),
    on=NAMING,
    holds="土地经营权的证书和登记簿一致，该申请的都申请了",
    remedy="请核对证书号；再流转要承包方书面同意，抵押的要抵押权人同意",
)
def operation_is_named(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    act = ask.act
    if not isinstance(act, NAMING):
        return ()
    held = _standing(ask, act.proof_no)
    if held is None:
        return (Found(words={"why": f"没有证书 {act.proof_no} 的土地经营权，或者已经注销"}),)
    return tuple(Found(words={"why": why}) for why in _acting_faults(ask, act, held))


def _acting_faults(
    ask: Ask, act: TransferOperation | ChangeOperation | CancelOperation, held: OperationState
) -> Iterator[str]:
    over = isinstance(act, CancelOperation) and held.lapsed
    absent = () if over else _absent(ask, held.holders)
    if absent:
        yield f"土地经营权人是{names(absent)}，要由他申请"
    if isinstance(act, TransferOperation | ChangeOperation) and (owners := absent_holders(ask)):
        yield f"还差承包方{names(owners)}的书面同意"
    if isinstance(act, TransferOperation):
        yield from _passing_faults(ask, act, held)
    elif isinstance(act, CancelOperation) and _resting(ask):
        yield "土地经营权上还有抵押，请先注销抵押"
    elif isinstance(act, ChangeOperation):
        if (act.area, act.term_to, act.contract_no) == (None, None, None):
            yield "没有写要改什么"
        if banks := _banks_absent(ask):
            yield f"土地经营权抵押给了{names(banks)}，它没有同意"


def _passing_faults(ask: Ask, act: TransferOperation, held: OperationState) -> Iterator[str]:
    if held.lapsed:
        yield f"这项土地经营权{day_words(held.term_to)}已经到期，不能再流转"
    if not act.holders or {p.key for p in act.holders} == {p.key for p in held.holders}:
        yield "没有填新的土地经营权人"
    if banks := _banks_absent(ask, restricted=True):
        yield f"抵押合同约定了限制转让，还差{names(banks)}的同意"


def _standing(ask: Ask, proof_no: str) -> OperationState | None:
    return by_proof(ask.state.operations, proof_no)


def _absent(ask: Ask, people: Iterable[PartyRef]) -> tuple[PartyRef, ...]:
    return tuple(p for p in people if p.key not in ask.facts.applicants)


def _resting(ask: Ask) -> list[MortgageState]:
    """Mortgages of the operation right."""
    return [m for m in ask.state.mortgages if m.of_operation]


def _banks_absent(ask: Ask, *, restricted: bool = False) -> tuple[PartyRef, ...]:
    """Mortgagees of the operation right who have not applied; or those alone who agreed a ban."""
    asked = [m for m in _resting(ask) if m.transfer_restricted or not restricted]
    return _absent(ask, dict.fromkeys(p for m in asked for p in m.mortgagees))


@rule(
    "E40",
    CIVIL_CODE.of("339-341"),
    on=(Transfer,),
    holds="没有别人的土地经营权",
    effect=Effect.WARN,
)
def operation_stays(ask: Ask) -> tuple[Found, ...]:
    """{holder}有这块地的土地经营权（{proof}），到{until}为止；承包经营权转让不影响它"""
    return tuple(
        Found(
            words={
                "holder": names(o.holders),
                "proof": o.proof_no,
                "until": day_words(o.term_to),
            }
        )
        for o in ask.state.operations
        if not o.lapsed
    )


OPERATION_RULES: tuple[Rule, ...] = (operation_is_sound, operation_is_named, operation_stays)
