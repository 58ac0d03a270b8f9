"""Values that the parts are drawn from: frozen, without Django, made by the faces' views.

A part that needs an address takes it ready made (`href`); an empty one means that there is none.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum, unique
from fractions import Fraction

from dengbu.kernel.clause import Clause
from dengbu.web.shared.signals import SIGNAL_ICONS, Signal


@unique
class SourceKind(StrEnum):
    """Where a fact came from; the value is the icon."""

    SHARED = "nodes"  # another department's shared data
    CERTIFICATE = "shield"  # a verified electronic certificate
    PARTNER = "bank"  # sent by a partner such as a bank
    PROMISE = "pen"  # a written promise stands in for the paper
    SCAN = "scan"  # scanned here
    SYSTEM = "page"  # made by this system


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Who said so, and when."""

    kind: SourceKind
    name: str  # 公安共享, 湘北银行报送
    at: datetime | None = None  # None: no moment to show


@unique
class Freshness(StrEnum):
    """How far a stated value can be relied on now."""

    FRESH = "fresh"
    STALE = "stale"  # asked long ago; shown grey with its moment, and asked again on wish
    UNKNOWN = "unknown"  # not found out; never shown as 没有


@dataclass(frozen=True, kw_only=True, slots=True)
class StateCell:
    """One cell of the state strip."""

    label: str  # 权利人, 抵押, 查封, 预告、异议, 在办
    icon: str
    value: str  # one line in words; 没有 is said, never left out
    fact: str = ""  # one line below: since when, who, when checked
    signal: Signal = Signal.PLAIN
    freshness: Freshness = Freshness.FRESH
    retry: str = ""  # address that asks again (POST), for stale and unknown
    href: str = ""  # address of what stands behind the value

    @property
    def shown_signal(self) -> Signal:
        """What is old or unknown never looks like good news."""
        return self.signal if self.freshness is Freshness.FRESH else Signal.QUIET


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """Something that can be done: a link, or a submit button where `name` is given."""

    label: str
    href: str = ""
    name: str = ""  # name of the submitted value, for a button
    value: str = ""
    icon: str = ""
    key: str = ""  # letter that does the same
    chosen: bool = False


CONSENTS = "能办，但要有人同意"
"""Heading of what can be done together with those whom a reason names."""
LOOKS = "能办，但要先知道"
"""Heading of what can be done by whoever knows, or promises, what a reason says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hindrance:
    """Something that cannot be done now, not alone, or not unknowing: why, and what helps."""

    what: str  # 只办买卖过户
    reason: str
    consent: bool = False  # it can be done together with those whom the reason names
    look: bool = False  # it can be done by whoever knows the reason
    clause: Clause | None = None
    ways: tuple[Act, ...] = ()


@unique
class Standing(StrEnum):
    """What a fact is worth."""

    FRESH = "fresh"  # stands in for the paper
    WAITING = "waiting"  # still to come
    EXPIRED = "expired"  # older than allowed
    DISPUTED = "disputed"  # two sources differ; both stay
    FAILED = "failed"  # asked, no answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A value, its source and what it saves the people."""

    label: str
    source: Source
    value: str = ""  # left out in a list of papers
    standing: Standing = Standing.FRESH
    says: str = "不用交"  # at the right: what this means for the paper
    act: Act | None = None  # what can be opened or done instead of `says`
    other: str = ""  # the value that disputes it
    other_source: Source | None = None

    @property
    def signal(self) -> Signal:
        """Colour of the standing."""
        return Signal.OK if self.standing is Standing.FRESH else Signal.WARN


@dataclass(frozen=True, kw_only=True, slots=True)
class CompareCell:
    """One cell of the compare table; `mark` is the very part that differs."""

    text: str = ""  # before the mark, or all of it
    mark: str = ""
    after: str = ""
    quiet: bool = False  # 不用填, 登簿后写入


@dataclass(frozen=True, kw_only=True, slots=True)
class CompareColumn:
    """Head of a column: where these values stand."""

    title: str  # 申请, 事实, 材料, 登记簿
    note: str = ""  # 部门共享，09:15 取得


@dataclass(frozen=True, kw_only=True, slots=True)
class CompareRow:
    """One fact through all its sources, with the verdict."""

    label: str
    cells: tuple[CompareCell, ...]
    verdict: str = "一致"
    signal: Signal = Signal.OK

    @property
    def spoken(self) -> str:
        """What a screen reader hears before the verdict of a row that differs or bars."""
        return {Signal.WARN: "不同：", Signal.STOP: "不符："}.get(self.signal, "")

    @property
    def icon(self) -> str:
        """A plain tick where all agree."""
        return "check" if self.signal is Signal.OK else SIGNAL_ICONS[self.signal]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewValue:
    """Something that the register does not hold yet."""

    label: str
    value: str
    paper: str = ""  # the paper that says so: 借字2026-0001


@dataclass(frozen=True, kw_only=True, slots=True)
class Compare:
    """The compare table."""

    caption: str  # spoken, not shown
    columns: tuple[CompareColumn, ...]
    rows: tuple[CompareRow, ...]
    written: tuple[NewValue, ...] = ()  # new in the register, so that nothing is compared
    written_title: str = ""  # 登簿后写入
    folded: tuple[CompareRow, ...] = ()  # nothing to compare: the last cell alone, on asking


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleRow:
    """What one rule said, in plain words."""

    effect: Signal  # OK passed, WARN look, STOP blocks
    code: str  # P04
    sentence: str
    clause: Clause | None = None
    more: str = ""  # after the sentence, in normal weight
    remedy: str = ""

    @property
    def word(self) -> str:
        """通过, 留意 or 不符."""
        return {Signal.OK: "通过", Signal.WARN: "留意"}.get(self.effect, "不符")


@unique
class Progress(StrEnum):
    """Where a step of a case stands."""

    DONE = "done"
    NOW = "now"
    TODO = "todo"


@dataclass(frozen=True, kw_only=True, slots=True)
class StepCard:
    """The thing to do now, shown inside the timeline."""

    title: str
    amount: Decimal | None = None  # yuan
    lines: tuple[str, ...] = ()
    act: Act | None = None
    until: str = ""  # 明天 17:00 前
    until_note: str = ""  # what happens afterwards


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of a case as its people see it."""

    title: str
    note: str = ""
    progress: Progress = Progress.TODO
    waits_for_reader: bool = False  # then in the warn colour
    card: StepCard | None = None

    @property
    def signal(self) -> Signal:
        """Colour of the ring of the step that goes on now."""
        return Signal.WARN if self.waits_for_reader else Signal.ACCENT


@unique
class LifeShape(StrEnum):
    """Shape on the rail of a unit's life."""

    OWNERSHIP = "ownership"  # round
    MORTGAGE = "mortgage"  # diamond
    SEIZURE = "seizure"  # square
    CADASTRE = "cadastre"  # hollow square: parcel or building
    ENDED = "ended"  # hollow round


@dataclass(frozen=True, kw_only=True, slots=True)
class LifeEvent:
    """One event in the life of a unit or certificate, newest first."""

    day: date
    title: str  # 买卖转移
    text: str
    shape: LifeShape = LifeShape.OWNERSHIP
    reference: str = ""  # number of the certificate, the order or the case
    href: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A person or organisation in a case."""

    name: str
    role: str  # 卖方, 新抵押权人
    number: str = ""  # as it may be shown: masked for people, whole for organisations
    reveal: str = ""  # address that shows the whole number (POST), the asking is logged
    note: str = ""  # 与何雅琴为夫妻
    sources: tuple[Source, ...] = ()
    share: Fraction | None = None
    standing: str = ""  # 已签字, 等盖电子章, 还没请
    signal: Signal = Signal.OK
    act: Act | None = None  # what can be done for this person now, instead of the standing
    now: bool = False  # the one who is served at this moment


@dataclass(frozen=True, kw_only=True, slots=True)
class SharePart:
    """One holder's piece of the bar in equal parts."""

    name: str
    share: Fraction
    open: bool = False  # not yet settled


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One choice of a field."""

    value: str
    label: str
    hint: str = ""
    disabled: str = ""  # reason why it cannot be chosen, empty when it can
