"""A tree grows by a batch: which tiles fill, and what its head becomes. Pure.

Each node is hashed once: the leaves of a full tile are folded to its root, and the tree above is
the frontier of these roots.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dengbu.evidence import merkle
from dengbu.evidence.tlog import tiles
from dengbu.evidence.tlog.tiles import WIDTH


@dataclass(frozen=True, kw_only=True, slots=True)
class Full:
    """A tile of level 0 that the batch filled."""

    number: int
    hashes: bytes  # 256 of 32 bytes
    root: bytes  # 32


@dataclass(frozen=True, kw_only=True, slots=True)
class Grown:
    """The tree after a batch."""

    size: int
    root: bytes  # 32
    frontier: bytes  # 32 a subtree, largest first
    full: tuple[Full, ...]  # in order


def grow(*, size: int, frontier: bytes, partial: Sequence[bytes], added: Sequence[bytes]) -> Grown:
    """Add leaf hashes to a tree of ``size`` leaves.

    ``partial``: the hashes of its last ``size % 256`` leaves.
    """
    number, rest = divmod(size, WIDTH)
    if len(partial) != rest:
        raise ValueError(f"{rest} leaves stand in the last tile, not {len(partial)}")
    above = tiles.split(frontier)[: number.bit_count()]
    leaves = [*partial, *added]
    full = []
    for at in range(0, len(leaves) - WIDTH + 1, WIDTH):
        hashes = leaves[at : at + WIDTH]
        tile = Full(number=number, hashes=b"".join(hashes), root=tiles.folded(hashes))
        merkle.append(above, number, tile.root)
        full.append(tile)
        number += 1
    below: list[bytes] = []
    for place, leaf in enumerate(leaves[len(full) * WIDTH :]):
        merkle.append(below, place, leaf)
    whole = [*above, *below]
    return Grown(
        size=size + len(added),
        root=merkle.root(whole),
        frontier=b"".join(whole),
        full=tuple(full),
    )
