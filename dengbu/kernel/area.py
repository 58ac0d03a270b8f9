"""Areas (面积): an exact decimal with its unit, as the register keeps them (MJ with MJDW)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, unique
from fractions import Fraction
from types import MappingProxyType
from typing import Self

from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, Faults


@unique
class AreaUnit(StrEnum):
    """Unit of area (面积单位 MJDW), by national code value."""

    SQUARE_METRE = "1"  # 平方米
    MU = "2"  # 亩, 10000/15 square metres
    HECTARE = "3"  # 公顷

    @property
    def label(self) -> str:
        """Sign behind the number."""
        return _SIGNS[self]

    @property
    def square_metres(self) -> Fraction:
        """Exact size of one unit."""
        return _SIZES[self]


_SIGNS: Mapping[AreaUnit, str] = MappingProxyType(
    {AreaUnit.SQUARE_METRE: "㎡", AreaUnit.MU: "亩", AreaUnit.HECTARE: "公顷"}
)
_SIZES: Mapping[AreaUnit, Fraction] = MappingProxyType(
    {
        AreaUnit.SQUARE_METRE: Fraction(1),
        AreaUnit.MU: Fraction(10_000, 15),
        AreaUnit.HECTARE: Fraction(10_000),
    }
)
_TYPED = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(平方米|M2|亩|公顷|HM2)?", re.ASCII)
_TYPED_UNITS: Mapping[str, AreaUnit] = MappingProxyType(
    {
        "平方米": AreaUnit.SQUARE_METRE,
        "M2": AreaUnit.SQUARE_METRE,
        "亩": AreaUnit.MU,
        "公顷": AreaUnit.HECTARE,
        "HM2": AreaUnit.HECTARE,
    }
)

HIGHEST = Decimal("9999999999999.9999")
"""Largest area of the register's fields, 13 whole digits."""

MOST_DECIMALS = 4
"""Decimals of farmland and sea areas; floor areas have 2."""


@dataclass(frozen=True, slots=True)
class Area:
    """Area of 0 or more in its own unit, at most 4 decimals; `Faults` (AREA_FORMAT) otherwise.

    Equality is that of number and unit; compare sizes across units by `exact`.
    """

    value: Decimal  # number in `unit`
    unit: AreaUnit = AreaUnit.SQUARE_METRE  # what it counts

    def __post_init__(self) -> None:
        """Check that the number is exact and in range."""
        if not isinstance(self.value, Decimal):
            raise _fault("面积须为精确的小数，不能用浮点数，请改后重新提交", "", "inexact")
        if not self.value.is_finite() or not 0 <= self.value <= HIGHEST:
            raise _fault("面积应不小于0，且整数部分不超过13位，请核对", "", "range")
        if round(self.value, MOST_DECIMALS) != self.value:
            raise _fault(f"面积最多保留{MOST_DECIMALS}位小数，请核对", "", "decimals")

    @classmethod
    def parse(cls, text: str, unit: AreaUnit = AreaUnit.SQUARE_METRE, *, field: str = "") -> Self:
        """Read `118.42`, `1,200 ㎡`, `3.5亩`; a unit in the text goes before `unit`."""
        typed = normalise_code(text)
        if not typed:
            raise Faults(Fault(code=FaultCode.REQUIRED, message="请填写面积", field=field))
        found = _TYPED.fullmatch(typed)
        if found is None:
            said = f"“{typed[:20]}”不是有效的面积，请按“118.42”的样式填写"
            raise _fault(said, field, "characters")
        number = Decimal(found[1].replace(",", "") + (found[2] or ""))
        try:
            return cls(number, _TYPED_UNITS[found[3]] if found[3] else unit)
        except Faults as error:
            raise error.under(field) from None

    @property
    def exact(self) -> Fraction:
        """Size in square metres, without rounding."""
        return Fraction(self.value) * self.unit.square_metres

    def to(self, unit: AreaUnit, *, places: int = MOST_DECIMALS) -> "Area":
        """Same area in another unit, rounded half up to `places` decimals."""
        scaled = self.exact / unit.square_metres * 10**places
        whole = Decimal((scaled * 2 + 1) // 2)
        return Area(whole.scaleb(-places), unit)

    def show(self) -> str:
        """`118.42 ㎡`: two decimals, or as many more as the number has."""
        decimals = max(2, -self._exponent())
        return f"{self.value:,.{decimals}f} {self.unit.label}"

    def _exponent(self) -> int:
        exponent = self.value.normalize().as_tuple().exponent
        return exponent if isinstance(exponent, int) else 0

    def __str__(self) -> str:
        """As shown to people."""
        return self.show()


def _fault(message: str, field: str, reason: str) -> Faults:
    data = {"reason": reason}
    return Faults(Fault(code=FaultCode.AREA_FORMAT, message=message, field=field, data=data))
