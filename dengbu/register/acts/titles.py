"""Acts on the right by which a unit is held (ownership-class), and on its certificates."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dengbu.register.codes import CancelGround, CoOwnership, RightType
from dengbu.register.particulars import Particulars
from dengbu.register.parties import HolderShare, PartyRef


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstRegistration:
    """首次登记 of the right by which a unit is held: land and house together (Civil Code 356)."""

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
    particulars: Particulars | None = None  # None: a home, whose facts the survey holds
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
    particulars: Particulars | None = None  # None: as they are
    separate_certificates: bool = False
    effective_at: datetime | None = None
    ordered_by: str = ""  # court that disposes by 协助执行通知书; "": the parties themselves
    order_no: str = ""  # 文号 of its order


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeOwnership:
    """变更登记: the same holders, something else about their right. What is None stays."""

    unit_code: str
    holders: tuple[HolderShare, ...] | None = None  # in the order registered when names change
    renamed: bool = False  # each holder is the one registered in the same place, by another name
    basis: str = ""  # number of the paper that proves the new name or identity number
    co_ownership: CoOwnership | None = None
    right_nature: str | None = None
    term_from: date | None = None
    term_to: date | None = None
    price: Decimal | None = None  # yuan
    particulars: Particulars | None = None
    separate_certificates: bool = False
    subclass: str = "3001"
    cause: str = "权利人信息变更"


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectOwnership:
    """更正登记 (Civil Code 220): what was entered was wrong from its beginning.

    By request of a holder or an interested person, or by the office itself after its notice.
    """

    unit_code: str
    holders: tuple[HolderShare, ...]
    co_ownership: CoOwnership
    basis: str  # the proof of the error
    by_office: bool = False  # 依职权
    right_nature: str | None = None  # None here and below: was right
    term_from: date | None = None
    term_to: date | None = None
    particulars: Particulars | None = None
    separate_certificates: bool = False
    subclass: str = "5001"
    cause: str = "登记簿记载有误"


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelOwnership:
    """注销登记: the right ends, and with it everything that rests on it."""

    unit_code: str
    ground: CancelGround
    organ: str = ""  # who decided, of EXPROPRIATED and BY_DECISION
    document_no: str = ""
    effective_at: datetime | None = None  # when a decision took effect (Civil Code 229)
    subclass: str = "4001"
    cause: str = "灭失"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReissueCertificate:
    """换证、补证: a new certificate of the same right; the old number is void."""

    unit_code: str
    number: str  # of the old one, storage form
    lost: bool = False  # 补证: after the statement of its loss
    subclass: str = "9001"
    cause: str = "换发证书"
