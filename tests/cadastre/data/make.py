"""Writes the dirty sample files beside it: `python -m tests.cadastre.data.make`.

Every row says in its column EXPECT what should become of it, as `outcome REASON ...`; a dozen rows
of each fault. Place and names are invented. Squares of 20 m stand 40 m apart near 岳阳.
"""

import csv
import io
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyproj

HERE = Path(__file__).parent
DOZEN = 12
Ring = list[tuple[float, float]]
TO_DEGREES = pyproj.Transformer.from_crs(4547, 4490, always_xy=True)


def slots() -> Iterator[tuple[float, float]]:
    """South-west corners of places that do not touch, in metres of EPSG:4547."""
    for number in itertools.count():
        yield 415_000.0 + 40 * (number % 40), 3_249_000.0 + 40 * (number // 40)


def square(x: float, y: float, side: float = 20.0) -> Ring:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]


def degrees(ring: Ring) -> list[list[float]]:
    east, north = TO_DEGREES.transform([x for x, _ in ring], [y for _, y in ring])
    return [[round(e, 10), round(n, 10)] for e, n in zip(east, north, strict=True)]


def polygon(*rings: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [degrees(ring) for ring in rings]}


class Parcels:
    """Features of a layer while they are made."""

    def __init__(self) -> None:
        self.features: list[dict[str, Any]] = []
        self.places = slots()

    def add(self, expect: str, geometry: dict[str, Any] | None, **values: object) -> None:
        properties = {"EXPECT": expect, **values}
        self.features.append({"type": "Feature", "properties": properties, "geometry": geometry})

    def write(self, path: Path) -> None:
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
        lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in self.features)
        head = json.dumps(crs)
        text = f'{{"type": "FeatureCollection", "crs": {head}, "features": [\n{lines}\n]}}\n'
        path.write_text(text, encoding="utf-8")


def dirty_parcels() -> Parcels:
    """Foreign parcels without codes: MAP and LOT, numbered by rule."""
    made = Parcels()
    lots = itertools.count(1)
    alone = "noted LAND_HAS_NO_ROWS"  # sound, and no unit row names it

    def key() -> dict[str, object]:
        lot = next(lots)
        return {"MAP": str(lot % 3 + 1), "LOT": str(lot), "KEY": f"{lot % 3 + 1}-{lot}"}

    for _ in range(2 * DOZEN):
        made.add("taken", polygon(square(*next(made.places))), **key())
    for _ in range(DOZEN):
        bad_shapes(made, key, alone)
        doubled_keys(made, key)
        overlapping(made, key, alone)
    for number in range(DOZEN):
        missing = ("", "---", None)[number % 3]
        made.add("refused NO_KEY", polygon(square(*next(made.places))), MAP="1", KEY=missing)
        values = key()
        values["LOT"] = "999"
        disagrees = "noted KEY_DISAGREES LAND_HAS_NO_ROWS"
        made.add(disagrees, polygon(square(*next(made.places))), **values)
    return made


def bad_shapes(made: Parcels, key: Any, alone: str) -> None:
    """One of each fault of a shape."""
    x, y = next(made.places)
    bow_tie = [(x, y), (x + 20, y + 20), (x + 20, y), (x, y + 20), (x, y)]
    made.add("refused D14", polygon(bow_tie), **key())
    x, y = next(made.places)
    loop = [(x, y), (x + 20, y), (x + 20, y + 20), (x, y + 20), (x + 0.4, y + 20.4)]
    loop += [(x + 0.4, y + 20), (x, y + 20), (x, y)]
    made.add("noted LAND_HAS_NO_ROWS REPAIRED", polygon(loop), **key())
    made.add("refused NO_SHAPE", None, **key())
    made.add("refused NO_SHAPE", {"type": "Polygon", "coordinates": []}, **key())
    x, y = next(made.places)
    made.add(alone, polygon(square(x, y), square(x + 5, y + 5, 5)[::-1]), **key())
    x, y = next(made.places)
    far_hole = square(x + 25, y + 5, 5)[::-1]
    made.add("refused D14", polygon(square(x, y), far_hole), **key())
    high = polygon(square(*next(made.places)))
    high["coordinates"] = [[[*point, 31.5] for point in ring] for ring in high["coordinates"]]
    made.add("noted HEIGHT_DROPPED LAND_HAS_NO_ROWS", high, **key())
    x, y = next(made.places)
    metres = {"type": "Polygon", "coordinates": [[list(point) for point in square(x, y)]]}
    made.add("refused OUT_OF_AREA", metres, **key())
    swapped = polygon(square(*next(made.places)))
    swapped["coordinates"] = [[point[::-1] for point in ring] for ring in swapped["coordinates"]]
    made.add("refused OUT_OF_AREA", swapped, **key())
    line = {"type": "LineString", "coordinates": degrees(square(*next(made.places))[:3])}
    made.add("refused NOT_AN_AREA", line, **key())


def doubled_keys(made: Parcels, key: Any) -> None:
    """Rows with one key: without evidence, pieces of one lot, one of two, the same twice."""
    values = key()
    for _ in range(2):
        made.add("refused KEY_REPEATED", polygon(square(*next(made.places))), **values)
    values = key() | {"STATED": "800"}  # two squares of 400 m2
    for expect in ("noted LAND_HAS_NO_ROWS MERGED", "noted MERGED"):
        made.add(expect, polygon(square(*next(made.places))), **values)
    values = key() | {"STATED": "401"}
    kept = "noted KEY_KEPT LAND_HAS_NO_ROWS"
    made.add(kept, polygon(square(*next(made.places))), **values)
    made.add("refused KEY_REPEATED", polygon(square(*next(made.places), 9.0)), **values)
    values, same = key(), polygon(square(*next(made.places)))
    made.add(kept, same, **values)
    made.add("refused SAME_SHAPE", same, **values)


def overlapping(made: Parcels, key: Any, alone: str) -> None:
    """Ground claimed twice: too much, a little, and by a row that is refused anyway."""
    x, y = next(made.places)
    made.add("refused D15", polygon(square(x, y)), **key())
    made.add("refused D15", polygon(square(x + 18, y + 2, 10)), **key())
    x, y = next(made.places)
    made.add("noted D15 LAND_HAS_NO_ROWS", polygon(square(x, y)), **key())
    made.add("noted D15 LAND_HAS_NO_ROWS", polygon(square(x + 19.97, y + 2, 10)), **key())
    x, y = next(made.places)
    noted = "noted LAND_HAS_NO_ROWS NEIGHBOUR_REFUSED"
    made.add(noted, polygon(square(x, y)), **key())
    made.add("refused NO_KEY", polygon(square(x + 10, y + 10, 10)), KEY="")
    x, y = next(made.places)
    made.add(alone, polygon(square(x, y)), **key())
    made.add(alone, polygon(square(x + 20, y)), **key())  # neighbours only touch


UNIT_COLUMNS = ("EXPECT", "UID", "KEY", "ADDRESS", "ROOM", "FLOOR", "TOP", "AREA", "INNER")
UNIT_COLUMNS += ("SHARED", "KIND", "USE")


def dirty_units(parcels: Parcels) -> bytes:
    """Unit rows, the first two dozen parcels being sound and the bow-ties not."""
    sound = [f["properties"]["KEY"] for f in parcels.features[: 2 * DOZEN]]
    refused = [
        f["properties"]["KEY"]
        for f in parcels.features
        if f["properties"]["EXPECT"] == "refused D14"
    ]
    numbers = itertools.count(1)
    lines: list[bytes] = [_line(UNIT_COLUMNS)]

    def row(expect: str, **values: str) -> list[str]:
        number = next(numbers)
        full = {
            "EXPECT": expect,
            "UID": f"U{number}",
            "KEY": sound[number % DOZEN],
            "ADDRESS": f"洞庭路{number}号",
            "ROOM": str(number),
            "FLOOR": "2",
            "TOP": "6",
            "AREA": "968.75",  # square feet: 90.00 m2
            "INNER": "80",
            "SHARED": "10.00",
            "KIND": "",
            "USE": "R",
        }
        return list((full | values).values())

    for number in range(DOZEN):
        for fields in _unit_faults(row, number, sound, refused):
            lines.append(_line(fields))
        lines.append(
            _line(row("refused ENCODING")).replace("洞庭".encode(), "洞庭".encode("gb18030"))
        )
        lines.append(_line([*row("refused COLUMNS"), "one too many"]))
    return b"".join(lines)


def _unit_faults(
    row: Any, number: int, sound: list[str], refused: list[str]
) -> Iterator[list[str]]:
    yield row("taken")
    yield row("taken", KEY=sound[DOZEN + number], KIND="land", AREA="", ROOM="", FLOOR="")
    yield row("refused NO_PARCEL", KEY=f"9-{number}")
    yield row("refused PARCEL_REFUSED", KEY=refused[number])
    yield row("refused AREA_NOT_POSITIVE", AREA="-968.75")
    yield row("refused UNREADABLE", AREA="约90平方米")
    yield row("noted AREA_UNKNOWN", AREA=("", "0")[number % 2])
    yield row("refused D28", SHARED="11.00")
    yield row("refused D33", FLOOR=("0", "7")[number % 2])
    yield row("refused REQUIRED", ADDRESS="")
    yield row("refused TOO_LONG", ROOM="一" * 21)
    yield row("refused NOT_IN_LIST", USE="X")
    yield row("refused NO_KEY", UID="")
    twice = f"twice{number}"
    yield row("refused KEY_REPEATED", UID=twice)
    yield row("refused KEY_REPEATED", UID=twice)
    yield from [row("taken / refused KEY_REPEATED", UID=f"copy{number}")] * 2  # the first is taken
    room = {"ROOM": f"同{number}", "KEY": sound[number]}
    yield row("refused D35", **room)
    yield row("refused D35", **room)
    land = {"KEY": sound[number], "KIND": "land", "AREA": "", "ROOM": "", "FLOOR": ""}
    yield row("refused LAND_TWICE", **land)
    yield row("refused LAND_TWICE", **land)


def _line(fields: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(fields)
    return text.getvalue().encode()


SUB_DISTRICT = "430602003012"


def coded_parcels() -> Parcels:
    """An office's own parcels, with codes."""
    made = Parcels()
    serials = itertools.count(1)

    def add(expect: str, code: str = "", **values: object) -> str:
        code = code or f"{SUB_DISTRICT}GB{next(serials):05d}"
        base = {"ZDDM": code, "ZL": f"岳阳楼区金鹗路{len(made.features) + 1}号", "ZDMJ": "400.00"}
        made.add(expect, polygon(square(*next(made.places))), **(base | values))
        return code

    for _ in range(2 * DOZEN):
        add("taken")
    for number in range(DOZEN):
        serial = f"{number + 500:05d}"
        bad = (
            f"{SUB_DISTRICT}GB{serial}9",  # a digit too many
            f"{SUB_DISTRICT}GA{serial}",  # not a pair
            f"{SUB_DISTRICT}GB00000",
            f"430603003012GB{serial}",  # another office's county
        )[number % 4]
        expect = ("refused D05", "refused D05 D08", "refused D05 D07", "refused D05")[number % 4]
        add(expect, code=bad, KEY=f"bad{number}")
        add("refused D08", code=f"{SUB_DISTRICT}JC{serial}")  # homestead with right type 3
        add("refused D13", ZDMJ="404.00")
        add("taken", ZDMJ="400.30")
        add("refused REQUIRED", ZDMJ="")
        add("refused NOT_IN_LIST", QLXZ="999")
        add("refused UNREADABLE", QSRQ="2020-02-30")
        add("refused DATES_REVERSED", QSRQ="2020-01-01", ZZRQ="2019-12-31")
        code = add("refused D07")
        add("refused D07", code=code, KEY=f"other{number}")
    return made


def coded_buildings(parcels: Parcels) -> Parcels:
    """Buildings on the first dozen parcels; faults on the second dozen."""
    made = Parcels()
    codes = [f["properties"]["ZDDM"] for f in parcels.features]
    places = list(itertools.islice(slots(), len(codes)))
    for number in range(DOZEN):
        parcel, (x, y) = codes[number], places[number]
        floors = {"DSCS": 6, "DXCS": 1, "ZCS": 7}
        made.add("taken", polygon(square(x + 2, y + 2, 8)), ZRZH=f"{parcel}F0001", **floors)
        parcel, (x, y) = codes[DOZEN + number], places[DOZEN + number]
        made.add("refused D22", polygon(square(x + 15, y + 2, 8)), ZRZH=f"{parcel}F0001", **floors)
        made.add("noted D23", polygon(square(x + 1, y + 1, 6)), ZRZH=f"{parcel}F0002", **floors)
        made.add("noted D23", polygon(square(x + 5, y + 1, 6)), ZRZH=f"{parcel}F0003", **floors)
        floors["ZCS"] = 8
        made.add("refused D24", polygon(square(x + 1, y + 9, 4)), ZRZH=f"{parcel}F0004", **floors)
        bad = (f"{parcel}F0000", f"{parcel}W0005", f"{parcel}F005")[number % 3]
        floors["ZCS"] = 7
        made.add("refused D05", polygon(square(x + 7, y + 9, 4)), ZRZH=bad, **floors)
        nowhere = f"{SUB_DISTRICT}GB{80000 + number}F0001"
        made.add("refused NO_PARCEL", polygon(square(x, y, 4)), ZRZH=nowhere, **floors)
    return made


def coded_units(parcels: Parcels) -> bytes:
    """Units with codes."""
    codes = [f["properties"]["ZDDM"] for f in parcels.features]
    lines = [_line(("EXPECT", "BDCDYH", "ZL", "SZC", "SHBW", "MJ"))]
    rooms = itertools.count(101)

    def add(expect: str, code: str, floor: str = "1", room: str = "") -> None:
        number = room or str(next(rooms))
        address = f"岳阳楼区金鹗路{code[17:19]}号{number}室"
        lines.append(_line((expect, code, address, floor, number, "88.88")))

    bad_parcels = [
        f["properties"]["ZDDM"]
        for f in parcels.features
        if f["properties"]["EXPECT"] == "refused D13"
    ]
    for number in range(DOZEN):
        building = f"{codes[number]}F0001"
        add("taken", f"{building}0001")
        add("taken", f"{building}0002", "-1")
        add("refused D33", f"{building}0003", "-2")
        add("refused D07", f"{building}0004")
        add("refused D07", f"{building}0004")
        add("refused D35", f"{building}0005", room=f"甲{number}")
        add("refused D35", f"{building}0006", room=f"甲{number}")
        add("refused D05", (f"{building}0000", f"{building}00071")[number % 2])
        add("refused BUILDING_REFUSED", f"{codes[DOZEN + number]}F00010001")
        add("refused NO_BUILDING", f"{codes[number]}F00770001")
        add("refused NO_PARCEL", f"{SUB_DISTRICT}GB{70000 + number}F00010001")
        add("refused PARCEL_REFUSED", f"{bad_parcels[number]}F00010001")
        add("taken", f"{codes[DOZEN + number]}W00000000", "", "")
    return b"".join(lines)


def main() -> None:
    """Write all files."""
    parcels = dirty_parcels()
    parcels.write(HERE / "dirty.geojson")
    (HERE / "dirty-units.csv").write_bytes(dirty_units(parcels))
    parcels = coded_parcels()
    parcels.write(HERE / "coded.geojson")
    coded_buildings(parcels).write(HERE / "coded-buildings.geojson")
    (HERE / "coded-units.csv").write_bytes(coded_units(parcels))


if __name__ == "__main__":
    main()
