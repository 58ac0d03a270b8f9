"""What programs send and get of one application, and of its papers."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from dengbu.casework import api as casework
from dengbu.web.agent.rehearsal_shapes import MOST_PAPERS, MatterIn, Short
from dengbu.web.agent.shapes import SEEN

LARGEST_PAPER = 10 * 1024 * 1024  # bytes of a file
LARGEST_SENT = LARGEST_PAPER * 4 // 3 + 10_000  # characters of the request that brings it


class PaperSent(Schema):
    """A file."""

    model_config = ConfigDict(extra="forbid")

    unit_code: Annotated[Short, Field(description="为哪个单元交，28 位")]
    name: Annotated[str, Field(max_length=200, description="文件名"), SEEN]
    media_type: Annotated[
        Short, Field(description="application/pdf、image/jpeg、image/png；不写按内容认")
    ] = ""
    content: Annotated[str, Field(max_length=LARGEST_SENT, description="Base64，最大 10 MB")]


class PaperKept(Schema):
    """A file that was received."""

    sha256: str
    media_type: str
    size: int


class PaperOf(Schema):
    """A paper of an application."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[Short, Field(description="材料编码，办事指南和预演里有：m1、lo 等")]
    source: Annotated[Short, Field(description="UPLOAD 交了文件，PROMISE 承诺")] = "UPLOAD"
    sha256: Annotated[str, Field(max_length=64, description="交材料时答的摘要")] = ""
    pages: Annotated[int | None, Field(ge=1, le=10_000)] = None
    signed: Annotated[bool, Field(description="承诺书签了")] = False


class ApplicationIn(MatterIn):
    """One application."""

    unit_code: Annotated[Short, Field(description="28 位")]
    materials: Annotated[list[PaperOf], Field(max_length=MOST_PAPERS)] = []
    delivery: Annotated[Short, Field(description="ELECTRONIC、WINDOW、POST")] = "ELECTRONIC"


class PaperStands(Schema):
    """A paper of the case as it stands."""

    code: str
    name: str
    status: str  # RECEIVED, NOT_NEEDED, MISSING, OPTIONAL


class ApplicationOut(Schema):
    """Where a case is."""

    case_no: str
    service: str
    title: str
    unit_code: str
    address: str
    status: str
    status_label: str
    message: str
    decision: str
    fee_total: str
    accepted_at: datetime
    due_at: datetime
    waits_for: str
    entered_at: datetime | None
    closed_at: datetime | None
    materials: list[PaperStands]


def application_out(view: casework.CaseView) -> dict[str, Any]:
    """A case as it goes out."""
    clock = view.clock
    return {
        "case_no": view.case_no,
        "service": view.service,
        "title": view.title,
        "unit_code": view.unit_code,
        "address": view.address,
        "status": view.status,
        "status_label": view.status_label,
        "message": clock.outlook or clock.words,
        "decision": view.decision or "",
        "fee_total": str(sum((line.amount for line in view.fees), start=Decimal("0.00"))),
        "accepted_at": clock.accepted_at,
        "due_at": clock.due_at,
        "waits_for": clock.paused_reason if clock.paused_since else "",
        "entered_at": view.entered_at,
        "closed_at": view.closed_at,
        "materials": [{"code": m.code, "name": m.name, "status": m.status} for m in view.materials],
    }
