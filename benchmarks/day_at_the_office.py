"""A day of 3,000 cases by 40 clerks, their examiners and two banks, through HTTP, in 20 minutes.

Clerks look the home up, open the form, fill it in, send it and see the receipt; departments answer
in 20 ms; examiners take the first of their queue, read it and enter it, return one in thirty and
refuse one in a hundred; what was returned is handed in, taxes that were to be paid later are noted.
A bank cancels mortgages by signed requests. The day is compressed to ``DENGBU_BENCH_SECONDS``.

``errors``: whatever was answered otherwise than it should be, and every case that did not come to
its end. ``clocks_wrong``: cases whose end is not what a slow calendar says (``day_clocks.py``).
"""

import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import httpx
from django.db import connection

from benchmarks import agreed, http_cancel
from benchmarks.browsing import Browser, Watch
from benchmarks.day_clocks import wrong_clocks
from benchmarks.day_people import Clerk, Errand, Examiner, Otherwise
from benchmarks.ground import OFFICE, Supply, build_city, owner, report, say
from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.casework.models import Case, CaseUnit
from dengbu.site.simulators.registry import DEPARTMENTS

CLERKS, EXAMINERS = 40, 24  # at once; eight examiners in each of three departments
CASES = int(os.environ.get("DENGBU_BENCH_CASES", "3000"))
SECONDS = float(os.environ.get("DENGBU_BENCH_SECONDS", "1200"))
LATENCY = 0.02  # seconds of each department
AFTER = float(
    os.environ.get("DENGBU_BENCH_AFTER", "240")
)  # seconds in which the last cases must end
MIX = (  # of a hundred cases: what the centre of the model did most, see the README
    ("G44", 30),
    ("G39", 24),
    ("G10", 20),
    ("C07", 10),
    ("G23", 8),
    ("G48", 4),
    ("C09", 4),
)
T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]


@dataclass(kw_only=True)
class Day:
    """What is going on."""

    address: str
    watch: Watch = field(default_factory=Watch)
    over: threading.Event = field(default_factory=threading.Event)
    back: deque[str] = field(default_factory=deque)  # numbers of cases that wait for the window
    filed: list[str] = field(default_factory=list)


def main() -> None:
    """Start what ``make run`` starts, let the day pass, look at what became of it."""
    codes = build_city()
    now = datetime.now(UTC)
    casework.seed_calendar(OFFICE)
    casework.load_catalogue(ROOT / "catalogue", office=OFFICE, now=now)
    agreed.put_in_force(codes[0])
    key_id, private = http_cancel._bank()
    people = _people(now)
    errands, cancelled = _errands(codes)
    signed = partial(http_cancel._requests, key_id=key_id, private=private)
    port, beside = http_cancel._free_port(), http_cancel._free_port()
    day = Day(address=f"http://127.0.0.1:{port}")
    parts = _started(port, beside)
    try:
        http_cancel._wait_ready(port)
        _pass(day, people, errands, [partial(signed, [code]) for code in cancelled], port)
    finally:
        _stopped(parts)
    _tell(day, now)


def _people(now: datetime) -> dict[str, list[accounts.Account]]:
    """Clerks and examiners, the same in every run; whoever other benchmarks left has gone home."""
    posts, of = accounts.Post, accounts.Department
    with owner() as connected:
        connected.execute(
            "UPDATE accounts_account SET is_active = false WHERE office = %s"
            " AND username NOT LIKE %s AND username NOT LIKE %s",
            [OFFICE, "day-%", "system-%"],
        )
    examining = [d for d in (of.FIRST, of.TRANSFER, of.MORTGAGE) for _ in range(EXAMINERS // 3)]
    return {
        "clerk": [_officer("窗口", n, (posts.WINDOW, of.INTAKE), now) for n in range(CLERKS)],
        "examiner": [
            _officer("审核", n, (posts.EXAMINER, d), now) for n, d in enumerate(examining)
        ],
    }


def _officer(
    called: str, n: int, post: tuple[accounts.Post, accounts.Department], now: datetime
) -> accounts.Account:
    username = f"day-{post[0].value}-{n}"
    known = accounts.Account.objects.filter(username=username).first()
    return known or accounts.create_account(
        accounts.NewAccount(
            username=username,
            name=f"{called}{n + 1}",
            kind=accounts.AccountKind.OFFICER,
            password=f"bench-{time.time_ns()}",
            office=OFFICE,
            posts=(post,),
        ),
        now=now,
    )


def _errands(codes: Sequence[str]) -> tuple[list[Errand], list[str]]:
    """What families come for, each with its home, mixed; homes whose mortgage ends online."""
    rng = random.Random(20261126)
    counts = {service: CASES * share // 100 for service, share in MIX}
    busy = set(CaseUnit.objects.filter(open=True).values_list("unit_code", flat=True))
    supply = Supply([code for code in codes if code not in busy], rng)
    ending = supply.mortgaged(counts["G44"] + counts["C09"])
    free = supply.take(2 * (CASES - len(ending)))[1::2]
    errands = [Errand(service="C09", unit=unit) for unit in ending[counts["G44"] :]]
    for service in ("G39", "G10", "C07", "G23", "G48"):
        errands += [Errand(service=service, unit=free.pop()) for _ in range(counts[service])]
    rng.shuffle(errands)
    return errands, ending[: counts["G44"]]


def _started(port: int, beside: int) -> list[subprocess.Popen[bytes]]:
    places = {f"DENGBU_DEPARTMENT_{d}": f"http://127.0.0.1:{beside}/{d}" for d in DEPARTMENTS}
    environment = {**os.environ, **places, "DENGBU_DEMO": "1"}
    wanted = (
        ["simulators", "--port", str(beside), "--latency", str(LATENCY), "--tax-after", "0"],
        ["web", "--port", str(port)],
        ["worker"],
    )
    return [
        subprocess.Popen([sys.executable, "-m", "dengbu", *arguments], env=environment)
        for arguments in wanted
    ]


def _stopped(parts: Sequence[subprocess.Popen[bytes]]) -> None:
    for part in parts:
        part.terminate()
    for part in parts:
        with suppress(subprocess.TimeoutExpired):
            part.wait(15)
        part.kill()


def _pass(
    day: Day,
    people: dict[str, list[accounts.Account]],
    errands: Sequence[Errand],
    requests: Sequence[Callable[[], list[bytes]]],
    port: int,
) -> None:
    """Everybody works until all is filed, then examiners until all has ended."""
    begun = time.perf_counter()
    filing = [
        threading.Thread(target=_clerk, args=(day, account, errands[n::CLERKS], n, begun))
        for n, account in enumerate(people["clerk"])
    ]
    filing.append(threading.Thread(target=_bank, args=(day, requests, port, begun)))
    examining = [
        threading.Thread(target=_examiner, args=(day, account)) for account in people["examiner"]
    ]
    examining.append(threading.Thread(target=_last_clerk, args=(day, people["clerk"][0])))
    for thread in (*filing, *examining):
        thread.start()
    for thread in filing:
        thread.join()
    say(f"all filed after {time.perf_counter() - begun:.0f} s")
    give_up = time.perf_counter() + AFTER
    while time.perf_counter() < give_up and _open(day):
        time.sleep(1)
    day.over.set()
    for thread in examining:
        thread.join()


def _open(day: Day) -> int:
    return Case.objects.filter(case_no__in=day.filed, closed_at=None).count()


def _paced(begun: float, turn: int, of: int, offset: float) -> None:
    due = begun + (turn + offset) / max(of, 1) * SECONDS
    time.sleep(max(0.0, due - time.perf_counter()))


def _guarded(day: Day, work: Callable[[], T]) -> T | None:
    """What the work answers; a step that fails is one error, and the day goes on."""
    try:
        return work()
    except (Otherwise, httpx.HTTPError, OSError, RuntimeError) as error:
        day.watch.failed(f"{type(error).__name__}: {error}"[:200])
        return None


def _clerk(
    day: Day, account: accounts.Account, errands: Sequence[Errand], n: int, begun: float
) -> None:
    """File what families came for; in between whatever waits for the window."""
    clerk = Clerk(Browser(day.address, account, day.watch), later=day.back, filed=day.filed)
    for turn, errand in enumerate(errands):
        _paced(begun, turn, len(errands), n / CLERKS)
        _guarded(day, partial(clerk.file, errand))
        _guarded(day, clerk.settle_one)
    clerk.leave()
    connection.close()


def _last_clerk(day: Day, account: accounts.Account) -> None:
    """Stays for what comes back."""
    clerk = Clerk(Browser(day.address, account, day.watch), later=day.back, filed=day.filed)
    while not day.over.is_set():
        _guarded(day, clerk.settle_one)
        day.over.wait(0.5)
    clerk.leave()


def _bank(day: Day, requests: Sequence[Callable[[], list[bytes]]], port: int, begun: float) -> None:
    """Send each when its time has come, signed then: a signature is good for minutes only."""
    link = http_cancel.Link(port)
    for turn, request in enumerate(requests):
        _paced(begun, turn, len(requests), 0.0)
        (signed,) = request()
        number = _guarded(day, partial(http_cancel._send, link, signed))
        if number is not None:
            day.filed.append(number)
    link.close()
    connection.close()


def _examiner(day: Day, account: accounts.Account) -> None:
    examiner = Examiner(
        Browser(day.address, account, day.watch), later=day.back, seed=account.pk % 1000
    )
    while not day.over.is_set():
        if not _guarded(day, examiner.take_next):
            day.over.wait(2.0)
    examiner.leave()
    connection.close()


def _tell(day: Day, since: datetime) -> None:
    unfinished = _open(day)
    errors = [*day.watch.errors, *(f"{unfinished} not ended" for _ in range(unfinished))]
    for said in sorted(set(errors))[:20]:
        say(f"{errors.count(said)} x {said}")
    wrong = wrong_clocks(day.filed)
    for line in wrong[:10]:
        say(line)
    times = {kind: sorted(found) for kind, found in day.watch.times.items()}
    office = [s for kind, found in times.items() if kind.startswith("office") for s in found]
    window = [s for kind, found in times.items() if kind.startswith("window") for s in found]
    for kind, found in sorted(times.items()):
        say(f"{kind}: {len(found)}, p95 {_p95(found):.0f} ms")
    report(
        "day_at_the_office",
        errors=len(errors),
        clocks_wrong=len(wrong),
        p95_ms=round(_p95(office), 1),
        window_p95_ms=round(_p95(window), 1),
        cases=len(day.filed),
        entered=Case.objects.filter(case_no__in=day.filed, status="ENTERED").count(),
        pages=len(office) + len(window),
        seconds=round(SECONDS),
        clerks=CLERKS,
        since=since.isoformat(timespec="seconds"),
    )


def _p95(found: Sequence[float]) -> float:
    """Milliseconds."""
    return statistics.quantiles(found, n=20)[-1] * 1000 if len(found) > 1 else 0.0
