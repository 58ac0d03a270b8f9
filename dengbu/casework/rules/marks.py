"""办件标记: 加急, 绿色通道, 科长带办. What each says, who comes first, and who may be served so.

A mark tells everybody on a case that somebody is waiting who must not wait long. It changes
neither the time promised nor who decides: the four eyes stand as without it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

ORDINARY, FIRST = 1, 0
"""Precedence of a case among those of its due day: whoever may wait, and whoever comes first."""


class Mark(StrEnum):
    """The marks of a case; the value is the letter that its row bears."""

    URGENT = "U"
    GREEN = "G"
    CHIEF = "C"

    @property
    def label(self) -> str:
        """Name on screens."""
        return _LABELS[self]


_LABELS = {Mark.URGENT: "加急", Mark.GREEN: "绿色通道", Mark.CHIEF: "科长带办"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """On what ground a mark may be set."""

    code: str
    label: str


Grounds = Mapping[Mark, tuple[Ground, ...]]
"""Who qualifies for each mark, as the office's `marks.toml` says."""


def ground(grounds: Grounds, mark: Mark, code: str) -> Ground | None:
    """The ground of that code, None where the mark knows no such ground."""
    return next((g for g in grounds[mark] if g.code == code), None)


def marks_of(letters: str) -> tuple[Mark, ...]:
    """The marks of a row, in their fixed order. Letters that nobody knows are left out."""
    return tuple(mark for mark in Mark if mark.value in letters)


def letters_of(marks: Iterable[Mark]) -> str:
    """How a row bears its marks."""
    borne = set(marks)
    return "".join(mark.value for mark in Mark if mark in borne)


def precedence(marks: Iterable[Mark]) -> int:
    """`FIRST` for an urgent case, else `ORDINARY`: the day on which a case is due comes before."""
    return FIRST if Mark.URGENT in set(marks) else ORDINARY
