"""The tree as others read it: tiles and bundles of entries, from the database.

They are rows and not files: they commit with the tree's head, go where the database goes, and need
no second thing that could differ from it. A full tile never changes, so whatever stands in front of
us keeps it.
"""

from django.db.models import Max

from dengbu.database.ids import next_id
from dengbu.evidence import growing, merkle
from dengbu.evidence.models import Leaf, LogTile, TreeHead
from dengbu.evidence.tlog import tiles
from dengbu.evidence.tlog.tiles import WIDTH, BadTile, Reader, Tile


def size_of(office: str) -> int:
    """How many leaves the tree of an office has."""
    found = TreeHead.objects.filter(office=office).aggregate(newest=Max("size"))["newest"]
    return int(found or 0)


def entries_between(office: str, low: int, high: int) -> list[bytes]:
    """The entries of the leaves ``low`` to ``high`` - 1, in order; those that are there."""
    if low >= high:
        return []
    span = Leaf.objects.filter(office=office, log_index__gte=low, log_index__lt=high)
    return [bytes(e) for e in span.order_by("log_index").values_list("entry", flat=True)]


def leaf_hashes(office: str, low: int, high: int) -> list[bytes]:
    """Their leaf hashes."""
    return [merkle.leaf_hash(entry) for entry in entries_between(office, low, high)]


def tile(office: str, wanted: Tile) -> bytes:
    """The bytes of a tile of hashes or of a bundle. Raises BadTile when it is not there, whole."""
    if wanted.level == tiles.ENTRIES:
        first = wanted.number * WIDTH
        entries = entries_between(office, first, first + wanted.width)
        if len(entries) != wanted.width:
            raise BadTile(f"{wanted} is not there")
        return tiles.bundle(entries)
    found = _stored(office, wanted) if wanted.width == WIDTH else _partial(office, wanted)
    if len(found) != wanted.width * tiles.HASH:
        raise BadTile(f"{wanted} is not there")
    return found


def _stored(office: str, wanted: Tile) -> bytes:
    rows = LogTile.objects.filter(office=office, level=wanted.level, number=wanted.number)
    return bytes(next(iter(rows.values_list("hashes", flat=True)), b""))


def _partial(office: str, wanted: Tile) -> bytes:
    first = wanted.number * WIDTH
    if wanted.level == 0:
        return b"".join(leaf_hashes(office, first, first + wanted.width))
    return b"".join(_roots(office, wanted.level - 1, first, first + wanted.width))


def _roots(office: str, level: int, low: int, high: int) -> list[bytes]:
    rows = LogTile.objects.filter(office=office, level=level, number__gte=low, number__lt=high)
    return [bytes(root) for root in rows.order_by("number").values_list("root", flat=True)]


def reader(office: str) -> Reader:
    """Tiles of an office, for proofs."""
    return lambda wanted: tile(office, wanted)


def inclusion_path(office: str, index: int, size: int) -> tuple[bytes, ...]:
    """From the leaf's sibling upwards. Raises BadTile when the tree is damaged."""
    return tuple(tiles.inclusion_path(reader(office), index, size))


def consistency_path(office: str, old: int, size: int) -> tuple[bytes, ...]:
    """That the tree of ``old`` leaves is the beginning of that of ``size``."""
    return tuple(tiles.consistency_path(reader(office), old, size))


def store_tiles(office: str, grown: growing.Grown) -> None:
    """Write the tiles that a batch filled, of every level; in the sequencer's transaction."""
    rows = [_row(office, 0, f.number, f.hashes, f.root) for f in grown.full]
    level = 0
    while rows:
        LogTile.objects.bulk_create(rows)
        filled = [row.number for row in rows if row.number % WIDTH == WIDTH - 1]
        rows = [_above(office, level, number // WIDTH) for number in filled]
        level += 1


def _above(office: str, level: int, number: int) -> LogTile:
    roots = _roots(office, level, number * WIDTH, (number + 1) * WIDTH)
    return _row(office, level + 1, number, b"".join(roots), tiles.folded(roots))


def _row(office: str, level: int, number: int, hashes: bytes, root: bytes) -> LogTile:
    return LogTile(
        id=next_id(), office=office, level=level, number=number, hashes=hashes, root=root
    )


def tree_root(office: str, size: int) -> bytes:
    """The root of the first ``size`` leaves, from the tiles. Raises BadTile."""
    return tiles.root_of(reader(office), size)
