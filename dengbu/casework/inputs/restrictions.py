"""What is asked of notices, objections and seizures."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from dengbu.casework.inputs.frame import Asked, Input

_ORGAN = Asked(label="查封机关", missing="请填写查封机关")
_DELIVERED = Asked(label="通知书送达的时间", hint="到秒，排轮候的先后", behind=True)
_DAYS = Asked(label="查封期限", unit="天", places=0)
_AT_WINDOW = "到窗口送达的要填，看过工作证再填；点对点送达的不填"
OFFICER = Asked(label="执行人员", hint=_AT_WINDOW, most=60)
OFFICER_NO = Asked(label="执行人员的工作证号", most=60)
SECOND = Asked(label="另一名执行人员", most=60)
SECOND_NO = Asked(label="另一名执行人员的工作证号", most=60)
_OLD = Asked(label="原查封的文号", missing="请填写原查封的文号")


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeInput(Input):
    """An advance notice (Civil Code 221)."""

    kind: Annotated[
        str, Asked(label="预告的种类", codes={"1": "预购商品房买卖", "2": "其他买卖"})
    ] = ""
    amount: Annotated[Decimal | None, Asked(label="金额", hint="成交价或者债权数额")] = None
    agreed_alone: Annotated[
        bool | None, Asked(label="合同约定可以一方申请吗", hint="两方都来的不用选")
    ] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeEndInput(Input):
    """Which notice of a sale ends."""

    proof_no: Annotated[
        str, Asked(label="哪一项预告", missing="请填写预告的登记证明号", right="notice")
    ] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LoanNoticeEndInput(Input):
    """Which notice of a mortgage ends."""

    proof_no: Annotated[
        str, Asked(label="哪一项抵押预告", missing="请填写预告的登记证明号", right="loan_notice")
    ] = ""
    amount: Annotated[Decimal | None, Asked(label="债权数额", hint="写了就要和登记簿一样")] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectionInput(Input):
    """What is objected to (Civil Code 220)."""

    matter: Annotated[str, Asked(label="异议的事项", missing="请写明异议的事项", most=400)] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectionEndInput(Input):
    """Which objection ends."""

    proof_no: Annotated[
        str, Asked(label="哪一项异议", missing="请填写异议的登记证明号", right="objection")
    ] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SuitInput(Input):
    """The suit that keeps an objection (within 15 days)."""

    proof_no: Annotated[str, Asked(label="哪一项异议", right="objection")] = ""
    sued_on: Annotated[date | None, Asked(label="起诉日", behind=True)] = None
    court: Annotated[str, Asked(label="受理的法院", most=60)] = ""
    suit_no: Annotated[str, Asked(label="案号", most=60)] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeizureInput(Input):
    """An order to seize (民诉法解释 485: three years at most)."""

    organ: Annotated[str, _ORGAN] = ""
    document_no: Annotated[str, Asked(label="协助执行通知书文号")] = ""
    case_ref: Annotated[str, Asked(label="执行案号")] = ""
    delivered_at: Annotated[datetime | None, _DELIVERED] = None
    term_days: Annotated[Decimal | None, _DAYS] = None
    scope: Annotated[str, Asked(label="查封范围", hint="不填是全部", most=200)] = ""
    officer: Annotated[str, OFFICER] = ""
    officer_no: Annotated[str, OFFICER_NO] = ""
    second_officer: Annotated[str, SECOND] = ""
    second_officer_no: Annotated[str, SECOND_NO] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RenewalInput(Input):
    """A seizure that goes on."""

    organ: Annotated[str, _ORGAN] = ""
    seizure_document_no: Annotated[str, _OLD] = ""
    document_no: Annotated[str, Asked(label="续封通知书文号")] = ""
    delivered_at: Annotated[datetime | None, _DELIVERED] = None
    term_days: Annotated[Decimal | None, Asked(label="续封期限", unit="天", places=0)] = None
    officer: Annotated[str, OFFICER] = ""
    officer_no: Annotated[str, OFFICER_NO] = ""
    second_officer: Annotated[str, SECOND] = ""
    second_officer_no: Annotated[str, SECOND_NO] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseInput(Input):
    """A seizure that is lifted."""

    organ: Annotated[str, _ORGAN] = ""
    seizure_document_no: Annotated[str, _OLD] = ""
    release_document_no: Annotated[str, Asked(label="解封通知书文号")] = ""
    delivered_at: Annotated[datetime | None, Asked(label="通知书送达的时间", behind=True)] = None
    officer: Annotated[str, OFFICER] = ""
    officer_no: Annotated[str, OFFICER_NO] = ""
    second_officer: Annotated[str, SECOND] = ""
    second_officer_no: Annotated[str, SECOND_NO] = ""
