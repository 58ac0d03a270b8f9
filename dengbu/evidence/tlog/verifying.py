"""A whole log verified from its published files alone: entries, tiles, checkpoints. Pure.

``fetch`` gives the bytes of a path below the log's prefix, None where there is nothing: a folder or
a server. Every node of the tree is hashed once.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from dengbu.evidence import merkle
from dengbu.evidence.tlog import checkpoints, entries, notes, proofs, tiles
from dengbu.evidence.tlog.entries import ENTRY_BYTES
from dengbu.evidence.tlog.notes import BadNote, Verifier
from dengbu.evidence.tlog.tiles import ENTRIES, WIDTH, Tile

Fetch = Callable[[str], bytes | None]
_STEP = entries.ENTRY_BYTES + 2  # of an entry in its bundle
_LENGTH = entries.ENTRY_BYTES.to_bytes(2, "big")
_LENGTHS = (_LENGTH[:1], _LENGTH[1:])
_KINDS = bytes(sorted(entries.KINDS))


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A public key of a log and the sizes that it may sign, as the log publishes them."""

    verifier: Verifier
    since: int
    until: int | None  # None: in force

    @classmethod
    def read(cls, line: str) -> "Key":
        """``<key> <since> <until or ->``, or the key alone. Raises BadNote."""
        told, *sizes = line.split()
        since = checkpoints.number(sizes[0]) if sizes else 0
        until = checkpoints.number(sizes[1]) if len(sizes) > 1 and sizes[1] != "-" else None
        return cls(verifier=notes.verifier(told), since=since, until=until)

    def good_for(self, size: int) -> bool:
        """Whether a checkpoint of this size may bear its signature."""
        return self.until is None or size <= self.until


def keys_in(data: bytes) -> tuple[Key, ...]:
    """The keys of a list, a line each. Raises BadNote."""
    try:
        lines = data.decode().splitlines()
    except UnicodeDecodeError as error:
        raise BadNote("the list of keys is not UTF-8") from error
    return tuple(Key.read(line) for line in lines if line.strip())


def keys_of_proof(data: bytes, keys: Sequence[Key]) -> tuple[str, list[Verifier]]:
    """The origin of the tree of which a proof speaks, and its keys that may sign that size.

    Keys of other logs say nothing of it. Raises BadNote where none is left.
    """
    head = proofs.head(data)
    own = [key for key in keys if key.verifier.name == head.origin]
    if not own:
        raise BadNote(f"a checkpoint of {head.origin[:100]}, of which no key is known")
    good = [key.verifier for key in own if key.good_for(head.size)]
    if not good:
        raise BadNote(f"no known key of {head.origin[:100]} may sign {head.size} leaves")
    return head.origin, good


@dataclass(slots=True)
class Log:
    """One log on its way through verification."""

    fetch: Fetch
    keys: Sequence[Key]
    witnesses: Sequence[Verifier] = ()
    size: int = 0
    origin: str = ""
    cosigned: tuple[str, ...] = ()  # names of witnesses under the newest checkpoint
    kinds: dict[int, int] = field(default_factory=dict)  # entries by kind

    def breaks(self) -> Iterator[str]:
        """One line a break, with the file and the leaf; nothing when the log is whole."""
        try:
            head = self._checkpoint("checkpoint")
        except BadNote as error:
            yield f"checkpoint: {error}"
            return
        self.size = head.size
        wanted, broken = self._older(head)
        yield from broken
        wanted.setdefault(head.size, {})["checkpoint"] = head.root
        yield from self._tree(wanted)

    def _checkpoint(self, path: str) -> checkpoints.Checkpoint:
        data = self.fetch(path)
        if data is None:
            raise BadNote("is missing")
        found = checkpoints.read(notes.parse(data))
        good = [key.verifier for key in self.keys if key.good_for(found.size)]
        names = {key.verifier.name for key in self.keys}
        origin = self.origin or (found.origin if found.origin in names else min(names, default=""))
        opened = checkpoints.opened(data, origin=origin, keys=good, witnesses=self.witnesses)
        self.origin = origin
        if path == "checkpoint":
            self.cosigned = tuple(s.verifier.name for s in opened.witnesses)
        return found

    def _older(self, head: checkpoints.Checkpoint) -> tuple[dict[int, dict[str, bytes]], list[str]]:
        """Roots of the earlier checkpoints that the log lists, by size and file."""
        wanted: dict[int, dict[str, bytes]] = {}
        broken: list[str] = []
        listed = (self.fetch("checkpoints/list") or b"").decode(errors="replace").split()
        for name in listed:
            path = f"checkpoints/{name}"
            try:
                found = self._checkpoint(path)
            except BadNote as error:
                broken.append(f"{path}: {error}")
                continue
            if found.size > head.size:
                broken.append(f"{path}: {found.size} leaves were signed, the log has {head.size}")
            wanted.setdefault(found.size, {})[path] = found.root
        return wanted, broken

    def _tree(self, wanted: dict[int, dict[str, bytes]]) -> Iterator[str]:
        """Entries against tiles, tiles against each other, and the roots of ``wanted`` sizes."""
        sizes = sorted(wanted)
        frontier: list[bytes] = []  # of full tiles of level 0
        levels: list[list[bytes]] = []  # roots on their way into the tile above
        for number in range(-(-self.size // WIDTH)):
            width = tiles.width_at(0, number, self.size)
            try:
                hashes = self._leaves(number, width)
            except tiles.BadTile as error:
                yield str(error)
                return
            first = number * WIDTH
            while sizes and sizes[0] <= first + width:
                size = sizes.pop(0)
                root = _root(frontier, hashes[: size - first]) if size else merkle.EMPTY_ROOT
                yield from _differing(wanted[size], root)
            if width == WIDTH:
                root = tiles.folded(hashes)
                merkle.append(frontier, number, root)
                yield from self._above(levels, root, number)
        for size in sizes if not self.size else ():
            yield from _differing(wanted[size], merkle.EMPTY_ROOT)
        yield from self._ends(levels)

    def _leaves(self, number: int, width: int) -> list[bytes]:
        """Leaf hashes of a bundle, compared with its tile. Raises BadTile with the place."""
        bundle = Tile(ENTRIES, number, width)
        data = self._file(bundle)
        if (
            len(data) != width * _STEP
            or data[0::_STEP] + data[1::_STEP] != _LENGTHS[0] * width + _LENGTHS[1] * width
            or data[2::_STEP].strip(bytes((entries.FORMAT,)))
            or data[3::_STEP].strip(_KINDS)
        ):
            raise tiles.BadTile(f"{bundle}: {_malformed(data, number, width)}")
        for kind in _KINDS:
            self.kinds[kind] = self.kinds.get(kind, 0) + data[3::_STEP].count(kind)
        sha256, starts = hashlib.sha256, range(2, len(data), _STEP)
        hashes = [sha256(b"\0" + data[i : i + ENTRY_BYTES]).digest() for i in starts]
        tile = Tile(0, number, width)
        told = self._file(tile)
        if told != b"".join(hashes):
            pairs = zip(hashes, tiles.split(told.ljust(width * 32, b"\0")), strict=False)
            place = next((n for n, (a, b) in enumerate(pairs) if a != b), width)
            leaf = number * WIDTH + place
            raise tiles.BadTile(f"{tile}: leaf {leaf} is not the hash of its entry in {bundle}")
        return hashes

    def _file(self, tile: Tile) -> bytes:
        data = self.fetch(tile.path)
        if data is None and tile.width < WIDTH:  # the full one may have taken its place
            whole = self.fetch(Tile(tile.level, tile.number).path)
            step = _STEP if tile.level == ENTRIES else tiles.HASH
            data = None if whole is None else whole[: tile.width * step]
        if data is None:
            raise tiles.BadTile(f"{tile}: is missing")
        return data

    def _above(self, levels: list[list[bytes]], root: bytes, number: int) -> Iterator[str]:
        """Put a root into the tile above it, and compare what is full."""
        level = 0
        while True:
            if len(levels) == level:
                levels.append([])
            levels[level].append(root)
            if len(levels[level]) < WIDTH:
                return
            number //= WIDTH
            yield from self._compared(Tile(level + 1, number), levels[level])
            root = tiles.folded(levels[level])
            levels[level] = []
            level += 1

    def _ends(self, levels: list[list[bytes]]) -> Iterator[str]:
        """The partial tiles of the levels above the leaves."""
        for level, roots in enumerate(levels, start=1):
            if roots:
                number = (self.size >> (tiles.HEIGHT * level)) // WIDTH
                yield from self._compared(Tile(level, number, len(roots)), roots)

    def _compared(self, tile: Tile, roots: Sequence[bytes]) -> Iterator[str]:
        try:
            if self._file(tile) != b"".join(roots):
                yield f"{tile}: its hashes are not the roots of the tiles below"
        except tiles.BadTile as error:
            yield str(error)


def _root(frontier: Sequence[bytes], hashes: Sequence[bytes]) -> bytes:
    """Of full tiles and the leaves after them."""
    if len(hashes) == WIDTH:  # folding from the right needs no merging of equal subtrees
        return merkle.root([*frontier, tiles.folded(hashes)])
    below: list[bytes] = []
    for place, leaf in enumerate(hashes):
        merkle.append(below, place, leaf)
    return merkle.root([*frontier, *below])


def _differing(told: dict[str, bytes], root: bytes) -> Iterator[str]:
    for path, given in told.items():
        if given != root:
            yield f"{path}: its root is not that of the leaves"


def _malformed(data: bytes, number: int, width: int) -> str:
    """Which entry of a bundle is not one."""
    for place in range(width):
        part = data[place * _STEP : (place + 1) * _STEP]
        if part[:2] != _LENGTH or not entries.well_formed(part[2:]):
            return f"the entry of leaf {number * WIDTH + place} is cut off or of no known format"
    return f"{len(data) - width * _STEP} bytes too many"
