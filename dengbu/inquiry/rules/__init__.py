"""Who may ask what (Q01-Q05): pure, given the facts; a question that breaks one is not answered.

Each rule's docstring is its message. What is asked for on paper is checked before (`intake`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from dengbu.kernel.clause import CIVIL_CODE, Clause

Key = tuple[str, str]
"""Kind and number of an identity paper."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is known when a question is asked."""

    asker: Key
    people: tuple[Key, ...]  # who is asked about
    of_unit: bool  # asked about one unit or the papers of its certificate, not about people
    registered: bool  # the asker says that the register names him
    instead: bool  # the asker stands in the place of somebody whom it names
    entered: frozenset[Key]  # everybody whom the register names on the unit
    holders: frozenset[Key]  # who hold it
    firms_only: bool  # all holders are organisations
    home: bool  # the unit is a home
    firm_not_home: bool  # the kind asks for the holders of what firms hold, and no home
    unknown: frozenset[Key] = frozenset()  # of people: whom the police do not know so


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A rule that was broken."""

    code: str
    message: str
    clause: Clause
    remedy: str


Rule = Callable[[Facts], bool]
_HOLDER, _SECRET = CIVIL_CODE.of(218), CIVIL_CODE.of(219)


def q01(facts: Facts) -> bool:
    """登记簿上这处房产没有您的权利，不能以权利人的身份查询"""
    return not (facts.of_unit and facts.registered) or facts.asker in facts.entered


def q02(facts: Facts) -> bool:
    """以权利人的身份只能查自己名下的房产"""
    return facts.of_unit or not facts.registered or set(facts.people) == {facts.asker}


def q03(facts: Facts) -> bool:
    """登记簿上这处房产不是所说的那位权利人的"""
    return not (facts.of_unit and facts.instead) or set(facts.people) <= facts.holders


def q04(facts: Facts) -> bool:
    """这处房产是住宅，或者权利人不是企业，不在公开查询的范围里"""
    return not facts.firm_not_home or (facts.firms_only and not facts.home)


def q05(facts: Facts) -> bool:
    """公安部门核对姓名和证件号码，对不上，不能出具这个人的查询结果"""
    return facts.unknown.isdisjoint(facts.people)


_OTHERWISE = "请核对证号；与房产有利害关系的，可以带合同或者受理通知书，以利害关系人的身份查询"
RULES: tuple[tuple[str, Rule, Clause, str], ...] = (
    ("Q01", q01, _HOLDER, _OTHERWISE),
    ("Q02", q02, _SECRET, "请本人来查，或者由本人委托"),
    ("Q03", q03, _HOLDER, "请核对去世的权利人的姓名、证件号和证号"),
    ("Q04", q04, _SECRET, "可以查它有没有抵押、查封等限制，或者请权利人出示证书后扫码核对"),
    ("Q05", q05, _SECRET, "请对照身份证原件核对姓名和号码再查；公安部门记错的，先到派出所更正"),
)


def refusals(facts: Facts) -> tuple[Refused, ...]:
    """Every rule that the question breaks, in order."""
    return tuple(
        Refused(code=code, message=(rule.__doc__ or "").strip(), clause=clause, remedy=remedy)
        for code, rule, clause, remedy in RULES
        if not rule(facts)
    )
