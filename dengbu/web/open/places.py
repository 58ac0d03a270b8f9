"""An address as strangers may see it: to the estate, never to the door."""

import re

from dengbu.accounts import api as accounts
from dengbu.cadastre import api as cadastre

_DOOR = re.compile(
    r"(?:第?[0-9A-Za-z一二三四五六七八九十]+(?:栋|幢|座|号楼|单元|层|楼|室|户)|地下|负[一二三]层).*"
)


def estate(unit: cadastre.UnitFacts) -> str:
    """The parcel's address without building and door; where that is the home itself, the city."""
    place = _DOOR.sub("", unit.parcel.address).strip()
    if place and place != unit.address and not unit.is_land:
        return place
    return f"{accounts.office(unit.office).issuer}（填上防伪码才显示门牌）"
