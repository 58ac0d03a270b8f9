"""税务: the deed tax of what is asked about, unpaid at first and paid a little while after.

A simple table, since a question names no area and no other homes: one per cent, as for a family's
only home up to 140 m2 (财政部 税务总局 住房城乡建设部公告2024年第16号). What has no price
passes between spouses or to heirs, and is free (契税法第六条).
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dengbu.site.simulators.answers import MATCH, About, department, serial
from dengbu.site.simulators.asked import Asked, Department
from dengbu.site.simulators.scenarios import Scenario

RATE = Decimal("0.01")
FREE = "契税法第六条：夫妻之间变更、法定继承免征"
PROMPT = 180.0  # seconds after the first question when people of the demonstration have paid


class TaxOffice:
    """The books of the tax office. ``prompt``: seconds until a payer has paid; 0: at once."""

    def __init__(self, *, prompt: float = 0.0, clock: Callable[[], float] = time.time) -> None:
        self.prompt = prompt
        self._clock = clock
        self._first: dict[int, float] = {}  # when it was first asked, by what it is about
        self._lock = threading.Lock()
        self._inner = department("税务部门", {"/deed-tax": _papers})

    @property
    def department(self) -> Department:
        """As one of the simulators."""
        return Department(label=self._inner.label, answer=self.answer)

    def answer(self, asked: Asked) -> Mapping[str, Any] | None:
        """What the tax office says; None where it knows no such question."""
        if asked.scenario is Scenario.ANSWER and self._unpaid(asked.body["about"]):
            asked = replace(asked, scenario=Scenario.NO_MATCH)
        return self._inner.answer(asked)

    def _unpaid(self, about: About) -> bool:
        if not self.prompt or not _price(about):
            return False
        with self._lock:
            now = self._clock()
            return now - self._first.setdefault(serial(about), now) < self.prompt


def _price(about: About) -> Decimal:
    return Decimal(about.get("price") or "0")


def _papers(about: About, result: str) -> Mapping[str, Any]:
    if result != MATCH:
        return {"state": "UNPAID"}
    price = _price(about)
    if not price:
        return {"state": "EXEMPT", "basis": FREE}
    amount = (price * RATE).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return {"state": "PAID", "voucher_no": f"3430602{serial(about):08}", "amount": f"{amount}"}
