"""The preconditions of registration as rules: one rule a clause, pure, frozen facts in.

``P01`` to ``P23`` are those of the procedures; ``E01`` and on are what an entry itself must
satisfy. A rule's docstring is its message in plain Chinese; ``{names}`` in it are filled from what
it found.
``GUARDS`` is the one table of which rule guards which act.
"""

from dengbu.register.rules.annulling import ANNULLING_RULES
from dengbu.register.rules.applying import APPLYING_RULES
from dengbu.register.rules.commons import COMMON_RULES
from dengbu.register.rules.consents import CONSENTS
from dengbu.register.rules.construction import CONSTRUCTION_RULES
from dengbu.register.rules.debts import DEBT_RULES
from dengbu.register.rules.entry import ENTRY_RULES
from dengbu.register.rules.frame import Ask, Rule, judge
from dengbu.register.rules.mortgages import MORTGAGE_RULES
from dengbu.register.rules.operations import OPERATION_RULES
from dengbu.register.rules.particulars import PARTICULARS_RULES
from dengbu.register.rules.preconditions import PRECONDITIONS
from dengbu.register.rules.property import PROPERTY_RULES
from dengbu.register.rules.reshaping import RESHAPING_RULES
from dengbu.register.rules.restrictions import RESTRICTION_RULES
from dengbu.register.rules.titles import TITLE_RULES
from dengbu.register.rules.uses import USE_RULES

VERSION = "register-28"
"""Kept with each case and raised with every change of a rule (decision 7)."""

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *ENTRY_RULES,
            *ANNULLING_RULES,
            *APPLYING_RULES,
            *MORTGAGE_RULES,
            *DEBT_RULES,
            *CONSTRUCTION_RULES,
            *COMMON_RULES,
            *OPERATION_RULES,
            *RESTRICTION_RULES,
            *TITLE_RULES,
            *PARTICULARS_RULES,
            *USE_RULES,
            *PRECONDITIONS,
            *PROPERTY_RULES,
            *RESHAPING_RULES,
            *CONSENTS,
        ),
        key=lambda r: r.code,
    )
)
GUARDS: dict[type, tuple[Rule, ...]] = {
    act: tuple(r for r in RULES if act in r.on) for act in {a for r in RULES for a in r.on}
}


def guards_of(act_kind: str) -> tuple[str, ...]:
    """Codes of the rules that guard an act, named by its class, in order; none for no act."""
    found = (
        rule.code for act, rules in GUARDS.items() if act.__name__ == act_kind for rule in rules
    )
    return tuple(sorted(found))


__all__ = ["GUARDS", "RULES", "VERSION", "Ask", "Rule", "guards_of", "judge"]
