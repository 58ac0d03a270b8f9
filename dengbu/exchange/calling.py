"""Calling a partner: `call` for one, `call_all` for several at the same time.

Whatever the partner does, there is an `Answer` within the deadline; nothing is raised for it. The
shape of an answer is strict: what was not agreed is trouble, and is never half believed.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import orjson
from django.db import transaction
from pydantic import BaseModel, ConfigDict, ValidationError

from dengbu.exchange import breakers, wire
from dengbu.exchange.partners import Address, Partner, address_of
from dengbu.exchange.rules.breaker import Permit
from dengbu.exchange.wire import Got, Sent, Trouble

log = logging.getLogger(__name__)


class Shape(BaseModel):
    """The agreed shape of an answer: types are exact; what it does not name is not kept."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call(Generic[S]):
    """One thing to ask or tell a partner."""

    partner: Partner
    path: str  # under its address: /identity
    body: Mapping[str, Any]  # as JSON; money as text
    shape: type[S]  # what it must answer
    key: str = ""  # idempotency key: the same for the same deed, for ever; a write must have one
    writes: bool = False  # whether it changes something there
    deadline: float | None = None  # seconds for the whole call, instead of the partner's own

    def __post_init__(self) -> None:
        if self.writes and not self.key:
            raise ValueError("a call that writes needs an idempotency key")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer(Generic[S]):
    """What came of a call: ``value``, or the trouble."""

    value: S | None
    trouble: Trouble | None = None
    status: int = 0  # HTTP
    digest: str = ""  # SHA-256 of the body as it came, hexadecimal; "" without one
    attempts: int = 0
    took: float = 0.0  # seconds
    at: datetime = field(kw_only=True)  # when it was there

    @property
    def ok(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


def call(wanted: Call[S], *, office: str, now: datetime) -> Answer[S]:
    """Ask or tell one partner. See `call_all`."""
    (answer,) = call_all([wanted], office=office, now=now)
    return answer


def call_all(wanted: Sequence[Call[Any]], *, office: str, now: datetime) -> list[Answer[Any]]:
    """Ask or tell several partners at the same time; the answers in the same order.

    Answers come within the longest deadline among them. Of a partner that is tried after its rest
    the first call alone is made. Raises RuntimeError inside a transaction: nobody's lock may wait
    for a partner.
    """
    with transaction.atomic(durable=True):  # raises inside of another
        found = {c.partner: address_of(c.partner, office=office) for c in wanted}
        connected = [p for p, address in found.items() if address is not None]
        permits = breakers.permits(office, connected, now=now) if connected else {}
    sent: list[tuple[int, Sent]] = []
    answers: list[Answer[Any]] = []
    open_to = {p for p, permit in permits.items() if permit is not Permit.REST}
    for i, one in enumerate(wanted):
        address = found[one.partner]
        trouble = Trouble.RESTING if address is not None else Trouble.NOT_CONNECTED
        answers.append(Answer(value=None, trouble=trouble, at=now))
        if address is not None and one.partner in open_to:
            sent.append((i, _sent(one, address)))
            if permits[one.partner] is Permit.TRIAL:
                open_to.remove(one.partner)
    gots = wire.send([request for _, request in sent]) if sent else []
    for (i, _), got in zip(sent, gots, strict=True):
        answers[i] = _answer(wanted[i], got, now=now)
    _note([(wanted[i], answers[i]) for i, _ in sent], office, permits)
    return answers


def _sent(one: Call[Any], address: Address) -> Sent:
    headers = [
        ("Content-Type", "application/json"),
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),  # nothing that unpacks to more than it weighs
    ]
    if one.key:
        headers.append(("Idempotency-Key", one.key))
    if address.secret:
        headers.append(("Authorization", f"Bearer {address.secret}"))
    if one.deadline is not None:
        address = replace(address, patience=replace(address.patience, deadline=one.deadline))
    return Sent(
        address=address, path=one.path, content=orjson.dumps(one.body), headers=tuple(headers)
    )


def _answer(one: Call[S], got: Got, *, now: datetime) -> Answer[S]:
    trouble, value = got.trouble, None
    if trouble is None:
        try:
            value = one.shape.model_validate_json(got.body)
        except ValidationError as error:
            kinds = {e["type"] for e in error.errors(include_url=False, include_input=False)}
            trouble = Trouble.NOT_JSON if "json_invalid" in kinds else Trouble.SHAPE
    return Answer(
        value=value,
        trouble=trouble,
        status=got.status,
        digest=hashlib.sha256(got.body).hexdigest() if got.body else "",
        attempts=got.attempts,
        took=got.took,
        at=now + timedelta(seconds=got.took),
    )


def _note(
    done: list[tuple[Call[Any], Answer[Any]]], office: str, permits: Mapping[Partner, Permit]
) -> None:
    """Tell the breakers, one verdict a partner: who answered any of several calls is there."""
    by_partner: dict[Partner, list[Answer[Any]]] = {}
    for one, answer in done:
        by_partner.setdefault(one.partner, []).append(answer)
        if answer.trouble is not None:
            log.warning(
                "%s %s: %s, status %s, %s attempts, %.0f ms",
                one.partner,
                one.path,
                answer.trouble,
                answer.status,
                answer.attempts,
                answer.took * 1000,
            )
    for partner, answers in by_partner.items():
        good = next((a for a in answers if _is_there(a)), None)
        if good is not None:
            breakers.note_answer(office, partner, now=good.at)
        else:
            last = max(answers, key=lambda a: a.at)
            trial = permits[partner] is Permit.TRIAL
            breakers.note_failure(
                office, partner, reason=str(last.trouble), now=last.at, trial=trial
            )


def _is_there(answer: Answer[Any]) -> bool:
    """A refusal is an answer: the partner understood."""
    return answer.trouble is None or answer.trouble is Trouble.REFUSED
