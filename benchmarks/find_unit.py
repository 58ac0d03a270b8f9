"""The window's search at 200,000 units: part of an address, a holder's name, a code."""

import random
import statistics
import time
from collections.abc import Callable

from benchmarks.ground import OFFICE, build_city, person, report
from dengbu.cadastre import api as cadastre
from dengbu.register import api as register

SEARCHES = 200


def main() -> None:
    """The 95th percentile of each kind; the worst of the three counts."""
    codes = build_city()
    rng = random.Random(20241214)
    chosen = [rng.randrange(len(codes)) for _ in range(SEARCHES)]
    addresses = {u.code: u.address for u in cadastre.units([codes[n] for n in chosen]).values()}
    kinds: dict[str, list[Callable[[], int]]] = {"address": [], "holder": [], "code": []}
    for n in chosen:
        code = codes[n]
        part = addresses[code].split("号", 1)[1].replace("栋", " 栋 ").removesuffix("室")
        name = person(n).name
        kinds["address"].append(lambda part=part: len(cadastre.search_units(part)))
        kinds["holder"].append(lambda name=name: len(register.find_holders(name, office=OFFICE)))
        kinds["code"].append(lambda code=code: len(cadastre.search_units(code[:26])))
    found = {kind: _p95(searches) for kind, searches in kinds.items()}
    report(
        "find_unit",
        p95_ms=round(max(found.values()), 1),
        **{f"{kind}_p95_ms": round(ms, 1) for kind, ms in found.items()},
        searches=SEARCHES,
        units=len(codes),
    )


def _p95(searches: list[Callable[[], int]]) -> float:
    """Milliseconds; every search must find something."""
    times = []
    for search in searches[:20] + searches:
        begun = time.perf_counter()
        hits = search()
        times.append((time.perf_counter() - begun) * 1000)
        if not hits:
            raise RuntimeError("a search found nothing")
    return statistics.quantiles(times[20:], n=20)[-1]
