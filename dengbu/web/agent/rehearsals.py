"""预演 by program: what would be said of an application, before it is made.

Nothing is kept, so no key keeps it from being asked twice; that an organisation was told what the
register says of a unit is written down for the people on it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.api import rehearsing
from dengbu.kernel.chinese import normalise_code
from dengbu.kernel.fault import Fault, FaultCode, FaultList
from dengbu.kernel.money import yuan
from dengbu.kernel.share import parse_share
from dengbu.web.agent.application_shapes import ApplicationIn
from dengbu.web.agent.rehearsal_shapes import (
    MatterIn,
    PartyIn,
    RehearsalIn,
    RehearsalOut,
    rehearsal_out,
)
from dengbu.web.agent.schemas import Problem
from dengbu.web.shared.looks import note_operation
from dengbu.web.shared.outlines import read_outline
from dengbu.web.shared.signing import Signed

PURPOSE = "预演"  # for which departments are asked, as their log has it
INPUTS = "inputs."
router = Router()
_ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Problem)


@router.post("", response={200: RehearsalOut, **_ERRORS}, summary="预演一件")
def post_rehearsal(request: HttpRequest, asked: RehearsalIn) -> HttpResponse:
    """先算一遍，不提交也不留：能不能办、差什么、带什么、收多少、什么时候办好。

    写 `unit_code` 的，按这个单元现在的登记情况和整份申请判断；不写的，只答一般情况。
    """
    signed: Signed = request.auth  # type: ignore[attr-defined]  # set by Signature
    accounts.require(signed.actor, accounts.Permission.FILE_BATCH)
    said = _of_unit(asked, signed.actor) if asked.unit_code.strip() else _in_general(asked)
    body = orjson.dumps(rehearsal_out(said), default=str)
    return HttpResponse(body, content_type="application/json")


def _in_general(asked: RehearsalIn) -> rehearsing.Rehearsal:
    now = timezone.now()
    typed = {name: _text(value) for name, value in asked.model_dump().items()}
    outline, faults = read_outline(typed, asked.service)
    office = asked.office or next((office.code for office in accounts.offices()), "")
    said: rehearsing.Rehearsal | None = None
    with faults.catch():
        outline = replace(outline, channel=asked.channel)
        said = rehearsing.in_general(outline, office=office, now=now)
    faults.raise_if_any()
    if said is None:
        raise LookupError("neither an answer nor a fault")
    return said


def _of_unit(asked: RehearsalIn, actor: accounts.Actor) -> rehearsing.Rehearsal:
    """The whole request judged; the people on the unit may read that it was asked about."""
    now = timezone.now()
    purpose = accounts.said_purpose(asked.purpose)
    request, unread = request_of(asked, channel=asked.channel)
    rehearsing.ask_about(request, actor, now=now)  # before any department is asked
    shared = casework.ask_departments(
        rehearsing.only_parties(request, actor, now=now),
        actor=actor,
        now=now,
        deadline=casework.AT_ONCE,
        purpose=PURPOSE,
    )
    said = rehearsing.rehearse(request, actor=actor, now=now, shared=shared)
    note_operation(
        "agent-api:post_rehearsal",
        actor,
        people=said.concerned,
        place=said.request.unit_code,
        purpose=f"{PURPOSE}：{purpose}",
    )
    return replace(said, faults=tuple(merged(unread, said.faults)))


def request_of(
    asked: RehearsalIn | ApplicationIn, *, channel: str
) -> tuple[casework.CaseRequest, FaultList]:
    """The request that was sent, and every value in it that cannot be read."""
    faults, price = FaultList(), None
    if asked.price.strip():
        with faults.catch():
            price = yuan(asked.price, field="price")
    request = casework.CaseRequest(
        service=asked.service,
        unit_code=normalise_code(asked.unit_code),
        channel=channel,
        parties=tuple(_party(one, n, faults) for n, one in enumerate(asked.parties)),
        co_ownership=asked.co_ownership,
        separate_certificates=asked.separate_certificates,
        price=price,
        tax_cleared=asked.tax_cleared,
        tax_note=asked.tax_note,
        objection_risk_accepted=asked.objection_risk_accepted,
        inputs=_inputs(asked, faults),
        more_units=tuple(asked.more_units),
        materials=tuple(casework.MaterialInput(**one.model_dump()) for one in asked.materials),
        small_enterprise=asked.small_enterprise,
    )
    return request, faults


def _party(asked: PartyIn, n: int, faults: FaultList) -> casework.PartyInput:
    share = None
    if asked.share.strip():
        with faults.catch(f"parties.{n}"):
            share = parse_share(asked.share, field="share")
    said = asked.model_dump(exclude={"share"})
    return casework.PartyInput(**said, share=share)


def _inputs(asked: MatterIn, faults: FaultList) -> dict[str, casework.Input]:
    """What is said of each act, read as the form at the window reads it."""
    found: dict[str, casework.Input] = {}
    for slot, values in asked.inputs.items():
        kind = casework.SLOTS.get(slot)
        known = casework.fields_of(kind) if kind is not None else {}
        for name in values if kind is not None else ("",):
            if name not in known:
                at = f"{INPUTS}{slot}.{name}".rstrip(".")
                said = "接口没有这一项，请核对名称"
                faults.add(FaultCode.UNKNOWN_FIELD, said, field=at)
        if kind is not None:
            typed = {f"{slot}.{name}": casework.shown(value) for name, value in values.items()}
            found[slot] = casework.read_input(kind, typed, slot, faults)
    return found


def _text(value: Any) -> str:
    """A value as a form would have it typed."""
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def merged(unread: Iterable[Fault], judged: Iterable[Fault]) -> Iterator[Fault]:
    """All faults by their path in what was sent; what cannot be read is not also missing."""
    known = {fault.field for fault in unread}
    yield from (replace(fault, field=path_of(fault.field)) for fault in unread)
    for fault in judged:
        if fault.field not in known:
            yield replace(fault, field=path_of(fault.field))


def path_of(field: str) -> str:
    """The place of a fault in what was sent."""
    slot = field.partition(".")[0]
    return f"{INPUTS}{field}" if slot in casework.SLOTS else field
