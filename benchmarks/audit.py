"""The whole audit of a register at its largest size, as ``dengbu audit`` does it.

Trees, invariants and leaves in a process of its own; ``peak_mib`` is the most that it and
PostgreSQL held together (shared pages counted once), looked at every half second.
"""

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.db import connection

from benchmarks import large
from benchmarks.ground import report
from benchmarks.processes import children, postmaster

EVERY = 0.5  # s
_RIGHTS = ("ownership", "mortgage", "seizure", "notice", "objection", "stop", "habitation")


def main() -> None:
    """One run; every break would be printed, and fails the benchmark."""
    large.grow(large.SIZES[-1])
    server, rights = postmaster(), _rights()
    connection.close()
    begun = time.perf_counter()
    audit = subprocess.Popen(
        [sys.executable, "-m", "dengbu", "audit", "--all"],
        stdout=subprocess.PIPE,
        env={**os.environ, "DENGBU_PREPARED": "1"},
    )
    peak = Peak([audit.pid, *([server] if server else [])])
    said = audit.communicate()[0].decode()
    seconds = time.perf_counter() - begun
    peak.stop()
    if audit.returncode:
        raise RuntimeError(f"the audit found breaks: {said[:2_000]}")
    report(
        "audit",
        seconds=round(seconds, 1),
        peak_mib=peak.mib,
        rate=round(rights / seconds),
        rights=rights,
    )


def _rights() -> int:
    """Current rights and restrictions."""
    count = " + ".join(
        f"(SELECT count(*) FROM register_{name} WHERE recorded_to IS NULL)" for name in _RIGHTS
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {count}")
        return int(cursor.fetchone()[0])


class Peak:
    """The largest memory of processes and their children, watched by a thread."""

    def __init__(self, roots: list[int]) -> None:
        self.mib = 0
        self._roots = roots
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            found = {pid for root in self._roots for pid in (root, *children(root))}
            self.mib = max(self.mib, sum(_pss(pid) for pid in found) // 1024)


def _pss(pid: int) -> int:
    """KiB: own pages, and of shared ones its part."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
