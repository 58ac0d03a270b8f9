"""What casework answers: frozen values for screens and interfaces, no framework.

Identity numbers are whole here; whoever shows them masks them by the reader's permission
(`dengbu.kernel.identity.mask`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dengbu.casework.rules.fees import Rate
from dengbu.casework.values import CaseRequest, PartyInput, Role


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
    request: CaseRequest
    clock: ClockView
    decided_at: datetime | None
    entered_at: datetime | None
    closed_at: datetime | None
    booking_id: int | None
    parties: tuple[PartyView, ...] = ()
    materials: tuple[MaterialView, ...] = ()
    fees: tuple[FeeView, ...] = ()
    fee_total: Decimal = Decimal("0.00")
    rules: tuple[CheckView, ...] = ()  # asked now while open, else as last kept
    accepted_rules: tuple[CheckView, ...] = ()  # as kept at acceptance
    compare: tuple[CompareRow, ...] = ()
    timeline: tuple[TimelineStep, ...] = ()
    pending: tuple[str, ...] = ()  # what the case still waits for, in words
    return_items: tuple[Mapping[str, Any], ...] = ()  # the list of the last return, while returned
    decision: str = ""  # reason of the last decision
    certificates: tuple[str, ...] = ()  # numbers that it brought forth
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

    service: "ServiceView"
    unit_code: str
    address: str
    request: CaseRequest
    parties: tuple[PartyView, ...]
    materials: tuple[MaterialView, ...]
    fees: tuple[FeeView, ...]
    fee_total: Decimal
    rules: tuple[CheckView, ...]
    due_at: datetime | None = None  # if submitted now
    consenting: tuple[PartyInput, ...] = ()  # of the register; their signature lifts a rule


@dataclass(frozen=True, kw_only=True, slots=True)
class MaterialRule:
    """A paper that a service asks for, and what may stand in for it."""

    code: str
    name: str
    required: bool
    sources: tuple[str, ...]  # MaterialSource values
    note: str = ""  # 不用交: where the fact comes from
    proves: tuple[str, ...] = ()  # facts that it proves: see `building.facts.PROVABLE`
    promise: str = ""  # text of the promise that may stand in for it (告知承诺)


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRule:
    """Who takes part."""

    role: str
    least: int
    most: int
    signs: bool  # must sign the request
    label: str = ""  # what the role is called here; "": as everywhere

    @property
    def called(self) -> str:
        """Name on screens."""
        return self.label or Role(self.role).label


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemRule:
    """One registration of a service."""

    guide: str
    act: str  # name of the register's act
    name: str
    fee: str  # registration kind of the tariff: FIRST, TRANSFER, MORTGAGE, CANCELLATION
    payer: str  # role
    slots: tuple[str, ...] = ()  # of the request that the act reads, its own first
    cast: Mapping[str, str] = field(default_factory=dict, hash=False)  # who stands for whom
    each: bool = False  # one act for each unit of the request
    constants: Mapping[str, Any] = field(default_factory=dict, hash=False)  # of the act


FAMILIES: Mapping[str, str] = {
    "FirstRegistration": "首次",
    "RegisterCommonParts": "首次",
    "CreateOperation": "首次",
    "Transfer": "转移",
    "ChangeOwnership": "变更",
    "ReshapeUnits": "变更",
    "ReissueCertificate": "换证、补证",
    "CorrectOwnership": "更正、异议",
    "EnterObjection": "更正、异议",
    "CreateMortgage": "抵押",
    "ChangeMortgage": "抵押",
    "TransferMortgage": "抵押",
    "FixClaim": "抵押",
    "ExchangeRanks": "抵押",
    "EnterNotice": "预告",
    "CreateHabitation": "居住权、地役权",
    "CreateEasement": "居住权、地役权",
    "Seize": "查封",
    "RenewSeizure": "查封",
    "ReleaseSeizure": "查封",
    "CancelMortgage": "注销",
    "CancelNotice": "注销",
    "CancelObjection": "注销",
    "CancelHabitation": "注销",
    "CancelEasement": "注销",
    "CancelOperation": "注销",
    "CancelOwnership": "注销",
}
"""The heading of a service of one registration, by its act."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeRule:
    """What must stand on the open page before the case is entered (公告、公示、遗失声明)."""

    kind: str  # FIRST, INHERITANCE, LOST, CORRECTION or CANCELLATION
    days: int  # working days
    title: str
    text: str  # with the words of `catalogue.words.NOTICE_WORDS` in braces
    kept_days: int = 365  # for which the open page keeps it after its end


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceView:
    """A service guide (办事指南) in one version."""

    id: int  # of the version
    office: str
    code: str
    version: int
    name: str
    title: str  # short, for lists
    summary: str
    department: str  # accounts.Department of its examiners
    channels: tuple[str, ...]
    basis: tuple[str, ...]  # clauses of law
    steps: tuple[str, ...]
    promised_days: Decimal  # working days
    promised_minutes: int | None  # instead of days, when shorter
    statutory_days: int  # working days
    roles: tuple[RoleRule, ...]
    fields: tuple[str, ...]  # request fields that must be filled
    optional: tuple[str, ...]  # request fields that may be
    materials: tuple[MaterialRule, ...]
    items: tuple[ItemRule, ...]
    preconditions: tuple[str, ...]
    autopilot: tuple[str, ...]
    pending: tuple[str, ...]  # rules that do not hinder acceptance
    result: str  # 证书, 证明 or ""
    hours: tuple[tuple[time, time], ...]  # office hours on which the promise runs
    rates: tuple[Rate, ...]  # the tariff, first hit wins
    home_uses: frozenset[str]  # planned uses that count as homes
    garage_types: frozenset[str]  # house types that count as garage or storage
    valid_from: datetime
    content_digest: str
    notice: NoticeRule | None = None
    who: str = ""  # who may apply, in words
    online: tuple[str, ...] = ()  # 网办事项 that it serves: N09
    rights: tuple[str, ...] = ()  # 权利类型 that it is for; none: any
    needs: tuple[str, ...] = ()  # rights that must stand on the unit: see `known.NUMBERS`
    at_once: bool = False  # 即办: done while one waits
    common: bool = False  # asked for every day

    @property
    def family(self) -> str:
        """Under which heading it stands among others: 转移, 抵押 ..."""
        if len(self.items) > 1:
            return "组合办理"
        return FAMILIES.get(self.items[0].act, "其他")

    def renames(self, role: str) -> bool:
        """Whether those in a role take part under a new name or number."""
        return role == Role.OWNER and any(item.constants.get("renamed") for item in self.items)

    def called(self, role: str) -> str:
        """What a role is called in this service."""
        found = next((rule.called for rule in self.roles if rule.role == role), None)
        return found or (Role(role).label if role in set(Role) else role)

    @property
    def promised(self) -> str:
        """The promise in words."""
        if self.at_once:
            return "当场办结"
        if self.promised_minutes is not None:
            return f"{self.promised_minutes}分钟"
        return f"{self.promised_days.normalize():f}个工作日"


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
