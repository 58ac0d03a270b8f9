"""What programs send and get in a rehearsal (预演)."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from dengbu.casework.api import rehearsing
from dengbu.kernel.fault import Fault
from dengbu.web.agent.schemas import ProblemError
from dengbu.web.agent.shapes import SEEN

MOST_PEOPLE, MOST_UNITS, MOST_PAPERS = 200, 2_000, 60
Short = Annotated[str, Field(max_length=60), SEEN]
Line = Annotated[str, Field(max_length=400), SEEN]
Values = dict[Short, str | bool | None]


class PartyIn(Schema):
    """A person or organisation that takes part."""

    model_config = ConfigDict(extra="forbid")

    role: Annotated[Short, Field(description="SELLER、BUYER、NEW_MORTGAGEE 等")]
    name: Line = ""
    id_no: Short = ""
    id_type: Annotated[Short, Field(description="1 居民身份证，8 统一社会信用代码")] = "1"
    party_type: Annotated[Short, Field(description="1 个人，2 企业")] = "1"
    share: Annotated[Short, Field(description="按份共有的份额，如 1/2")] = ""
    agreed: Annotated[bool, Field(description="会来签字")] = True
    phone: Short = ""
    guardian_name: Short = ""
    guardian_id_no: Short = ""
    guardian_promise: bool = False


class PaperIn(Schema):
    """A paper that will be handed in."""

    model_config = ConfigDict(extra="forbid")

    code: Short
    source: Annotated[Short, Field(description="ORIGINAL 窗口看原件，PROMISE 承诺")] = "ORIGINAL"
    signed: Annotated[bool, Field(description="承诺书会签")] = False


class MatterIn(Schema):
    """What is asked of the register, whoever asks."""

    model_config = ConfigDict(extra="forbid")

    service: Annotated[Short, Field(description="事项编码，G10、C09 等，办事指南里有")]
    unit_code: Annotated[Short, Field(description="28 位")] = ""
    price: Annotated[Short, Field(description="成交价，元，字符串")] = ""
    parties: Annotated[list[PartyIn], Field(max_length=MOST_PEOPLE)] = []
    co_ownership: Short = ""
    separate_certificates: bool = False
    tax_cleared: bool | None = None
    tax_note: Line = ""
    objection_risk_accepted: bool = False
    inputs: Annotated[
        dict[Short, Values],
        Field(max_length=30, description="每一步填的，如 {'mortgage': {'amount': '560000'}}"),
    ] = {}
    more_units: Annotated[list[Short], Field(max_length=MOST_UNITS)] = []
    small_enterprise: bool = False


class RehearsalIn(MatterIn):
    """One matter: whole with a unit, or in a few words without one."""

    unit_code: Annotated[Short, Field(description="28 位；不写就只答一般情况")] = ""
    purpose: Annotated[Line, Field(description="查来做什么，写单元号时必填，权利人看得到")] = ""
    channel: Annotated[Short, Field(description="W 窗口，O 网上，M 手机，A 接口")] = "W"
    materials: Annotated[list[PaperIn], Field(max_length=MOST_PAPERS)] = []
    office: Annotated[Short, Field(description="不写单元号时：登记机构 6 位代码")] = ""
    use: Annotated[Short, Field(description="不写单元号时：HOME、GARAGE、OTHER")] = ""
    area: Annotated[Short, Field(description="不写单元号时：建筑面积，平方米，字符串")] = ""
    buyers: Annotated[Short, Field(description="不写单元号时：登记在几个人名下，字符串")] = ""
    held_years: Annotated[Short, Field(description="不写单元号时：卖方持有的整年数，字符串")] = ""
    seller_is_firm: bool = False
    buyer_is_firm: bool = False


class WarningOut(Schema):
    """What hinders nobody and should be known."""

    code: str
    message: str
    clause: str
    remedy: str


class PaperOut(Schema):
    """A paper, and what is to be done about it."""

    code: str
    name: str
    need: str  # BRING, PROMISE, GIVEN, IF_ANY, NOT_NEEDED
    note: str
    promise: str


class FeeOut(Schema):
    """A line of the bill."""

    guide: str
    name: str
    payer: str
    payer_role: str
    amount: str
    reason: str


class TaxOut(Schema):
    """One tax as it may be: an estimate, never the figure."""

    tax: str
    role: str
    case: str
    amount: str
    reason: str
    source: str


class TimeOut(Schema):
    """When it will be done if it is sent now."""

    promised: str
    due_at: datetime
    provisional: bool
    waits_for_tax: bool
    notice_days: int
    low_at: datetime | None
    high_at: datetime | None
    level: int
    cases: int
    held: int
    tried: int


class RehearsalOut(Schema):
    """All that is said beforehand."""

    service: str
    title: str
    unit_code: str
    address: str
    possible: bool
    errors: list[ProblemError]
    warnings: list[WarningOut]
    materials: list[PaperOut]
    fees: list[FeeOut]
    fee_total: str
    taxes: list[TaxOut]
    tax_notes: list[str]
    time: TimeOut
    rehearsed_at: datetime


def rehearsal_out(said: rehearsing.Rehearsal) -> dict[str, Any]:
    """A rehearsal as it goes out; amounts are text."""
    return {
        "service": said.service.code,
        "title": said.service.title,
        "unit_code": said.request.unit_code,
        "address": said.address,
        "possible": said.possible,
        "errors": [_error(fault) for fault in said.faults],
        "warnings": [
            {"code": w.code, "message": w.message, "clause": w.clause, "remedy": w.remedy}
            for w in said.looks
        ],
        "materials": [_named(paper, PaperOut) for paper in said.papers],
        "fees": [_named(line, FeeOut) for line in said.fees],
        "fee_total": str(said.fee_total),
        "taxes": [_named(line, TaxOut) for line in said.taxes.lines],
        "tax_notes": [n for n in (said.taxes.settled, *said.taxes.notes) if n],
        "time": _time(said.forecast),
        "rehearsed_at": said.at,
    }


def _named(value: object, shape: type[Schema]) -> dict[str, str]:
    return {name: str(getattr(value, name)) for name in shape.model_fields}


def _error(fault: Fault) -> dict[str, Any]:
    return {
        "code": fault.code.value,
        "message": fault.message,
        "field": fault.field,
        "clause": str(fault.clause) if fault.clause else "",
        "remedy": fault.remedy,
    }


def _time(forecast: rehearsing.Forecast) -> dict[str, Any]:
    return {
        "promised": forecast.promised,
        "due_at": forecast.due_at,
        "provisional": forecast.provisional,
        "waits_for_tax": forecast.waits_tax,
        "notice_days": forecast.notice_days,
        "low_at": forecast.low_at,
        "high_at": forecast.high_at,
        "level": forecast.level,
        "cases": forecast.cases,
        "held": forecast.record.held,
        "tried": forecast.record.tried,
    }
