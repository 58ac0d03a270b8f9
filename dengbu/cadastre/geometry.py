"""Plane geometry in metres: boxes, stored shapes, overlaps, and mending that moves no boundary.

Shapes are stored as ISO WKB in a projected coordinate system in metres (EPSG:4547, CGCS2000
3-degree zone of 114 E, for 岳阳). Coordinates are (x east, y north). No Django, no database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Shapes = npt.NDArray[Any]
"""Array of shapely geometries; `None` where there is none."""


@dataclass(frozen=True, slots=True)
class Box:
    """Upright rectangle in metres: what the spatial index knows of a shape."""

    min_x: float  # west
    min_y: float  # south
    max_x: float  # east
    max_y: float  # north

    def __post_init__(self) -> None:
        """`ValueError` for sides in the wrong order or not numbers (NaN compares false)."""
        if not (self.min_x <= self.max_x and self.min_y <= self.max_y):
            raise ValueError(f"not a box: {self}")

    @classmethod
    def around(cls, shape: BaseGeometry) -> Self:
        """Smallest box around a shape that is not empty."""
        return cls(*(float(side) for side in shape.bounds))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read PostgreSQL's text form `(x2,y2),(x1,y1)`: the upper right corner comes first."""
        x2, y2, x1, y1 = (float(part) for part in text.replace("(", "").replace(")", "").split(","))
        return cls(x1, y1, x2, y2)

    def __str__(self) -> str:
        """PostgreSQL's text form, exact to the last bit."""
        return f"({self.max_x!r},{self.max_y!r}),({self.min_x!r},{self.min_y!r})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Footing:
    """A shape ready to be stored."""

    wkb: bytes  # to_wkb of the shape
    crs: int  # EPSG code, metres
    box: Box  # around it

    @classmethod
    def of(cls, shape: BaseGeometry, *, crs: int) -> Self:
        """Stored form of a sound shape in metres of `crs`."""
        return cls(wkb=to_wkb(shape), crs=crs, box=Box.around(shape))


def read_footing(text: str, *, crs: int, box: str = "") -> Footing:
    """A shape as files of tables have it: WKT, or WKB in hexadecimal digits.

    ``box`` in PostgreSQL's form saves working it out, and alone is enough where there is no shape.
    ValueError if the text is no shape, or neither is there.
    """
    if not text and not box:
        raise ValueError("neither a shape nor a box")
    if not text:
        return Footing(wkb=b"", crs=crs, box=Box.parse(box))
    try:
        shape = from_wkb(bytes.fromhex(text)) if text[0] in "0" else shapely.from_wkt(text)
    except (shapely.errors.GEOSException, ValueError) as error:
        raise ValueError("no shape") from error
    if not isinstance(shape, Polygon | MultiPolygon) or shape.is_empty:
        raise ValueError("no area")
    wkb = bytes.fromhex(text) if text[0] == "0" else to_wkb(shape)
    return Footing(wkb=wkb, crs=crs, box=Box.parse(box) if box else Box.around(shape))


def to_wkb(shape: BaseGeometry) -> bytes:
    """Stored form of a shape: little-endian ISO WKB, two dimensions."""
    return bytes(shapely.to_wkb(shape, output_dimension=2, byte_order=1, flavor="iso"))


def from_wkb(stored: bytes) -> BaseGeometry:
    """Shape of a stored form; `shapely.errors.GEOSException` if it is not WKB."""
    return shapely.from_wkb(bytes(stored))


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """A boundary that did not close on itself properly, put right."""

    shape: BaseGeometry  # valid (multi)polygon
    change: float  # m2 by which the area differs from what the source's rings enclose


def mend(shape: BaseGeometry, *, tolerance: float) -> Mended | None:
    """Mend a (multi)polygon whose rings touch or cross; None if that would move the boundary.

    Rings that only touch keep their area to the last bit. Loops thrown off by rounding, each of
    at most `tolerance` m2, are dropped; a real bow-tie, whose lobes are larger, is refused, since
    nobody can know which lobe the survey meant.
    """
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(valid) if isinstance(part, Polygon)]
    kept = [part for part in parts if part.area > tolerance]
    if not kept:
        return None
    whole = kept[0] if len(kept) == 1 else MultiPolygon(kept)
    change = abs(whole.area - shape.area)
    if change > tolerance or not whole.is_valid:
        return None
    return Mended(shape=whole, change=change)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two shapes that share ground."""

    first: int  # place in the array
    second: int  # place in the array, after the first
    area: float  # m2 that both cover


def overlaps(shapes: Shapes, *, above: float) -> list[Overlap]:
    """All pairs of valid shapes that share more than `above` m2."""
    if len(shapes) < 2:
        return []
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    once = first < second
    return _shared(shapes, shapes, first[once], second[once], above)


def overlaps_between(shapes: Shapes, others: Shapes, *, above: float) -> list[Overlap]:
    """Pairs of `shapes` with `others` (second place) that share more than `above` m2."""
    if not len(shapes) or not len(others):
        return []
    first, second = shapely.STRtree(others).query(shapes, predicate="intersects")
    return _shared(shapes, others, first, second, above)


def _shared(
    shapes: Shapes, others: Shapes, first: Shapes, second: Shapes, above: float
) -> list[Overlap]:
    areas = shapely.area(shapely.intersection(shapes[first], others[second]))
    return [
        Overlap(int(first[k]), int(second[k]), float(areas[k]))
        for k in np.flatnonzero(areas > above)
    ]


def outside(inner: Shapes, outer: Shapes) -> npt.NDArray[np.float64]:
    """m2 of each of `inner` that lie outside its partner in `outer`."""
    return np.asarray(shapely.area(shapely.difference(inner, outer)), dtype=np.float64)


def union(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """One shape of several disjoint pieces."""
    return shapely.union_all(list(shapes))
