"""From a row's text to typed values; whatever cannot be read refuses the row, all at once."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from dengbu.cadastre.importing.expressions import NOTHING, UNITS_OF_AREA, Expression
from dengbu.cadastre.importing.findings import Reason, Row
from dengbu.kernel.chinese import parse_date
from dengbu.kernel.fault import Faults

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 13  # of a numeric(15,2) column
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?", re.ASCII)
NAMES: Mapping[str, str] = {
    "address": "坐落",
    "area": "宗地面积",
    "land_use": "土地用途",
    "right_type": "权利类型",
    "right_nature": "权利性质",
    "land_from": "土地使用起日",
    "land_to": "土地使用止日",
    "bound_east": "东至",
    "bound_south": "南至",
    "bound_west": "西至",
    "bound_north": "北至",
    "zone": "功能区",
    "name": "幢名称",
    "floors_above": "地上层数",
    "floors_below": "地下层数",
    "total_floors": "总层数",
    "structure": "房屋结构",
    "planned_use": "规划用途",
    "completed_on": "竣工日期",
    "floor_area": "建筑面积",
    "inner_area": "套内建筑面积",
    "shared_area": "分摊建筑面积",
    "shared_land_area": "分摊土地面积",
    "room_no": "室号",
    "floor_no": "所在层",
    "house_nature": "房屋性质",
    "house_type": "房屋类型",
    "plan": "分户图",
    "feature": "宗地特征码",
}
"""What people call a value."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the values of one row; `aside` are those of its first unit row, for parcels."""

    row: Row
    expressions: Mapping[str, Expression]
    aside: Mapping[str, str]

    def raw(self, name: str) -> str:
        """The text that the mapping finds."""
        expression = self.expressions.get(name, NOTHING)
        values = self.aside if expression.from_units else self.row.values
        return expression.read(values, fallback=self.row.values)

    def text(self, name: str, longest: int, *, needed: bool = False) -> str:
        """A text of at most `longest` characters."""
        found = self.raw(name)
        if needed and not found:
            self.row.refuse(Reason.REQUIRED, name=NAMES[name])
        if len(found) > longest:
            self.row.refuse(Reason.TOO_LONG, name=NAMES[name], longest=longest)
        return found

    def coded(self, name: str, allowed: Container[str], default: str = "") -> str:
        """A member of a code list; the default if the source does not say."""
        found = self.raw(name) or default
        if found and found not in allowed:
            self.row.refuse(Reason.NOT_IN_LIST, name=NAMES[name], value=found)
        return found

    def whole(self, name: str) -> int | None:
        """A whole number that fits a smallint."""
        number = self._number(name)
        if number is None:
            return None
        if number != number.to_integral_value() or abs(number) > 32767:
            self.row.refuse(Reason.UNREADABLE, name=NAMES[name], value=self.raw(name))
            return None
        return int(number)

    def storeys(self, name: str) -> int | None:
        """A number of storeys, 0 or more."""
        number = self.whole(name)
        if number is not None and number < 0:
            self.row.refuse(Reason.UNREADABLE, name=NAMES[name], value=self.raw(name))
        return number

    def area(self, name: str, *, zero: bool = False) -> Decimal | None:
        """An area in m2, rounded half up to the centimetre; 0 means unknown unless `zero`."""
        number = self._number(name)
        if number is None or (number == 0 and not zero):
            return None
        if number < 0:
            self.row.refuse(Reason.AREA_NOT_POSITIVE, name=NAMES[name], value=self.raw(name))
            return None
        metres = square_metres(number, self.expressions[name].unit)
        if metres >= LARGEST or (metres == 0 and not zero):
            self.row.refuse(Reason.UNREADABLE, name=NAMES[name], value=self.raw(name))
            return None
        return metres

    def day(self, name: str) -> date | None:
        """A date in any of the usual forms; a time behind it is left out."""
        found = self.raw(name)
        if not found:
            return None
        try:
            return parse_date(found.split("T")[0].split(" ")[0])
        except Faults:
            self.row.refuse(Reason.UNREADABLE, name=NAMES[name], value=found)
            return None

    def _number(self, name: str) -> Decimal | None:
        found = self.raw(name)
        if not found:
            return None
        number = number_of(found)
        if number is None:
            self.row.refuse(Reason.UNREADABLE, name=NAMES[name], value=found)
        return number


def number_of(text: str) -> Decimal | None:
    """A plain decimal number with or without thousands commas; None for anything else."""
    if _NUMBER.fullmatch(text) is None:
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def square_metres(number: Decimal, unit: str) -> Decimal:
    """Area in m2 with two decimals."""
    return (number * Decimal(UNITS_OF_AREA[unit])).quantize(CENT, ROUND_HALF_UP)


def to_cents(metres: float) -> Decimal:
    """A computed area with two decimals."""
    return Decimal(repr(metres)).quantize(CENT, ROUND_HALF_UP)
