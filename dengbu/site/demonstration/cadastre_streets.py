"""Streets, blocks and parcels of the demonstration city: geometry and names from a seed.

An irregular street grid around 岳阳 (EPSG:4547, metres). Every block is a quadrilateral between
four crossings, drawn in by half a street; its parcels share their inner boundaries exactly. All
names are invented.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

Point = tuple[float, float]
"""East and north, metres."""
Quad = tuple[Point, Point, Point, Point]
"""Corners from the lower left, against the clock."""

CENTRE: Point = (414_551.0, 3_249_493.0)  # 29.36 N, 113.12 E
COLUMNS, ROWS = 11, 10  # blocks
BLOCK_WIDTH, BLOCK_DEPTH = 220.0, 184.0  # metres from street to street
HALF_STREET = 12.0  # metres
TURN = math.radians(11)  # the streets do not run exactly east
JITTER = 14.0  # metres by which a crossing is off the grid


class Kind(StrEnum):
    """What stands in a block."""

    WALK_UP = "walk-up"  # estates of four to seven storeys
    TOWERS = "towers"  # estates of eleven to eighteen storeys
    SHOPS = "shops"  # small commercial houses
    OLD_TOWN = "old town"  # private houses
    OFFICES = "offices"
    PARK = "park"  # no building at all


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Ground between four streets."""

    kind: Kind
    corners: Quad
    column: int  # from the west
    row: int  # from the south
    street: str  # along its south side, by which it is addressed
    neighbours: tuple[str, str, str, str]  # streets to the east, south, west and north

    @property
    def zone(self) -> str:
        """功能区, which is no county: 经开区 in the east, 南湖新区 in the south."""
        if self.column >= 8:
            return "经开区"
        return "南湖新区" if self.row <= 1 else ""

    @property
    def sub_district(self) -> str:
        """地籍区 by zone and 地籍子区 of up to six blocks: six digits."""
        district = {"": 1, "经开区": 2, "南湖新区": 3}[self.zone]
        return f"{district:03d}{self.column // 3 * 10 + self.row // 2 + 1:03d}"


_DECK = (
    [Kind.WALK_UP] * 44
    + [Kind.TOWERS] * 13
    + [Kind.SHOPS] * 17
    + [Kind.OLD_TOWN] * 20
    + [Kind.OFFICES] * 11
    + [Kind.PARK] * 5
)
LOTS = {
    Kind.WALK_UP: (2, 1),
    Kind.TOWERS: (2, 1),
    Kind.SHOPS: (2, 2),
    Kind.OLD_TOWN: (3, 3),
    Kind.OFFICES: (2, 1),
    Kind.PARK: (1, 1),
}
"""Parcels of a block, from west to east and from south to north."""

_EASTWARD = ("枫林", "听雨", "望江", "金秋", "桃源", "采菱", "松涛", "书院", "渔歌", "临津", "白云")
_NORTHWARD = (
    "朝晖",
    "沁园",
    "芙蓉",
    "银桂",
    "洗马",
    "竹溪",
    "观澜",
    "同德",
    "新桥",
    "星沙",
    "鹿鸣",
    "长虹",
)
_ESTATES = (
    "枫桥",
    "听涛",
    "望岳",
    "云梦",
    "沁芳",
    "荷塘",
    "松鹤",
    "梅溪",
    "桂香",
    "兰亭",
    "柳岸",
    "鹭洲",
    "星湖",
    "晨曦",
    "翠屏",
    "锦绣",
    "金桂",
    "银杏",
    "碧波",
    "明珠",
    "朝阳",
    "春晓",
    "秋实",
    "竹韵",
    "海棠",
    "丹枫",
    "紫薇",
    "白鹤",
    "鸿雁",
    "流云",
)
_ENDINGS = {
    Kind.WALK_UP: ("苑", "花园", "家园", "新村"),
    Kind.TOWERS: ("华庭", "名邸", "公馆"),
    Kind.SHOPS: ("商业街", "商业广场", "市场"),
    Kind.OFFICES: ("大厦", "商务中心"),
    Kind.PARK: ("公园",),
}
"""Private houses stand in no estate."""


def blocks(random: Random) -> Iterator[Block]:
    """The city's blocks from south to north."""
    deck = list(_DECK)
    random.shuffle(deck)
    crossings = {
        (column, row): _crossing(random, column, row)
        for column in range(COLUMNS + 1)
        for row in range(ROWS + 1)
    }
    east = [f"{name}路" for name in _EASTWARD]
    north = [f"{name}街" for name in _NORTHWARD]
    for row in range(ROWS):
        for column in range(COLUMNS):
            corners = (
                crossings[column, row],
                crossings[column + 1, row],
                crossings[column + 1, row + 1],
                crossings[column, row + 1],
            )
            yield Block(
                kind=deck.pop(),
                corners=_drawn_in(corners, HALF_STREET),
                column=column,
                row=row,
                street=east[row],
                neighbours=(north[column + 1], east[row], north[column], east[row + 1]),
            )


def estates(random: Random, kind: Kind) -> Iterator[str]:
    """Names of the estates of one kind, each once."""
    names = [first + last for first in _ESTATES for last in _ENDINGS.get(kind, ())]
    random.shuffle(names)
    return iter(names)


def split(quad: Quad, columns: int, rows: int) -> list[Quad]:
    """Parts of a quadrilateral, row by row; neighbours share their corners to the last bit."""
    grid = [
        [at(quad, column / columns, row / rows) for column in range(columns + 1)]
        for row in range(rows + 1)
    ]
    return [
        (grid[r][c], grid[r][c + 1], grid[r + 1][c + 1], grid[r + 1][c])
        for r in range(rows)
        for c in range(columns)
    ]


def at(quad: Quad, u: float, v: float) -> Point:
    """Point of a quadrilateral by its share from west to east and from south to north.

    Rounded to the millimetre, so that a shared corner has one value only.
    """
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    p, q, r, s = (1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v
    x, y = p * ax + q * bx + r * cx + s * dx, p * ay + q * by + r * cy + s * dy
    return (round(x, 3), round(y, 3))


def holds(quad: Quad, inner: Quad) -> bool:
    """Whether all corners of `inner` lie inside a convex quadrilateral."""
    sides = zip(quad, (*quad[1:], quad[0]), strict=True)
    return all(
        (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0
        for (ax, ay), (bx, by) in sides
        for x, y in inner
    )


def rectangle(slot: Quad, width: float, depth: float) -> Quad:
    """Rectangle in the middle of a slot, along its south side; metres."""
    x, y = at(slot, 0.5, 0.5)
    (ax, ay), (bx, by) = slot[0], slot[1]
    turn = math.atan2(by - ay, bx - ax)
    cosine, sine = math.cos(turn), math.sin(turn)

    def corner(east: float, north: float) -> Point:
        return (
            round(x + east * cosine - north * sine, 3),
            round(y + east * sine + north * cosine, 3),
        )

    w, d = width / 2, depth / 2
    return (corner(-w, -d), corner(w, -d), corner(w, d), corner(-w, d))


def _crossing(random: Random, column: int, row: int) -> Point:
    east = (column - COLUMNS / 2) * BLOCK_WIDTH + random.uniform(-JITTER, JITTER)
    north = (row - ROWS / 2) * BLOCK_DEPTH + random.uniform(-JITTER, JITTER)
    # The streets bend a little, as along the shore of a lake.
    north += 25 * math.sin(column * 0.6)
    x = CENTRE[0] + east * math.cos(TURN) - north * math.sin(TURN)
    y = CENTRE[1] + east * math.sin(TURN) + north * math.cos(TURN)
    return (round(x, 3), round(y, 3))


def _drawn_in(quad: Quad, metres: float) -> Quad:
    """The quadrilateral without about half a street on every side."""
    u, v = metres / BLOCK_WIDTH, metres / BLOCK_DEPTH
    return (
        at(quad, u, v),
        at(quad, 1 - u, v),
        at(quad, 1 - u, 1 - v),
        at(quad, u, 1 - v),
    )
