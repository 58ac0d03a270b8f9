"""Giving codes by rule to what comes without: running numbers that go on where they stopped.

A number once given to a map sheet is kept with the import, so that a later file of the same name
puts its parcels into the same sub-district; serials go on after the highest ever used there, since
no code is used again (GB/T 37346: the next serial is max + 1).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from dengbu.cadastre.importing.findings import Reason, Row
from dengbu.cadastre.importing.mapping import ParcelNumbering, Part

LAST_OF_THREE = 999
LAST_SERIAL = 99_999
LAST_HOUSEHOLD = 9_999
_RUNS = re.compile(r"\d+|\D+")
NaturalKey = tuple[tuple[int, int, str], ...]


def natural(text: str) -> NaturalKey:
    """Sort key by which 9 comes before 10, and 1A after 1."""
    return tuple(
        (0, int(run), "") if run.isdecimal() else (1, 0, run) for run in _RUNS.findall(text)
    )


def order_of(row: Row, columns: Iterable[str]) -> tuple[tuple[NaturalKey, ...], int]:
    """Sort key of a row by some columns, then by its place in the file."""
    return tuple(natural(row.values.get(column, "")) for column in columns), row.number


@dataclass(slots=True)
class Ordinals:
    """Running numbers 1-999 of the values of a part of the code."""

    given: dict[str, int]  # by value, kept from earlier imports

    def extend(self, values: Iterable[str]) -> None:
        """Number the values that have none yet, in natural order."""
        last = max(self.given.values(), default=0)
        for value in sorted(set(values) - set(self.given), key=natural):
            last += 1
            self.given[value] = last


@dataclass(slots=True)
class Numbering:
    """Codes for the parcels of one import."""

    rules: ParcelNumbering
    ordinals: dict[str, Ordinals]  # by the name of the part
    last_serials: dict[str, int]  # by the first 14 characters of a code

    @classmethod
    def resume(
        cls,
        rules: ParcelNumbering,
        kept: Mapping[str, Mapping[str, int]],
        last_serials: Mapping[str, int],
    ) -> "Numbering":
        """Go on where the last import of the same name stopped."""
        ordinals = {
            part: Ordinals(dict(kept.get(part, {})))
            for part in ("cadastral_district", "sub_district")
        }
        return cls(rules=rules, ordinals=ordinals, last_serials=dict(last_serials))

    def kept(self) -> dict[str, dict[str, int]]:
        """What the next import of the same name must know."""
        return {part: dict(each.given) for part, each in self.ordinals.items() if each.given}

    def prefixes(self, places: "list[Place]") -> list[str | None]:
        """First 14 characters of each parcel's code; None if the row is refused for it."""
        district = self._part("cadastral_district", self.rules.cadastral_district, places)
        sub_district = self._part("sub_district", self.rules.sub_district, places)
        found: list[str | None] = []
        for place, first, second in zip(places, district, sub_district, strict=True):
            feature = self.rules.feature.read(place.row.values).upper()
            if not re.fullmatch("[A-Z]{2}", feature, re.ASCII):
                place.row.refuse(Reason.UNREADABLE, name="宗地特征码", value=feature)
            complete = first is not None and second is not None and not place.row.refused
            found.append(f"{self.rules.district}{first}{second}{feature}" if complete else None)
        return found

    def _part(self, name: str, part: Part, places: "list[Place]") -> list[str | None]:
        label = "地籍区" if name == "cadastral_district" else "地籍子区"
        values = [place.part(part) for place in places]
        if part.how == "value":
            return [
                _three_digits(place.row, label, value)
                for place, value in zip(places, values, strict=True)
            ]
        ordinals = self.ordinals[name]
        ordinals.extend(values)
        return [
            _ordinal(place.row, label, ordinals.given[value])
            for place, value in zip(places, values, strict=True)
        ]

    def serial(self, row: Row, prefix: str) -> str | None:
        """The next code under a prefix; None if they are used up."""
        last = self.last_serials.get(prefix, 0) + 1
        if last > LAST_SERIAL:
            row.refuse(Reason.NUMBER_FULL, name=f"宗地顺序号（{prefix}）")
            return None
        self.last_serials[prefix] = last
        return f"{prefix}{last:05d}"


@dataclass(frozen=True, slots=True)
class Place:
    """A row and where it lies."""

    row: Row
    shape: BaseGeometry

    def part(self, part: Part) -> str:
        """What a part of the code is taken from: the value, or the map square of the centre."""
        if part.how != "grid":
            return part.expression.read(self.row.values)
        centre = self.shape.centroid
        return f"E{int(centre.x // part.size)}N{int(centre.y // part.size)}"


def _three_digits(row: Row, label: str, value: str) -> str | None:
    if not re.fullmatch(r"\d{1,3}", value, re.ASCII):
        row.refuse(Reason.UNREADABLE, name=label, value=value)
        return None
    return f"{int(value):03d}"


def _ordinal(row: Row, label: str, number: int) -> str | None:
    if number > LAST_OF_THREE:
        row.refuse(Reason.NUMBER_FULL, name=label)
        return None
    return f"{number:03d}"


@dataclass(slots=True)
class Households:
    """Household numbers within buildings."""

    last: dict[str, int] = field(default_factory=dict)  # by 24-character building code

    def next(self, row: Row, building: str) -> str | None:
        """The next unit code in a building; None if they are used up."""
        number = self.last.get(building, 0) + 1
        if number > LAST_HOUSEHOLD:
            row.refuse(Reason.NUMBER_FULL, name=f"户号（{building}）")
            return None
        self.last[building] = number
        return f"{building}{number:04d}"
