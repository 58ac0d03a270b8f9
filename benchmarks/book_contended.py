"""8 threads on 50 hot units through the combining writer, against ``book_single`` in the same run.

Whoever is free takes any of the units: half of the acts are sales, a quarter new mortgages, a
quarter cancellations of mortgages that any thread made. As casework does, a unit that is being
sold is left to the seller until the sale is entered; mortgages go on beside each other. So every
act can be entered, and a refusal ends the run. What the writer acknowledged is counted against the
register's rows, and PostgreSQL's own count of deadlocks is read before and after.
"""

import gc
import random
import statistics
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection

from benchmarks.book_single import CASES, ROUNDS, THREADS, combined, rate_of
from benchmarks.ground import (
    BANK,
    Supply,
    booking,
    build_city,
    mixed,
    mortgage_act,
    newcomer,
    report,
)
from dengbu.casework.writer import CombiningWriter
from dengbu.register import api as register

HOT = 50


class Unit:
    """What clerks know of a hot unit."""

    def __init__(self, state: register.UnitState) -> None:
        if state.ownership is None:
            raise RuntimeError("a hot unit must be owned")
        self.code = state.unit_code
        self.owners = tuple(h.party for h in state.ownership.holders)
        self.proofs = [m.proof_no for m in state.mortgages]
        self.selling = False
        self.lending = 0  # mortgages being entered or cancelled


class Desk:
    """Hands out acts on hot units and takes their outcomes in; used by all threads."""

    def __init__(self, codes: Sequence[str], rng: random.Random) -> None:
        states = register.unit_states(codes, now=datetime.now(UTC))
        self._units = [Unit(state) for state in states.values()]
        self._rng = rng
        self._lock = threading.Lock()
        self.entered: list[str] = []  # case numbers

    def act(self, writer: CombiningWriter) -> None:
        """One act, entered and acknowledged."""
        with self._lock:
            unit, asked, buyer = self._next()
        outcome = writer.book_one(asked)
        if not outcome.booked:
            raise RuntimeError(outcome.blocks[0].message)
        with self._lock:
            self.entered.append(outcome.case_no)
            if buyer is not None:
                unit.owners, unit.selling = (buyer,), False
                return
            unit.lending -= 1
            unit.proofs += [c.number for c in outcome.certificates]

    def _next(self) -> tuple[Unit, register.Booking, register.PartyRef | None]:
        sale = self._rng.random() < 0.5
        while True:
            unit = self._rng.choice(self._units)
            if unit.selling or (sale and unit.lending):
                continue
            if sale:
                unit.selling = True
                buyer = newcomer()
                return unit, _sale(unit, buyer), buyer
            unit.lending += 1
            cancels = unit.proofs and (len(unit.proofs) > 1 or self._rng.random() < 0.5)
            return unit, _cancelled(unit) if cancels else _mortgaged(unit), None


def _sale(unit: Unit, buyer: register.PartyRef) -> register.Booking:
    act = register.Transfer(
        unit_code=unit.code,
        transferors=unit.owners,
        holders=(register.HolderShare(party=buyer),),
        co_ownership=register.CoOwnership.SOLE,
    )
    return booking(act, *unit.owners, buyer)


def _mortgaged(unit: Unit) -> register.Booking:
    return booking(mortgage_act(unit.code, unit.owners[0]), *unit.owners, BANK)


def _cancelled(unit: Unit) -> register.Booking:
    act = register.CancelMortgage(
        unit_code=unit.code, proof_no=unit.proofs.pop(), applicants=(BANK,)
    )
    return booking(act, BANK)


def main() -> None:
    """Rounds alternate; the first is not counted."""
    codes = build_city()
    rng = random.Random(20241217)
    supply = Supply(codes, rng)
    desk = Desk(supply.take(HOT), rng)
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    before = _deadlocks()
    hot, single = [], []
    for turn in range(ROUNDS + 1):
        contended = _contended(desk)
        alone = combined(mixed(supply.take(CASES)))
        if turn:
            hot.append(contended)
            single.append(alone)
    rate, base = statistics.median(hot), statistics.median(single)
    entered = _rows(desk.entered)
    report(
        "book_contended",
        ratio=round(rate / base, 3),
        rate=round(rate),
        uncontended=round(base),
        deadlocks=_deadlocks() - before,
        acknowledged=len(desk.entered),
        lost=len(desk.entered) - entered,
        threads=THREADS,
        hot_units=HOT,
        cases=CASES,
    )


def _contended(desk: Desk) -> float:
    writer = CombiningWriter()
    return rate_of(range(CASES), lambda _: desk.act(writer), lambda: connection.close())


def _rows(case_nos: Sequence[str]) -> int:
    """Those of the cases whose booking stands in the register with its entry and its leaf."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM register_booking b JOIN register_entry e ON e.booking_id = b.id"
            " JOIN evidence_leaf l ON l.subject = 'booking:' || b.id"
            " WHERE b.case_no = ANY(%s)",
            [list(case_nos)],
        )
        return int(cursor.fetchone()[0])


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
