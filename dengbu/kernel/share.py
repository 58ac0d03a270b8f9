"""Shares (份额) of co-ownership: exact fractions that sum to exactly 1 (Civil Code 298)."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm

from dengbu.kernel.chinese import normalise_code, numeral
from dengbu.kernel.clause import CIVIL_CODE
from dengbu.kernel.fault import Fault, FaultCode, Faults

WHOLE = Fraction(1)
"""The whole right."""

GROUND = CIVIL_CODE.of(298)
"""Co-owners by shares hold the right in proportion to their shares."""

_FRACTION = re.compile(r"(\d{1,9})[/\u2044](\d{1,9})", re.ASCII)
_DECIMAL = re.compile(r"(\d{1,3})(?:\.(\d{1,9}))?(%?)", re.ASCII)

# Fractions whose rounded decimals people type. Sevenths and the like count from three places on,
# since two places such as 0.45 are more often meant exactly.
_ROUNDED_FROM = {2: (3, 6), 3: (3, 6, 7, 9, 11, 12)}


def parse_share(text: str, *, field: str = "") -> Fraction:
    """Exact share above 0 and up to 1 from `3/5`, `60%` or `0.6`.

    `Faults` (SHARE_FORMAT) for other text and for a decimal that is plainly a rounded fraction
    (`33.33%`), since such shares never sum to 1; `field` is the path named there.
    """
    typed = normalise_code(text)
    if not typed:
        raise Faults(Fault(code=FaultCode.REQUIRED, message="请填写份额", field=field))
    share = _read(typed, field)
    if share is None:
        raise _fault(f"“{typed[:20]}”不是有效的份额，请按“3/5”或“60%”的样式填写", field, "form")
    if not 0 < share <= WHOLE:
        raise _fault(f"份额“{typed[:20]}”应大于0且不超过1，请核对", field, "range")
    return share


def _read(typed: str, field: str) -> Fraction | None:
    found = _FRACTION.fullmatch(typed)
    if found is not None:
        return Fraction(int(found[1]), int(found[2])) if int(found[2]) else None
    found = _DECIMAL.fullmatch(typed)
    if found is None:
        return None
    places = len(found[2] or "") + (2 if found[3] else 0)
    share = Fraction(int(found[1] + (found[2] or "")), 10**places)
    meant = _rounded_fraction(share, places)
    if meant is not None:
        said = f"份额“{typed}”像是{meant}的近似值，请改用分数填写，如“{meant}”"
        raise _fault(said, field, "rounded")
    return share


def _rounded_fraction(share: Fraction, places: int) -> Fraction | None:
    """Return the never-ending fraction whose rounded or cut decimal this is, or None."""
    scale = 10**places
    for denominator in _ROUNDED_FROM.get(min(places, 3), ()):
        numerator = round(share * denominator)
        near = Fraction(numerator, denominator)
        endless = near.denominator % 3 == 0 or near.denominator in (7, 11)
        cut = near * scale // 1
        up = (near * scale * 2 + 1) // 2
        if endless and near != share and share * scale in (cut, up):
            return near
    return None


def _fault(message: str, field: str, reason: str) -> Faults:
    data = {"reason": reason}
    return Faults(Fault(code=FaultCode.SHARE_FORMAT, message=message, field=field, data=data))


def common_denominator(shares: Iterable[Fraction]) -> tuple[int, tuple[int, ...]]:
    """Least common denominator and the numerators over it, in order; 1 and () for none."""
    kept = tuple(shares)
    denominator = lcm(*(share.denominator for share in kept))
    return denominator, tuple(
        share.numerator * (denominator // share.denominator) for share in kept
    )


def check_sum_is_one(shares: Sequence[Fraction], *, field: str = "") -> None:
    """Raise `Faults` (SHARE_SUM) unless each share is positive and they sum to exactly 1."""
    total = sum(shares, Fraction(0))
    if total == WHOLE and all(share > 0 for share in shares):
        return
    said = f"各共有人份额合计为{total}，应正好等于1，请核对"
    if total == WHOLE:
        said = "每位共有人的份额都应大于0，请核对"
    data = {"sum": str(total)}
    fault = Fault(code=FaultCode.SHARE_SUM, message=said, field=field, clause=GROUND, data=data)
    raise Faults(fault)


def speak(share: Fraction) -> str:
    """Share in words: `五分之三`, and `全部` for the whole; `ValueError` outside 0 to 1."""
    if not 0 < share <= WHOLE:
        raise ValueError("a share lies above 0 and up to 1")
    if share == WHOLE:
        return "全部"
    return f"{numeral(share.denominator)}分之{numeral(share.numerator)}"
