"""Who must apply, and whether what is written can be entered at all: E25 to E27."""

from collections.abc import Iterator
from decimal import Decimal
from typing import get_type_hints

from dengbu.kernel.clause import REGULATION
from dengbu.kernel.national_codes import RIGHT_NATURES
from dengbu.kernel.share import common_denominator
from dengbu.register.acts import (
    Act,
    CreateHabitation,
    CreateMortgage,
    CreateOperation,
    Transfer,
    TransferMortgage,
    TransferOperation,
    people_in_roles,
)
from dengbu.register.codes import HabitationSource
from dengbu.register.parties import PartyRef
from dengbu.register.rules.entry import ALL
from dengbu.register.rules.frame import Ask, Found, Rule, rule
from dengbu.register.rules.people import names

MOST_YUAN = Decimal(10) ** 15
MONEY = ("amount", "price")
_CENT = Decimal("0.01")
MOST_SUBCLASS = 4  # characters of 登记小类
LARGEST = 2**63 - 1  # of the denominator that all shares of a right are written with


@rule(
    "E25",
    REGULATION.of(14),
    on=(Transfer,),
    holds="没有法院的协助执行，或者写明了法院和文号",
    remedy="请对照协助执行通知书改好",
)
def order_is_named(ask: Ask) -> Found | None:
    """{why}"""
    act = ask.act
    if not isinstance(act, Transfer):
        return None
    why = ""
    if act.ordered_by and "法院" not in act.ordered_by:
        why = f"{act.ordered_by}不是法院，不能嘱托办理转移登记"
    elif bool(act.ordered_by) != bool(act.order_no.strip()):
        why = "法院和协助执行通知书的文号要一起写"
    return Found(words={"why": why}) if why else None


@rule(
    "E26",
    REGULATION.of(14),
    on=(
        Transfer,
        CreateMortgage,
        TransferMortgage,
        CreateHabitation,
        CreateOperation,
        TransferOperation,
    ),
    holds="取得权利的一方也申请了",
    remedy="请{who}一起申请",
    once=True,
)
def acquirer_applies(ask: Ask) -> Found | None:
    """{who}没有申请；买卖、设定抵押权等要双方一起申请"""
    absent = tuple(p for p in _acquiring(ask.act) if p.key not in ask.facts.applicants)
    return Found(words={"who": names(absent)}) if absent else None


def _acquiring(act: Act) -> tuple[PartyRef, ...]:
    if isinstance(act, Transfer):
        return () if act.ordered_by else tuple(h.party for h in act.holders)
    if isinstance(act, CreateMortgage | TransferMortgage):
        return act.mortgagees
    if isinstance(act, CreateOperation | TransferOperation):
        return act.holders
    if isinstance(act, CreateHabitation) and act.source is HabitationSource.CONTRACT:
        return act.holders
    return ()


@rule(
    "E27",
    REGULATION.of(8),
    on=ALL,
    holds="数字、代码和名单写得对",
    remedy="请改好，再提交",
    once=True,
)
def values_can_be_entered(ask: Ask) -> tuple[Found, ...]:
    """{why}"""
    return tuple(Found(words={"why": why}) for why in _value_faults(ask.whole or ask.act))


def _value_faults(act: Act) -> Iterator[str]:
    for name in MONEY:
        amount = getattr(act, name, None)
        if amount is not None and not _is_money(amount):
            yield "金额要在 0 到 1000 万亿元之间，最多两位小数"
    if "\0" in "".join(_texts(act)):
        yield "文字里有不能保存的字符"
    yield from _code_faults(act)
    yield from _people_faults(act)


def _code_faults(act: Act) -> Iterator[str]:
    if len(act.subclass) > MOST_SUBCLASS:
        yield f"代码 {act.subclass} 太长"
    nature = getattr(act, "right_nature", None)
    if nature is not None and nature not in RIGHT_NATURES:
        yield f"权利性质没有代码“{nature}”"


def _people_faults(act: Act) -> Iterator[str]:
    for people in people_in_roles(act):
        if len(people) > 1 and len({p.key for p in people}) < len(people):
            yield f"名单里同一个人写了两次：{names(people)}"
    held = (getattr(holder, "share", None) for holder in getattr(act, "holders", None) or ())
    if common_denominator(s for s in held if s is not None)[0] > LARGEST:
        yield "份额通分以后分母太大，请用简单的分数写份额"


_TEXTS = {kind: tuple(n for n, t in get_type_hints(kind).items() if t is str) for kind in ALL}


def _texts(act: Act) -> Iterator[str]:
    for name in _TEXTS[type(act)]:
        yield getattr(act, name)
    for people in people_in_roles(act):
        for party in people:
            yield party.name


def _is_money(amount: Decimal) -> bool:
    if amount.same_quantum(_CENT):
        return 0 <= amount < MOST_YUAN
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2 and 0 <= amount < MOST_YUAN


APPLYING_RULES: tuple[Rule, ...] = (order_is_named, acquirer_applies, values_can_be_entered)
