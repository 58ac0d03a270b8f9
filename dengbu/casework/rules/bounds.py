"""How wrong a rule set may be at most, from a sample that people checked. Pure.

The exact upper confidence bound of Clopper and Pearson (1934): no approximation, so it holds for
small samples and for samples without a single mistake. Of n checked without a mistake at 95 % it is
1 - 0.05^(1/n): 1 % needs 299.
"""

import hashlib
from collections.abc import Iterable
from math import comb

HALVINGS = 60


def at_most(wrong: int, checked: int, *, confidence: float) -> float:
    """The largest share of wrong ones that ``wrong`` of ``checked`` leaves open.

    A one-sided bound with this confidence, from 0 to 1; 1 where nothing was checked. The sample is
    drawn at random; of a finite number the bound is on the safe side. ValueError for counts that
    cannot be or a confidence outside (0, 1).
    """
    if not 0 <= wrong <= checked or not 0 < confidence < 1:
        raise ValueError(f"{wrong} of {checked} at {confidence}")
    if wrong == checked:
        return 1.0
    low, high = wrong / checked, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _as_few(wrong, checked, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _as_few(wrong: int, checked: int, share: float) -> float:
    """The chance of at most ``wrong`` among ``checked`` where ``share`` of all are."""
    return sum(comb(checked, k) * share**k * (1 - share) ** (checked - k) for k in range(wrong + 1))


def needed(limit: float, *, confidence: float) -> int:
    """How many must be checked without a mistake for the bound to be under ``limit``."""
    number = 1
    while at_most(0, number, confidence=confidence) > limit:
        number += 1
    return number


def sampled(ids: Iterable[int], *, seed: str, size: int) -> tuple[int, ...]:
    """A simple random sample without repeats, in the order drawn; the same for the same seed.

    Each gets the SHA-256 of seed and number as its lot, and the lowest lots are drawn: anybody who
    knows the seed can draw again.
    """
    lots = ((hashlib.sha256(f"{seed}:{id}".encode()).digest(), id) for id in ids)
    return tuple(id for _, id in sorted(lots)[:size])
