"""中止 and 权籍调查: why a case stands besides tax, supplement and notice, and what that bars.

The time of a survey does not count (procedures, part 1), nor that in which the office must wait for
what others decide: a court on whose the home is, a stop order. The applicants are told why, on what
ground, and what ends it. Nothing is entered meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from dengbu.kernel.fault import Fault, FaultCode


@unique
class InterruptionKind(StrEnum):
    """What the case waits for."""

    SURVEY = "SURVEY"  # 权籍调查: boundaries, areas or the plan of the home are measured
    SUSPENSION = "SUSPENSION"  # 中止: somebody else must decide first

    @property
    def label(self) -> str:
        """Name on screens."""
        return _LABELS[self]

    @property
    def waits(self) -> str:
        """Why the clock stands, in lists: 等权籍调查."""
        return _WAITS[self]


@unique
class InterruptionEnd(StrEnum):
    """How it ended."""

    DONE = "DONE"  # what was waited for is there
    LIFTED = "LIFTED"  # it is not waited for any more
    CLOSED = "CLOSED"  # the case ended without entry

    @property
    def label(self) -> str:
        """Name on screens."""
        return _ENDS[self]


_LABELS: Mapping[InterruptionKind, str] = {
    InterruptionKind.SURVEY: "权籍调查",
    InterruptionKind.SUSPENSION: "中止办理",
}
_WAITS: Mapping[InterruptionKind, str] = {
    InterruptionKind.SURVEY: "等权籍调查",
    InterruptionKind.SUSPENSION: "中止办理",
}
_ENDS: Mapping[InterruptionEnd, str] = {
    InterruptionEnd.DONE: "等到了",
    InterruptionEnd.LIFTED: "不用等了",
    InterruptionEnd.CLOSED: "随这件办结",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """One thing that a case waits for."""

    kind: InterruptionKind
    reason: str
    ground: str = ""  # citation; a suspension has one


def standing_words(waiting: Waiting) -> str:
    """Why the clock stands, for the case and for lists."""
    return f"{waiting.kind.waits}：{waiting.reason}"


def hindrance(waiting: Waiting) -> Fault:
    """Why the case cannot be approved yet."""
    remedy = {
        InterruptionKind.SURVEY: "调查结果交来、在这件里记下以后再通过",
        InterruptionKind.SUSPENSION: "中止的原因没有了、在这件里恢复办理以后再通过",
    }[waiting.kind]
    ground = f"（{waiting.ground}）" if waiting.ground else ""
    said = f"还在{standing_words(waiting)}{ground}"
    return Fault(code=FaultCode.PRECONDITION, message=said, remedy=remedy)
