"""Floor plans of the demonstration city: simple rectilinear homes, shops, offices and garages.

A plan lies on a grid of shares of its width and depth; its area is the unit's inner area (套内),
so that what is drawn and what is written agree.
"""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from dengbu.cadastre.api import Room, UnitPlan

Span = tuple[str, float, float, float, float]
"""Name and the shares west, south, east, north of a room."""

CENT = Decimal("0.01")
_WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
_NOTCHED = ((0.0, 0.0), (1.0, 0.0), (1.0, 0.75), (0.7, 0.75), (0.7, 1.0), (0.0, 1.0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """One way to lay out a unit."""

    outline: tuple[tuple[float, float], ...]  # corners by shares
    rooms: tuple[Span, ...]
    width: tuple[float, float]  # least and most metres
    depth: tuple[float, float]


ONE_ROOM = Layout(
    outline=_WHOLE,
    rooms=(
        ("起居室", 0.0, 0.0, 1.0, 0.55),
        ("卧室", 0.0, 0.55, 0.6, 1.0),
        ("卫生间", 0.6, 0.55, 1.0, 0.78),
        ("厨房", 0.6, 0.78, 1.0, 1.0),
    ),
    width=(5.0, 6.0),
    depth=(7.2, 8.4),
)
TWO_ROOMS = Layout(
    outline=_WHOLE,
    rooms=(
        ("客厅", 0.0, 0.15, 0.5, 0.6),
        ("阳台", 0.0, 0.0, 0.5, 0.15),
        ("主卧", 0.5, 0.0, 1.0, 0.45),
        ("次卧", 0.5, 0.6, 1.0, 1.0),
        ("卫生间", 0.5, 0.45, 1.0, 0.6),
        ("厨房", 0.0, 0.6, 0.25, 1.0),
        ("餐厅", 0.25, 0.6, 0.5, 1.0),
    ),
    width=(7.8, 9.0),
    depth=(8.7, 9.9),
)
THREE_ROOMS = Layout(
    outline=_NOTCHED,
    rooms=(
        ("阳台", 0.0, 0.0, 0.4, 0.13),
        ("客厅", 0.0, 0.13, 0.4, 0.6),
        ("主卧", 0.4, 0.0, 0.7, 0.5),
        ("次卧", 0.7, 0.0, 1.0, 0.4),
        ("书房", 0.7, 0.4, 1.0, 0.75),
        ("卫生间", 0.4, 0.5, 0.7, 0.75),
        ("餐厅", 0.0, 0.6, 0.4, 1.0),
        ("厨房", 0.4, 0.75, 0.7, 1.0),
    ),
    width=(10.2, 11.7),
    depth=(10.2, 11.4),
)
FOUR_ROOMS = Layout(
    outline=_WHOLE,
    rooms=(
        ("阳台", 0.0, 0.0, 0.45, 0.12),
        ("客厅", 0.0, 0.12, 0.45, 0.55),
        ("主卧", 0.45, 0.0, 0.75, 0.45),
        ("次卧", 0.75, 0.0, 1.0, 0.45),
        ("餐厅", 0.0, 0.55, 0.3, 1.0),
        ("厨房", 0.3, 0.7, 0.55, 1.0),
        ("过道", 0.3, 0.55, 0.55, 0.7),
        ("过道", 0.45, 0.45, 0.55, 0.55),
        ("卫生间", 0.55, 0.45, 0.75, 0.7),
        ("次卫", 0.75, 0.45, 1.0, 0.6),
        ("书房", 0.75, 0.6, 1.0, 1.0),
        ("北卧", 0.55, 0.7, 0.75, 1.0),
    ),
    width=(12.0, 13.5),
    depth=(11.1, 12.3),
)
HOUSE = Layout(
    outline=_NOTCHED,
    rooms=(
        ("堂屋", 0.0, 0.0, 0.45, 0.6),
        ("厢房", 0.45, 0.0, 1.0, 0.4),
        ("卧室", 0.45, 0.4, 1.0, 0.75),
        ("灶房", 0.0, 0.6, 0.4, 1.0),
        ("杂物间", 0.4, 0.75, 0.7, 1.0),
    ),
    width=(10.0, 13.0),
    depth=(9.0, 12.0),
)
SHOP = Layout(
    outline=_WHOLE,
    rooms=(("营业厅", 0.0, 0.0, 1.0, 0.8), ("仓储间", 0.0, 0.8, 1.0, 1.0)),
    width=(4.2, 6.6),
    depth=(9.0, 12.0),
)
OFFICE = Layout(
    outline=_WHOLE,
    rooms=(
        ("办公区", 0.0, 0.0, 0.7, 1.0),
        ("会议室", 0.7, 0.0, 1.0, 0.6),
        ("资料室", 0.7, 0.6, 1.0, 1.0),
    ),
    width=(9.0, 14.0),
    depth=(8.0, 10.0),
)
GARAGE = Layout(
    outline=_WHOLE, rooms=(("车库", 0.0, 0.0, 1.0, 1.0),), width=(3.0, 3.6), depth=(5.7, 6.6)
)


def draw(random: Random, layout: Layout) -> UnitPlan:
    """A plan of random size, to the decimetre."""
    width = round(random.uniform(*layout.width), 1)
    depth = round(random.uniform(*layout.depth), 1)

    def place(u: float, v: float) -> tuple[float, float]:
        return (round(u * width, 2), round(v * depth, 2))

    return UnitPlan(
        outline=tuple(place(u, v) for u, v in layout.outline),
        rooms=tuple(
            Room(name=name, outline=(place(w, s), place(e, s), place(e, n), place(w, n)))
            for name, w, s, e, n in layout.rooms
        ),
    )


def inner_area(plan: UnitPlan) -> Decimal:
    """Area inside the outline, m2 with two decimals (shoelace formula)."""
    corners = plan.outline
    twice = sum(
        x * next_y - next_x * y
        for (x, y), (next_x, next_y) in zip(corners, (*corners[1:], corners[0]), strict=True)
    )
    return (Decimal(str(round(abs(twice), 4))) / 2).quantize(CENT)
