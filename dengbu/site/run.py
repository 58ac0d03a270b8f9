"""The supervisor behind ``make run``: PostgreSQL, web and worker, started, watched and stopped.

In a demonstration the simulated departments run beside them.

It loads no Django itself: each part is a process of its own, so that a crash of one is only that.
"""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from dengbu.site import server, target
from dengbu.site.simulators.registry import DEPARTMENTS

ROOT = Path(__file__).resolve().parents[2]
GRACE = 10.0  # seconds a part has to end in order
LOOK = 0.5  # seconds between looks at the parts
READY_WITHIN = 60.0  # seconds
QUICK = 5.0  # a part that dies sooner waits before it is started again


class Stopped(Exception):
    """Ctrl-C, or SIGTERM."""


class Part:
    """A process that is kept running."""

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = [sys.executable, "-m", "dengbu", *arguments]
        self._environment = {**os.environ, **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self._born = 0.0

    def keep(self) -> None:
        """Start it if it is not running; not more often than every few seconds."""
        if self._process is not None and self._process.poll() is None:
            return
        if self._process is not None:
            if time.monotonic() - self._born < QUICK:
                return
            _say(f"{self.name} 已退出（{self._process.returncode}），正在重新启动")
            self._clear()
        # A session of its own: Ctrl-C reaches the supervisor alone, which ends the parts in order.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self._command, env=self._environment, start_new_session=True
        )
        self._born = time.monotonic()

    def end(self) -> None:
        """Ask it to end, wait, and kill what is left of its session."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        self._clear()

    def _clear(self) -> None:
        """Kill what is left of its session: children of a parent that was killed."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(GRACE)


def supervise(*, port: int) -> int:
    """Run everything on ``port`` until Ctrl-C or SIGTERM; the exit status."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    if not _free(port):
        sys.stderr.write(
            f"端口 {port} 已被别的程序占用。请关闭它，或换一个端口：PORT={port + 1} make run\n"
        )
        return 2
    place: target.Target | None = None
    parts: list[Part] = []
    try:
        place = target.find()
        _prepare(place)
        departments = _departments(port)
        parts += [
            *departments.parts,
            Part("web", ["web", "--port", str(port)], {**place.app, **departments.addresses}),
            Part("worker", ["worker"], {**place.app, **departments.addresses}),
        ]
        _watch(parts, place, port)
        return 0
    except Stopped:
        _say("正在停止……")
        return 0
    except target.Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    except subprocess.CalledProcessError as error:
        return error.returncode
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for part in parts:
            part.end()
        if place is not None and place.folder is not None:
            server.stop(place.folder)


@dataclass(frozen=True, kw_only=True, slots=True)
class Departments:
    """The simulated departments, banks and supervised account of a demonstration."""

    parts: tuple[Part, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)  # environment of web and worker


def _departments(port: int) -> Departments:
    """Those that a demonstration has, beside web; nothing for an office."""
    if os.environ.get("DENGBU_DEMO") != "1":
        return Departments()
    beside = port + 1 if _free(port + 1) else _any_free()
    _say(f"模拟部门在 http://127.0.0.1:{beside}/，可以让它们停机、变慢或者答错")
    residents = server.home() / "demonstration" / "residents.json"
    told = ["simulators", "--port", str(beside), "--residents", str(residents)]
    sides = port + 2 if _free(port + 2) else _any_free()
    _say(
        f"模拟银行和监管账户在 http://127.0.0.1:{sides}/，可以让它们报错金额、不出声、退出或者停机"
    )
    office = f"http://127.0.0.1:{port}"
    return Departments(
        parts=(
            Part("simulators", told, {}),
            Part("sides", ["sides", "--port", str(sides), "--office", office], {}),
        ),
        addresses={
            f"DENGBU_DEPARTMENT_{name}": f"http://127.0.0.1:{beside}/{name}"
            for name in DEPARTMENTS
            if f"DENGBU_DEPARTMENT_{name}" not in os.environ
        },
    )


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _watch(parts: Sequence[Part], place: target.Target, port: int) -> None:
    """Keep the parts and the embedded server running, until `Stopped` is raised."""
    told = False
    give_up = time.monotonic() + READY_WITHIN
    while True:
        if place.folder is not None and server.running(place.folder) is None:
            _say("PostgreSQL 已退出，正在重新启动")
            _revive(place.folder)
        for part in parts:
            part.keep()
        if not told and _healthy(port):
            told = True
            _say(f"\n登簿已就绪：http://127.0.0.1:{port}/    （Ctrl-C 停止）")
            _once(["demo", "--greet"], place.app)
        elif not told and time.monotonic() > give_up:
            told = True
            _say(f"还没有全部就绪，请看上面的日志，或打开 http://127.0.0.1:{port}/healthz")
        time.sleep(LOOK if told else 0.1)


def _revive(folder: Path) -> None:
    """Start the database again; when it refuses, say so, and the next look tries again."""
    try:
        server.start(folder)
    except (subprocess.SubprocessError, OSError) as error:
        _say(f"PostgreSQL 还没有启动成功，稍后再试：{error}")
        time.sleep(QUICK)


def _prepare(place: target.Target) -> None:
    """Migrate and load, unless this very code did so on this embedded server already."""
    stamp = place.folder / "dengbu-prepared" if place.folder is not None else None
    current = _fingerprint()
    if stamp is not None and stamp.exists() and stamp.read_text() == current:
        return
    _once(["migrate"], place.owner)
    _once(["demo"], place.app)
    if stamp is not None:
        stamp.write_text(current)


def _fingerprint() -> str:
    """Changes with any file that decides what is in the database, and with the demonstration."""
    digest = hashlib.sha256(os.environ.get("DENGBU_DEMO", "").encode())
    for folder, kind in (("dengbu", "*.py"), ("catalogue", "*.toml")):
        for path in sorted((ROOT / folder).rglob(kind)):
            facts = path.stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _once(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run one command to its end; raises CalledProcessError."""
    subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "dengbu", *arguments],
        env={**os.environ, **environment},
        check=True,
    )


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("DENGBU_BIND", "127.0.0.1"), port))
        except OSError:
            return False
    return True


def _healthy(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
