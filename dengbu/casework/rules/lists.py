"""工作列表: in which one list of the office every open case is, as data, and the order in a list.

A list is told by where a case stands and what its clock stands for. The table below is all that
says so: the page, its counts, the nightly check and the conditions in SQL are made of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class Pause(StrEnum):
    """What the clock of a case stands for (暂停计时)."""

    RUNS = ""  # it does not stand
    TAX = "TAX"  # 等缴税
    NOTICE = "NOTICE"  # 公告
    SUPPLEMENT = "SUPPLEMENT"  # 补正
    SURVEY = "SURVEY"  # 权籍调查
    SUSPENSION = "SUSPENSION"  # 中止
    OTHER = "OTHER"  # whatever else its reason says


class ListCode(StrEnum):
    """The lists of an office."""

    DISPATCH = "DISPATCH"
    AUTOPILOT = "AUTOPILOT"
    EXAMINE = "EXAMINE"
    TAX = "TAX"
    NOTICE = "NOTICE"
    STANDING = "STANDING"
    SUPPLEMENT = "SUPPLEMENT"
    ENTRY = "ENTRY"

    @property
    def label(self) -> str:
        """Name on screens."""
        return _BY_CODE[self].label


Place = tuple[str, str]
"""Status of a case and its `Pause`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkList:
    """One list: the cases in any of these states whose clock stands for any of these reasons."""

    code: ListCode
    label: str
    states: tuple[str, ...]
    pauses: tuple[Pause, ...] = tuple(Pause)
    waits: str  # for whom or what its cases wait, told where the list is empty

    @property
    def places(self) -> tuple[Place, ...]:
        """All pairs of state and pause that belong to it."""
        return tuple((state, pause.value) for state, pause in product(self.states, self.pauses))


LISTS = (
    WorkList(
        code=ListCode.EXAMINE,
        label="待审核",
        states=("EXAMINING",),
        pauses=(Pause.RUNS,),
        waits="派给审核员、时间在走的件",
    ),
    WorkList(
        code=ListCode.SUPPLEMENT,
        label="等补正",
        states=("SUPPLEMENT",),
        waits="退回去、等申请人补好的件",
    ),
    WorkList(
        code=ListCode.NOTICE,
        label="公告中",
        states=("EXAMINING",),
        pauses=(Pause.NOTICE,),
        waits="正在公告的件",
    ),
    WorkList(
        code=ListCode.TAX,
        label="等缴税",
        states=("EXAMINING",),
        pauses=(Pause.TAX,),
        waits="等申请人缴清契税的件",
    ),
    WorkList(
        code=ListCode.STANDING,
        label="调查和中止",
        states=("EXAMINING",),
        pauses=(Pause.SURVEY, Pause.SUSPENSION, Pause.SUPPLEMENT, Pause.OTHER),
        waits="等权籍调查、中止办理或者因为别的原因停着时间的件",
    ),
    WorkList(
        code=ListCode.ENTRY,
        label="待登簿",
        states=("APPROVED",),
        waits="审核通过、等着登簿的件",
    ),
    WorkList(
        code=ListCode.AUTOPILOT,
        label="智能审批中",
        states=("AUTOPILOT",),
        waits="系统正在自动核对的件",
    ),
    WorkList(
        code=ListCode.DISPATCH,
        label="等分派",
        states=("ACCEPTED",),
        waits="受理了、还没派给审核员的件",
    ),
)
_BY_CODE = {one.code: one for one in LISTS}
CLOSED = ("ENTERED", "REFUSED", "WITHDRAWN")
"""States of cases that are in no list: nothing is left to be done."""


def lists_of(place: Place, lists: Sequence[WorkList] = LISTS) -> tuple[ListCode, ...]:
    """Every list that claims a case: one for an open case, none for a closed one.

    Anything else is a fault of the lists or of the case, which the nightly check names.
    """
    return tuple(one.code for one in lists if place in one.places)


def list_of(place: Place) -> ListCode | None:
    """The one list of a case, None for a closed one. ValueError for a state that nobody knows."""
    if place[0] in CLOSED:
        return None
    found = lists_of(place)
    if len(found) != 1:
        raise ValueError(f"a case {place} is in {len(found)} lists")
    return found[0]


def work_list(code: ListCode) -> WorkList:
    """The list of that code."""
    return _BY_CODE[code]
