"""What a mapping may say of one value: a column, a constant, a template, then a few turns of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dengbu.kernel.fault import FaultCode, FaultList

Values = Mapping[str, str]

_KEYS = frozenset(
    {"column", "constant", "template", "pattern", "map", "default", "missing", "unit", "from"}
)
_FIELD = re.compile(r"\{([^{}]+)\}")
UNITS_OF_AREA: Mapping[str, str] = {
    "m2": "1",
    "ft2": "0.09290304",  # international foot, exact
    "mu": "666.6666666667",
    "ha": "10000",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Expression:
    """How one value comes from a row's columns; the empty text is "the source does not say"."""

    template: str  # text with {column} places
    columns: tuple[str, ...]  # the places
    pattern: re.Pattern[str] | None = None  # the first group is the value; no match: empty
    table: Mapping[str, str] | None = None  # value map; a key that ends in * is a prefix
    default: str = ""  # when the table has no such key
    missing: str = ""  # template used when the value is empty
    unit: str = "m2"  # of an area
    from_units: bool = False  # a parcel's value that is read from its first unit row

    def read(self, values: Values, fallback: Values | None = None) -> str:
        """The value of one row, blanks at the ends and doubled blanks taken out.

        `missing` is filled from `fallback`, by default the same row.
        """
        text = self._written(values)
        if text and self.pattern is not None:
            found = self.pattern.search(text)
            text = (found[1] or "").strip() if found else ""
        if text and self.table is not None:
            text = _look_up(self.table, text, self.default)
        if not text and self.missing:
            text = _fill(self.missing, values if fallback is None else fallback)
        return text

    def _written(self, values: Values) -> str:
        if not self.columns:
            return self.template
        if len(self.columns) == 1 and len(self.template) == len(self.columns[0]) + 2:
            return " ".join(values.get(self.columns[0], "").split())  # a column, the usual case
        written = any(values.get(column, "").strip() for column in self.columns)
        return _fill(self.template, values) if written else ""


def _fill(template: str, values: Values) -> str:
    text = _FIELD.sub(lambda found: values.get(found[1], ""), template)
    return " ".join(text.split())


def _look_up(table: Mapping[str, str], text: str, default: str) -> str:
    if text in table:
        return table[text]
    for length in range(len(text), -1, -1):
        if (key := f"{text[:length]}*") in table:
            return table[key]
    return default


NOTHING = Expression(template="", columns=())
"""The source never says."""


def parse(said: Any, *, field: str, faults: FaultList) -> Expression:
    """Read what a mapping says: a column's name, or a table of the keys above."""
    if isinstance(said, str):
        said = {"column": said}
    if not isinstance(said, dict):
        faults.add(FaultCode.UNKNOWN_FIELD, "应为列名或说明表", field=field)
        return NOTHING
    unknown = sorted(set(said) - _KEYS)
    if unknown:
        message = f"不认识的说明：{'、'.join(unknown)}"
        faults.add(FaultCode.UNKNOWN_FIELD, message, field=field)
    sources = [key for key in ("column", "constant", "template") if key in said]
    if len(sources) != 1:
        faults.add(FaultCode.REQUIRED, "column、constant、template 三者须有且只有一个", field=field)
        return NOTHING
    unit = str(said.get("unit", "m2"))
    if unit not in UNITS_OF_AREA:
        faults.add(FaultCode.CODE_LIST, f"不认识的面积单位“{unit}”", field=field)
    template = _template(sources[0], str(said[sources[0]]))
    table = said.get("map")
    return Expression(
        template=template,
        columns=() if sources[0] == "constant" else tuple(_FIELD.findall(template)),
        pattern=_pattern(said.get("pattern"), field=field, faults=faults),
        table=None if table is None else {str(k): str(v) for k, v in dict(table).items()},
        default=str(said.get("default", "")),
        missing=str(said.get("missing", "")),
        unit=unit,
        from_units=said.get("from") == "units",
    )


def _template(source: str, said: str) -> str:
    return f"{{{said}}}" if source == "column" else said


def _pattern(said: Any, *, field: str, faults: FaultList) -> re.Pattern[str] | None:
    if said is None:
        return None
    try:
        compiled = re.compile(str(said), re.ASCII)
    except re.error as error:
        faults.add(FaultCode.UNKNOWN_FIELD, f"正则式有误：{error}", field=field)
        return None
    if compiled.groups < 1:
        faults.add(FaultCode.UNKNOWN_FIELD, "正则式须有一个括号组", field=field)
        return None
    return compiled


def columns_of(expressions: Iterable[Expression], *, from_units: bool) -> frozenset[str]:
    """Columns that some expressions name in their own table, or in the table of units."""
    named: set[str] = set()
    for each in expressions:
        if each.from_units == from_units:
            named.update(each.columns)
        if not from_units:
            named.update(_FIELD.findall(each.missing))
    return frozenset(named)
