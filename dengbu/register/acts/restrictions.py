"""Acts on advance notices, objections and restrictions by government."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dengbu.register.codes import NoticeKind
from dengbu.register.parties import PartyRef


@dataclass(frozen=True, kw_only=True, slots=True)
class EnterNotice:
    """预告登记 (Civil Code 221)."""

    unit_code: str
    kind: NoticeKind
    holders: tuple[PartyRef, ...]
    obligors: tuple[PartyRef, ...]
    amount: Decimal | None = None  # yuan
    agreed_alone: bool = False  # the contract lets the holder apply without the obligors
    subclass: str = "7002"
    cause: str = "买卖预告"


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelNotice:
    """预告登记注销, named by its proof number: given up, or turned into the right itself."""

    unit_code: str
    proof_no: str
    subclass: str = "4053"
    cause: str = "权利人放弃预告登记"


@dataclass(frozen=True, kw_only=True, slots=True)
class EnterObjection:
    """异议登记 (Civil Code 220): lapses after 15 days without suit."""

    unit_code: str
    objector: PartyRef
    matter: str
    sued_on: date | None = None
    last_day: date | None = None  # 15th day put off beyond a holiday; None: weekends alone count
    subclass: str = "6001"
    cause: str = "异议"


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordSuit:
    """The objector proves a suit brought within 15 days: the objection stands on (民法典 220)."""

    unit_code: str
    proof_no: str  # of the objection
    sued_on: date
    court: str
    suit_no: str  # 案号 of the acceptance
    subclass: str = "6002"
    cause: str = "异议登记后起诉"


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelObjection:
    """异议登记注销, named by its proof number."""

    unit_code: str
    proof_no: str
    subclass: str = "4055"
    cause: str = "异议登记申请人撤回"


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


@dataclass(frozen=True, kw_only=True, slots=True)
class LiftRestriction:
    """The organ lifts its stop order, named by that order's number."""

    unit_code: str
    organ: str
    restriction_document_no: str
    document_no: str  # of the decision that lifts it
    subclass: str = "9004"
    cause: str = "解除政府限制"
