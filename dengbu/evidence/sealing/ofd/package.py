"""The package of an OFD: files in a ZIP, written in one form only and read with bounds.

What is written is stored, not compressed, without dates and comments, so that the files and their
order determine every byte; so a judge packs again what he read, and compares.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import IO

from dengbu.evidence.sealing.found import LARGEST, Doubt, NotJudged
from dengbu.evidence.tlog.entries import new_sm3

MOST_FILES = 4096
MOST_UNPACKED = 256 * 1024 * 1024  # bytes, of all files together
MOST_XML = 16 * 1024 * 1024  # of one file that is read whole
CHUNK = 1024 * 1024
UTF8_NAMES = 0x0800
VERSION = 20
NEW_YEAR = 0x21  # the first day that a ZIP can tell: 1980-01-01
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def packed(files: Mapping[str, bytes]) -> bytes:
    """The package; the same files in the same order give the same bytes."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    place = 0
    for name, content in files.items():
        encoded, size = name.encode(), len(content)
        told = struct.pack(
            "<HHHHHIIIHH",
            VERSION,
            UTF8_NAMES,
            0,
            0,
            NEW_YEAR,
            zlib.crc32(content),
            size,
            size,
            len(encoded),
            0,
        )
        parts += (LOCAL, told, encoded, content)
        tail = struct.pack("<HHHII", 0, 0, 0, 0, place)
        directory.append(b"".join((CENTRAL, struct.pack("<H", VERSION), told, tail, encoded)))
        place += len(LOCAL) + len(told) + len(encoded) + size
    listed = b"".join(directory)
    count = len(files)
    end = END + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), place, 0)
    return b"".join((*parts, listed, end))


class Package:
    """A package that somebody shows. Every method raises NotJudged, and nothing else."""

    def __init__(self, content: bytes) -> None:
        if len(content) > LARGEST:
            raise NotJudged(f"the file is larger than {LARGEST} bytes", Doubt.TOO_LARGE)
        self.content = content
        self._left = MOST_UNPACKED
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except Exception as error:  # whatever a broken file makes of the reader is no verdict
            raise NotJudged(f"no package: {type(error).__name__}") from error
        self._files = self._named()

    def _named(self) -> dict[str, zipfile.ZipInfo]:
        listed = self._zip.infolist()
        if len(listed) > MOST_FILES:
            raise NotJudged(f"more than {MOST_FILES} files", Doubt.TOO_LARGE)
        found: dict[str, zipfile.ZipInfo] = {}
        for one in listed:
            name = one.filename.removeprefix("/")
            if not name or name in found or ".." in name.split("/"):
                raise NotJudged("a file without a name, two of one, or one that lies elsewhere")
            if not name.endswith("/"):
                found[name] = one
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The files, in their order, without a stroke in front."""
        return tuple(self._files)

    @property
    def tight(self) -> bool:
        """Whether nothing stands before the first file and behind the directory."""
        end = len(self.content) - 22  # the size of what ends a package without a comment
        return self.content.startswith(LOCAL) and self.content[end : end + 4] == END

    def read(self, name: str) -> bytes:
        """A small file, whole."""
        parts: list[bytes] = []
        self._each(name, parts.append, MOST_XML)
        return b"".join(parts)

    def sm3(self, name: str) -> bytes:
        """The SM3 of a file, 32 bytes."""
        running = new_sm3()
        self._each(name, running.update, MOST_UNPACKED)
        return running.finalize()

    def _each(self, name: str, take: Callable[[bytes], object], most: int) -> None:
        if name not in self._files:
            raise NotJudged(f"there is no {name}")
        try:
            with self._zip.open(self._files[name]) as file:
                self._take(file, take, most)
        except NotJudged:
            raise
        except Exception as error:  # as above
            raise NotJudged(f"{name} cannot be read: {type(error).__name__}") from error

    def _take(self, file: IO[bytes], take: Callable[[bytes], object], most: int) -> None:
        while part := file.read(CHUNK):
            most, self._left = most - len(part), self._left - len(part)
            if most < 0 or self._left < 0:
                raise NotJudged("it unpacks to more than is judged", Doubt.TOO_LARGE)
            take(part)
