"""A house that can be killed, and a look into its database from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import psutil
import psycopg

from dengbu.site import server
from tests.site.test_run import House, wait_for
from tests.source import ROOT

CITY = "import django; django.setup(); from tests.crash.city import main; main()"


class Frail(House):
    """A running ``dengbu run`` of which parts are killed."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        try:
            wait_for(self.ready)
        except BaseException:  # nobody else knows of it yet
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
            raise
        # Where the server listens: the fifth line of its lock file.
        self._socket = (self.data / "postmaster.pid").read_text().split("\n")[4].strip()

    def connect(self) -> psycopg.Connection[Any]:
        """A connection as superuser."""
        return psycopg.connect(host=self._socket, user="postgres", dbname="dengbu", autocommit=True)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query; waits for a database that was killed."""
        end = time.monotonic() + 60
        while True:
            try:
                with self.connect() as connection:
                    return connection.execute(sql.encode()).fetchall()
            except psycopg.OperationalError:
                assert time.monotonic() < end
                time.sleep(0.2)

    def one(self, sql: str) -> Any:
        """The only value of a query."""
        ((value,),) = self.ask(sql)
        return value

    def kill_worker(self) -> None:
        """SIGKILL, once there is one."""
        self.worker().kill()

    def worker(self) -> psutil.Process:
        """The worker's process, once it lives."""
        found: list[psutil.Process] = []

        def there() -> bool:
            try:
                found.append(self.part("dengbu worker"))
            except (StopIteration, psutil.Error):  # none yet, or dead and not yet buried
                return False
            return True

        wait_for(there)
        return found[-1]

    def kill_database(self) -> None:
        """SIGKILL to the postmaster; its children end themselves."""
        pid = server.running(self.data)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    @contextmanager
    def held(self, table: str) -> Iterator[None]:
        """Nobody writes to ``table`` meanwhile: whoever tries stands there, in mid-transaction."""
        connection = self.connect()
        connection.autocommit = False
        try:
            connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE".encode())
            yield
        finally:
            connection.close()

    def stands(self) -> bool:
        """Whether somebody waits for a lock on a table."""
        return bool(
            self.one("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'")
        )

    def city(self, public_key: str) -> subprocess.Popen[bytes]:
        """A process of ``tests/crash/city.py`` on this house's database."""
        url = f"postgresql://dengbu_app@/dengbu?host={self._socket}"
        return subprocess.Popen(
            [sys.executable, "-c", CITY, public_key],
            cwd=ROOT,
            env={
                **self.environment,
                "DATABASE_URL": url,
                "DENGBU_PREPARED": "1",
                "DJANGO_SETTINGS_MODULE": "dengbu.site.settings",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def audit(self) -> str:
        """What ``dengbu audit`` finds; "" when all is well."""
        done = subprocess.run(
            [sys.executable, "-m", "dengbu", "audit", "--all"],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return "" if done.returncode == 0 else done.stdout + done.stderr


def line_of(process: subprocess.Popen[bytes]) -> Any:
    """The next line that the city prints, as JSON."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"the city ended: {process.wait()}"
    return orjson.loads(line)
