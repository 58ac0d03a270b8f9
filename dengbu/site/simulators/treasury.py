"""财政: payment orders, what people pay on them, refunds, and the statement of a day, in memory.

People of the demonstration pay a little while after their order came; ``/pay`` lets whoever
demonstrates or tests pay now, too little, twice, or in vain.
"""

import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from dengbu.site.simulators.asked import Asked, Department
from dengbu.site.simulators.scenarios import Scenario

CHINA = timezone(timedelta(hours=8))
PAGE = 500  # lines of a statement in one answer
PROMPT = 20.0  # seconds after which people of the demonstration pay
HOWS = ("PAID", "SHORT", "TWICE", "FAILED")


@dataclass(frozen=True, kw_only=True, slots=True)
class Movement:
    """Money in or out."""

    kind: str  # PAYMENT or REFUND
    order_no: str
    office: str
    reference: str
    amount: Decimal
    at: datetime
    receipt_no: str = ""
    of: str = ""  # of a refund the payment


@dataclass(kw_only=True, slots=True)
class _Order:
    office: str
    amount: Decimal
    opened: float
    prompt: bool = True  # nobody has touched it yet: its payer will pay by themselves
    failures: list[dict[str, str]] = field(default_factory=list)


class Treasury:
    """The treasury's books. ``prompt``: seconds until a payer pays; None: only by ``/pay``."""

    def __init__(
        self, *, prompt: float | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.prompt = prompt
        self.orders: dict[str, _Order] = {}
        self.movements: list[Movement] = []
        self.refunds_wait = False  # refunds are accepted, and arrive only later
        self._clock = clock
        self._lock = threading.Lock()

    @property
    def department(self) -> Department:
        """As one of the simulators."""
        return Department(label="财政部门", answer=self.answer)

    def answer(self, asked: Asked) -> Mapping[str, Any] | None:
        """What the treasury says; None where it knows nothing of it."""
        paths: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any] | None]] = {
            "/orders": self._open,
            "/orders/state": self._state,
            "/refunds": self._refund,
            "/statements": self._statement,
            "/pay": self._pay,
        }
        act = paths.get(asked.path)
        if act is None or asked.scenario is Scenario.UNKNOWN:
            return None
        with self._lock:
            self._let_pay()
            return act(asked.body)

    def _let_pay(self) -> None:
        """Those whose time has come pay."""
        if self.prompt is None:
            return
        for number, order in self.orders.items():
            if order.prompt and self._clock() - order.opened >= self.prompt:
                self._receive(number, order.amount)

    def _open(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        number, amount = body["order_no"], Decimal(body["amount"])
        order = self.orders.setdefault(
            number, _Order(office=body["office"], amount=amount, opened=self._clock())
        )
        code = f"43{zlib.crc32(number.encode()):010d}{len(number):02d}"
        return {"order_no": number, "amount": f"{order.amount:.2f}", "code": code}

    def _state(self, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
        number = body["order_no"]
        order = self.orders.get(number)
        if order is None:
            return None
        return {
            "order_no": number,
            "payments": [
                {
                    "transaction_no": m.reference,
                    "amount": f"{m.amount:.2f}",
                    "receipt_no": m.receipt_no,
                    "at": m.at.isoformat(),
                }
                for m in self._of(number, "PAYMENT")
            ],
            "failures": order.failures,
        }

    def _of(self, number: str, kind: str) -> list[Movement]:
        return [m for m in self.movements if (m.order_no, m.kind) == (number, kind)]

    def _pay(self, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """``{"order_no", "how": PAID, SHORT, TWICE or FAILED}``: its payer comes to the counter."""
        order = self.orders.get(body["order_no"])
        if order is None or body["how"] not in HOWS:
            return None
        order.prompt = False
        if body["how"] == "FAILED":
            count = len(order.failures) + 1
            failure = {"attempt_no": f"{body['order_no']}-F{count}", "reason": "余额不足"}
            order.failures.append({**failure, "at": self._now().isoformat()})
            return {"order_no": body["order_no"]}
        part = order.amount - 10 if body["how"] == "SHORT" else order.amount
        for _ in range(2 if body["how"] == "TWICE" else 1):
            self._receive(body["order_no"], part)
        return {"order_no": body["order_no"]}

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), tz=UTC)

    def _receive(self, number: str, amount: Decimal) -> None:
        order = self.orders[number]
        order.prompt = False
        serial = len(self.movements) + 1
        mark = zlib.crc32(f"{number}{serial}".encode())
        self.movements.append(
            Movement(
                kind="PAYMENT",
                order_no=number,
                office=order.office,
                reference=f"CZ{mark:010d}{serial:06d}",
                amount=amount,
                at=self._now(),
                receipt_no=f"{mark:010d}",
            )
        )

    def _refund(self, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Money goes back by the payment it came by; None: it never came, or is gone already."""
        number, amount = body["refund_no"], Decimal(body["amount"])
        done = next((m for m in self.movements if m.reference == number), None)
        paid = self._of(body["order_no"], "PAYMENT")
        came = next((m for m in paid if m.reference == body["transaction_no"]), None)
        gone = sum(m.amount for m in self.movements if m.of == body["transaction_no"])
        if done is None and (came is None or gone + amount > came.amount):
            return None
        if done is None and not self.refunds_wait and came is not None:
            done = Movement(
                kind="REFUND",
                order_no=body["order_no"],
                office=came.office,
                reference=number,
                amount=amount,
                at=self._now(),
                of=came.reference,
            )
            self.movements.append(done)
        return {
            "order_no": body["order_no"],
            "refund_no": number,
            "amount": f"{amount:.2f}",
            "status": "ACCEPTED" if done is None else "DONE",
            "at": (done.at if done else self._now()).isoformat(),
        }

    def _statement(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        start = int(body["after"] or 0)
        theirs = [
            m
            for m in self.movements
            if m.office == body["office"]
            and m.at.astimezone(CHINA).date().isoformat() == body["day"]
        ]
        following = start + PAGE
        return {
            "office": body["office"],
            "day": body["day"],
            "lines": [
                {
                    "kind": m.kind,
                    "order_no": m.order_no,
                    "reference": m.reference,
                    "amount": f"{m.amount:.2f}",
                    "at": m.at.isoformat(),
                }
                for m in theirs[start:following]
            ],
            "following": str(following) if following < len(theirs) else "",
        }


TREASURY = Treasury(prompt=PROMPT).department
