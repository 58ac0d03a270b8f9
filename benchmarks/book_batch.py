"""``register.api.book`` of 1,000 mixed cases against COPY of the very same rows."""

import gc
import random
import statistics

from django.db import transaction

from benchmarks.floor import rows_of, write_bare, write_by_copy
from benchmarks.ground import Supply, build_city, mixed, report, timed
from dengbu.register import api as register

CASES, ROUNDS, BARE_ROUNDS = 1_000, 9, 4


def main() -> None:
    codes = build_city()
    rng = random.Random(20241212)
    supply = Supply(codes, rng)
    gc.freeze()  # as the worker does: the city's lists are not garbage
    gc.set_threshold(100_000, 20, 20)
    engine, floor = [], []
    for turn in range(ROUNDS):
        batch = mixed(supply.take(CASES))
        seconds = timed(lambda batch=batch: _book(batch))
        written = rows_of(mixed(supply.take(CASES)))
        copied = timed(lambda written=written: write_by_copy(written))
        if turn:  # the first round warms caches and plans
            engine.append(seconds)
            floor.append(copied)
    bare = _bare(supply)
    report(
        "book_batch",
        ratio=round(statistics.median(floor) / statistics.median(engine), 3),
        rate=round(CASES / statistics.median(engine)),
        floor=round(CASES / statistics.median(floor)),
        bare=round(CASES / statistics.median(bare)),
        cases=CASES,
        rounds=len(engine),
        units=len(codes),
    )


def _book(batch: list[register.Booking]) -> None:
    with transaction.atomic():
        outcomes = register.book(batch)
    refused = [o for o in outcomes if not o.booked]
    if refused:
        raise RuntimeError(refused[0].blocks[0].message)


def _bare(supply: Supply) -> list[float]:
    return [write_bare(rows_of(mixed(supply.take(CASES)))) for _ in range(BARE_ROUNDS)]
