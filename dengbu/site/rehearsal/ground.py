"""Land and houses for a rehearsal: parcels in a sub-district that no city has."""

from datetime import date
from decimal import Decimal

from dengbu.cadastre import api as cadastre

SUB_DISTRICT = "999999"  # no real one: nothing here can meet a code of the city
FEATURES = {  # feature of the parcel and letter of the unit, by right (GB/T 37346)
    "1": ("JA", "W"),
    "3": ("GB", "W"),
    "4": ("GB", "F"),
    "5": ("JC", "W"),
    "6": ("JC", "F"),
    "7": ("JB", "W"),
    "8": ("JB", "F"),
    "9": ("JD", "W"),
    "10": ("JE", "L"),
    "11": ("JL", "W"),
    "12": ("JE", "L"),
    "36": ("JL", "L"),
}
HOUSE_OF_ALL = "1"
CRS = 4547


class Ground:
    """Makes units one after another."""

    def __init__(self, office: str) -> None:
        self.office = office
        self._serial = 0

    def unit(self, right: str, *, homes: int = 1) -> list[str]:
        """``homes`` units on one fresh parcel that such a right can be on; their codes."""
        feature, letter = FEATURES[right]
        self._serial += 1
        parcel = f"{self.office}{SUB_DISTRICT}{feature}{self._serial:05d}"
        shape = _square(self._serial)
        made = cadastre.NewParcel(
            code=parcel,
            address=f"预演路{self._serial}号",
            area=Decimal("1800.00"),
            land_use="0701",
            right_type=right,
            right_nature="102" if right in ("3", "4") else "",
            land_from=date(2020, 1, 1) if right in ("3", "4") else None,
            land_to=date(2089, 12, 31) if right in ("3", "4") else None,
            footing=shape,
        )
        cadastre.add_parcels([made], office=self.office)
        if letter != "F":
            code = f"{parcel}{letter}{'00000000' if letter == 'W' else '00010001'}"
            self._add([code])
            return [code]
        building = f"{parcel}F0001"
        made_house = cadastre.NewBuilding(code=building, name="1栋", footing=shape)
        cadastre.add_buildings([made_house], office=self.office)
        codes = [f"{building}{n:04d}" for n in range(1, homes + 1)]
        self._add(codes, halves=homes > 2)
        return codes

    def land_of(self, code: str) -> str:
        """The land of a unit's parcel as a unit of its own."""
        land = f"{code[:19]}W00000000"
        self._add([land])
        return land

    def _add(self, codes: list[str], *, halves: bool = False) -> None:
        """``halves``: all but the first are half as large, as if it had been divided."""
        made = [_unit(code, half=halves and n > 0) for n, code in enumerate(codes)]
        cadastre.add_units(made, office=self.office)


def _unit(code: str, *, half: bool) -> cadastre.NewUnit:
    house = code[19] == "F"
    return cadastre.NewUnit(
        code=code,
        address=f"预演路{int(code[14:19])}号{code[24:]}",
        planned_use="11" if house else "",
        house_type=HOUSE_OF_ALL if house else "",
        floor_area=Decimal("48.00" if half else "96.00") if house else None,
    )


def _square(serial: int) -> cadastre.Footing:
    """A square of its own, so that no two overlap."""
    west, south, side = 100 * serial, 0, 60
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    ring = ", ".join(f"{west + x} {south + y}" for x, y in corners)
    return cadastre.read_footing(f"POLYGON (({ring}))", crs=CRS)
