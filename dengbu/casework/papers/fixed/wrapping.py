"""Lines of Chinese text: between any two characters, but for marks and for numbers (GB/T 15834)."""

from collections.abc import Iterator

from dengbu.casework.papers.fixed.fonts import Face
from dengbu.casework.papers.fixed.sheet import wide_of

NOT_FIRST = frozenset("、，。；：？！）》〉」』】〕”’…—·%％)]},.;:!?")
NOT_LAST = frozenset("（《〈「『【〔“‘([{")


def wrapped(said: str, wide: float, size: float, face: Face = Face.REGULAR) -> list[str]:
    """The lines of a text in ``wide`` mm; at least one, be it empty. ``size`` in points."""
    return [line for part in said.split("\n") for line in _lines(_plain(part), wide, size, face)]


def _plain(said: str) -> str:
    """Blanks of all kinds as one kind: fonts have few of them."""
    return "".join(" " if c.isspace() and c != "\u3000" else c for c in said)


def _lines(said: str, wide: float, size: float, face: Face) -> Iterator[str]:
    if wide_of(said, size, face) <= wide:
        yield said
        return
    line, long = "", 0.0
    for piece in _pieces(said):
        more = wide_of(piece, size, face)
        if line and long + more > wide:
            yield line.rstrip(" ")
            line, long = "", 0.0
        if more > wide:  # a number longer than the line is cut where the line ends
            *whole, piece = _cut(piece, wide, size, face)
            yield from whole
            more = wide_of(piece, size, face)
        line, long = line + piece, long + more
    yield line


def _pieces(said: str) -> Iterator[str]:
    """What is not to be parted: words and numbers, and marks with what they belong to."""
    piece = ""
    for c in said:
        if piece and c not in NOT_FIRST and piece[-1] not in NOT_LAST and not _word(piece[-1], c):
            yield piece
            piece = ""
        piece += c
    if piece:
        yield piece


def _word(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and " " not in (before, after)


def _cut(piece: str, wide: float, size: float, face: Face) -> list[str]:
    lines, line = [], ""
    for c in piece:
        if line and wide_of(line + c, size, face) > wide:
            lines.append(line)
            line = ""
        line += c
    return [*lines, line]
