"""400,000 cases of mixed acts, about a day of the whole country, entered as prepared.

``PROCESSES`` write side by side, as workers do, each ``BATCH`` cases a transaction, with all rules,
certificate numbers and leaves. Cases are prepared before the clock starts and are spread over the
whole register, each on a unit of its own. Every one must be entered. ``postgresql_share`` is
PostgreSQL's part of the processor time that both used (its own processes against ours, by /proc).
"""

import gc
import multiprocessing
import os
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from multiprocessing.synchronize import Barrier

from django.db import connection, transaction

from benchmarks import large
from benchmarks.ground import BANK, booking, mortgage_act, newcomer, report, say
from benchmarks.processes import children, postmaster, used
from dengbu.register import api as register

CASES = int(os.environ.get("DENGBU_BENCH_CASES", "400000"))
PROCESSES, BATCH = 2, 1_000
KINDS = ("sell",) * 7 + ("lend",) * 5 + ("repay",) * 5 + ("seize", "notice", "reissue")


def main() -> None:
    """Prepare, start together, wait for all."""
    units = large.grow(large.SIZES[-1])
    chosen = random.Random(time.time_ns()).sample(range(units), CASES)
    before, server = _entered(), postmaster()
    connection.close()
    context = multiprocessing.get_context("fork")
    ready, done = context.Barrier(PROCESSES + 1), context.Barrier(PROCESSES + 1)
    workers = [
        context.Process(target=_work, args=(chosen[n::PROCESSES], ready, done))
        for n in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    pids = [worker.pid for worker in workers]
    ready.wait()
    begun, before_all = time.perf_counter(), _used(server, pids)
    done.wait()
    seconds = time.perf_counter() - begun
    now = _used(server, pids)
    postgresql, python = (end - start for end, start in zip(now, before_all, strict=True))
    for worker in workers:
        worker.join()
    entered = _entered() - before
    report(
        "national_day",
        seconds=round(seconds, 1),
        rate=round(entered / seconds),
        postgresql_share=round(postgresql / (postgresql + python), 2) if postgresql else None,
        postgresql_s=round(postgresql, 1),
        python_s=round(python, 1),
        cases=CASES,
        acts=entered,
        processes=PROCESSES,
        batch=BATCH,
        units=units,
    )


def _work(units: Sequence[int], ready: Barrier, done: Barrier) -> None:
    """One worker: prepares its share, waits for the others, enters it."""
    try:
        batches = [prepared(units[n : n + BATCH]) for n in range(0, len(units), BATCH)]
        gc.collect()
        gc.freeze()
        gc.set_threshold(100_000, 20, 20)
        say(f"{len(units)} cases are prepared")
        ready.wait()
        for batch in batches:
            with transaction.atomic():
                outcomes = register.book(batch)
            refused = [o for o in outcomes if not o.booked]
            if refused:
                raise RuntimeError(refused[0].blocks[0].message)
        connection.close()
        done.wait()
    except BaseException:
        ready.abort()
        done.abort()
        raise


def prepared(units: Sequence[int]) -> list[register.Booking]:
    """A batch of cases on these units as they stand now."""
    states = register.unit_states([large.unit_code(n) for n in units], now=datetime.now(UTC))
    return [_case(state, KINDS[n % len(KINDS)]) for n, state in enumerate(states.values())]


def _case(state: register.UnitState, kind: str) -> register.Booking:
    """A case of the kind, or of one that the unit's state allows."""
    if state.ownership is None:
        raise RuntimeError(f"{state.unit_code} is not registered")
    owners = tuple(h.party for h in state.ownership.holders)
    if state.notices:  # of an earlier run
        kind = "reissue"
    if state.seizures:
        return booking(_released(state))
    if kind == "repay" and state.mortgages:
        return booking(_repaid(state, state.mortgages[0]), BANK)
    if kind in ("lend", "repay"):
        act = mortgage_act(state.unit_code, owners[0])
        return booking(replace(act, mortgagors=owners), *owners, BANK)
    if kind == "seize":
        return booking(_seized(state))
    if kind == "reissue" and state.ownership.certificate_nos:
        number = state.ownership.certificate_nos[0]
        act = register.ReissueCertificate(unit_code=state.unit_code, number=number)
        return booking(act, *owners)
    buyer = newcomer()
    if kind == "notice":
        return booking(_noticed(state, owners, buyer), *owners, buyer)
    sold = booking(_sold(state, owners, buyer), *owners, buyer, *((BANK,) * bool(state.mortgages)))
    # What was mortgaged before 2021 is not sold under its mortgage: repaid in the same case.
    return replace(sold, acts=(*(_repaid(state, m) for m in state.mortgages), *sold.acts))


def _sold(
    state: register.UnitState, owners: tuple[register.PartyRef, ...], buyer: register.PartyRef
) -> register.Transfer:
    return register.Transfer(
        unit_code=state.unit_code,
        transferors=owners,
        holders=(register.HolderShare(party=buyer),),
        co_ownership=register.CoOwnership.SOLE,
        price=Decimal("1060000.00"),
    )


def _noticed(
    state: register.UnitState, owners: tuple[register.PartyRef, ...], buyer: register.PartyRef
) -> register.EnterNotice:
    return register.EnterNotice(
        unit_code=state.unit_code,
        kind=register.NoticeKind.OTHER_SALE,
        holders=(buyer,),
        obligors=owners,
    )


def _repaid(state: register.UnitState, mortgage: register.MortgageState) -> register.CancelMortgage:
    return register.CancelMortgage(
        unit_code=state.unit_code,
        proof_no=mortgage.proof_no,
        applicants=mortgage.mortgagees,
        amount=mortgage.amount,
    )


def _seized(state: register.UnitState) -> register.Seize:
    return register.Seize(
        unit_code=state.unit_code,
        kind=register.SeizureKind.SEIZURE,
        organ="岳阳楼区人民法院",
        document_no=f"执{state.page_id}",
        delivered_at=datetime.now(UTC),
        term_days=1095,
    )


def _released(state: register.UnitState) -> register.ReleaseSeizure:
    seizure = state.seizures[0]
    return register.ReleaseSeizure(
        unit_code=state.unit_code,
        seizure_document_no=seizure.document_no,
        organ=seizure.organ,
        release_document_no=f"解{state.page_id}",
        delivered_at=datetime.now(UTC),
    )


def _entered() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM register_entry")
        return int(cursor.fetchone()[0])


def _used(server: int | None, pids: Iterable[int | None]) -> tuple[float, float]:
    """Seconds of processor time: PostgreSQL's, and ours."""
    of_server = used([server, *children(server)]) if server else 0.0
    return of_server, used(pid for pid in pids if pid)
