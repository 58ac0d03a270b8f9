"""The acts (登记) that can be asked for, each a frozen value."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dengbu.register.codes import CoOwnership, MortgageMode, NoticeKind, RightType, SeizureKind
from dengbu.register.parties import HolderShare, PartyRef


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstRegistration:
    """首次登记 of land use and house ownership together (Civil Code 356, 357)."""

    unit_code: str
    holders: tuple[HolderShare, ...]
    co_ownership: CoOwnership
    right_type: RightType = RightType.STATE_LAND_USE_AND_HOUSE_OWNERSHIP
    subclass: str = "1003"  # 登记小类, domain code list
    cause: str = "首次登记"
    right_nature: str = "102"  # 权利性质 QLXZ
    term_from: date | None = None  # land use, None: not recorded
    term_to: date | None = None  # None: allocated land
    price: Decimal | None = None  # yuan
    separate_certificates: bool = False  # 分别持证
    effective_at: datetime | None = None  # None: on entry (Civil Code 214)


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    """转移登记: the whole right passes to new holders."""

    unit_code: str
    transferors: tuple[PartyRef, ...]
    holders: tuple[HolderShare, ...]
    co_ownership: CoOwnership
    subclass: str = "2002"
    cause: str = "买卖"
    price: Decimal | None = None  # yuan
    separate_certificates: bool = False
    effective_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateMortgage:
    """抵押权首次登记 (Civil Code 402: arises on registration)."""

    unit_code: str
    mortgagees: tuple[PartyRef, ...]
    mortgagors: tuple[PartyRef, ...]
    amount: Decimal  # yuan: secured claim, or ceiling for a maximum-amount mortgage
    debt_from: date
    debt_to: date
    debtor: PartyRef | None = None  # None: the mortgagors
    mode: MortgageMode = MortgageMode.ORDINARY
    scope: str = "主债权及其利息、违约金、损害赔偿金和实现抵押权的费用"  # 担保范围
    transfer_restricted: bool | None = (
        False  # 约定禁止或限制转让; None: nothing recorded (pre-2021)
    )
    contract_no: str = ""
    subclass: str = "1051"
    cause: str = "抵押"


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelMortgage:
    """抵押权注销登记, named by its proof number (登记证明号, storage form)."""

    unit_code: str
    proof_no: str
    applicants: tuple[PartyRef, ...]
    amount: Decimal | None = None  # yuan as the applicant states it; None: not stated
    subclass: str = "4051"
    cause: str = "债务履行完毕"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seize:
    """查封登记: place in the queue is the time of delivery (送达)."""

    unit_code: str
    kind: SeizureKind
    organ: str
    document_no: str
    delivered_at: datetime
    term_days: int  # at most three years for courts (民诉法解释 485)
    debtor: PartyRef | None = None
    scope: str = "全部"
    case_ref: str = ""  # the court's own case number
    subclass: str = "8001"
    cause: str = "协助执行通知"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseSeizure:
    """解封登记, named by the order that it ends."""

    unit_code: str
    seizure_document_no: str
    organ: str
    release_document_no: str
    delivered_at: datetime
    subclass: str = "4056"
    cause: str = "解除查封"


@dataclass(frozen=True, kw_only=True, slots=True)
class EnterNotice:
    """预告登记 (Civil Code 221)."""

    unit_code: str
    kind: NoticeKind
    holders: tuple[PartyRef, ...]
    obligors: tuple[PartyRef, ...]
    amount: Decimal | None = None  # yuan
    subclass: str = "7002"
    cause: str = "买卖预告"


@dataclass(frozen=True, kw_only=True, slots=True)
class EnterObjection:
    """异议登记 (Civil Code 220): lapses after 15 days without suit."""

    unit_code: str
    objector: PartyRef
    matter: str
    sued_on: date | None = None
    subclass: str = "6001"
    cause: str = "异议"


@dataclass(frozen=True, kw_only=True, slots=True)
class RestrictByGovernment:
    """A stop order of the government, such as an expropriation decree (P23)."""

    unit_code: str
    organ: str
    document_no: str
    from_day: date
    to_day: date | None
    reason: str = "征收决定"
    subclass: str = "9003"
    cause: str = "政府限制"


Act = (
    FirstRegistration
    | Transfer
    | CreateMortgage
    | CancelMortgage
    | Seize
    | ReleaseSeizure
    | EnterNotice
    | EnterObjection
    | RestrictByGovernment
)

_SIDES = ("holders", "mortgagees", "mortgagors", "obligors")
_ONE = ("debtor", "objector")


def people_of(act: Act) -> Iterator[PartyRef]:
    """Everybody whom an act makes a party of a right."""
    for name in _SIDES:
        for one in getattr(act, name, ()):
            yield one.party if type(one) is HolderShare else one
    for name in _ONE:
        if (person := getattr(act, name, None)) is not None:
            yield person
