"""What the papers of the office have in common: a table of two columns, a plan, a code, a seal."""

from collections.abc import Sequence
from dataclasses import dataclass

from dengbu.casework.papers.codes import BORDER, code_of
from dengbu.casework.papers.fixed.sheet import (
    INK,
    LINE,
    PALE,
    PLAIN,
    POINT,
    SECOND,
    STOP,
    Pen,
    Point,
    Sheets,
    Style,
    ring,
)
from dengbu.casework.papers.fixed.wrapping import wrapped
from dengbu.evidence import api as evidence

SIZE = 10.5  # points, of all that is not said otherwise
PITCH = SIZE * POINT * 1.55
MARGIN, INSIDE = 22.0, 166.0  # mm
GAP = 1.3  # above and below the lines of a row
SEAL = 33.0  # mm, across


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a column."""

    said: str
    wide: float
    style: Style = PLAIN
    filled: bool = False


class Flow:
    """Where the next thing stands; what finds no room goes on another page."""

    def __init__(self, sheets: Sheets, top: float, bottom: float) -> None:
        self.sheets, self.y = sheets, top
        self._top, self._bottom = top, bottom

    def need(self, high: float) -> None:
        """Another page, unless so many mm are left."""
        if self.y + high > self._bottom:
            self.sheets.new_page()
            self.y = self._top

    def restart(self, top: float) -> None:
        """Later pages begin here."""
        self._top = top

    def lines(
        self,
        said: str,
        *,
        x: float = MARGIN,
        wide: float = INSIDE,
        style: Style = PLAIN,
        size: float = SIZE,
    ) -> None:
        """A paragraph."""
        high = size * POINT * 1.6
        for line in wrapped(said, wide, size, style.face):
            self.need(high)
            self.sheets.text(line, x, self.y, size, style)
            self.y += high

    def row(self, cells: Sequence[Cell], *, x: float = MARGIN, pad: float = 4.0) -> None:
        """A row of a table; one that is longer than a page goes on over the next."""
        columns = [wrapped(c.said, c.wide - 2 * pad, SIZE, c.style.face) for c in cells]
        left = max(map(len, columns))
        if (whole := 2 * GAP + left * PITCH) <= self._bottom - self._top:
            self.need(whole)
        while left:
            self.need(2 * GAP + PITCH)
            room = int((self._bottom - self.y - 2 * GAP) // PITCH)
            now = min(left, max(room, 1))
            self._row(cells, [column[:now] for column in columns], now, x, pad)
            columns, left = [column[now:] for column in columns], left - now

    def _row(
        self,
        cells: Sequence[Cell],
        columns: Sequence[Sequence[str]],
        now: int,
        x: float,
        pad: float,
    ) -> None:
        high = 2 * GAP + now * PITCH
        for cell, column in zip(cells, columns, strict=True):
            fill = PALE if cell.filled else ""
            self.sheets.rect(x, self.y, cell.wide, high, Pen(stroke=LINE, fill=fill, line=0.5))
            for n, line in enumerate(column):
                self.sheets.text(line, x + pad, self.y + GAP + n * PITCH + 0.85, SIZE, cell.style)
            x += cell.wide
        self.y += high

    def table(self, rows: Sequence[tuple[str, str, Style]], label: float) -> None:
        """Labels and values."""
        for said, value, style in rows:
            self.row((Cell(said, label, SECOND, True), Cell(value, INSIDE - label, style)))


def code(sheets: Sheets, url: str, x: float, y: float, wide: float) -> None:
    """A QR code (GB/T 18284) with its margin of four modules."""
    matrix = code_of(url).matrix
    module = wide / (len(matrix) + 2 * BORDER)
    drawn = []
    for row, line in enumerate(matrix):
        start, top = -1, (row + BORDER) * module
        for column, dark in enumerate((*line, 0)):
            if dark and start < 0:
                start = column
            elif not dark and start >= 0:
                left, right = (start + BORDER) * module, (column + BORDER) * module
                low = top + module
                drawn.append(
                    f"M {left:.3f} {top:.3f} L {right:.3f} {top:.3f} L {right:.3f} {low:.3f}"
                    f" L {left:.3f} {low:.3f} C"
                )
                start = -1
    sheets.path(" ".join(drawn), (x, y, wide, wide), Pen(fill="0 0 0"))


def drawing(
    sheets: Sheets,
    outline: Sequence[Point],
    rooms: Sequence[tuple[str, Sequence[Point], Point | None]],
    *,
    size: Point,
    at: Point,
    room: Point,
) -> None:
    """A plan: ``outline`` and rooms (name, line, middle) with y up, ``size`` in the same unit.

    It is drawn as large as goes into ``room`` mm, of which ``at`` is the upper left corner.
    """
    scale = min(room[0] / size[0], room[1] / size[1])
    wide, high = size[0] * scale, size[1] * scale
    left = at[0] + (room[0] - wide) / 2
    box = (left, at[1], wide, high)

    def placed(line: Sequence[Point]) -> str:
        return ring([(x * scale, high - y * scale) for x, y in line])

    for name, line, middle in rooms:
        sheets.path(placed(line), box, Pen(stroke=INK, line=0.7))
        if middle is not None:
            x, y = left + middle[0] * scale, at[1] + high - middle[1] * scale
            sheets.centred(name, x, y - 1.6, 7, SECOND)
    sheets.path(placed(outline), box, Pen(stroke=INK, line=1.8))


def seal_place(sheets: Sheets, x: float, y: float, *, sealed: bool) -> evidence.Place | None:
    """Where the seal is set about a point; where there is none its place is drawn open."""
    if sealed:
        corner = (x - SEAL / 2, y - SEAL / 2)
        return evidence.Place(sheets.number, *corner, SEAL, SEAL)
    style = Style(colour=STOP)
    sheets.circle(x, y, 16, Pen(stroke=STOP, line=0.8, dashed=True))
    sheets.centred("登记机构", x, y - 3.4, 8, style)
    sheets.centred("电子印章位置", x, y + 0.6, 8, style)
    return None
