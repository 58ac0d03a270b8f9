"""A page of objects in millimetres from its upper left corner, as XML of GB/T 33190-2016."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby

from dengbu.casework.papers.fixed.fonts import Face, advances, subset
from dengbu.evidence import api as evidence

WIDE, HIGH = 210.0, 297.0  # A4
POINT = 25.4 / 72  # mm
INK, QUIET, FRAME, LINE, STOP = "26 32 38", "67 77 87", "13 62 101", "127 137 146", "171 39 27"
PALE = "248 249 247"
ASCENT, HEIGHT = 0.88, 1.2  # of the size
FONTS = {Face.REGULAR: 1, Face.BOLD: 2}  # their numbers in the document
FIRST_FREE = 10  # numbers below are of fonts and pages' parts
CIRCLE = 0.5522847498  # length of a handle, of the radius
ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set."""

    face: Face = Face.REGULAR
    colour: str = INK
    tracking: float = 0.0  # mm between characters, more than they have


@dataclass(frozen=True, slots=True)
class Pen:
    """How a drawing is drawn; "" for no line, or no filling."""

    stroke: str = ""
    fill: str = ""
    line: float = 1.0  # points
    dashed: bool = False


PLAIN, SECOND = Style(), Style(colour=QUIET)
STRONG = Style(face=Face.BOLD)
THIN = Pen(stroke=LINE, line=0.5)


class Sheets:
    """The pages of one paper, and what they are set with."""

    def __init__(self) -> None:
        self._ids = count(FIRST_FREE)
        self._pages: list[list[str]] = []
        self._used: dict[Face, set[str]] = {face: set() for face in Face}
        self.new_page()

    def new_page(self) -> None:
        """What follows stands on another page."""
        self._pages.append([])
        self._at = len(self._pages) - 1

    @property
    def number(self) -> int:
        """Of the page at hand, from 0."""
        return self._at

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def each(self) -> Iterator[int]:
        """Each page in turn is the page at hand."""
        for number in range(self.count):
            self._at = number
            yield number

    def text(self, said: str, x: float, y: float, size: float, style: Style = PLAIN) -> None:
        """One line; ``y`` is its upper edge, ``size`` in points."""
        if not said:
            return
        self._used[style.face].update(said)
        high = size * POINT
        steps = [a * high / 1000 + style.tracking for a in advances(said, style.face)]
        spread = f' DeltaX="{_deltas(steps[:-1])}"' if len(steps) > 1 else ""
        self._pages[self._at].append(
            f'<ofd:TextObject ID="{next(self._ids)}"'
            f' Boundary="{_box(x, y, sum(steps), high * HEIGHT)}" Font="{FONTS[style.face]}"'
            f' Size="{high:.3f}"><ofd:FillColor Value="{style.colour}"/>'
            f'<ofd:TextCode X="0" Y="{high * ASCENT:.3f}"{spread}>{said.translate(ESCAPED)}'
            "</ofd:TextCode></ofd:TextObject>"
        )

    def centred(self, said: str, x: float, y: float, size: float, style: Style = PLAIN) -> None:
        """As `text`, about ``x``."""
        wide = wide_of(said, size, style.face) + (len(said) - 1) * style.tracking
        self.text(said, x - wide / 2, y, size, style)

    def path(self, data: str, box: tuple[float, float, float, float], pen: Pen) -> None:
        """A drawing in ``box`` (x, y, width, height); ``data`` in its own millimetres."""
        colours = f'<ofd:FillColor Value="{pen.fill}"/>' if pen.fill else ""
        colours += f'<ofd:StrokeColor Value="{pen.stroke}"/>' if pen.stroke else ""
        dashes = ' DashPattern="1 1"' if pen.dashed else ""
        self._pages[self._at].append(
            f'<ofd:PathObject ID="{next(self._ids)}" Boundary="{_box(*box)}"'
            f' LineWidth="{pen.line * POINT:.3f}"{dashes} Stroke="{_bool(pen.stroke)}"'
            f' Fill="{_bool(pen.fill)}">{colours}'
            f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def rect(self, x: float, y: float, wide: float, high: float, pen: Pen) -> None:
        """A rectangle."""
        corners = ((0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high))
        self.path(ring(corners), (x, y, wide, high), pen)

    def circle(self, x: float, y: float, radius: float, pen: Pen) -> None:
        """A circle about (``x``, ``y``)."""
        box = (x - radius, y - radius, 2 * radius, 2 * radius)
        self.path(_circle(radius), box, pen)

    def paper(
        self, title: str, author: str, *, seal_at: evidence.Place | None
    ) -> evidence.FixedPaper:
        """The pages with the fonts that they need, to be sealed and packed."""
        return evidence.FixedPaper(
            title=title,
            author=author,
            size=(WIDE, HIGH),
            pages=tuple("".join(page) for page in self._pages),
            fonts=tuple(self._fonts()),
            last_id=next(self._ids),
            seal_at=seal_at,
        )

    def _fonts(self) -> Iterator[evidence.PaperFont]:
        for face, used in self._used.items():
            if used:
                made = subset(face, used)
                yield evidence.PaperFont(FONTS[face], face.value, made, face is Face.BOLD)


def wide_of(said: str, size: float, face: Face = Face.REGULAR) -> float:
    """How wide a line is, in mm; ``size`` in points."""
    return sum(advances(said, face)) * size * POINT / 1000


def ring(points: Sequence[Point]) -> str:
    """A closed line."""
    told = " L ".join(f"{_mm(x)} {_mm(y)}" for x, y in points)
    return f"M {told} C"


def _circle(radius: float) -> str:
    r, d, k = radius, 2 * radius, CIRCLE * radius
    arcs = (
        (d, r + k, r + k, d, r, d),
        (r - k, d, 0, r + k, 0, r),
        (0, r - k, r - k, 0, r, 0),
        (r + k, 0, d, r - k, d, r),
    )
    return f"M {_mm(d)} {_mm(r)} " + " ".join("B " + " ".join(map(_mm, arc)) for arc in arcs) + " C"


def _box(x: float, y: float, wide: float, high: float) -> str:
    return f"{_mm(x)} {_mm(y)} {_mm(wide)} {_mm(high)}"


def _deltas(steps: Iterable[float]) -> str:
    told = []
    for step, same in groupby(map(_mm, steps)):
        times = sum(1 for _ in same)
        told.append(step if times == 1 else f"g {times} {step}")
    return " ".join(told)


def _mm(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _bool(colour: str) -> str:
    return "true" if colour else "false"
