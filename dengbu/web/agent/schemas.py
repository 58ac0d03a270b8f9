"""What programs send and get: the shapes of the agent API."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, PlainValidator

from dengbu.casework import api as casework
from dengbu.web.agent.reading import item_of
from dengbu.web.agent.shapes import LineIn

Line = Annotated[casework.FiledLine, PlainValidator(item_of, json_schema_input_type=LineIn)]
"""Described as ``LineIn``; what is wrong with one goes into its own answer."""


class BatchIn(Schema):
    """A batch of applications for one service."""

    model_config = ConfigDict(extra="forbid")

    service: Annotated[
        str, Field(max_length=10, description="事项编码：G44、G37、G37-2、G38、G38-2")
    ]
    items: Annotated[list[Line], Field(description="1 到 1000 件")]


class ProblemError(Schema):
    """One fault of a request or a line."""

    code: str
    message: str
    field: str | None = None
    clause: str | None = None
    remedy: str | None = None


class Problem(Schema):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[ProblemError]


class RuleOut(Schema):
    """A whitelist rule that did not hold."""

    code: str
    message: str


class ChangeOut(Schema):
    """One fact that would have to be otherwise."""

    fact: str
    message: str


class WhyOut(Schema):
    """Why the whitelist approved it, or did not, from the facts that were kept."""

    approved: bool
    message: str
    decided_at: datetime
    smallest_change: list[ChangeOut]


class LineOut(Schema):
    """The answer to one application."""

    line: int
    unit_code: str
    proof_no: str
    case_no: str | None
    status: str | None
    status_label: str
    entered_at: datetime | None = None
    errors: list[dict[str, Any]]
    failed_rules: list[RuleOut]
    why: WhyOut | None = None


class BatchOut(Schema):
    """The answer to a batch."""

    id: str
    service: str
    count: int
    received_at: datetime
    lines: list[LineOut]


def line_out(line: casework.BatchLine, *, named: bool = False) -> dict[str, Any]:
    """A line as it goes out. ``named``: with people of the register, whom the read then tells."""
    return {
        "line": line.line,
        "unit_code": line.unit_code,
        "proof_no": line.proof_no,
        "case_no": line.case_no,
        "status": line.status,
        "status_label": line.status_label,
        "entered_at": line.entered_at,
        "errors": [dict(e) for e in line.refused],
        "failed_rules": [{"code": r.code, "message": r.message} for r in line.failed_rules],
        "why": _why_out(line.why, named=named) if line.why else None,
    }


def _why_out(why: casework.smart.Why, *, named: bool) -> dict[str, Any]:
    return {
        "approved": why.approved,
        "message": why.words,
        "decided_at": why.at,
        "smallest_change": [
            {"fact": c.fact, "message": c.words if named else c.unnamed} for c in why.flip
        ],
    }


def batch_out(batch: casework.BatchView) -> dict[str, Any]:
    """A batch as it goes out; ids are text, since they exceed what JavaScript counts exactly."""
    return {
        "id": str(batch.id),
        "service": batch.service,
        "count": batch.count,
        "received_at": batch.received_at,
        "lines": [line_out(line) for line in batch.lines],
    }
