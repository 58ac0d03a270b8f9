"""Public notices as screens read them: frozen values, no framework."""

from dataclasses import dataclass
from datetime import datetime

from dengbu.casework.rules.notices import Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeView:
    """A notice as anybody may read it."""

    number: str
    office: str
    case_no: str  # for the office; not shown to the public
    kind: str
    kind_label: str
    title: str
    text: str
    address: str
    days: int  # working days
    published_at: datetime
    published_end: datetime  # as the text says it
    ends_at: datetime
    days_left: int  # working days after today; 0 on the last
    runs: bool  # takes objections now
    state: str  # 正在公告, 公告期满 ...
    ended_at: datetime | None = None
    outcome: str = ""  # Outcome value
    end_reason: str = ""
    published_by: str = ""

    @property
    def put_off(self) -> bool:
        """Whether it ends later than its text says."""
        return self.ends_at > self.published_end

    @property
    def at_once(self) -> bool:
        """Whether it is a statement that nothing waits for."""
        return self.days == 0

    @property
    def ran(self) -> bool:
        """Whether it ran to its end."""
        return self.outcome == Outcome.RAN


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeList:
    """A page of notices, the newest first."""

    lines: tuple[NoticeView, ...]
    after: str | None  # cursor of the next page; None: this is the last


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectionView:
    """An objection as the examiner reads it. The identity number is whole: mask it."""

    id: int
    number: str  # of the receipt
    name: str
    id_type: str
    id_type_label: str
    id_no: str
    phone: str
    what: str
    received_at: datetime
    decision: str  # Ruling value, "" while open
    decision_label: str
    decided_by: str
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What would be published now."""

    kind_label: str
    title: str
    text: str
    days: int  # working days; 0: a statement that nothing waits for
    ends_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseNotice:
    """What the office sees of the notice of a case whose service wants one."""

    notice: NoticeView | None  # the last
    objections: tuple[ObjectionView, ...]  # open ones first
    unsettled: int
    founded: str  # reason of a founded objection that bars entry, "" for none
    hindrance: str  # why the case cannot be approved yet, "" when it can
    remedy: str  # and what is to be done
    preview: Preview | None  # of what may be published now
    may_publish: bool  # by this officer
    may_take_back: bool
    may_settle: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectionInput:
    """What somebody fills in against a notice."""

    name: str
    id_type: str
    id_no: str
    phone: str
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectionReceipt:
    """What whoever objected may read of it, without an account."""

    number: str
    notice: NoticeView
    name: str
    id_no: str  # masked
    what: str
    received_at: datetime
    decision: str
    decision_label: str
    decided_at: datetime | None
    reason: str
    moot: bool  # the application ended without entry: nothing is left to decide
