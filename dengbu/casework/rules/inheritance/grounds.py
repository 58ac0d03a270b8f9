"""The articles by which an estate passes: of the Civil Code, or before 2021 of the Succession Law.

The Civil Code governs deaths from 2021-01-01 on (法释〔2020〕15号, general knowledge). Articles of
the Succession Law are cited from memory, so the public sees the law's name alone.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

from dengbu.kernel.clause import CIVIL_CODE, Clause

IN_FORCE = date(2021, 1, 1)
"""First day of the Civil Code."""

OLD_LAW = "继承法"
ADOPTION = CIVIL_CODE.of(1111, confirmed=False)
"""Adoption ends the tie with the parents by blood; book 5 was not checked."""
INHERITED_IN_MARRIAGE = CIVIL_CODE.of(1062, confirmed=False)
"""What is inherited during a marriage may be the couple's in common; book 5 was not checked."""

AGREED = CIVIL_CODE.of(1132)
"""Heirs settle among themselves how an estate is divided, and in which parts."""

_OF_1985: Mapping[int, int] = {
    1123: 5,
    1124: 25,
    1125: 7,
    1127: 10,
    1128: 11,
    1129: 12,
    1130: 13,
    1133: 16,
    1141: 19,
    1142: 20,
    1153: 26,
    1154: 27,
    1155: 28,
    1158: 31,
    1160: 32,
}


@cache
def ground(article: int, *, old: bool = False) -> Clause:
    """The article of the Civil Code, or what stood for it in the Succession Law of 1985."""
    if not old:
        return CIVIL_CODE.of(article)
    found = _OF_1985.get(article)
    return Clause.of(OLD_LAW, found or "", confirmed=False)


def is_old(day: date) -> bool:
    """Whether a death on that day follows the Succession Law."""
    return day < IN_FORCE
