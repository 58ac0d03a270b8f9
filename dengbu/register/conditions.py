"""The register's rules as guides tell them to the public."""

from collections.abc import Collection

from dengbu.register.codes import Effect
from dengbu.register.rules import RULES


def conditions(codes: Collection[str]) -> tuple[tuple[str, str, str], ...]:
    """Code, what must hold and by which clause, of each of the rules that can keep an act out."""
    return tuple(
        (rule.code, rule.holds, str(rule.clause))
        for rule in RULES
        if rule.code in codes and rule.effect is Effect.BLOCK
    )
