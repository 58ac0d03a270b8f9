"""The law's past at the largest size: a unit, and what a person holds, on a random day.

Half of the questions also ask by what the register said on that day (``as_known_at``).
"""

import random
import statistics
from datetime import UTC, datetime, timedelta

from benchmarks import large
from benchmarks.ground import report
from benchmarks.growth import WARM, times
from dengbu.register import api as register

ASKED = 2_000
FIRST_DAY = datetime(2016, 1, 3, tzinfo=UTC)


def main() -> None:
    """The 95th percentile of each question; the worse counts."""
    units = large.grow(large.SIZES[-1])
    rng = random.Random(20241216)
    now = datetime.now(UTC)
    span = (now - FIRST_DAY).days
    found = {"unit": 0, "person": 0}

    def moments() -> tuple[datetime, datetime | None]:
        day = FIRST_DAY + timedelta(days=rng.randrange(span))
        return day, day if rng.random() < 0.5 else None

    def unit(n: int) -> None:
        day, known = moments()
        state = register.unit_state(large.unit_code(n), now=now, as_of=day, as_known_at=known)
        found["unit"] += state.ownership is not None

    def person(n: int) -> None:
        day, known = moments()
        who = large.holder(n)
        held = register.holdings(who.id_type, who.id_no, as_of=day, as_known_at=known)
        found["person"] += bool(held)

    taken = {
        what: times(ask, [rng.randrange(units) for _ in range(ASKED + WARM)])
        for what, ask in (("unit", unit), ("person", person))
    }
    if min(found.values()) < ASKED // 4:
        raise RuntimeError(f"too little was found: {found}")
    p95 = {what: statistics.quantiles(ms, n=20)[-1] for what, ms in taken.items()}
    report(
        "as_of",
        p95_ms=round(max(p95.values()), 2),
        **{f"{what}_p95_ms": round(ms, 2) for what, ms in p95.items()},
        **{f"{what}_ms": round(statistics.median(ms), 2) for what, ms in taken.items()},
        **{f"{what}_found": round(n / (ASKED + WARM), 2) for what, n in found.items()},
        asked=ASKED,
        units=units,
    )
