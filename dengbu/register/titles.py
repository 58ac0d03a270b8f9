"""Which right fits which unit, and what must be said of it: ``titles.toml``, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dengbu.register.codes import MortgagedKind, RightType
from dengbu.register.particulars import KINDS, Particulars

FILE = Path(__file__).with_name("titles.toml")
LAND = "W00000000"  # end of the code of a unit that is land alone
HOUSES = ("F", "Q")  # letters of units that stand on land


class Term(StrEnum):
    """Whether a right has a last day."""

    NEEDED = "needed"
    ASKED = "asked"  # told where it is missing
    FREE = "free"


@dataclass(frozen=True, kw_only=True, slots=True)
class Title:
    """One kind of right by which a unit is held."""

    name: str
    owners: str  # first letter of the parcel's feature code
    parcels: str  # second letter
    fixtures: str  # the unit's own letter
    about: tuple[type[Particulars], ...]
    needed: bool  # one of ``about`` must be given
    mortgaged: MortgagedKind  # what a mortgage on it is a mortgage of
    term: Term
    years: Mapping[str, int]  # longest term by first two digits of the land use, "" for others

    def longest(self, land_use: str) -> int | None:
        """Years that its term may have on land of this use; None: the law gives no limit here."""
        return self.years.get(land_use[:2], self.years.get(""))

    def fits(self, unit_code: str) -> bool:
        """Whether a unit of this code can be held by it."""
        owner, parcel, fixture = unit_code[12:13], unit_code[13:14], unit_code[19:20]
        return (
            bool(fixture)  # a code that is too short fits nothing
            and owner in self.owners
            and parcel in self.parcels
            and fixture in self.fixtures
        )


def _title(row: Mapping[str, Any], classes: Mapping[str, type[Particulars]]) -> Title:
    about = tuple(classes[name] for name in row["about"])
    kind = MortgagedKind(row["mortgaged"])
    return Title(**{**row, "about": about, "mortgaged": kind, "term": Term(row["term"])})


def _read() -> Mapping[RightType, Title]:
    classes = {kind.__name__: kind for kind in KINDS}
    found = {
        RightType(code): _title(row, classes)
        for code, row in tomllib.loads(FILE.read_text(encoding="utf-8")).items()
    }
    return MappingProxyType(found)


TITLES: Mapping[RightType, Title] = _read()


def rights_fitting(unit_code: str) -> frozenset[RightType]:
    """Rights that a unit of this code can be held by (GB/T 37346)."""
    return frozenset(right for right, title in TITLES.items() if title.fits(unit_code))


SEVERAL_BUILDINGS = "F9999"  # a unit made of several buildings


def land_below(unit_code: str) -> str:
    """The code of the land of a unit's parcel; of land itself its own."""
    return unit_code[:19] + LAND


def is_house(unit_code: str) -> bool:
    """Whether the unit stands on land."""
    return unit_code[19:20] in HOUSES
