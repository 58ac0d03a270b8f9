"""What a rule is, what it sees, and how rules are asked."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from dengbu.kernel.chinese import SHANGHAI
from dengbu.kernel.clause import Clause
from dengbu.register.acts import Act
from dengbu.register.codes import Effect
from dengbu.register.state import BuildingKey, UnitState
from dengbu.register.undone import Undone
from dengbu.register.values import CaseFacts, RuleOutcome

CIVIL_CODE_IN_FORCE = datetime(2021, 1, 1, tzinfo=SHANGHAI)
"""From here on a mortgaged home may be sold unless agreed otherwise (Civil Code 406)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """What a rule sees: one act, the unit as earlier acts of the booking left it, outside facts."""

    act: Act
    act_no: int
    state: UnitState
    facts: CaseFacts
    at: datetime
    office: str
    known: bool  # the unit stands in the cadastre of this office
    other: UnitState | None = None  # of an act on two units: the second, as it stands
    units: Mapping[str, UnitState] = field(default_factory=dict)  # of an act on several, by code
    areas: Mapping[str, Decimal] = field(default_factory=dict)  # m2 by unit, as the survey has them
    undone: Undone | None = None  # of an act that annuls: the entry, if there is one
    whole: Act | None = None  # of an act on a debt of several units: all of it; ``act`` is one unit
    land: UnitState | None = None  # of the first title of a house: what stands on the land below
    part: int = 0  # which of its units, from 0
    moved: Mapping[int, int] = field(
        default_factory=dict
    )  # by debt: units it won since it was read
    building: Mapping[BuildingKey, int] = field(
        default_factory=dict
    )  # units under mortgages of buildings under construction, of the debts that matter


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Why a rule does not simply pass; ``words`` fill its message."""

    words: Mapping[str, str] = field(default_factory=dict)
    effect: Effect | None = None  # None: the rule's own


Check = Callable[[Ask], Found | tuple[Found, ...] | None]
"""None or an empty tuple: it passes; of several hits each is told (《条例》第17条)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One clause."""

    code: str
    clause: Clause
    on: tuple[type, ...]  # acts that it guards
    holds: str  # what the screen says when it passes
    message: str  # what the screen says when it does not, with {names}
    remedy: str  # the way out
    effect: Effect
    check: Check
    once: bool = False  # of an act on several units: what it says does not depend on the unit


def rule(
    code: str,
    clause: Clause,
    *,
    on: tuple[type, ...],
    holds: str,
    remedy: str = "",
    effect: Effect = Effect.BLOCK,
    once: bool = False,
) -> Callable[[Check], Rule]:
    """Make a rule of a function whose docstring is the message."""

    def made(check: Check) -> Rule:
        return Rule(
            code=code,
            clause=clause,
            on=on,
            holds=holds,
            message=inspect.cleandoc(check.__doc__ or ""),
            remedy=remedy,
            effect=effect,
            check=check,
            once=once,
        )

    return made


def judge(ask: Ask, rules: Iterable[Rule], *, explain: bool = False) -> list[RuleOutcome]:
    """What ``rules`` say: their warnings and blocks, and their passes if ``explain``."""
    outcomes: list[RuleOutcome] = []
    for each in rules:
        if each.once and ask.part:
            continue
        found = each.check(ask)
        if isinstance(found, tuple):
            outcomes.extend(_outcome(ask, each, hit) for hit in found)
        elif found is not None:
            outcomes.append(_outcome(ask, each, found))
        if explain and not found and not ask.part:
            outcomes.append(_passed(ask, each))
    return outcomes


def _outcome(ask: Ask, each: Rule, found: Found) -> RuleOutcome:
    return RuleOutcome(
        code=each.code,
        effect=found.effect or each.effect,
        message=each.message.format(**found.words),
        clause=each.clause,
        remedy=each.remedy.format(**found.words),
        unit_code=ask.act.unit_code,
        act_no=ask.act_no,
        facts=found.words,
    )


def _passed(ask: Ask, each: Rule) -> RuleOutcome:
    return RuleOutcome(
        code=each.code,
        effect=Effect.PASS,
        message=each.holds,
        clause=each.clause,
        unit_code=ask.act.unit_code,
        act_no=ask.act_no,
    )
