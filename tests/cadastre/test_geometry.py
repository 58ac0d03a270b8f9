"""Boxes, stored shapes, mending and overlaps."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dengbu.cadastre.geometry import (
    Box,
    Footing,
    from_wkb,
    mend,
    outside,
    overlaps,
    overlaps_between,
    to_wkb,
)

METRES = st.floats(-1e7, 1e7, allow_nan=False)


@given(METRES, METRES, METRES, METRES)
def test_a_box_survives_its_text(a: float, b: float, c: float, d: float) -> None:
    box = Box(min(a, c), min(b, d), max(a, c), max(b, d))
    assert Box.parse(str(box)) == box


@pytest.mark.parametrize("sides", [(1.0, 0.0, 0.0, 1.0), (0.0, 0.0, math.nan, 1.0)])
def test_what_is_no_box(sides: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="not a box"):
        Box(*sides)


def test_a_shape_is_stored_flat_and_comes_back() -> None:
    shape = shapely.Polygon([(0, 0, 5), (4, 0, 5), (4, 3, 5)])
    footing = Footing.of(shape, crs=4547)
    assert footing.box == Box(0, 0, 4, 3)
    assert from_wkb(footing.wkb).equals(shapely.force_2d(shape))
    assert not from_wkb(to_wkb(shape)).has_z


def test_a_ring_that_touches_itself_keeps_its_area() -> None:
    eight = shapely.Polygon([(0, 0), (10, 0), (5, 5), (10, 10), (0, 10), (5, 5)])
    assert not eight.is_valid
    mended = mend(eight, tolerance=0.1)
    assert mended is not None
    assert mended.shape.geom_type == "MultiPolygon"
    assert (mended.shape.area, mended.change) == (eight.area, 0.0)


def test_a_loop_of_rounding_is_dropped() -> None:
    ring = [(0, 0), (20, 0), (20, 20), (0, 20), (0.4, 20.4), (0.4, 20), (0, 20)]
    mended = mend(shapely.Polygon(ring), tolerance=0.1)
    assert mended is not None
    assert mended.shape.equals(shapely.box(0, 0, 20, 20))
    assert mended.change == pytest.approx(0.08)


@pytest.mark.parametrize(
    "ring",
    [
        [(0, 0), (20, 20), (20, 0), (0, 20)],  # bow-tie: which lobe is meant?
        [(0, 0), (20, 0), (20, 20), (0, 20), (1, 21), (1, 20), (0, 20)],  # loop above tolerance
        [(0, 0), (1, 0), (2, 0)],  # no ground at all
    ],
)
def test_what_cannot_be_mended(ring: list[tuple[float, float]]) -> None:
    assert mend(shapely.Polygon(ring), tolerance=0.1) is None


def test_overlaps_name_each_pair_once() -> None:
    shapes = np.array([shapely.box(x, 0, x + 10, 10) for x in (0, 9, 19, 50)], dtype=object)
    (found,) = overlaps(shapes, above=0.05)
    assert (found.first, found.second, found.area) == (0, 1, 10.0)
    assert overlaps(shapes, above=10.0) == []
    assert overlaps(shapes[:1], above=0.0) == []


def test_overlaps_between_two_lists() -> None:
    ours = np.array([shapely.box(0, 0, 10, 10), shapely.box(90, 0, 99, 9)], dtype=object)
    theirs = np.array([shapely.box(5, 5, 15, 15)], dtype=object)
    (found,) = overlaps_between(ours, theirs, above=0.05)
    assert (found.first, found.second, found.area) == (0, 0, 25.0)
    assert overlaps_between(ours, theirs[:0], above=0.0) == []


def test_what_lies_outside() -> None:
    inner = np.array([shapely.box(8, 0, 12, 5)], dtype=object)
    assert outside(inner, np.array([shapely.box(0, 0, 10, 10)], dtype=object)).tolist() == [10.0]
