"""Which right fits which unit, and what must be said of it: ``titles.toml``, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from dengbu.register.codes import RightType
from dengbu.register.particulars import KINDS, Particulars

FILE = Path(__file__).with_name("titles.toml")


@dataclass(frozen=True, kw_only=True, slots=True)
class Title:
    """One kind of right by which a unit is held."""

    name: str
    owners: str  # first letter of the parcel's feature code
    parcels: str  # second letter
    fixtures: str  # the unit's own letter
    about: tuple[type[Particulars], ...]
    needed: bool  # one of ``about`` must be given

    def fits(self, unit_code: str) -> bool:
        """Whether a unit of this code can be held by it."""
        owner, parcel, fixture = unit_code[12:13], unit_code[13:14], unit_code[19:20]
        return (
            bool(fixture)  # a code that is too short fits nothing
            and owner in self.owners
            and parcel in self.parcels
            and fixture in self.fixtures
        )


def _read() -> Mapping[RightType, Title]:
    classes = {kind.__name__: kind for kind in KINDS}
    found = {
        RightType(code): Title(**{**row, "about": tuple(classes[n] for n in row["about"])})
        for code, row in tomllib.loads(FILE.read_text(encoding="utf-8")).items()
    }
    return MappingProxyType(found)


TITLES: Mapping[RightType, Title] = _read()
SEVERAL_BUILDINGS = "F9999"  # a unit made of several buildings
