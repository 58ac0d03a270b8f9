"""Checking inputs: every fault of every field at once, and its values made regular."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from dengbu.casework import limits
from dengbu.casework.inputs.frame import Field, Input, Kind, fields_of, is_empty
from dengbu.kernel.chinese import SHANGHAI, day_words
from dengbu.kernel.fault import FaultCode, FaultList, Faults
from dengbu.kernel.money import yuan
from dengbu.kernel.numbers import CertificateNumber
from dengbu.kernel.unit_code import UnitCode

Made = TypeVar("Made", bound=Input)
TITLES = frozenset({"operation"})  # rights with a certificate (证书); others have a proof (证明)
EITHER = frozenset({"paper"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _At:
    """Where a value stands."""

    field: Field
    path: str
    given: Input
    today: date
    faults: FaultList

    def wrong(self, code: FaultCode, said: str) -> None:
        """Note what is wrong here."""
        self.faults.add(code, said, field=self.path)


def checked(given: Made, slot: str, faults: FaultList, *, today: date) -> Made:
    """The input with regular values; whatever is wrong is noted at its path and left as given."""
    values: dict[str, Any] = {}
    for name, field in fields_of(type(given)).items():
        value = getattr(given, name)
        if is_empty(value):
            continue
        at = _At(field=field, path=f"{slot}.{name}", given=given, today=today, faults=faults)
        values[name] = _CHECKS[field.kind](value, at)
    return replace(given, **values)


def missing_words(field: Field) -> str:
    """What is said where the field must be given."""
    if field.asked.missing:
        return field.asked.missing
    verb = "请选择" if field.kind in (Kind.CODE, Kind.YES_NO) else "请填写"
    return f"{verb}{field.asked.label}"


def _text(value: str, at: _At) -> str:
    regular = " ".join(value.split())
    limits.within(regular, at.field.asked.most, at.field.asked.label, at.faults, field=at.path)
    return regular


def _code(value: str, at: _At) -> str:
    if value not in (at.field.asked.codes or {}):
        at.wrong(FaultCode.CODE_LIST, f"{missing_words(at.field)}：“{value[:20]}”不在选项里")
    return value


def _money(value: Decimal, at: _At) -> Decimal:
    try:
        regular = yuan(value, field=at.path)
    except Faults as error:
        at.faults.extend(error)
        return value
    if regular == 0 and not at.field.asked.zero:
        at.wrong(FaultCode.MONEY_FORMAT, "金额要大于0，请核对")
    return regular


def _figure(value: Decimal, at: _At) -> Decimal:
    asked = at.field.asked
    rounded = value.quantize(Decimal(1).scaleb(-asked.places)) if value.is_finite() else value
    if rounded != value:
        at.wrong(FaultCode.AREA_FORMAT, f"{asked.label}最多{asked.places}位小数，请核对")
    elif value < 0 or (value == 0 and not asked.zero):
        at.wrong(FaultCode.AREA_FORMAT, f"{asked.label}要大于0，请核对")
    return rounded


def _count(value: int, at: _At) -> int:
    return value


def _day(value: date, at: _At) -> date:
    asked = at.field.asked
    first = getattr(at.given, asked.after) if asked.after else None
    if first is not None and value < first:
        before = fields_of(type(at.given))[asked.after].asked.label
        at.wrong(FaultCode.DATE_RANGE, f"“{asked.label}”早于“{before}”，请对照材料核对")
    elif asked.ahead and value < at.today:
        at.wrong(FaultCode.DATE_RANGE, f"{day_words(value)}已经过了，请对照材料核对")
    elif asked.behind and value > at.today:
        at.wrong(FaultCode.DATE_RANGE, f"{day_words(value)}还没有到，请对照材料核对")
    return value


def _moment(value: datetime, at: _At) -> datetime:
    if value.tzinfo is None:
        at.wrong(FaultCode.DATE_FORMAT, f"{at.field.asked.label}没有时区，请改后重新提交")
    elif at.field.asked.behind and value.astimezone(SHANGHAI).date() > at.today:
        at.wrong(FaultCode.DATE_RANGE, f"{at.field.asked.label}还没有到，请核对")
    return value


def _yes_no(value: bool, at: _At) -> bool:
    return value


def _number(value: str, at: _At) -> str:
    right = at.field.asked.right
    try:
        number = CertificateNumber.parse(value, field=at.path)
    except Faults as error:
        at.faults.extend(error)
        return value
    if right not in EITHER and number.title is not (right in TITLES):
        said = (
            "这是不动产登记证明号；请填土地经营权的证书号，中间是“不动产权”"
            if right in TITLES
            else "这是不动产权证书号；请填登记证明号，中间是“不动产证明”"
        )
        at.wrong(FaultCode.CERTIFICATE_NUMBER_FORMAT, said)
    return str(number)


def _unit(value: str, at: _At) -> str:
    with at.faults.catch():
        return str(UnitCode.parse(value, field=at.path).value)
    return value


def _units(value: tuple[str, ...], at: _At) -> tuple[str, ...]:
    if len(set(value)) < len(value):
        at.wrong(FaultCode.CODE_LIST, f"{at.field.asked.label}里有写了两次的，请核对")
    return tuple(_unit(code, at) for code in value)


def _rows(value: tuple[Any, ...], at: _At) -> tuple[Any, ...]:
    return value


_CHECKS: Mapping[Kind, Callable[[Any, _At], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.MONEY: _money,
    Kind.FIGURE: _figure,
    Kind.COUNT: _count,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.UNIT: _unit,
    Kind.UNITS: _units,
    Kind.ROWS: _rows,
}
