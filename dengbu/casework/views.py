"""What casework answers: frozen values for screens and interfaces, no framework.

Identity numbers are whole here; whoever shows them masks them by the reader's permission
(`dengbu.kernel.identity.mask`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dengbu.casework.beside_views import InterruptionView, SiteViewView
from dengbu.casework.payments.views import OrderView
from dengbu.casework.service_views import ServiceView
from dengbu.casework.smart.explaining import Why
from dengbu.casework.values import CaseRequest, PartyInput


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyView:
    """A party of a case or draft."""

    seq: int
    role: str
    role_label: str
    name: str
    id_type: str
    id_type_label: str
    id_no: str  # whole; mask before showing
    party_type: str
    share: Fraction | None
    agreed_at: datetime | None  # None: has not signed
    signs: bool = True  # must, in this service; of others the rules say how many have to
    only_named: bool = False  # nobody asks for their signature: a debtor, the organ that orders
    guardian_name: str = ""
    guardian_id_no: str = ""
    phone: str = ""
    source: str = ""  # 登记簿, or "" when typed


@dataclass(frozen=True, kw_only=True, slots=True)
class MaterialView:
    """A paper of a case, or what stands in for it."""

    code: str
    name: str
    required: bool
    sources: tuple[str, ...]  # MaterialSource values that may serve
    source: str  # how it came, "" while missing
    source_label: str
    status: str  # RECEIVED, NOT_NEEDED, MISSING
    note: str = ""  # why it need not be handed in
    sha256: str = ""
    media_type: str = ""
    pages: int | None = None
    received_at: datetime | None = None
    told: tuple[str, ...] = ()  # what departments said in its place
    promise: str = ""  # text of the promise that may stand in for it


@dataclass(frozen=True, kw_only=True, slots=True)
class FactView:
    """What one department answered to one question in place of a paper (部门共享)."""

    partner: str  # 税务部门
    what: str  # 契税, with whose it is
    paper: str  # name of the paper that it stands in for, "" where it is none
    outcome: str  # exchange.Outcome value
    said: str  # the answer in one sentence
    fetched_at: datetime  # when the department answered
    asked_at: datetime  # when it was wanted

    @property
    def kept(self) -> bool:
        """Whether an answer that was given earlier served again."""
        return self.fetched_at < self.asked_at


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeView:
    """A line of the bill."""

    item: int
    guide: str
    name: str  # 存量房买卖转移登记
    payer: str  # names
    payer_role: str  # Role value: who of the parties it is
    amount: Decimal  # yuan
    reason: str
    rule: str
    version: str  # day from which the tariff holds


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckView:
    """What one rule says; blocks first on screens."""

    code: str
    effect: str  # pass, warn, block
    message: str
    clause: str
    remedy: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineStep:
    """One step: done, now or to come."""

    state: str  # done, now, todo
    text: str
    at: datetime | None
    who: str = ""
    waits_for_you: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CompareRow:
    """One fact side by side; ``same`` None: nothing to compare with."""

    fact: str
    request: str
    material: str
    register: str
    same: bool | None
    verdict: str  # 一致, or what differs
    lifted: str = ""  # code of the rule that a consent told in this row lifts; "": of none


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockView:
    """The running time of a case."""

    accepted_at: datetime
    due_at: datetime
    statutory_due_at: datetime
    provisional: bool
    paused_since: datetime | None
    paused_reason: str
    words: str  # 还有2小时10分钟 / 已超期 ... / 已暂停
    outlook: str = ""  # when it will be done with its public notice; "": none is waited for


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseView:
    """A case with everything side by side."""

    id: int
    case_no: str
    office: str
    service: str
    title: str
    channel: str
    channel_label: str
    status: str
    status_label: str
    revision: int
    unit_code: str
    address: str
    acceptor_id: int | None
    acceptor: str
    examiner_id: int | None
    examiner: str
    organisation_id: int | None
    service_id: int  # of the version under which it was accepted
    request: CaseRequest
    clock: ClockView
    decided_at: datetime | None
    entered_at: datetime | None
    closed_at: datetime | None
    booking_id: int | None
    mark: str = ""  # by what the published draws call it; its people alone are told
    mark_salt: str = ""  # the mark is the SHA-256 of number and salt
    parties: tuple[PartyView, ...] = ()
    materials: tuple[MaterialView, ...] = ()
    facts: tuple[FactView, ...] = ()  # what departments answered, the last time
    fees: tuple[FeeView, ...] = ()
    fee_total: Decimal = Decimal("0.00")
    orders: tuple[OrderView, ...] = ()  # who has to pay what, and what came of it
    rules: tuple[CheckView, ...] = ()  # asked now while open, else as last kept
    accepted_rules: tuple[CheckView, ...] = ()  # as kept at acceptance
    compare: tuple[CompareRow, ...] = ()
    timeline: tuple[TimelineStep, ...] = ()
    pending: tuple[str, ...] = ()  # what the case still waits for, in words
    return_items: tuple[Mapping[str, Any], ...] = ()  # the list of the last return, while returned
    decision: str = ""  # reason of the last decision
    certificates: tuple[str, ...] = ()  # numbers that it brought forth
    small: tuple[str, ...] = ()  # what was told of whoever pays nothing for being small
    promised: tuple[tuple[str, str], ...] = ()  # papers in whose place a promise stands: code, name
    interruptions: tuple[InterruptionView, ...] = ()  # surveys ordered, suspensions
    site_views: tuple[SiteViewView, ...] = ()  # visits to the place
    site_view_wanted: bool = False  # the service wants one before entry
    result: str = ""  # 证书, 证明 or "": nothing is handed over
    stays: tuple[str, ...] = ()  # what a buyer or lender finds on the home after entry

    @property
    def blocks(self) -> tuple[CheckView, ...]:
        """What stands in the way now."""
        return tuple(r for r in self.rules if r.effect == "block")


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseLine:
    """A case in a list."""

    id: int
    case_no: str
    service: str
    title: str
    address: str
    status: str
    status_label: str
    accepted_at: datetime
    due_at: datetime
    provisional: bool
    paused: bool
    people: str  # names, short
    entered_at: datetime | None = None
    paused_reason: str = ""  # 等缴税
    paused_for: str = ""  # rules/lists.py Pause value
    precedence: int = 1  # 0: urgent
    marks: str = ""  # letters
    examiner: str = ""  # name
    statutory_due_at: datetime | None = None
    closed_at: datetime | None = None
    service_id: int = 0  # of the version under which it was accepted


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuePage:
    """A page of an examiner's queue, the most urgent first."""

    lines: tuple[CaseLine, ...]
    after: str | None  # cursor of the next page; None: this is the last
    waiting: int  # cases to examine
    overdue: int
    due_today: int
    returned: int  # out with the applicants


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A service that can, or cannot, be done for a unit now."""

    service: str
    title: str
    possible: bool
    summary: str  # one sentence on what it does
    promised: str  # 1个工作日
    reasons: tuple[CheckView, ...] = ()  # why not, or what to look at
    family: str = ""  # heading among others
    common: bool = True  # asked for every day


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A request with all that the register and the cadastre know filled in."""

    service: ServiceView
    unit_code: str
    address: str
    request: CaseRequest
    parties: tuple[PartyView, ...]
    materials: tuple[MaterialView, ...]
    fees: tuple[FeeView, ...]
    fee_total: Decimal
    rules: tuple[CheckView, ...]
    due_at: datetime | None = None  # if submitted now
    promised: str = ""  # in words, by the channel of the request
    outlook: str = ""  # when it will be done with its public notice; "": it wants none
    consenting: tuple[PartyInput, ...] = ()  # of the register; their signature lifts a rule
    suggested: tuple[PartyInput, ...] = ()  # who holds the land, where a firm is still to be named


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchLine:
    """One application of a batch and where it stands."""

    line: int
    unit_code: str
    proof_no: str
    case_no: str | None
    status: str | None
    status_label: str
    refused: tuple[Mapping[str, Any], ...] = ()  # faults as problem details
    entered_at: datetime | None = None
    failed_rules: tuple[CheckView, ...] = ()  # why it went to a human
    why: Why | None = None  # what automatic approval said, whole; None: it has not yet


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchView:
    """What was answered to a batch."""

    id: int
    service: str
    count: int
    received_at: datetime
    lines: tuple[BatchLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarReport:
    """What the announcement of a year changed."""

    year: int
    days: int  # rows written
    cases: int  # open cases whose deadlines were computed again
    on: date
