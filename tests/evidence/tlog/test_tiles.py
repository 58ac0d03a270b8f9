"""Tiles: paths and widths of the specification, and proofs that are those of RFC 6962."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dengbu.evidence import growing, merkle
from dengbu.evidence.tlog import tiles
from dengbu.evidence.tlog.tiles import ENTRIES, BadTile, Tile
from tests.evidence.test_merkle import INPUTS, by_definition
from tests.evidence.tlog import reader

LEAVES = [merkle.leaf_hash(data) for data in INPUTS]
# Published with the certificate-transparency reference code: old size, size, path.
CONSISTENT = (
    (1, 1, ()),
    (
        1,
        8,
        (
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ),
    ),
    (
        6,
        8,
        (
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ),
    ),
    (
        2,
        5,
        (
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ),
    ),
)


def leaves_of(size: int) -> list[bytes]:
    return [merkle.leaf_hash(n.to_bytes(4, "big")) for n in range(size)]


def read_from(leaves: list[bytes]) -> tiles.Reader:
    """Tiles worked out from all leaves, as the specification defines them."""

    def read(tile: Tile) -> bytes:
        span = 256**tile.level
        first = tile.number * 256
        hashes = [
            reader.mth(leaves[i * span : (i + 1) * span]) for i in range(first, first + tile.width)
        ]
        if (first + tile.width) * span > len(leaves):
            raise BadTile(str(tile))
        return b"".join(hashes)

    return read


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 5, 3), "tile/0/005.p/3"),
        (Tile(2, 999), "tile/2/999"),
        (Tile(1, 1000), "tile/1/x001/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(ENTRIES, 1234067, 255), "tile/entries/x001/x234/067.p/255"),
        (Tile(63, 0, 1), "tile/63/000.p/1"),
    ],
)
def test_known_paths(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.parse_path(path) == tile
    assert reader.path_of(tile.number) in path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/0/1000",
        "tile/0/x000/001",
        "tile/00/001",
        "tile/64/000",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/01",
        "tile/0/001.p/-1",
        "tile/0/x001/x234",
        "tile/0/../0/001",
        "tile/0/001/",
        "tile/data/001",
        "tile/0/００１",
        "checkpoint",
    ],
)
def test_paths_that_are_spelled_otherwise(path: str) -> None:
    assert tiles.parse_path(path) is None


@given(st.integers(-1, 63), st.integers(0, 10**15), st.integers(1, 256))
def test_every_path_is_read_back(level: int, number: int, width: int) -> None:
    tile = Tile(level, number, width)
    assert tiles.parse_path(tile.path) == tile


def test_the_tiles_of_the_specification_s_example() -> None:
    """70,000 leaves: 273 full tiles and one of 112; one full and one of 17; one of 1."""
    found = list(tiles.tiles_of(70_000))
    assert len([t for t in found if t.level == 0 and t.width == 256]) == 273
    assert [t for t in found if t.width < 256] == [
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert Tile(1, 0) in found
    assert len(found) == 273 + 1 + 1 + 1 + 1
    assert list(tiles.tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles_of(0)) == []


@pytest.mark.parametrize(("old", "size", "path"), CONSISTENT)
def test_the_published_consistency_proofs(old: int, size: int, path: tuple[str, ...]) -> None:
    found = tiles.consistency_path(read_from(LEAVES[:size]), old, size)
    assert tuple(step.hex() for step in found) == path
    assert merkle.verify_consistency(
        old=old,
        old_root=by_definition(LEAVES[:old]),
        size=size,
        root=by_definition(LEAVES[:size]),
        path=found,
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 1100), st.data())
def test_proofs_from_tiles_hold(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    read, root = read_from(leaves), by_definition(leaves)
    assert tiles.root_of(read, size) == root
    index = data.draw(st.integers(0, size - 1))
    path = tiles.inclusion_path(read, index, size)
    assert path == merkle.inclusion_path(leaves, index)
    old = data.draw(st.integers(1, size))
    told = tiles.consistency_path(read, old, size)

    def holds(*, old_root: bytes, root: bytes, path: list[bytes], old: int = old) -> bool:
        return merkle.verify_consistency(
            old=old, old_root=old_root, size=size, root=root, path=path
        )

    before = by_definition(leaves[:old])
    assert holds(old_root=before, root=root, path=told)
    assert not holds(old_root=bytes(32), root=root, path=told)
    assert not holds(old_root=before, root=bytes(32), path=told)
    assert not holds(old_root=before, root=root, path=[*told, bytes(32)])
    for place in range(len(told)):
        assert not holds(old_root=before, root=root, path=told[:place] + told[place + 1 :])
        other = [*told[:place], bytes(32), *told[place + 1 :]]
        assert not holds(old_root=before, root=root, path=other)


def test_a_tree_of_another_beginning_is_no_continuation() -> None:
    ours, theirs = leaves_of(700), [bytes(32), *leaves_of(700)[1:]]
    path = tiles.consistency_path(read_from(theirs), 300, 700)
    assert not merkle.verify_consistency(
        old=300,
        old_root=by_definition(ours[:300]),
        size=700,
        root=by_definition(theirs),
        path=path,
    )
    assert not merkle.verify_consistency(old=3, old_root=bytes(32), size=2, root=b"", path=[])
    assert not merkle.verify_consistency(old=-1, old_root=bytes(32), size=2, root=b"", path=[])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_a_tree_grows_to_the_same_in_any_steps(steps: list[int]) -> None:
    leaves = leaves_of(sum(steps))
    size, frontier, kept = 0, b"", dict[int, bytes]()
    for step in steps:
        grown = growing.grow(
            size=size,
            frontier=frontier,
            partial=leaves[size - size % 256 : size],
            added=leaves[size : size + step],
        )
        size, frontier = grown.size, grown.frontier
        kept |= {full.number: full.hashes for full in grown.full}
        assert grown.root == by_definition(leaves[:size])
        assert merkle.root(tiles.split(frontier)) == grown.root
    assert sorted(kept) == list(range(size // 256))
    assert all(kept[n] == b"".join(leaves[n * 256 : n * 256 + 256]) for n in kept)


def test_growing_refuses_another_last_tile() -> None:
    with pytest.raises(ValueError, match="3 leaves stand in the last tile"):
        growing.grow(size=259, frontier=b"", partial=leaves_of(2), added=leaves_of(1))


def test_bundles() -> None:
    entries = [b"", b"a", bytes(66), bytes(65535)]
    data = tiles.bundle(entries)
    assert tiles.unbundle(data) == entries
    for end in (1, 2, 4, len(data) - 1):
        if end not in (2,):
            with pytest.raises(BadTile):
                tiles.unbundle(data[:end])
