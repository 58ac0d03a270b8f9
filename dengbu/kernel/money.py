"""Money (金额): exact yuan with two decimals, never a float (fees.md part 4)."""

import re
from decimal import Decimal

from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults

CENT = Decimal("0.01")
"""Smallest amount, 一分."""

HIGHEST = Decimal("9999999999999.99")
"""Largest amount of the register's money fields (N15,2)."""

_AMOUNT = re.compile(
    r"[¥]?(?P<sign>[-+]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<cents>\.\d+)?元?", re.ASCII
)


def yuan(amount: str | int | Decimal, *, field: str = "") -> Decimal:
    """Amount of 0 or more in yuan with exactly two decimals, from typed text or an exact number.

    Text may carry thousands commas, `¥` and `元`. `Faults` for a float, a negative amount, more
    than two decimals, an amount in 万元, or one beyond `HIGHEST`; `field` is the path named there.
    """
    value = _exact(_read(amount, field), field)
    if value < 0:
        raise _fault("金额不能为负数，请核对", field, "negative")
    return value


def _exact(value: Decimal, field: str = "") -> Decimal:
    """Give either sign its two decimals; differences are shown, though never typed, below 0."""
    if not value.is_finite() or abs(value) > HIGHEST:
        raise _fault("金额超出可填写的范围（最多13位整数），请核对", field, "range")
    rounded = value.quantize(CENT)
    if rounded != value:
        raise _fault("金额最多保留两位小数（到分），请核对", field, "decimals")
    return rounded + 0  # no negative zero


def _read(amount: object, field: str) -> Decimal:
    if isinstance(amount, Decimal):
        return amount
    if isinstance(amount, int) and not isinstance(amount, bool):
        return Decimal(amount)
    if not isinstance(amount, str):
        raise _fault("金额须为文本或精确的数字，不能用浮点数，请改后重新提交", field, "inexact")
    typed = normalise_code(amount)
    if not typed:
        raise Faults(Fault(code=FaultCode.REQUIRED, message="请填写金额", field=field))
    if "万" in typed:
        raise _fault("请按元填写金额，不要按万元填写", field, "unit")
    found = _AMOUNT.fullmatch(typed)
    if found is None:
        said = f"“{typed[:20]}”不是有效的金额，请按“1060000.00”的样式填写"
        raise _fault(said, field, "characters")
    if found["cents"] and len(found["cents"]) > 3:
        raise _fault("金额最多保留两位小数（到分），请核对", field, "decimals")
    return Decimal(found["sign"] + found["whole"].replace(",", "") + (found["cents"] or ""))


def _fault(message: str, field: str, reason: str) -> Faults:
    data = {"reason": reason}
    return Faults(Fault(code=FaultCode.MONEY_FORMAT, message=message, field=field, data=data))


def show_yuan(amount: Decimal) -> str:
    """`1,060,000.00 元`; the amount, of either sign, has at most two decimals."""
    return f"{_exact(amount):,} 元"
