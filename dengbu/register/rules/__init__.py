"""The preconditions of registration as rules: one rule a clause, pure, frozen facts in.

``P01`` to ``P23`` are those of the procedures; ``E01`` and on are what an entry itself must
satisfy. A rule's docstring is its message in plain Chinese; ``{names}`` in it are filled from what
it found.
``GUARDS`` is the one table of which rule guards which act.
"""

from dengbu.register.rules.entry import ENTRY_RULES
from dengbu.register.rules.frame import Ask, Rule, judge
from dengbu.register.rules.preconditions import PRECONDITIONS

VERSION = "register-2"
"""Kept with each case and raised with every change of a rule (decision 7)."""

RULES: tuple[Rule, ...] = (*ENTRY_RULES, *PRECONDITIONS)
GUARDS: dict[type, tuple[Rule, ...]] = {
    act: tuple(r for r in RULES if act in r.on) for act in {a for r in RULES for a in r.on}
}

__all__ = ["GUARDS", "RULES", "VERSION", "Ask", "Rule", "judge"]
