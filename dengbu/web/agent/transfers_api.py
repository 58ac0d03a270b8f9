"""带押过户 by program: what waits for a bank or for who holds the money, and their word on it.

Nobody is called: a program asks every minute what it has to do, does it, and says so, signed. What
it reads is a function of what is kept, so a reading that was lost is read again.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Router, Schema
from pydantic import ConfigDict, Field, PlainValidator

from dengbu.accounts.api import Permission, require
from dengbu.casework import api as casework
from dengbu.casework.api import mortgaged
from dengbu.web.agent.schemas import Problem
from dengbu.web.shared.looks import note_operation
from dengbu.web.shared.signing import Signed

router = Router()
_ERRORS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem, 400: Problem}


class WordIn(Schema):
    """One word of a side."""

    model_config = ConfigDict(extra="forbid")

    side: Annotated[str, Field(description="OLD_BANK、NEW_BANK 或 ACCOUNT")]
    kind: Annotated[str, Field(description="CONFIRM、WITHDRAW、SETTLED、HELD、PAID、RETURNED")]
    amount: Annotated[str | None, Field(description="元，文本；WITHDRAW 不带")] = None
    agreed: Annotated[str | None, Field(description="确认的是哪一份；CONFIRM 才带")] = None
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
    other_held: str | None  # the account holds this in place of it
    paid_at: datetime | None
    returned_at: datetime | None
    other_returned: str | None  # the account gave this back in place of what it held


class TermOut(Schema):
    """One thing that is agreed on."""

    label: str
    value: str


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
    due_at: datetime | None  # until when the account pays out, or gives back
    end_reason: str
    sides: list[str]  # that the reader is
    confirms: dict[str, str]  # the sum that each of them confirms
    agreed: str  # digest of all that is agreed on: a confirmation names it
    terms: list[TermOut]  # the same in words, people by number only
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
    note_operation("agent-api:list_transfers", signed.actor, [view.case_no for view in found])
    return [transfer_out(view, signed.actor.organisation_credit_code) for view in found]


@router.get("/{number}", response={200: TransferOut, **_ERRORS}, summary="看一次带押过户")
def get_transfer(request: HttpRequest, number: str) -> dict[str, Any]:
    """这一次到哪一步，本单位现在该办什么。"""
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    require(signed.actor, Permission.TAKE_PART)
    view = mortgaged.transfer(number, actor=signed.actor)
    note_operation("agent-api:get_transfer", signed.actor, [view.case_no])
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
    note_operation("agent-api:post_word", signed.actor, [view.case_no])
    shown = transfer_out(view, signed.actor.organisation_credit_code)
    return {"outcome": heard.outcome, "said": heard.said, "transfer": shown}


def transfer_out(view: mortgaged.TransferView, id_no: str) -> dict[str, Any]:
    """A transfer as it goes out to one of its sides: money and steps, no identity of people."""
    sides = view.sides_of(id_no)
    amounts = {s.leg: f"{s.amount:.2f}" for s in view.sums}
    there = {s.leg: f"{s.there:.2f}" for s in view.sums}
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
        "due_at": view.due_at,
        "end_reason": view.end_reason,
        "sides": sorted(sides),
        "confirms": own,
        "agreed": view.agreed,
        "terms": [
            {"label": label, "value": value}
            for label, value in mortgaged.terms(view.content, people=False)
        ],
        "confirmed": sorted({p.side for p in view.parties} - silent),
        "sums": [_sum_out(one) for one in view.sums],
        "orders": [
            {
                "task": o.task,
                "side": o.side,
                "leg": o.leg,
                "amount": _amount(o, amounts, there, own),
            }
            for o in view.orders_for(sides)
        ],
    }


def _sum_out(one: mortgaged.SumView) -> dict[str, Any]:
    return {
        "leg": one.leg,
        "amount": f"{one.amount:.2f}",
        "held_at": one.held_at,
        "other_held": _yuan(one.other_held),
        "paid_at": one.paid_at,
        "returned_at": one.returned_at,
        "other_returned": _yuan(one.other_returned),
    }


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _amount(
    order: mortgaged.Order,
    agreed: Mapping[mortgaged.Leg, str],
    there: Mapping[mortgaged.Leg, str],
    own: Mapping[mortgaged.Side, str],
) -> str | None:
    """What an order is about: of what goes back all that is there."""
    if order.leg is not None:
        return (there if order.task is mortgaged.Task.RETURN else agreed).get(order.leg)
    return own.get(order.side) if order.side else None
