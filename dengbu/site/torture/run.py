"""The torturer: starts clerks, kills them, backends and the whole server, then counts."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import orjson
import psycopg

from dengbu.site import server
from dengbu.site.target import APP, OWNER, PREPARED

DATABASE = "dengbu_torture"
SETUP = "import django; django.setup(); from dengbu.site.torture.{0} import main; main()"
CALM = (0.3, 2.0)  # seconds between two kills, at least and at most
KILLS = ("clerk", "clerk", "backend", "backend", "server")
LAST_WORDS = 180.0  # seconds in which the clerks must come to an end


@dataclass
class Torture:
    """One run on a server of its own in ``folder``."""

    folder: Path
    processes: int
    units: int
    chance: Random
    clerks: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    hired: int = 0

    @property
    def data(self) -> Path:
        """Where the server keeps its data."""
        return self.folder / "postgres"

    def address(self, role: str) -> str:
        """Of the database for a role; starts the server if it is down."""
        uri = server.start(self.data)
        server.ensure_database(uri, DATABASE)
        return server.address(uri, role=role, database=DATABASE)

    def environment(self, role: str) -> dict[str, str]:
        """Of a process of ours on this database."""
        return {
            **os.environ,
            **PREPARED,
            "DATABASE_URL": self.address(role),
            "DENGBU_HOME": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "dengbu.site.settings",
        }

    def prepare(self) -> list[str]:
        """Schema and survey; the codes of the hot units."""
        self.run(OWNER, "-m", "dengbu", "migrate")
        said = self.run(APP, "-c", SETUP.format("city"), str(self.folder), str(self.units))
        return said.split()

    def run(self, role: str, *arguments: str) -> str:
        """What a process of ours printed; CalledProcessError when it failed."""
        command = [sys.executable, *arguments]
        environment = self.environment(role)
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603 - own code
        return done.stdout.decode()

    def torment(self, units: list[str], seconds: float, *, kill: bool) -> None:
        """Let the clerks work, and kill something ever so often."""
        environment = self.environment(APP)
        for _ in range(self.processes):
            self.hire(units, environment)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, self.chance.uniform(*CALM)))
            if kill:
                self.kill(self.chance.choice(KILLS))
            self.bury()
            while len(self.clerks) < self.processes:
                self.hire(units, environment)

    def hire(self, units: list[str], environment: dict[str, str]) -> None:
        """A new clerk, with case numbers that nobody else gives."""
        self.hired += 1
        name = f"{self.hired:08d}"
        command = [sys.executable, "-c", SETUP.format("clerk"), name, str(self.acks), *units]
        self.clerks[name] = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)  # noqa: S603 - own code

    @property
    def acks(self) -> Path:
        """Where clerks note what was acknowledged."""
        return self.folder / "acknowledged"

    def kill(self, what: str) -> None:
        """SIGKILL to a clerk, to one backend of the database, or to the whole server."""
        self.kills[what] += 1
        if what == "clerk" and self.clerks:
            self.chance.choice(list(self.clerks.values())).kill()
        elif what == "server":
            pid = server.running(self.data)
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
            server.start(self.data)
        elif what == "backend" and (backends := self.backends()):
            os.kill(self.chance.choice(backends), signal.SIGKILL)

    def backends(self) -> list[int]:
        """Process ids of the clerks' connections; none while the database recovers."""
        try:
            with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
                found = connection.execute(
                    "SELECT pid FROM pg_stat_activity WHERE usename = %s", [APP]
                ).fetchall()
        except psycopg.OperationalError:
            return []
        return [pid for (pid,) in found]

    def bury(self) -> None:
        """Forget clerks that are dead; one that died by itself is an error."""
        for name, clerk in list(self.clerks.items()):
            code = clerk.poll()
            if code is None:
                continue
            del self.clerks[name]
            if code != -signal.SIGKILL:
                self.counts["died"] += 1

    def stop(self) -> None:
        """Let every clerk bring its case to an end."""
        server.start(self.data)
        for clerk in self.clerks.values():
            clerk.terminate()
        for clerk in self.clerks.values():
            said, _ = clerk.communicate(timeout=LAST_WORDS)
            if clerk.returncode == 0:
                self.counts.update(orjson.loads(said))
            elif clerk.returncode not in (-signal.SIGKILL, -signal.SIGTERM):
                self.counts["died"] += 1  # by SIGTERM only who had not begun yet

    def findings(self) -> dict[str, Any]:
        """What there is, what is missing, and what the audit says."""
        told = self.acks.read_text(encoding="ascii").split()
        with psycopg.connect(self.address("postgres")) as connection:
            rows = connection.execute("SELECT case_no FROM register_booking").fetchall()
        booked = {case_no for (case_no,) in rows}
        audit = subprocess.run(  # noqa: S603 - own code
            [sys.executable, "-m", "dengbu", "audit", "--all"],
            env=self.environment(APP), check=False, stdout=subprocess.PIPE,
        )  # fmt: skip
        breaks = audit.stdout.decode().splitlines() if audit.returncode else []
        return {
            "acknowledged": len(told),
            "booked": len(booked),
            "lost": len(set(told) - booked),
            "doubled": len(rows) - len(booked),
            "breaks": len(breaks),
            "first_break": breaks[0] if breaks else "",
        }
