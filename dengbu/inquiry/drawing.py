"""Plans of an answer: the parcel and the unit, in whole centimetres so that they can be hashed."""

from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon

from dengbu.cadastre import api as cadastre

CM = 100


def drawings(unit: cadastre.UnitFacts) -> list[dict[str, Any]]:
    """宗地图 of the parcel and, where one was drawn, 房产分户图 of the unit."""
    return [*_parcel(unit.parcel.code), *_unit(unit.code)]


def _parcel(code: str) -> Iterator[dict[str, Any]]:
    shape = cadastre.parcel_shape(code)
    if shape is None or not shape.wkb:  # stock without a survey has no outline
        return
    outline = shapely.from_wkb(shape.wkb)
    if isinstance(outline, MultiPolygon):  # parcels of several parts are drawn by their largest
        outline = max(outline.geoms, key=lambda part: part.area)
    if isinstance(outline, Polygon):
        yield _drawing(f"宗地图（{code}）", list(outline.exterior.coords)[:-1], [])


def _unit(code: str) -> Iterator[dict[str, Any]]:
    plan = cadastre.plan_of(code)
    if plan is not None:
        rooms = [(room.name, list(room.outline)) for room in plan.rooms]
        yield _drawing("房产分户图", list(plan.outline), rooms)


def _drawing(
    title: str,
    outline: Sequence[Sequence[float]],
    rooms: Sequence[tuple[str, Sequence[Sequence[float]]]],
) -> dict[str, Any]:
    """Moved to the lower left corner."""
    left, low = min(p[0] for p in outline), min(p[1] for p in outline)

    def moved(ring: Sequence[Sequence[float]]) -> list[list[int]]:
        return [[round((p[0] - left) * CM), round((p[1] - low) * CM)] for p in ring]

    at = moved(outline)
    return {
        "title": title,
        "width": max(x for x, _ in at),
        "height": max(y for _, y in at),
        "outline": at,
        "rooms": [{"name": name, "outline": moved(ring)} for name, ring in rooms],
    }
