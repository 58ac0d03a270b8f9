"""A published log of any size in a folder, written without a database: see ``log_verify``."""

import os
from pathlib import Path

from dengbu.evidence import growing, merkle
from dengbu.evidence.tlog import checkpoints, entries, notes, tiles
from dengbu.evidence.tlog.tiles import Tile

ORIGIN = "log.example/430602"
SIGNER = notes.Signer(name=ORIGIN, kind=notes.ED25519, seed=bytes(32))


class Files:
    """The log: entries, and its files below ``folder``."""

    def __init__(self, folder: Path, size: int) -> None:
        """Writes everything."""
        self.folder, self.size = folder, size
        head = entries.header(entries.Kind.BOOKING)
        pool = os.urandom(64 * size)
        self.entries = [head + pool[i : i + 64] for i in range(0, len(pool), 64)]
        self.leaves = [merkle.leaf_hash(entry) for entry in self.entries]
        self.levels = [self.leaves]
        for tile in tiles.bundles_of(size):
            first = tile.number * tiles.WIDTH
            self._write(tile.path, tiles.bundle(self.entries[first : first + tile.width]))
        for tile in tiles.tiles_of(size):
            self._write(tile.path, self.tile(tile))
        root = growing.grow(size=0, frontier=b"", partial=[], added=self.leaves).root
        found = checkpoints.Checkpoint(origin=ORIGIN, size=size, root=root)
        self.checkpoint = checkpoints.signed(found, SIGNER)
        self._write("checkpoint", self.checkpoint.encode())

    def tile(self, tile: Tile) -> bytes:
        """The hashes of a tile, for proofs."""
        while len(self.levels) <= tile.level:
            below = self.levels[-1]
            full = range(0, len(below) - tiles.WIDTH + 1, tiles.WIDTH)
            self.levels.append([tiles.folded(below[i : i + tiles.WIDTH]) for i in full])
        first = tile.number * tiles.WIDTH
        return b"".join(self.levels[tile.level][first : first + tile.width])

    def fetch(self, path: str) -> bytes | None:
        """A file as a verifier reads it."""
        place = self.folder / path
        return place.read_bytes() if place.is_file() else None

    def _write(self, path: str, data: bytes) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
