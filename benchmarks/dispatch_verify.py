"""A year's draws verified from published files alone: 60,194 among 60 examiners of 3 departments.

By the very file that is published, in a process of its own that knows nothing but Python's standard
library; the log around them has ten leaves a draw, as a year of an office has. ``cpu_seconds`` is
that process's own time, for a machine that others keep busy.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.dispatch_files import OTHERS, SIGNER, Office, Publication
from benchmarks.ground import report, say
from dengbu.casework.rules import verify_dispatch

DRAWS = int(os.environ.get("DENGBU_BENCH_DRAWS", "60194"))
EXAMINERS, DAYS, ROUNDS = 60, 250, 3


def main() -> None:
    """Write the year, then verify it some times."""
    with tempfile.TemporaryDirectory() as folder:
        say(f"writing {DRAWS} draws")
        honest = Path(folder) / "honest"
        _year(honest)
        seconds, spent, violations, said = [], [], 0, ""
        for _ in range(ROUNDS):
            begun, before = time.perf_counter(), _children()
            status, said = _verified(honest)
            seconds.append(time.perf_counter() - begun)
            spent.append(_children() - before)
            violations = int(said.split("不符 ")[1].split(" ")[0])
            if status != min(1, violations) or f"{DRAWS} 次抽签" not in said:
                raise RuntimeError(said[-300:])
        report(
            "dispatch_verify",
            seconds=round(sorted(seconds)[ROUNDS // 2], 2),
            cpu_seconds=round(sorted(spent)[ROUNDS // 2], 2),
            violations=violations,
            draws=DRAWS,
            examiners=EXAMINERS,
            leaves=DRAWS * (OTHERS + 1),
            rate=round(DRAWS / min(seconds)),
            p=float(said.split("p = ")[1]),
        )


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _year(folder: Path) -> None:
    out = Publication(folder)
    office = Office(out, EXAMINERS)
    for n in range(DAYS):
        office.work(DRAWS * (n + 1) // DAYS - DRAWS * n // DAYS)
    out.write()


def _verified(folder: Path) -> tuple[int, str]:
    key = str(SIGNER.verifier)
    done = subprocess.run(
        [sys.executable, "-I", "-S", verify_dispatch.__file__, folder, "--key", key],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
