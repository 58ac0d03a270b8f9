"""Private keys in files: a line each, the last is in force; for their owner alone."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def lines(path: Path, make: Callable[[], str]) -> list[str]:
    """The keys of a file. Where there is none it is begun with the key that ``make`` gives."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        write(beside, make())
        with suppress(FileExistsError):  # of several that begin at once, one makes it
            os.link(beside, path)
        beside.unlink()
    return [line for line in path.read_text().splitlines() if line.strip()]


def append(path: Path, old: list[str], new: str) -> None:
    """Put ``new`` in force; the file is there with the old lines or with all, never between."""
    beside = path.with_name(f"{path.name}.new")
    write(beside, "\n".join((*old, new)))
    beside.replace(path)


def write(path: Path, text: str) -> None:
    """A file that nobody else may read, on the disk when this returns."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
