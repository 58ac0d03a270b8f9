"""The search box: one line of text, whatever it is, to the units that it can mean."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dengbu.cadastre import api as cadastre
from dengbu.kernel.chinese import fold, normalise_code
from dengbu.kernel.fault import Faults
from dengbu.kernel.identity import mask
from dengbu.kernel.numbers import CertificateNumber
from dengbu.register import api as register

LIMIT = 20
SHORTEST_NAME = 2
_IDENTITY = re.compile(r"\d{17}[\dX]|\d{15}|[0-9A-Z]{18}|[A-Z]\d{8}", re.ASCII)
_NAME = re.compile(r"[^\W\d_][^%_]{1,59}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A unit that was found, and why."""

    code: str  # 28 characters
    address: str
    use: str  # 住宅
    area: Decimal | None  # m2
    why: str  # 权利人 周启明 4306**********4136; empty for address and code


def find(text: str, *, office: str) -> tuple[Hit, ...]:
    """Units for an address in parts, a code, a certificate, a holder's name or identity number.

    At most `LIMIT`, each unit once; empty for a text that can mean nothing.
    """
    typed = text.strip()
    if len(fold(typed)) < SHORTEST_NAME:
        return ()
    found = [*_by_certificate(typed), *_by_address(typed, office), *_by_holder(typed, office)]
    return tuple({hit.code: hit for hit in reversed(found)}.values())[::-1][:LIMIT]


def is_identity(text: str) -> bool:
    """Whether a text may be an identity number, which is kept out of addresses of pages."""
    return _IDENTITY.fullmatch(normalise_code(text)) is not None


def _by_address(text: str, office: str) -> list[Hit]:
    hits = cadastre.search_units(text, limit=LIMIT, office=office)
    return [
        Hit(code=h.code, address=h.address, use=use_words(h.planned_use), area=h.floor_area, why="")
        for h in hits
    ]


def _by_certificate(text: str) -> list[Hit]:
    try:
        number = str(CertificateNumber.parse(text))
    except Faults:
        return []
    view = register.certificate(number)
    if view is None:
        return []
    said = "证号相符" if view.valid else "这本证已经注销"
    return _hits({view.unit_code: said})


def _by_holder(text: str, office: str) -> list[Hit]:
    code = normalise_code(text)
    name = text if text.isascii() else "".join(text.split())
    if is_identity(code):
        found = register.find_holders(code, limit=LIMIT)
    elif _NAME.fullmatch(name):
        found = register.find_holders(name, limit=LIMIT)
    else:
        return []
    why = {h.unit_code: f"权利人 {h.name} {mask(h.id_no)}" for h in found}
    return [hit for hit in _hits(why) if hit.code.startswith(office)]


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
