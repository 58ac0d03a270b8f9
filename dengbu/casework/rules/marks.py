"""办件标记: 加急, 绿色通道, 科长带办. What each says, who comes first, and who may be served so.

A mark tells everybody on a case that somebody is waiting who must not wait long. It changes
neither the time promised nor who decides: the four eyes stand as without it.
"""

from collections.abc import Iterable
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


GROUNDS: dict[Mark, tuple[Ground, ...]] = {
    Mark.URGENT: (
        Ground(code="MEDICAL", label="等钱治病"),
        Ground(code="SCHOOL", label="赶入学报名"),
        Ground(code="DEADLINE", label="法院、仲裁或者合同定了期限"),
        Ground(code="DELAYED", label="本所耽误过这件，或者让人白跑过"),
        Ground(code="OTHER", label="其他，写在说明里"),
    ),
    Mark.GREEN: (
        Ground(code="SOLDIER", label="军人、退役军人和他们的家属"),
        Ground(code="DISABLED", label="残疾人"),
        Ground(code="ELDER", label="七十岁以上的老人"),
        Ground(code="ILL", label="重病、行动不便，上门办的"),
        Ground(code="ENTERPRISE", label="企业专窗，重点项目"),
        Ground(code="MARTYR", label="烈士遗属、见义勇为的人"),
    ),
    Mark.CHIEF: (
        Ground(code="COMPLEX", label="疑难复杂，历史遗留"),
        Ground(code="ENTERPRISE", label="企业专窗，重点项目"),
        Ground(code="STUCK", label="从“办不成事”窗口转来"),
        Ground(code="OTHER", label="其他，写在说明里"),
    ),
}
"""Who qualifies for each mark: the green channel, accompaniment by a chief, urgency."""


def ground(mark: Mark, code: str) -> Ground | None:
    """The ground of that code, None where the mark knows no such ground."""
    return next((g for g in GROUNDS[mark] if g.code == code), None)


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
