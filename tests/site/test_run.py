"""``dengbu run`` in its own home: killed part by part it comes back; told to stop, it ends."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from dengbu.site import server
from tests.source import ROOT

PATIENCE = 240.0  # seconds; a first start migrates, and the machine is busy with other tests
pytestmark = pytest.mark.crash


def wait_for(what: Callable[[], bool]) -> None:
    """Until it is so; fails when patience ends."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, what
        time.sleep(0.1)


class House:
    """A running ``dengbu run``."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data = home / "postgres"
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DENGBU_PREPARED"}}
        self.environment = {
            **kept, "DENGBU_HOME": str(home), "DENGBU_DEMO": "0", "PORT": str(self.port)
        }  # fmt: skip
        self.log = home / "log"
        home.mkdir(exist_ok=True)
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dengbu", "run"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip

    def again(self) -> subprocess.CompletedProcess[str]:
        """A second one on the same port."""
        return subprocess.run(
            [sys.executable, "-m", "dengbu", "run"],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def health(self) -> tuple[int, list[str]]:
        """Status and what is missing; 0 when nobody answers."""
        try:
            answer = httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5)
        except httpx.HTTPError:
            return 0, []
        parsed = answer.json() if answer.headers.get("content-type") == "application/json" else {}
        return answer.status_code, parsed.get("missing", [])

    def ready(self) -> bool:
        """Whether everything answers."""
        assert self.process.poll() is None, self.log.read_text()
        return self.health()[0] == 200

    def part(self, words: str) -> psutil.Process:
        """The child whose command line has these words."""
        children = psutil.Process(self.process.pid).children()
        return next(c for c in children if words in " ".join(c.cmdline()))

    def everyone(self) -> list[psutil.Process]:
        """All processes of the house, the database server too."""
        pid = server.running(self.data)
        postgres = [psutil.Process(pid)] if pid else []
        return [*psutil.Process(self.process.pid).children(recursive=True), *postgres]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    # Not pytest's folder: each run of pytest closes it to others, and as root the database server
    # is another user.
    home = Path(tempfile.mkdtemp(prefix="dengbu-"))
    made = House(home)
    try:
        wait_for(made.ready)
        yield made
    finally:
        made.process.send_signal(signal.SIGINT)
        try:
            made.process.wait(30)
        finally:
            server.stop(made.data)
            shutil.rmtree(home)


def test_a_busy_port_is_said_with_the_way_out(house: House) -> None:
    second = house.again()
    assert second.returncode == 2
    assert f"端口 {house.port} 已被" in second.stderr
    assert house.ready()


def test_a_killed_database_comes_back(house: House) -> None:
    pid = server.running(house.data)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: server.running(house.data) not in {None, pid})
    wait_for(house.ready)


def test_a_killed_worker_is_missed_and_comes_back(house: House) -> None:
    old = house.part("dengbu worker")
    old.suspend()  # alive but silent: nobody starts another
    wait_for(lambda: house.health() == (503, ["worker"]))
    old.kill()
    wait_for(house.ready)
    assert house.part("dengbu worker").pid != old.pid


def test_a_killed_web_server_leaves_no_process_and_comes_back(house: House) -> None:
    old = house.part("granian")
    wait_for(lambda: len(old.children()) >= 2)
    orphans = old.children()
    old.kill()
    wait_for(lambda: not any(p.is_running() for p in orphans))
    wait_for(house.ready)


def test_when_told_to_stop_it_leaves_nothing_behind(house: House) -> None:
    wait_for(house.ready)
    everyone = house.everyone()
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(60) == 0
    assert server.running(house.data) is None
    _, alive = psutil.wait_procs(everyone, timeout=10)
    assert alive == []


def test_a_killed_supervisor_takes_web_and_worker_along(house: House) -> None:
    house.process = house._start()
    wait_for(house.ready)
    time.sleep(5)  # granian cannot be told to stop while one of its workers still starts
    parts = psutil.Process(house.process.pid).children(recursive=True)
    house.process.kill()
    _, alive = psutil.wait_procs(parts, timeout=30)
    assert alive == []
