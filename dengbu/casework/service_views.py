"""A service guide as casework answers it: who takes part, papers, acts, times, fees.

Frozen values for screens and interfaces, no framework; `catalogue` reads them from data files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from dengbu.casework.rules.fees import Rate
from dengbu.casework.rules.notices import BY_OFFICE
from dengbu.casework.rules.taxes import Place
from dengbu.casework.values import Role


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
    promised_by: tuple[str, ...] = ()  # roles that sign it; none: every person who applies
    asks: tuple[str, ...] = ()  # questions to departments that stand in for it, if all match
    second: tuple[str, ...] = ()  # serve where those have no answer; never against one
    beside: tuple[str, ...] = ()  # never serve; what they contradict an examiner sees
    usual: str = ""  # source that the window's form begins with; "": whoever saw the paper says so


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRule:
    """Who takes part."""

    role: str
    least: int
    most: int
    signs: bool  # must sign the request
    label: str = ""  # what the role is called here; "": as everywhere
    firm: bool = False  # an organisation, unless somebody says otherwise

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

    @property
    def at_once(self) -> bool:
        """A statement that nothing waits for: entry may follow as soon as it is published."""
        return self.days == 0

    @property
    def said(self) -> str:
        """`公告15个工作日`; `发布遗失声明` where nothing is waited for."""
        return "发布遗失声明" if self.at_once else f"公告{self.days}个工作日"


_BESIDE = frozenset({Role.AUTHORITY, Role.DEBTOR})
"""Who is named in a request and is no side of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SmartTerms:
    """What an office sets of automatic approval (智能审批)."""

    wrong_at_most: Decimal = Decimal("0.01")  # share of approvals, below which rules take force
    confidence: Decimal = Decimal("0.95")  # with which that bound must hold
    sample: int = 299  # approvals that people check: without a mistake they show that bound
    answers_minutes: int = 30  # for which a department's answer is good until entry


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferTerms:
    """How long the sides of a sale under mortgage (带押过户) have, as an office sets it."""

    words_days: int = 5  # working days for words and money, until it ends by itself
    pay_hours: int = 24  # of real time from the entry, in which the account pays out
    return_days: int = 1  # working days from an end, in which it gives back


@dataclass(frozen=True, kw_only=True, slots=True)
class AskingTerms:
    """How often an organisation's program may ask about homes in a day (预演)."""

    per_home: int = 20  # about one home
    refused: int = 30  # whose answer was that the home is not theirs to ask about


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
    promised_minutes: int | None  # of real time, instead of days
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
    natural: bool = False  # somebody who takes part always is a natural person
    words: tuple[str, ...] = ()  # what people say who look for it: 丢了证
    online: tuple[str, ...] = ()  # 网办事项 that it serves: N09
    online_names: tuple[str, ...] = ()  # their names, in that order
    rights: tuple[str, ...] = ()  # 权利类型 that it is for; none: any
    needs: tuple[str, ...] = ()  # rights that must stand on the unit: see `known.NUMBERS`
    at_once: bool = False  # 即办: done while one waits
    common: bool = False  # asked for every day
    fees_before_entry: bool = False  # entered only once the fee is paid; else it is paid before
    # the certificate is handed over
    taxes: Place | None = None  # what the place sets of the taxes of a sale; None: not estimated
    window_minutes: int | None = None  # of real time, for who comes to the window ("1160")
    firms_days: Decimal | None = None  # working days where all who take part are organisations
    smart_minutes: int | None = None  # of real time, for agents whom a rule answers (智能审批)
    site_view: bool = False  # two officers go to the place before entry
    smart: SmartTerms = SmartTerms()  # of automatic approval
    transfers: TransferTerms = TransferTerms()  # of a sale under mortgage
    asking: AskingTerms = AskingTerms()  # of rehearsals by program

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

    def signs(self, role: str) -> bool:
        """Whether everybody in a role must sign; nobody does who has none in this service."""
        return any(rule.signs for rule in self.roles if rule.role == role)

    def only_names(self, role: str) -> bool:
        """Whether the request names who is in a role, and nobody asks for their signature.

        The organ that orders, the debtor, and the holder whose entry the office itself puts right
        or cancels.
        """
        by_office = self.notice is not None and self.notice.kind in BY_OFFICE
        return role in _BESIDE or (by_office and role == Role.OWNER)

    @property
    def passes_by_death(self) -> bool:
        """Whether the home passes from somebody who has died."""
        return any("death" in item.slots for item in self.items)

    def minutes_on(self, channel: str) -> int | None:
        """The promise in minutes of real time for who comes by a channel; None: in working days."""
        if channel == "A" and self.smart_minutes is not None:
            return self.smart_minutes
        if channel == "W" and self.window_minutes is not None:
            return self.window_minutes
        return self.promised_minutes

    def waits_to_open(self, channel: str) -> bool:
        """Whether the minutes of a channel begin only when the office is open: those of a window.

        What is done at once (即办: a seizure, a cancellation) and what a machine answers does not
        wait for the morning.
        """
        return channel == "W" and self.window_minutes is not None

    def days_for(self, *, firms: bool) -> Decimal:
        """The promise in working days; between organisations it may be shorter (企业之间)."""
        if firms and self.firms_days is not None:
            return min(self.firms_days, self.promised_days)
        return self.promised_days

    def promised_on(self, channel: str) -> str:
        """The promise in words for who comes by a channel."""
        minutes = self.minutes_on(channel)
        if channel == "A" and self.smart_minutes is not None:
            return f"{self.smart_minutes}分钟"
        if self.at_once:
            return "当场办结"
        if minutes is not None:
            return f"{minutes}分钟"
        return f"{self.promised_days.normalize():f}个工作日"

    @property
    def between_firms(self) -> bool:
        """Whether all who take part, several, may be organisations (企业之间)."""
        sides = [rule for rule in self.roles if rule.least and rule.role not in _BESIDE]
        return len(sides) > 1 and not self.natural

    @property
    def promised_whole(self) -> str:
        """The promise in words, with the public notice that goes before it."""
        if self.notice is None or self.notice.at_once:
            return self.promised
        return f"{self.notice.said}，另{self.promised}"

    @property
    def promised(self) -> str:
        """The promise in words, by whatever channel."""
        said = self.promised_on("")
        at_window = self.promised_on("W")
        return said if said == at_window else f"{said}，在窗口{at_window}"
