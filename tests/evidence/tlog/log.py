"""A whole published log in memory, for tests that need no database."""

from dengbu.evidence import growing, merkle
from dengbu.evidence.tlog import checkpoints, entries, notes, tiles
from dengbu.evidence.tlog.notes import Signer
from dengbu.evidence.tlog.tiles import ENTRIES, Tile

ORIGIN = "log.example/430602"
LOG = Signer(name=ORIGIN, kind=notes.ED25519, seed=bytes([1]) * 32)
OTHER_KEY = Signer(name=ORIGIN, kind=notes.ED25519, seed=bytes([2]) * 32)
WITNESS = Signer(name="witness.example/w1", kind=notes.COSIGNATURE, seed=bytes([3]) * 32)


def entry(n: int, *, branch: str = "") -> bytes:
    """The n-th entry; of another log for each ``branch``."""
    return entries.entry(entries.Kind.BOOKING, b"sixteen bytes...", f"{branch}{n}".encode())


class MemoryLog:
    """The files of a log of ``size`` leaves."""

    def __init__(self, size: int, *, branch: str = "", signer: Signer = LOG) -> None:
        self.size = size
        self.entries = [entry(n, branch=branch) for n in range(size)]
        self.leaves = [merkle.leaf_hash(e) for e in self.entries]
        self.root = growing.grow(size=0, frontier=b"", partial=[], added=self.leaves).root
        self.files: dict[str, bytes] = {}
        levels = [self.leaves]
        for tile in tiles.tiles_of(size):
            while len(levels) <= tile.level:
                below = levels[-1]
                full = range(0, len(below) - 255, 256)
                levels.append([tiles.folded(below[i : i + 256]) for i in full])
            first = tile.number * 256
            hashes = levels[tile.level][first : first + tile.width]
            self.files[tile.path] = b"".join(hashes)
        for tile in tiles.bundles_of(size):
            first = tile.number * 256
            self.files[tile.path] = tiles.bundle(self.entries[first : first + tile.width])
        self.files["checkpoint"] = self.checkpoint(signer).encode()
        self.files["keys"] = f"{signer.verifier} 0 -\n".encode()

    def checkpoint(self, signer: Signer = LOG) -> str:
        """Its signed checkpoint."""
        found = checkpoints.Checkpoint(origin=signer.name, size=self.size, root=self.root)
        return checkpoints.signed(found, signer)

    def read(self, tile: Tile) -> bytes:
        """Tiles, for proofs."""
        data = self.files.get(tile.path)
        if data is None or tile.level == ENTRIES:
            raise tiles.BadTile(tile.path)
        return data
