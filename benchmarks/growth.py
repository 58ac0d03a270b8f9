"""What must not grow slower with the register: an act, the page of a unit, finding a holder.

The register grows in steps (``large``). At each the same is measured, in turns with a register of
the smallest size in a database beside it, so that company on the machine slows both: ``act``, one
case at a time from 8 threads through the combining writer, as ``book_single``; ``page``, the page
of a unit's life as an officer sees it, through the whole stack; ``holder``, a person by identity
number, by full name, and what that person holds. Units and persons are drawn from all there are.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.test import Client

from benchmarks import large
from benchmarks.book_single import combined
from benchmarks.ground import OFFICE, mixed, report, say
from benchmarks.large_facts import CHUNK, RIGHTS
from dengbu.accounts import api as accounts
from dengbu.register import api as register
from dengbu.site.memory import settle

ACTS, ROUNDS, VIEWS, SEARCHES = 800, 5, 200, 300
WARM = 50
Times = dict[str, float]  # milliseconds by what was done


def main() -> None:
    """Grow, measure beside the smallest, grow on; the worst of the three counts.

    Steps that the register has outgrown, in an earlier run, are left out.
    """
    settle()  # as every web process does
    gc.set_threshold(100_000, 20, 20)
    least, *others = large.SIZES
    with large.small():
        large.grow(least)
    found: dict[int, tuple[Times, Times]] = {}
    for rights in others:
        if large.chunks() * RIGHTS > rights * 1.05:
            continue
        units = large.grow(rights)
        found[rights] = _beside_each_other(units)
        say(f"{rights}: {found[rights]}")
    base, most = found[max(found)]
    growth = {what: round(most[what] / base[what], 2) for what in ("act", "page", "holder")}
    report(
        "growth",
        ratio=max(growth.values()),
        **{f"{what}_growth": times for what, times in growth.items()},
        **{
            f"{what}_ms": [
                round(times[what], 2) for times in (base, *(m for _, m in found.values()))
            ]
            for what in ("act", "page", "page_p95", "holder", "holder_p95")
        },
        rights=[least, *found],
    )


def _beside_each_other(units: int) -> tuple[Times, Times]:
    """The smallest size and this one in turns: medians of the rounds."""
    rounds: list[tuple[Times, Times]] = []
    for turn in range(ROUNDS):
        rng = random.Random(time.time_ns())
        with large.small():
            one = _measure(Chosen(large.chunks() * CHUNK, rng))
        other = _measure(Chosen(units, rng))
        if turn:  # the first round warms caches and plans
            rounds.append((one, other))
    first, second = (
        {what: statistics.median(times[side][what] for times in rounds) for what in rounds[0][side]}
        for side in (0, 1)
    )
    return first, second


def _measure(chosen: "Chosen") -> Times:
    acts = combined(mixed(chosen.take(ACTS)))
    pages = _views(chosen.any(VIEWS + WARM))
    holders = _searches(chosen.any(SEARCHES + WARM))
    return {
        "act": 1000 / acts,
        "page": statistics.median(pages),
        "page_p95": statistics.quantiles(pages, n=20)[-1],
        "holder": statistics.median(holders),
        "holder_p95": statistics.quantiles(holders, n=20)[-1],
    }


class Chosen:
    """Units by chance, each acted on once."""

    def __init__(self, units: int, rng: random.Random) -> None:
        self._units, self._rng = units, rng
        self._used: set[str] = set()

    def take(self, count: int) -> list[str]:
        """``count`` units, every second one mortgaged, none bound: as ``ground.mixed`` wants."""
        lent: list[str] = []
        free: list[str] = []
        while min(len(lent), len(free)) < count // 2:
            codes = {large.unit_code(n) for n in self.any(count)} - self._used
            self._used |= codes
            for state in register.unit_states(codes, now=datetime.now(UTC)).values():
                if not (state.seizures or state.notices):
                    (lent if state.mortgages else free).append(state.unit_code)
        pairs = zip(lent[: count // 2], free[: count // 2], strict=True)
        return [code for pair in pairs for code in pair]

    def any(self, count: int) -> list[int]:
        """Any units, also those acted on."""
        return [self._rng.randrange(self._units) for _ in range(count)]


def _views(chosen: Iterable[int]) -> list[float]:
    client = Client(HTTP_HOST="localhost")
    client.force_login(_officer())

    def view(n: int) -> None:
        response = client.get(f"/office/units/{large.unit_code(n)}")
        if response.status_code != 200:
            raise RuntimeError(f"the page answered {response.status_code}")

    return times(view, chosen)


def _searches(chosen: Iterable[int]) -> list[float]:
    def search(n: int) -> None:
        person = large.holder(n)
        register.holdings(person.id_type, person.id_no)
        register.find_holders(person.id_no, office=OFFICE)
        register.find_holders(person.name, office=OFFICE)

    return times(search, chosen)


def times(work: Callable[[int], object], chosen: Iterable[int]) -> list[float]:
    """Milliseconds of each after the first ``WARM``."""
    found = []
    for n in chosen:
        begun = time.perf_counter()
        work(n)
        found.append((time.perf_counter() - begun) * 1000)
    return found[WARM:]


def _officer() -> accounts.Account:
    name = f"bench-{time.time_ns()}"
    return accounts.create_account(
        accounts.NewAccount(
            username=name,
            name="许静",
            kind=accounts.AccountKind.OFFICER,
            password=name,
            office=OFFICE,
            posts=((accounts.Post.EXAMINER, accounts.Department.TRANSFER),),
        ),
        now=datetime.now(UTC),
    )
