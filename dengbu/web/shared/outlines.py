"""A few words about a matter (预演) as a form asks for them: read, and asked again with errors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from dengbu.casework import api as casework
from dengbu.casework.api import Role, rehearsing
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import FaultCode, FaultList
from dengbu.kernel.money import yuan

USES = (("HOME", "住宅"), ("GARAGE", "车库、车位、储藏间"), ("OTHER", "商铺、厂房等非住宅"))
LONGEST = 20  # characters of a figure
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True, slots=True)
class Questions:
    """Which questions a service asks; what a unit tells of itself is not asked."""

    place: bool  # use and area: no unit is named
    price: bool
    sale: bool  # how long it was held, and whether an organisation sells
    buyers: bool  # how many come to hold
    tax: bool  # whether the deed tax is settled before


def questions_of(service: casework.ServiceView, *, unit: bool) -> Questions:
    """The questions of a service, with or without a unit."""
    roles = {rule.role for rule in service.roles}
    sale = {Role.BUYER, Role.SELLER} <= roles and "price" in service.fields
    return Questions(
        place=not unit,
        price="price" in service.fields,
        sale=sale and not unit,
        buyers=bool(roles & {Role.BUYER, Role.OWNER}),
        tax="P16" in service.pending,
    )


def read_outline(typed: Mapping[str, str], service: str) -> tuple[rehearsing.Outline, FaultList]:
    """What was typed, and every figure that cannot be read."""
    faults = FaultList()
    buyers = _figure(typed, "buyers", _whole, faults)
    outline = rehearsing.Outline(
        service=service,
        use=typed.get("use", "") or "HOME",
        area=_figure(typed, "area", _area, faults),
        price=_figure(typed, "price", lambda text: yuan(text, field="price"), faults),
        buyers=1 if buyers is None else buyers,
        separate_certificates=typed.get("separate_certificates") == "1",
        seller_is_firm=typed.get("seller_is_firm") == "1",
        buyer_is_firm=typed.get("buyer_is_firm") == "1",
        held_years=_figure(typed, "held_years", _whole, faults),
        small_enterprise=typed.get("small_enterprise") == "1",
        tax_cleared=typed.get("tax_cleared") == "1",
    )
    return outline, faults


def _figure(
    typed: Mapping[str, str], name: str, read: Callable[[str], Value | None], faults: FaultList
) -> Value | None:
    text = normalise_code(typed.get(name, ""))
    if not text:
        return None
    if len(text) > LONGEST:
        faults.add(FaultCode.TOO_LONG, f"最多{LONGEST}个字，请缩短", field=name)
        return None
    found: Value | None = None
    with faults.catch():
        found = read(text)
        if found is None:
            faults.add(_CODES[name], f"“{text}”不是有效的数，请填数字", field=name)
    return found


_CODES = {
    "area": FaultCode.AREA_FORMAT,
    "buyers": FaultCode.CODE_LIST,
    "held_years": FaultCode.CODE_LIST,
}


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None


def _area(text: str) -> Decimal | None:
    try:
        value = Decimal(text.removesuffix("平方米").removesuffix("㎡").replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
