"""From text to inputs and back: what was typed, and the JSON form that a case keeps."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from dengbu.casework.inputs.frame import Asked, Field, Input, Kind, fields_of
from dengbu.kernel.chinese import SHANGHAI, normalise_code, parse_date
from dengbu.kernel.fault import Fault, FaultCode, FaultList, Faults
from dengbu.kernel.money import yuan
from dengbu.register import api as register

Made = TypeVar("Made", bound=Input)
MOST_ROWS = 500  # of one list
_CELL = re.compile(r"\t|[ 　]{1,}|[,，;；]")
_MOMENT = re.compile(r"(?P<day>.{8,11}?)[T 日]+(?P<time>\d{1,2}[:：]\d{2}([:：]\d{2})?)", re.ASCII)


def read_input(kind: type[Made], typed: Mapping[str, str], slot: str, faults: FaultList) -> Made:
    """What stands in the fields of a slot; what cannot be read is noted at its path and open."""
    values: dict[str, Any] = {}
    for name, field in fields_of(kind).items():
        path = f"{slot}.{name}"
        text = typed.get(path, "")
        if text.strip():
            with faults.catch():
                values[name] = _READERS[field.kind](text, field.asked, path)
    return kind(**values)


def shown(value: object) -> str:
    """A value as its field shows it: the inverse of reading."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, tuple):
        return "\n".join(v if isinstance(v, str) else _row_text(v) for v in value)
    return "" if value is None else str(value)


def _row_text(row: Any) -> str:
    return "\t".join(shown(v) or "—" for v in register.values_of(row))


def _text(text: str, asked: Asked, path: str) -> str:
    return " ".join(text.split())


def _money(text: str, asked: Asked, path: str) -> Decimal:
    return yuan(text, field=path)


def _figure(text: str, asked: Asked, path: str) -> Decimal:
    typed = normalise_code(text).removesuffix(normalise_code(asked.unit)).replace(",", "")
    try:
        value = Decimal(typed)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < Decimal(10) ** 13:
        said = f"“{text[:20]}”不是有效的数，请填{asked.unit}数"
        raise Faults(Fault(code=FaultCode.AREA_FORMAT, message=said, field=path))
    return value


def _count(text: str, asked: Asked, path: str) -> int:
    typed = normalise_code(text)
    if not typed.isdecimal() or len(typed) > 9:
        said = f"“{text[:20]}”不是有效的个数，请填整数"
        raise Faults(Fault(code=FaultCode.CODE_LIST, message=said, field=path))
    return int(typed)


def _day(text: str, asked: Asked, path: str) -> date:
    return parse_date(text, field=path)


def _moment(text: str, asked: Asked, path: str) -> datetime:
    """`2024-11-12 10:20:30` on a clock in China; seconds may be left out."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        said = f"“{text[:30]}”不是有效的时间，请按“2024-11-12 10:20:30”的样式填写"
        raise Faults(Fault(code=FaultCode.DATE_FORMAT, message=said, field=path))
    day = parse_date(found["day"].replace("年", "-").replace("月", "-"), field=path)
    hour, minute, *second = [int(n) for n in re.split("[:：]", found["time"])]
    try:
        return datetime.combine(day, time(hour, minute, sum(second)), SHANGHAI)
    except ValueError:
        said = f"“{found['time']}”不是有效的时刻，请核对"
        raise Faults(Fault(code=FaultCode.DATE_FORMAT, message=said, field=path)) from None


def _yes_no(text: str, asked: Asked, path: str) -> bool | None:
    return {"yes": True, "1": True, "no": False}.get(text)


def _units(text: str, asked: Asked, path: str) -> tuple[str, ...]:
    codes = (normalise_code(line) for line in re.split(r"[\n,，;；]", text))
    return tuple(code for code in codes if code)


def _rows(text: str, asked: Asked, path: str) -> tuple[Any, ...]:
    """One row a line, its cells in the order of the class's columns; `—` for an empty one."""
    lines = [line for line in text.splitlines() if line.strip()]
    faults = FaultList()
    if len(lines) > MOST_ROWS:
        said = f"{asked.label}最多{MOST_ROWS}行，现在有{len(lines)}行"
        faults.add(FaultCode.TOO_MANY_ITEMS, said, field=path)
        faults.raise_if_any()
    if asked.rows is None:
        raise TypeError(f"{path} has no rows")
    found = [_row(line, asked.rows, n, path, faults) for n, line in enumerate(lines, start=1)]
    faults.raise_if_any()
    return tuple(found)


def _row(line: str, kind: type, number: int, path: str, faults: FaultList) -> Any:
    columns = register.columns_of(kind)
    cells = [cell for cell in _CELL.split(line.strip()) if cell]
    values: dict[str, Any] = {}
    for (name, (column, plain, optional)), cell in zip(
        columns.items(), [*cells, *[""] * len(columns)], strict=False
    ):
        if cell in ("", "—"):
            if not optional:
                said = f"第{number}行缺“{column.label}”"
                faults.add(FaultCode.REQUIRED, said, field=path)
            values[name] = None
            continue
        try:
            values[name] = _cell(cell, plain, column.codes)
        except (Faults, InvalidOperation, ValueError):
            said = f"第{number}行的“{column.label}”写的是“{cell[:20]}”，请核对"
            faults.add(FaultCode.CODE_LIST, said, field=path)
    if len(cells) > len(columns):
        said = f"第{number}行多出了“{cells[len(columns)][:20]}”"
        faults.add(FaultCode.UNKNOWN_FIELD, said, field=path)
    return kind(**values) if len(values) == len(columns) else None


def _cell(cell: str, plain: type, codes: Mapping[str, str] | None) -> Any:
    if codes is not None and cell not in codes:
        named = {label: value for value, label in codes.items()}
        return named[cell] if cell in named else _refused(cell)
    if plain is date:
        return parse_date(cell)
    return plain(cell)


def _refused(cell: str) -> str:
    raise ValueError(cell)


_READERS: Mapping[Kind, Callable[[str, Asked, str], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _text,
    Kind.MONEY: _money,
    Kind.FIGURE: _figure,
    Kind.COUNT: _count,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _text,
    Kind.UNIT: lambda text, asked, path: normalise_code(text),
    Kind.UNITS: _units,
    Kind.ROWS: _rows,
}


def restored(kind: type[Made], stored: Mapping[str, Any]) -> Made:
    """An input from the JSON of a case; fields that the class has no more are left out."""
    known = fields_of(kind)
    return kind(**{name: _value(known[name], v) for name, v in stored.items() if name in known})


def _value(field: Field, stored: Any) -> Any:
    if field.kind in (Kind.MONEY, Kind.FIGURE):
        return Decimal(stored)
    if field.kind is Kind.DAY:
        return date.fromisoformat(stored)
    if field.kind is Kind.MOMENT:
        return datetime.fromisoformat(stored)
    if field.kind is Kind.UNITS:
        return tuple(stored)
    if field.kind is Kind.ROWS and field.asked.rows is not None:
        return tuple(_stored_row(field.asked.rows, row) for row in stored)
    return stored


def _stored_row(kind: type, row: Mapping[str, Any]) -> Any:
    plain = {name: plain for name, (_, plain, _) in register.columns_of(kind).items()}
    return kind(**{n: _stored_cell(plain[n], v) for n, v in row.items() if n in plain})


def _stored_cell(plain: type, value: Any) -> Any:
    if value is None:
        return None
    return date.fromisoformat(value) if plain is date else plain(value)


__all__ = ["read_input", "restored", "shown"]
