"""The register's rules as guides tell them to the public."""

from collections.abc import Iterable, Mapping
from typing import Any

from dengbu.register.codes import Effect, NoticeKind, SeizureKind
from dengbu.register.rules import RULES, guards_of

UNDER_CONSTRUCTION = "4"  # 抵押不动产类型: 在建建筑物
WARNED = frozenset({"P08"})
"""Rules that bar nobody who knows and promises to bear the risk (实施细则第84条)."""
Booked = tuple[str, Mapping[str, Any]]
"""Class of an act and what a service fixes of it."""


def conditions(acts: Iterable[Booked]) -> tuple[tuple[str, str, str], ...]:
    """Code, what must hold and by which clause, of each of the rules that keep an act out."""
    asked = {code for act in acts for code in _asked(*act)} - WARNED
    return tuple(
        (rule.code, rule.holds, str(rule.clause))
        for rule in RULES
        if rule.code in asked and rule.code.startswith("P") and rule.effect is Effect.BLOCK
    )


def warnings(acts: Iterable[Booked]) -> tuple[tuple[str, str], ...]:
    """Code and way on of each of the rules that only warn about these acts."""
    asked = {code for act in acts for code in _asked(*act)} & WARNED
    return tuple((rule.code, rule.remedy) for rule in RULES if rule.code in asked)


OF_REGISTERED = (NoticeKind.OTHER_SALE, NoticeKind.OTHER_MORTGAGE)


def _asked(act: str, fixed: Mapping[str, Any]) -> frozenset[str]:
    """Rules that guard an act, P01 where it never comes before the first registration."""
    codes = frozenset(guards_of(act))
    if act == "EnterNotice":  # E24 asks it of these alone
        return codes | {"P01"} if fixed.get("kind") in OF_REGISTERED else codes
    return codes - {"P01"} if _before_first(act, fixed) else codes


def _before_first(act: str, fixed: Mapping[str, Any]) -> bool:
    """预查封, what is being built (`rules.preconditions`)."""
    return (act == "Seize" and fixed.get("kind") == SeizureKind.PRE_SEIZURE) or (
        act == "CreateMortgage" and fixed.get("mortgaged_kind") == UNDER_CONSTRUCTION
    )
