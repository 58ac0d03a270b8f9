"""The two faces of papers: how wide a character is, and the part of a font that a paper needs."""

import threading
from collections.abc import Iterable
from enum import StrEnum, unique
from functools import cache
from pathlib import Path
from typing import Any

import cvttf_NotoSansCJK_Bold
import cvttf_NotoSansCJK_Regular
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from dengbu.casework.papers.fixed.opentype import EM, Glyph, font

MAINLAND = ("hani", "ZHS ", "locl")  # forms of characters as they are written on the mainland


@unique
class Face(StrEnum):
    """A face, by the name under which a paper carries it."""

    REGULAR = "DengbuSans"
    BOLD = "DengbuSansBold"


FILES = {Face.REGULAR: cvttf_NotoSansCJK_Regular, Face.BOLD: cvttf_NotoSansCJK_Bold}


class Missing(LookupError):
    """A character that the face does not have."""


class _Opened:
    """A font file, of which each glyph is read once."""

    def __init__(self, path: Path) -> None:
        self._font = TTFont(path, lazy=True)
        self._names: dict[int, str] = self._font.getBestCmap()
        self._forms = _substitutes(self._font["GSUB"].table)
        self._drawn = self._font.getGlyphSet()
        self._lock = threading.Lock()  # of the library's reading, which keeps a place in the file
        self._glyphs: dict[int, Glyph] = {}
        self.missing = self._read(0, ".notdef")

    def glyph(self, code: int) -> Glyph:
        found = self._glyphs.get(code)
        if found is None:
            name = self._names.get(code)
            if name is None:
                raise Missing(chr(code))
            found = self._glyphs[code] = self._read(code, self._forms.get(name, name))
        return found

    def _read(self, code: int, name: str) -> Glyph:
        with self._lock:
            advance = int(self._font["hmtx"][name][0])
            pen = T2CharStringPen(None if advance == EM else advance, self._drawn)
            self._drawn[name].draw(pen)
            made = pen.getCharString()
            made.compile()
        return Glyph(code, bytes(made.bytecode), advance)


def _substitutes(table: Any) -> dict[str, str]:
    script, language, feature = MAINLAND
    found: dict[str, str] = {}
    for record in table.ScriptList.ScriptRecord:
        for spoken in record.Script.LangSysRecord if record.ScriptTag == script else ():
            for number in spoken.LangSys.FeatureIndex if spoken.LangSysTag == language else ():
                chosen = table.FeatureList.FeatureRecord[number]
                for lookup in (
                    chosen.Feature.LookupListIndex if chosen.FeatureTag == feature else ()
                ):
                    for part in table.LookupList.Lookup[lookup].SubTable:
                        found.update(getattr(part, "ExtSubTable", part).mapping)
    return found


@cache
def _opened(face: Face) -> _Opened:
    return _Opened(Path(FILES[face].get_TTF_path()))


def width(text: str, face: Face) -> int:
    """How far a line of text goes, in 1000ths of its size. Raises Missing."""
    glyph = _opened(face).glyph
    return sum(glyph(ord(c)).advance for c in text)


def advances(text: str, face: Face) -> list[int]:
    """As `width`, for each character."""
    glyph = _opened(face).glyph
    return [glyph(ord(c)).advance for c in text]


def subset(face: Face, characters: Iterable[str]) -> bytes:
    """A font file with these characters alone. Raises Missing."""
    opened = _opened(face)
    wanted = [opened.glyph(code) for code in sorted({ord(c) for c in characters})]
    return font(face.value, [opened.missing, *wanted], bold=face is Face.BOLD)
