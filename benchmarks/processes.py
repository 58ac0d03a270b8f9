"""What /proc tells of PostgreSQL and of ourselves: who belongs together, time, memory."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.db import connection

PROC = Path("/proc")


def postmaster() -> int | None:
    """The process id of PostgreSQL's first process if it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = PROC / str(cursor.fetchone()[0])
    with suppress(OSError):
        if "postgres" in (backend / "comm").read_text():
            return int(_stat(backend)[1])
    return None


def children(pid: int) -> list[int]:
    """Process ids of the children."""
    found = []
    for process in PROC.glob("[0-9]*"):
        with suppress(OSError):
            if int(_stat(process)[1]) == pid:
                found.append(int(process.name))
    return found


def used(pids: Iterable[int]) -> float:
    """Seconds of processor time, of children that are gone too."""
    ticks = 0
    for pid in pids:
        with suppress(OSError):
            ticks += sum(int(field) for field in _stat(PROC / str(pid))[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: Path) -> list[str]:
    """The fields of proc(5) after the name, from the third."""
    return (process / "stat").read_text().rpartition(")")[2].split()
