"""The search box: one line of text, whatever it is, to the units that it can mean."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from dengbu.accounts.api import Actor
from dengbu.cadastre import api as cadastre
from dengbu.kernel.chinese import fold, normalise_code
from dengbu.kernel.fault import Faults
from dengbu.kernel.identity import mask
from dengbu.kernel.numbers import CertificateNumber
from dengbu.kernel.unit_code import UnitCode
from dengbu.register import api as register
from dengbu.web.shared.jurisdiction import outside

LIMIT = 20
SHORTEST_NAME = 2
_IDENTITY = re.compile(r"\d{17}[\dX]|\d{15}|[0-9A-Z]{18}|[A-Z]\d{8}", re.ASCII)
_CODE = re.compile(r"\d{6}[0-9A-Z]{13,}", re.ASCII)  # longer than any identity number
_NAME = re.compile(r"[^\W\d_][^%_]{1,59}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A unit that was found, and why."""

    code: str  # 28 characters
    address: str
    use: str  # 住宅
    area: Decimal | None  # m2
    why: str  # 权利人 周启明 4306**********4136; empty for address and code
    people: tuple[tuple[str, str], ...] = ()  # whose data it shows


def find(text: str, *, office: str, now: datetime) -> tuple[Hit, ...]:
    """Units of an office for an address in parts, a code, a certificate, a holder's name or number.

    At most `LIMIT`, each unit once; empty for a text that can mean nothing.
    """
    typed = text.strip()
    if len(fold(typed)) < SHORTEST_NAME:
        return ()
    found = [
        *_by_certificate(typed, office, now),
        *_by_address(typed, office),
        *_by_holder(typed, office),
    ]
    return tuple({hit.code: hit for hit in reversed(found)}.values())[::-1][:LIMIT]


def unit_named(text: str) -> str:
    """The unit that a whole code or the number of a certificate names by itself; "" for others."""
    code = normalise_code(text)
    if _CODE.fullmatch(code):
        return code
    number = _certificate_number(text)
    view = register.certificate(number) if number else None
    return view.unit_code if view else ""


def advice(text: str, actor: Actor) -> str:
    """Why nothing was found, where it can be said: too short, or a code or number that is none."""
    if len(fold(text.strip())) < SHORTEST_NAME:
        return "一个字太少，没有找。坐落打一段，姓名至少打两个字，号码打全。"
    code = normalise_code(text)
    if _CODE.fullmatch(code):
        return _about_code(code, actor)
    number = _certificate_number(text)
    if not number:
        return ""
    view = register.certificate(number)
    if view is None:
        return f"没有编号为 {number} 的证书或者证明，请核对。"
    return _elsewhere(view.unit_code, actor)


def _about_code(code: str, actor: Actor) -> str:
    try:
        UnitCode.parse(code)
    except Faults as error:
        return "；".join(fault.message for fault in error.faults) + "。"
    shown = UnitCode(code).display()
    nothing = f"没有这个单元：{shown}。请核对代码；新建的房子要先做权籍调查。"
    return _elsewhere(code, actor) or nothing


def _elsewhere(unit_code: str, actor: Actor) -> str:
    fault = outside(unit_code, actor)
    return "。".join(part for part in (fault.message, fault.remedy) if part) + "。" if fault else ""


def is_identity(text: str) -> bool:
    """Whether a text may be an identity number, which is kept out of addresses of pages."""
    return _IDENTITY.fullmatch(normalise_code(text)) is not None


def _by_address(text: str, office: str) -> list[Hit]:
    hits = cadastre.search_units(text, limit=LIMIT, office=office)
    return [
        Hit(code=h.code, address=h.address, use=use_words(h.planned_use), area=h.floor_area, why="")
        for h in hits
    ]


def _certificate_number(text: str) -> str:
    """In storage form; empty for a text that is none."""
    try:
        return str(CertificateNumber.parse(text))
    except Faults:
        return ""


def _by_certificate(text: str, office: str, now: datetime) -> list[Hit]:
    number = _certificate_number(text)
    view = register.certificate(number, now=now) if number else None
    if view is None:
        return []
    said = "证号相符" if view.valid else view.lapsed or "这本证已经注销"
    found = {view.unit_code: said}
    for code in view.other_units:
        found[code] = "这本证在这个单元上已经注销" if code in view.void_units else "证号相符"
    return _hits({code: words for code, words in found.items() if code.startswith(office)})


def _by_holder(text: str, office: str) -> list[Hit]:
    code = normalise_code(text)
    name = text if text.isascii() else "".join(text.split())
    if is_identity(code):
        found = register.find_holders(code, office=office, limit=LIMIT)
    elif _NAME.fullmatch(name):
        found = register.find_holders(name, office=office, limit=LIMIT)
    else:
        return []
    why = {h.unit_code: f"权利人 {h.name} {mask(h.id_no)}" for h in found}
    people = {h.unit_code: (h.id_type, h.id_no) for h in found}  # of whom `why` tells
    return [replace(hit, people=(people[hit.code],)) for hit in _hits(why)]


def _hits(why: Mapping[str, str]) -> list[Hit]:
    units = cadastre.units(list(why))
    return list(_known(units.values(), why))


def _known(units: Iterable[cadastre.UnitFacts], why: Mapping[str, str]) -> Iterable[Hit]:
    for unit in units:
        yield Hit(
            code=unit.code,
            address=unit.address,
            use=use_words(unit.planned_use),
            area=unit.floor_area,
            why=why[unit.code],
        )


def use_words(code: str) -> str:
    """Planned use in words, `用途没有记载` when unknown."""
    return cadastre.PLANNED_USES.get(code, "") or "用途没有记载"
