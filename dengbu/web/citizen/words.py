"""Short forms for a phone."""

import re
from collections.abc import Sequence

from dengbu.cadastre import api as cadastre
from dengbu.register import api as register

_STREET = re.compile(r"^.*?\d+号(?=.{2})")
_BREAK = re.compile(r"[，：；。]")
_NUMBER = re.compile(r"\w[(（]\d{4}[)）][^、；，]+?第\d+号")
_KNOWN_HOLDERS = 2


def short_place(address: str) -> str:
    """The end of an address that its people use: `枫桥苑3栋2单元1203室`."""
    return _STREET.sub("", address) or address


def halves(text: str) -> tuple[str, str]:
    """A sentence as title and note, parted at its first stop."""
    found = _BREAK.search(text)
    return (text[: found.start()], text[found.end() :].rstrip("。")) if found else (text, "")


def own_numbers(text: str, own: Sequence[str]) -> str:
    """A sentence without the numbers of others' certificates.

    `登簿了；发A、B；C作废` is `登簿了；发A；原来的证作废` for the holder of A.
    """
    kept = []
    for part in text.split("；"):
        numbers = _NUMBER.findall(part)
        mine = [number for number in numbers if number in own]
        if not numbers:
            kept.append(part)
        elif part.endswith("作废"):
            kept.append(part if mine else "原来的证作废")  # mine stands on for other units
        elif mine:
            kept.append("发" + "、".join(mine))
    return "；".join(kept)


def home_kind(unit: cadastre.UnitFacts | None) -> str:
    """`住宅，96.80 ㎡`."""
    if unit is None:
        return ""
    use = cadastre.PLANNED_USES.get(unit.planned_use, "土地" if unit.is_land else "房屋")
    return use if unit.floor_area is None else f"{use}，{unit.floor_area:,.2f} ㎡"


def how_held(ownership: register.OwnershipState | None, me: tuple[str, str]) -> str:
    """`您单独所有`, `与何雅琴共同共有`, `您占 3/5`."""
    if ownership is None:
        return ""
    others = [h.party.name for h in ownership.holders if h.party.key != me]
    mine = next((h for h in ownership.holders if h.party.key == me), None)
    if not others:
        return "您单独所有"
    who = "、".join(others[:_KNOWN_HOLDERS]) + (
        f"等 {len(others)} 人" if len(others) > _KNOWN_HOLDERS else ""
    )
    if mine is not None and mine.share is not None:
        return f"与{who}按份共有，您占 {mine.share.numerator}/{mine.share.denominator}"
    return f"与{who}共同共有"
