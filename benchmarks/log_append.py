"""Leaves from their booking to a signed checkpoint: on a backlog alone, and beside ``book_batch``.

Alone: what has been committed is put into the tree, tile by tile, and signed, each batch durable
before the next. Together: a process turns the sequencer as the worker does while batches of 1,000
bookings are written; ``loss`` is what they lose of their rate, ``lag_s`` how long after the last
commit its leaves were under a signed checkpoint.
"""

import gc
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from benchmarks.ground import OFFICE, Supply, build_city, mixed, report, timed
from dengbu.database.ids import next_ids
from dengbu.evidence import api as evidence
from dengbu.register import api as register
from dengbu.site import log_keys

BACKLOG, WRITTEN_AT_ONCE = 50_000, 5_000
CASES, ROUNDS = 1_000, 16
TURNING = (
    "import django; django.setup(); import threading; from dengbu.site.worker import keep_turning;"
    " from dengbu.site.wiring import sequence_evidence;"
    " keep_turning(threading.Event(), [sequence_evidence])"
)


def main() -> None:
    """The backlog first, then batch by batch with the sequencer held and with it turning."""
    codes = build_city()
    drain()
    alone = [_backlog() for _ in range(3)]
    supply = Supply(codes, random.Random(20241216))
    gc.freeze()  # as the worker does: the city's lists are not garbage
    gc.set_threshold(100_000, 20, 20)
    for _ in range(2):
        _booked(supply)  # caches and plans
    drain()
    apart, together, lags = [], [], []
    with _sequencer() as process:
        for _ in range(ROUNDS):
            process.send_signal(signal.SIGSTOP)  # in turns, so that the machine's moods are shared
            apart.append(_booked(supply))
            process.send_signal(signal.SIGCONT)
            _until_signed()
            together.append(_booked(supply))
            lags.append(timed(_until_signed))
    rate, beside = CASES / statistics.median(apart), CASES / statistics.median(together)
    report(
        "log_append",
        rate=round(statistics.median(alone)),
        lag_s=round(max(lags), 3),
        loss=round(1 - statistics.median(a / t for a, t in zip(apart, together, strict=True)), 3),
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


def _booked(supply: Supply) -> float:
    batch = mixed(supply.take(CASES))
    return timed(lambda: _book(batch))


def _book(batch: list[register.Booking]) -> None:
    with transaction.atomic():
        outcomes = register.book(batch)
    refused = [o for o in outcomes if not o.booked]
    if refused:
        raise RuntimeError(refused[0].blocks[0].message)


@contextmanager
def _sequencer() -> Iterator[subprocess.Popen[bytes]]:
    """A process that turns the sequencer as the worker does."""
    process = subprocess.Popen([sys.executable, "-c", TURNING])
    time.sleep(4)  # until it has loaded everything and turns idly
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def _until_signed() -> None:
    end = time.monotonic() + 60
    while evidence.offices_waiting():
        if time.monotonic() > end:
            raise RuntimeError("the sequencer does not keep up")
        time.sleep(0.005)
