"""带押过户 by program: what waits for a bank or for who holds the money, and their word on it.

Nobody is called: a program asks every minute what it has to do, does it, and says so, signed. What
it reads is a function of what is kept, so a reading that was lost is read again.
"""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Router, Schema
from pydantic import ConfigDict, Field, PlainValidator

from dengbu.accounts.api import Permission, require
from dengbu.casework import api as casework
from dengbu.casework.api import mortgaged
from dengbu.web.agent.schemas import Problem
from dengbu.web.shared.signing import Signed

router = Router()
_ERRORS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem, 400: Problem}


class WordIn(Schema):
    """One word of a side."""

    model_config = ConfigDict(extra="forbid")

    side: Annotated[str, Field(description="OLD_BANK、NEW_BANK 或 ACCOUNT")]
    kind: Annotated[str, Field(description="CONFIRM、WITHDRAW、SETTLED、HELD、PAID、RETURNED")]
    amount: Annotated[str | None, Field(description="元，文本；WITHDRAW 不带")] = None
    leg: Annotated[str | None, Field(description="哪一笔钱；HELD、PAID、RETURNED 才带")] = None
    reason: Annotated[str | None, Field(description="WITHDRAW 才带，最多 100 字")] = None


def _as_sent(sent: Any) -> dict[str, object]:
    """The object as it is: everything that is wrong with it is told by who reads it."""
    return sent if isinstance(sent, dict) else {}


Said = Annotated[dict[str, object], PlainValidator(_as_sent, json_schema_input_type=WordIn)]


class OrderOut(Schema):
    """What a side has to do now."""

    task: str
    side: str | None
    leg: str | None
    amount: str | None


class SumOut(Schema):
    """One sum on its way."""

    leg: str
    amount: str
    held_at: datetime | None
    paid_at: datetime | None
    returned_at: datetime | None


class TransferOut(Schema):
    """A transfer as one of its sides reads it."""

    number: str
    case_no: str
    unit_code: str
    mode: str
    phase: str
    phase_label: str
    proof_no: str
    expires_at: datetime
    entered_at: datetime | None
    end_reason: str
    sides: list[str]  # that the reader is
    confirms: dict[str, str]  # the sum that each of them confirms
    confirmed: list[str]  # sides that have
    sums: list[SumOut]
    orders: list[OrderOut]  # of the reader


class HeardOut(Schema):
    """What became of a word."""

    outcome: str
    said: str
    transfer: TransferOut


@router.get("", response={200: list[TransferOut], **_ERRORS}, summary="等我办的带押过户")
def list_transfers(request: HttpRequest) -> list[dict[str, Any]]:
    """和本单位有关、还没有办完的，以及三十天里办完或者中止的；最新的在前面。"""
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    found = mortgaged.transfers_of(signed.actor, now=timezone.now())
    return [transfer_out(view, signed.actor.organisation_credit_code) for view in found]


@router.get("/{number}", response={200: TransferOut, **_ERRORS}, summary="看一次带押过户")
def get_transfer(request: HttpRequest, number: str) -> dict[str, Any]:
    """这一次到哪一步，本单位现在该办什么。"""
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    require(signed.actor, Permission.TAKE_PART)
    view = mortgaged.transfer(number, actor=signed.actor)
    return transfer_out(view, signed.actor.organisation_credit_code)


@router.post(
    "/{number}/words", response={200: HeardOut, **_ERRORS}, summary="确认、退出、到账、付款"
)
def post_word(request: HttpRequest, number: str, said: Body[Said]) -> dict[str, Any]:
    """同一个幂等键、同一句话只算一次。不可能的话记下来，答 FINDING，什么都不动。"""
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    word = mortgaged.read_word(
        number,
        said,
        actor=signed.actor,
        key=signed.idempotency_key,
        signed=casework.SignedText(
            key_id=signed.key.key_id, text=signed.base, signature=signed.signature
        ),
        body=request.body,
    )
    heard = mortgaged.hear(word, actor=signed.actor, now=timezone.now())
    view = mortgaged.transfer(number, actor=signed.actor)
    shown = transfer_out(view, signed.actor.organisation_credit_code)
    return {"outcome": heard.outcome, "said": heard.said, "transfer": shown}


def transfer_out(view: mortgaged.TransferView, id_no: str) -> dict[str, Any]:
    """A transfer as it goes out to one of its sides: money and steps, no identity of people."""
    sides = view.sides_of(id_no)
    amounts = {s.leg: f"{s.amount:.2f}" for s in view.sums}
    own = {p.side: f"{p.amount:.2f}" for p in view.parties if p.side in sides}
    silent = {p.side for p in view.parties if p.confirmed_at is None}
    return {
        "number": view.number,
        "case_no": view.case_no,
        "unit_code": view.unit_code,
        "mode": view.mode,
        "phase": view.phase,
        "phase_label": view.phase.label,
        "proof_no": view.old_proof,
        "expires_at": view.expires_at,
        "entered_at": view.entered_at,
        "end_reason": view.end_reason,
        "sides": sorted(sides),
        "confirms": own,
        "confirmed": sorted({p.side for p in view.parties} - silent),
        "sums": [
            {
                "leg": s.leg,
                "amount": amounts[s.leg],
                "held_at": s.held_at,
                "paid_at": s.paid_at,
                "returned_at": s.returned_at,
            }
            for s in view.sums
        ],
        "orders": [
            {
                "task": o.task,
                "side": o.side,
                "leg": o.leg,
                "amount": amounts.get(o.leg) if o.leg else own.get(o.side) if o.side else None,
            }
            for o in view.orders_for(sides)
        ],
    }
