"""公告: when a public notice ends, what it says, and what keeps a case from entry because of it.

First registrations, inheritance, corrections and cancellations by the office, and lost certificates
stand on the open page for so many working days before entry (《不动产登记暂行条例实施细则》第17条,
第22条). A statement of loss may have none where its office says so (decision 50): it has run once
it is published. The days count from the day after publication and end at the last closing of the
last working day (Civil Code 201, 203). Whoever objects until then is heard.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from string import Formatter

from dengbu.kernel.calendar import Deadline, WorkCalendar
from dengbu.kernel.chinese import fold, moment_words
from dengbu.kernel.clause import REGULATION, RULES, Clause
from dengbu.kernel.fault import Fault, FaultCode

GRACE = timedelta(seconds=10)
"""A notice is closed so long after its end, since an objection that came in time may still be
waiting for a lock (`dengbu.casework.holding.PATIENCE`)."""

DISPUTE = REGULATION.of("22第2项")
"""Ground on which a case with a founded objection is refused: the right is in dispute."""


@unique
class NoticeKind(StrEnum):
    """Why something stands on the open page."""

    FIRST = "FIRST"
    INHERITANCE = "INHERITANCE"
    LOST = "LOST"
    CORRECTION = "CORRECTION"
    CANCELLATION = "CANCELLATION"

    @property
    def label(self) -> str:
        """Name on screens."""
        return _KINDS[self]


_KINDS: Mapping[NoticeKind, str] = {
    NoticeKind.FIRST: "首次登记公告",
    NoticeKind.INHERITANCE: "继承公示",
    NoticeKind.LOST: "遗失声明",
    NoticeKind.CORRECTION: "更正公告",
    NoticeKind.CANCELLATION: "注销公告",
}


BY_OFFICE = frozenset({NoticeKind.CORRECTION, NoticeKind.CANCELLATION})
"""What the office itself begins: nobody applies, and who holds signs nothing."""


@unique
class Outcome(StrEnum):
    """How a notice ended."""

    RAN = "RAN"  # to its last moment
    TAKEN_BACK = "TAKEN_BACK"  # by the office, to be published again or not
    WITHDRAWN = "WITHDRAWN"  # with the case, by its applicants
    REFUSED = "REFUSED"  # with the case, by the office

    @property
    def label(self) -> str:
        """Name on screens."""
        return _OUTCOMES[self]


GROUNDS: Mapping[NoticeKind, Clause] = {
    NoticeKind.FIRST: RULES.of(17),
    NoticeKind.INHERITANCE: Clause.of("不动产登记操作规范（试行）"),  # 1.8.6, not yet checked
    NoticeKind.LOST: RULES.of(22),
    NoticeKind.CORRECTION: RULES.of(17),
    NoticeKind.CANCELLATION: RULES.of(17),
}
"""Where the law asks for a notice of each kind."""

_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.RAN: "公告期满",
    Outcome.TAKEN_BACK: "已撤下",
    Outcome.WITHDRAWN: "申请撤回，公告终止",
    Outcome.REFUSED: "不予登记，公告终止",
}


@unique
class Ruling(StrEnum):
    """What became of an objection."""

    FOUNDED = "FOUNDED"
    UNFOUNDED = "UNFOUNDED"

    @property
    def label(self) -> str:
        """Name on screens."""
        return "成立" if self is Ruling.FOUNDED else "不成立"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where the notice of a case stands; of several the last."""

    number: str
    ends_at: datetime
    ended_at: datetime | None = None  # None: it runs
    outcome: str = ""  # Outcome value, "" while it runs
    unsettled: int = 0  # objections that nobody has decided on
    founded: int = 0
    barred: frozenset[str] = frozenset()
    """Digests of what was objected to with success; "" for what no digest was kept of."""

    @property
    def runs(self) -> bool:
        """Whether it is on the open page for objections."""
        return self.ended_at is None

    @property
    def over(self) -> bool:
        """Whether it ran to its end and nothing speaks against entry."""
        return self.outcome == Outcome.RAN and not self.unsettled and not self.founded

    @property
    def changeable(self) -> bool:
        """Whether what was made public may be changed by a supplement, to be published anew."""
        return not self.runs and (self.outcome == Outcome.TAKEN_BACK or bool(self.founded))

    def bars(self, content: str) -> bool:
        """Whether this was objected to with success, so is never made public again."""
        return content in self.barred or "" in self.barred

    def renewable(self, content: str) -> bool:
        """Whether another may be published for the case, as what it asks for now."""
        return self.changeable and not self.bars(content)


def end_of(published_at: datetime, days: int, calendar: WorkCalendar) -> Deadline:
    """The last moment of a notice of so many working days (Civil Code 201, 203)."""
    return calendar.add_statutory_days(published_at, days)


def in_time(received_at: datetime, *, published_at: datetime, ends_at: datetime) -> bool:
    """Whether an objection came while the notice ran: the last moment still counts."""
    return published_at <= received_at <= ends_at


def has_run(ends_at: datetime, now: datetime) -> bool:
    """Whether a notice may be closed: nothing that came in time is on its way any more."""
    return now > ends_at + GRACE


def working_days_left(ends_at: datetime, now: datetime, calendar: WorkCalendar) -> int:
    """Working days after today up to the last; 0 on the last day and afterwards."""
    today, last = _day(now, calendar), _day(ends_at, calendar)
    span = (last - today).days
    return sum(calendar.is_working_day(today + timedelta(days=n)) for n in range(1, span + 1))


def _day(moment: datetime, calendar: WorkCalendar) -> date:
    return moment.astimezone(calendar.zone).date()


def filled(template: str, words: Mapping[str, str]) -> str:
    """The text of a notice with its ``{words}``; KeyError for one that is not given."""
    parts = Formatter().parse(template)
    text = "".join(said + ("" if name is None else words[name]) for said, name, _, _ in parts)
    return text.strip()


def named(names: Iterable[str]) -> str:
    """Names as a notice has them, each once and without any number of a paper."""
    return "、".join(dict.fromkeys(name for name in names if name))


def matter(text: str) -> str:
    """What two objections with the same words share, however blanks and widths differ.

    SHA-256, hexadecimal.
    """
    return hashlib.sha256(fold(text).encode()).hexdigest()


def hindrance(
    standing: Standing | None, *, kind: NoticeKind, days: int, now: datetime, content: str = ""
) -> Fault | None:
    """Why a case that needs a notice cannot be approved yet; None: it can.

    ``content``: digest of what it asks for now.
    """
    if standing is not None and standing.over:
        return None
    if standing is not None and standing.founded:
        said, remedy = _disputed(standing, days, amended=not standing.bars(content))
    else:
        said, remedy = _hindered(standing, days, now)
    ground = DISPUTE if standing is not None and standing.founded else GROUNDS[kind]
    return Fault(code=FaultCode.PRECONDITION, message=said, clause=ground, remedy=remedy)


def _hindered(standing: Standing | None, days: int, now: datetime) -> tuple[str, str]:
    if standing is None or standing.outcome == Outcome.TAKEN_BACK:
        again = "上一份公告撤下了，" if standing else ""
        if not days:
            return "要先发布遗失声明，才能登簿", "看过申请的内容以后，在这件里发布声明"
        return f"{again}要先公告 {days} 个工作日，才能登簿", "看过申请的内容以后，在这件里发布公告"
    if standing.runs and now <= standing.ends_at:
        until = moment_words(standing.ends_at)
        return f"公告到 {until} 才满，期满以前不能登簿", "期满没有异议的，自动接着计时"
    if standing.runs:
        return "公告刚刚期满，正在核对有没有赶在最后一刻的异议", "过一会儿再点一次"
    if standing.unsettled:
        return f"公告期间还有 {standing.unsettled} 份异议没有处理", "在这件里逐份写明成立不成立"
    return "公告没有满期就终止了，不能登簿", "重新公告"


def _disputed(standing: Standing, days: int, *, amended: bool) -> tuple[str, str]:
    """What is left once an objection was founded: the same is never made public again."""
    said = f"公告期间有 {standing.founded} 份异议成立"
    if amended and not standing.runs:
        again = f"{said}，申请的内容改过了，要重新公告 {days} 个工作日，才能登簿"
        return again, "看过改好的内容以后，在这件里重新发布公告"
    first = "撤下公告，" if standing.runs else ""
    remedy = f"不予登记，或者请申请人撤回；能改正的，{first}退回补正，改好以后重新公告"
    return f"{said}，不能登簿", remedy
