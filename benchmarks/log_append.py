"""Leaves from their booking to a signed checkpoint: on a backlog alone, and beside ``book_batch``.

Alone: what has been committed is put into the tree, tile by tile, and signed, each batch durable
before the next. Together: a process turns the sequencer as the worker does while batches of 1,000
bookings are written; ``loss`` is what they lose of their rate, ``lag_s`` how long after the last
commit its leaves were under a signed checkpoint.
"""

import gc
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.ground import OFFICE, Supply, build_city, mixed, report, timed
from dengbu.database.ids import next_ids
from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.site import log_keys

BACKLOG, WRITTEN_AT_ONCE = 50_000, 5_000
CASES, BLOCKS, ROUNDS = 1_000, 3, 5
TURNING = (
    "import django; django.setup(); import threading; from dengbu.site.worker import keep_turning;"
    " from dengbu.site.wiring import sequence_evidence;"
    " keep_turning(threading.Event(), [sequence_evidence])"
)


def main() -> None:
    """The backlog first, then turns with and without the sequencer."""
    codes = build_city()
    drain()
    alone = [_backlog() for _ in range(3)]
    supply = Supply(codes, random.Random(20241216))
    gc.freeze()  # as the worker does: the city's lists are not garbage
    gc.set_threshold(100_000, 20, 20)
    _rounds(supply, 2)  # caches and plans
    apart, together, lags = [], [], []
    for _ in range(BLOCKS):
        drain()
        apart += _rounds(supply, ROUNDS)
        drain()
        with _sequencer():
            together += _rounds(supply, ROUNDS)
            lags.append(timed(_until_signed))
    rate, beside = CASES / statistics.median(apart), CASES / statistics.median(together)
    report(
        "log_append",
        rate=round(statistics.median(alone)),
        lag_s=round(max(lags), 3),
        loss=round(1 - beside / rate, 3),
        booked=round(rate),
        booked_beside=round(beside),
        backlog=BACKLOG,
        rounds=len(together),
    )


def _backlog() -> float:
    """Leaves a second of a backlog that was committed before."""
    for _ in range(0, BACKLOG, WRITTEN_AT_ONCE):
        leaves = [
            evidence.NewLeaf(id=id, subject=f"bench:{id}", payload=b"%d" % id)
            for id in next_ids(WRITTEN_AT_ONCE)
        ]
        with transaction.atomic():
            evidence.attest(OFFICE, 1, leaves)
    return BACKLOG / timed(drain)


def drain() -> None:
    """Sequence and sign all that waits."""
    while evidence.sequence(
        OFFICE, now=timezone.now, order=register.LOG_ORDER, signers=log_keys.signer
    ):
        pass


def _rounds(supply: Supply, rounds: int) -> list[float]:
    found = []
    for _ in range(rounds):
        batch = mixed(supply.take(CASES))
        found.append(timed(lambda batch=batch: _book(batch)))
    return found


def _book(batch: list[register.Booking]) -> None:
    with transaction.atomic():
        outcomes = register.book(batch)
    refused = [o for o in outcomes if not o.booked]
    if refused:
        raise RuntimeError(refused[0].blocks[0].message)


@contextmanager
def _sequencer() -> Iterator[None]:
    """A process that turns the sequencer as the worker does."""
    process = subprocess.Popen([sys.executable, "-c", TURNING])
    time.sleep(4)  # until it has loaded everything and turns idly
    try:
        yield
    finally:
        process.kill()
        process.wait(10)


def _until_signed() -> None:
    end = time.monotonic() + 60
    while evidence.offices_waiting():
        if time.monotonic() > end:
            raise RuntimeError("the sequencer does not keep up")
        time.sleep(0.005)
    connection.close()
