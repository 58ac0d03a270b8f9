"""The programs: a bank's, and that of who holds the money.

What is in the account is kept by the account alone; a bank pays into it by asking it, a buyer of
the demonstration does so a little while after having confirmed.
"""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dengbu.site.simulators.sides.office import Office
from dengbu.site.simulators.sides.scenarios import Conduct

PROMPT = 8.0  # seconds until a buyer who has confirmed pays
LATE = 60.0
OFF = Decimal("5000.00")  # by how much a sum is wrong
KEPT = 30  # lines of what was said
Transfer = Mapping[str, Any]


@dataclass(kw_only=True, slots=True)
class Program(ABC):
    """What all sides have: a conduct, the office, and what they said lately."""

    name: str  # on the page
    office: Office
    conduct: Conduct = Conduct.OBEY
    said: list[str] = field(default_factory=list)
    answered: dict[str, int] = field(default_factory=dict)  # how often a deed was heard

    def turn(self) -> None:
        """Read what is to be done, and do it."""
        if self.conduct is Conduct.DOWN:
            return
        for transfer in self.office.transfers():
            if self.conduct is not Conduct.SILENT:
                self.attend(transfer)

    @abstractmethod
    def attend(self, transfer: Transfer) -> None:
        """Do what one transfer asks for."""

    def say(self, transfer: Transfer, side: str, kind: str, amount: str = "", **more: str) -> None:
        """A word. Until there is an answer it bears the same key; what is asked for again, after
        one, is a new word. Who says everything twice does so under two keys."""
        word = {"side": side, "kind": kind, **({"amount": amount} if amount else {}), **more}
        if kind == "CONFIRM":
            word["agreed"] = transfer["agreed"]
        deed = "-".join(
            [
                transfer["number"],
                side,
                kind,
                more.get("leg", ""),
                amount,
                word.get("agreed", "")[:8],
            ]
        )
        for _ in range(2 if self.conduct is Conduct.TWICE else 1):
            before = self.answered.get(deed, 0)
            outcome = self.office.say(transfer["number"], word, f"{deed}-{before}")
            if outcome:
                self.answered[deed] = before + 1
            self.said.append(
                f"{transfer['number']} {side} {kind} {amount}: {outcome or '没有回答'}"
            )
        del self.said[:-KEPT]

    def sum_of(self, amount: str) -> str:
        """The sum, or another one for whoever names it wrongly."""
        return f"{Decimal(amount) + OFF:.2f}" if self.conduct is Conduct.OTHER_SUM else amount


@dataclass(kw_only=True, slots=True)
class Account(Program):
    """资金监管: holds what is paid in, pays out or gives back as it is told."""

    prompt: float = PROMPT
    clock: Callable[[], float] = time.monotonic
    came: dict[tuple[str, str], str] = field(default_factory=dict)  # number and leg: yuan
    gone: set[tuple[str, str]] = field(default_factory=set)  # paid out or given back
    since: dict[tuple[str, str, str], float] = field(default_factory=dict)  # first seen
    lock: threading.Lock = field(default_factory=threading.Lock)

    def deposit(self, number: str, leg: str, amount: str) -> None:
        """Money comes in, once for its leg."""
        with self.lock:
            self.came.setdefault((number, leg), amount)

    def attend(self, transfer: Transfer) -> None:
        """Confirm; tell what is there; let the buyer pay; pay out and give back."""
        number = transfer["number"]
        self._let_the_buyer_pay(transfer)
        for order in transfer["orders"]:
            if order["task"] == "CONFIRM":
                self.say(transfer, "ACCOUNT", "CONFIRM", self.sum_of(order["amount"]))
            elif order["task"] == "PAY" and self._in_time(number, order["leg"]):
                self._move(transfer, order, "PAID")
            elif order["task"] == "RETURN" and self._has(transfer, order["leg"]):
                self._move(transfer, order, "RETURNED")
        for one in transfer["sums"]:
            there = self.came.get((number, one["leg"]))
            silent = one["held_at"] is None and one["returned_at"] is None
            if there is not None and silent and one["other_held"] != self.sum_of(there):
                self.say(transfer, "ACCOUNT", "HELD", self.sum_of(there), leg=one["leg"])

    def _let_the_buyer_pay(self, transfer: Transfer) -> None:
        if "BUYER" not in transfer["confirmed"] or transfer["phase"] != "OPEN":
            return
        for one in transfer["sums"]:
            if one["leg"] == "FROM_BUYER" and self._waited(
                transfer["number"], "BUYER", self.prompt
            ):
                self.deposit(transfer["number"], one["leg"], one["amount"])

    def _waited(self, number: str, what: str, seconds: float) -> bool:
        first = self.since.setdefault((number, what, ""), self.clock())
        return self.clock() - first >= seconds

    def _in_time(self, number: str, leg: str) -> bool:
        return self.conduct is not Conduct.SLOW or self._waited(number, leg, LATE)

    def _has(self, transfer: Transfer, leg: str) -> bool:
        known = any(s["leg"] == leg and s["held_at"] for s in transfer["sums"])
        return known or (transfer["number"], leg) in self.came

    def _move(self, transfer: Transfer, order: Mapping[str, str], kind: str) -> None:
        self.gone.add((transfer["number"], order["leg"]))
        amount = order["amount"]
        self.say(transfer, "ACCOUNT", kind, amount, leg=order["leg"])


@dataclass(kw_only=True, slots=True)
class Bank(Program):
    """A bank, which may be the seller's, the buyer's, or both."""

    account: Account

    def attend(self, transfer: Transfer) -> None:
        """Confirm, pay the loan in, say that one is paid; step back where told to."""
        there = any(s["held_at"] for s in transfer["sums"])
        for side in transfer["sides"]:
            confirmed = side in transfer["confirmed"]
            undecided = transfer["phase"] in ("OPEN", "READY")
            back = self.conduct is Conduct.STEP_BACK and there and confirmed and undecided
            late = self.conduct is Conduct.TOO_LATE and transfer["phase"] == "ENTERED"
            if back or late:
                self.say(transfer, side, "WITHDRAW", reason="审批没有通过")
                return
        for order in transfer["orders"]:
            self._do(transfer, order)

    def _do(self, transfer: Transfer, order: Mapping[str, str]) -> None:
        match order["task"]:
            case "CONFIRM":
                self.say(transfer, order["side"], "CONFIRM", self.sum_of(order["amount"]))
            case "DEPOSIT" if order["side"] in transfer["confirmed"]:
                self.account.deposit(transfer["number"], order["leg"], order["amount"])
            case "SETTLE":
                paid = next(s for s in transfer["sums"] if s["leg"] == "TO_OLD_BANK")
                self.say(transfer, order["side"], "SETTLED", paid["amount"])
            case _:
                pass
