"""Judging gathered cases by the rules in force, and whether anything is switched off for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from dengbu.casework.rules.autopilot import Verdict, approved, consider
from dengbu.casework.rules.whitelist_notices import RULES
from dengbu.casework.rules.whitelist_sales import OF_SALES
from dengbu.casework.smart.claiming import asks_departments
from dengbu.casework.smart.gathering import Gathered
from dengbu.casework.smart.ruling import in_force, rules_of
from dengbu.casework.smart.switches import Switches, switches_of

NOT_HERE = "这个版本的系统没有这条规则"
NOT_YET = "这个事项的规则还没有启用"


@dataclass(frozen=True, kw_only=True, slots=True)
class Considered:
    """A case with what the whitelist said of it."""

    gathered: Gathered
    rules: tuple[str, ...]  # names, in order
    verdicts: tuple[Verdict, ...]
    switched_off: tuple[str, ...]  # in words; empty: everything is on

    @property
    def passes(self) -> bool:
        """Whether it is entered without a person."""
        return not self.switched_off and approved(self.verdicts)

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """Rules that said no."""
        return tuple(v for v in self.verdicts if not v.holds)


def judge(gathered: Sequence[Gathered]) -> list[Considered]:
    """What the rules say of each; one query for the rules in force, one for the switches.

    A case whose departments were not asked yet is left out: it waits for the next step.
    """
    office = gathered[0].waiting.case.office
    standing = in_force(office, {g.waiting.service.code for g in gathered})
    switches = switches_of(office)
    found = []
    for one in gathered:
        rules = rules_of(one.waiting.service, standing)
        if rules and one.facts.sale:
            rules = OF_SALES
        if one.answered or not asks_departments(rules or one.waiting.service.autopilot):
            found.append(_judged(one, rules, switches))
    return found


def _judged(one: Gathered, rules: tuple[str, ...], switches: Switches) -> Considered:
    known = [RULES[name] for name in rules if name in RULES]
    off = switches.stopping(one.waiting.service.code, one.facts.bank_credit_code, rules)
    missing = tuple(f"{name}：{NOT_HERE}" for name in rules if name not in RULES)
    waiting = () if rules else (NOT_YET,)
    return Considered(
        gathered=one,
        rules=rules,
        verdicts=consider(one.facts, known),
        switched_off=(*off, *missing, *waiting),
    )
