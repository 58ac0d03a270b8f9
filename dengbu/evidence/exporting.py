"""A log written out as files, as it is published: for a mirror, an auditor, a safe.

Entries, tiles, keys and the last checkpoint of every day; no salt and no content. The files
lie under the paths of their addresses, so that any web server serves the folder as a log.
"""

from collections.abc import Callable, Iterator

from dengbu.evidence import publishing, signing, witnessing
from dengbu.evidence.tlog import tiles
from dengbu.evidence.tlog.tiles import Tile

Write = Callable[[str, bytes], None]  # path below the log's prefix, content


class NothingSigned(Exception):
    """There is no checkpoint yet that could be written out."""


def keys_list(office: str) -> bytes:
    """The keys of a log, a line each: key, first size, last size or ``-``."""
    return "".join(
        f"{key.verifier} {key.since_size} {'-' if key.until_size is None else key.until_size}\n"
        for key in signing.keys_of(office)
    ).encode()


def export(office: str, write: Write, *, have: Callable[[str], bool] = lambda path: False) -> int:
    """Write out the log of an office as far as it is signed; how many leaves.

    ``have``: whether a full tile is there already, which never changes. The checkpoint comes last,
    so that a folder that was not finished does not look whole. Raises NothingSigned, and BadTile
    where the log is damaged.
    """
    newest = witnessing.newest_good(office)
    shown = witnessing.checkpoint_view(newest) if newest else None
    if shown is None:
        raise NothingSigned(office)
    for tile in _files(shown.size):
        if tile.width < tiles.WIDTH or not have(tile.path):
            write(tile.path, publishing.tile(office, tile))
    names, keys = [], signing.keys_of(office)
    for old in witnessing.checkpoints_upto(office, shown.size):
        if not signing.in_force(old.note, old.size, keys):
            continue  # by a key that was revoked since: it shows nothing
        names.append(f"{old.size}-{old.id}")
        write(f"checkpoints/{names[-1]}", old.note.encode())
    write("checkpoints/list", "".join(f"{name}\n" for name in names).encode())
    write("keys", keys_list(office))
    write("checkpoint", shown.note.encode())
    return shown.size


def _files(size: int) -> Iterator[Tile]:
    yield from tiles.bundles_of(size)
    yield from tiles.tiles_of(size)
