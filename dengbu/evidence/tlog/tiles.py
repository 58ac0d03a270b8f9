"""Tiles (c2sp.org/tlog-tiles): the tree in pieces of 256 hashes, their paths, and proofs from them.

The n-th tile of level l has the hashes of the subtrees of ``256**l`` leaves, from number ``256 n``.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from dengbu.evidence import merkle

WIDTH = 256  # hashes of a full tile
HEIGHT = 8  # levels of the tree in a tile
HASH = merkle.HASH_BYTES
ENTRIES = -1  # the level of bundles of entries, which are not hashes
_MOST_LEVEL = 63
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<n>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<w>[1-9][0-9]{0,2}))?"
)


class BadTile(ValueError):
    """A tile is missing or not as long as it must be. The message names it."""


@dataclass(frozen=True, order=True, slots=True)
class Tile:
    """Which tile: level (or ENTRIES), number and how many of its 256 places are filled."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Below the log's prefix: ``tile/1/x001/234.p/17``."""
        told = f"{self.number % 1000:03d}"
        rest = self.number // 1000
        while rest:
            told = f"x{rest % 1000:03d}/{told}"
            rest //= 1000
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{told}" + ("" if self.width == WIDTH else f".p/{self.width}")

    def __str__(self) -> str:
        """For people: the path."""
        return self.path


Reader = Callable[[Tile], bytes]  # raises BadTile when there is no such tile


def parse_path(path: str) -> Tile | None:
    """The tile of a path below the prefix; None where it is spelled otherwise."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    level = ENTRIES if match["level"] == "entries" else int(match["level"])
    width = int(match["w"]) if match["w"] else WIDTH
    number = int(match["n"].replace("x", "").replace("/", ""))
    if level > _MOST_LEVEL or (match["w"] and width >= WIDTH):
        return None
    found = Tile(level, number, width)
    return found if found.path == path else None


def width_at(level: int, number: int, size: int) -> int:
    """How many places of a tile a tree of ``size`` leaves fills: 0 to 256."""
    hashes = size >> (HEIGHT * max(level, 0))
    return max(0, min(WIDTH, hashes - number * WIDTH))


def within(tile: Tile, size: int) -> bool:
    """Whether a tree of ``size`` leaves fills this tile or more of it."""
    return 0 < tile.width <= width_at(tile.level, tile.number, size)


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of hashes of a tree, level after level from below."""
    level = 0
    while size >> (HEIGHT * level):
        hashes = size >> (HEIGHT * level)
        for number in range(-(-hashes // WIDTH)):
            yield Tile(level, number, width_at(level, number, size))
        level += 1


def bundles_of(size: int) -> Iterator[Tile]:
    """Every bundle of entries of a tree, in order."""
    for number in range(-(-size // WIDTH)):
        yield Tile(ENTRIES, number, width_at(ENTRIES, number, size))


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each behind its length in two bytes."""
    return b"".join([len(e).to_bytes(2, "big") + e for e in entries])


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises BadTile when it is cut off."""
    found, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise BadTile("a bundle of entries is cut off")
        found.append(data[at + 2 : end])
        at = end
    return found


def folded(hashes: Sequence[bytes]) -> bytes:
    """The root over these hashes, whose number is a power of two."""
    sha256 = hashlib.sha256
    row = hashes
    while len(row) > 1:
        pairs = iter(row)
        row = [sha256(b"\x01" + left + next(pairs)).digest() for left in pairs]
    return row[0]


def split(data: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [data[i : i + HASH] for i in range(0, len(data), HASH)]


class Hashes:
    """Hashes of subtrees of a tree of ``size`` leaves, from its tiles; each is read once."""

    def __init__(self, read: Reader, size: int) -> None:
        """Nothing is read yet."""
        self._size = size
        self._tile = cache(lambda level, number: self._read(read, level, number))

    def _read(self, read: Reader, level: int, number: int) -> list[bytes]:
        tile = Tile(level, number, width_at(level, number, self._size))
        data = read(tile)
        if len(data) != tile.width * HASH:
            raise BadTile(f"{tile} has {len(data)} bytes")
        return split(data)

    def perfect(self, height: int, number: int) -> bytes:
        """The root of the ``number``-th subtree of ``2**height`` leaves."""
        level, inside = divmod(height, HEIGHT)
        first = number << inside
        hashes = self._tile(level, first // WIDTH)
        return folded(hashes[first % WIDTH : first % WIDTH + (1 << inside)])

    def root(self, low: int, high: int) -> bytes:
        """MTH(D[low:high]) of RFC 6962; ``low`` is where such a subtree may begin."""
        count = high - low
        if count & (count - 1) == 0:
            return self.perfect(count.bit_length() - 1, low // count)
        middle = low + merkle.split(count)
        return merkle.node_hash(self.root(low, middle), self.root(middle, high))


def root_of(read: Reader, size: int) -> bytes:
    """The root that the tiles of a tree give. Raises BadTile."""
    return Hashes(read, size).root(0, size) if size else merkle.EMPTY_ROOT


def inclusion_path(read: Reader, index: int, size: int) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962, 2.1.1, from the leaf's sibling upwards. Raises BadTile."""
    if not 0 <= index < size:
        raise IndexError(index)
    hashes = Hashes(read, size)
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + merkle.split(high - low)
        if index < middle:
            path.append(hashes.root(middle, high))
            high = middle
        else:
            path.append(hashes.root(low, middle))
            low = middle
    return path[::-1]


def consistency_path(read: Reader, old: int, size: int) -> list[bytes]:
    """PROOF(m, D[n]) of RFC 6962, 2.1.2: that the tree of ``old`` leaves begins this one."""
    if not 0 < old < size:
        return []
    hashes = Hashes(read, size)
    path: list[bytes] = []
    low, high, whole = 0, size, True
    while old != high:
        middle = low + merkle.split(high - low)
        if old <= middle:
            path.append(hashes.root(middle, high))
            high = middle
        else:
            path.append(hashes.root(low, middle))
            low, whole = middle, False
    if not whole:
        path.append(hashes.root(low, high))
    return path[::-1]
