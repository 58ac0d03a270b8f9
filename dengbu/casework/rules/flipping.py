"""Which smallest change of the facts would have turned a decision of the whitelist. Pure.

The smallest is the one with the fewest facts otherwise. It is not guessed: each change is made and
the rules are asked again, so what is told does turn the decision.
"""

from collections.abc import Sequence
from itertools import combinations

from dengbu.casework.rules.autopilot import Change, SmartFacts, WhitelistRule, approved, consider

LEAST = ("stated_amount", "stated_mortgagor")
"""Facts that turn a decision by a cent or a character, before those that are yes or no."""
MOST_TRIED = 4_096  # sets of changes; beyond it the changes that are needed in any case are told


def smallest_flip(facts: SmartFacts, rules: Sequence[WhitelistRule]) -> tuple[Change, ...]:
    """The fewest changes that turn the decision; empty where no known change does.

    Of an approval it is one change, that of the fact which moves least (a cent, a character); of
    what went to a person all those that the failed rules ask for.
    """
    if approved(consider(facts, rules)):
        return min(hazards(facts, rules), key=lambda c: _moves(c[0]), default=())
    return _mended(facts, rules)


def _moves(change: Change) -> int:
    return LEAST.index(change.fact) if change.fact in LEAST else len(LEAST)


def hazards(facts: SmartFacts, rules: Sequence[WhitelistRule]) -> tuple[tuple[Change, ...], ...]:
    """Of an approval: every single change that would have sent it to a person."""
    found = (change for rule in rules for change in rule.flips.turns(facts))
    return tuple((c,) for c in found if not approved(consider(c.made(facts), rules)))


def _mended(facts: SmartFacts, rules: Sequence[WhitelistRule]) -> tuple[Change, ...]:
    failed = {v.code for v in consider(facts, rules) if not v.holds}
    offered: dict[tuple[str, str], Change] = {}
    for rule in rules:
        for change in rule.flips.mends(facts) if rule.name in failed else ():
            offered.setdefault((change.fact, change.words), change)
    changes = tuple(offered.values())
    if not _turned(facts, rules, changes):
        return ()
    needed = tuple(
        c for c in changes if not _turned(facts, rules, [o for o in changes if o is not c])
    )
    rest = [c for c in changes if c not in needed]
    if 2 ** len(rest) > MOST_TRIED:
        return changes
    for size in range(len(rest) + 1):
        for more in combinations(rest, size):
            if _turned(facts, rules, (*needed, *more)):
                return tuple(c for c in changes if c in needed or c in more)
    return changes


def _turned(facts: SmartFacts, rules: Sequence[WhitelistRule], changes: Sequence[Change]) -> bool:
    for change in changes:
        facts = change.made(facts)
    return approved(consider(facts, rules))
