"""The server: one address a department, and a control address for whoever demonstrates or tests.

``POST /POLICE/identity`` asks a department; ``POST /control`` with ``{"department": "POLICE",
"scenario": "DOWN"}`` tells it how to behave (without a department: all of them); ``GET /control``
says how they do. The server listens on this machine only.
"""

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from dengbu.site.simulators.asked import Asked, Department
from dengbu.site.simulators.page import control_page
from dengbu.site.simulators.scenarios import Behaviour, Scenario

SLOW = 1.0  # seconds
HANG = 30.0
DRIP = 0.2  # seconds between bytes
MOST = 1024 * 1024  # bytes of a question
JSON = "application/json"


class _Server(ThreadingHTTPServer):
    """Has room for all who call at once; the standard five make the sixth wait for a second."""

    request_queue_size = 128


@dataclass(kw_only=True)
class Simulators:
    """The running server."""

    departments: Mapping[str, Department]
    port: int = 0  # 0: any free one
    behaviour: Behaviour = field(default_factory=Behaviour)

    def start(self) -> "Simulators":
        """Serve in threads; `url` is valid after it."""
        handler = type("Handler", (_Handler,), {"simulators": self})
        self._ended = threading.Event()
        self._server = _Server(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """End; whoever hangs is let go."""
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def url(self, department: str) -> str:
        """The address of a department."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{department}"

    def wait(self, seconds: float) -> bool:
        """Sleep; whether the server still runs."""
        return not self._ended.wait(seconds)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    simulators: Simulators
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing: what is asked are personal data."""

    def do_GET(self) -> None:  # noqa: N802 - its name there
        """The control page."""
        if self.path == "/control":
            behaviour, names = self.simulators.behaviour, self.simulators.departments
            states = {name: str(behaviour.of(name)) for name in names}
            self._json({"scenarios": states, "asked": behaviour.asked})
        elif self.path == "/":
            self._send(200, "text/html; charset=utf-8", control_page(self.simulators).encode())
        else:
            self._send(404, "text/plain", b"")

    def do_POST(self) -> None:  # noqa: N802 - its name there
        """A question, or a word of control."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST:
            self.close_connection = True
            self._send(413, "text/plain", b"")
            return
        content = self.rfile.read(length)
        with suppress(BrokenPipeError, ConnectionResetError):  # it did not wait
            if self.path == "/control":
                self._control(content)
            else:
                self._department(content)

    def _control(self, content: bytes) -> None:
        """Set a scenario; a form of the page goes back to it."""
        form = self.headers.get("Content-Type", "").startswith("application/x-www-form")
        if form:
            said = {k: v[0] for k, v in parse_qs(content.decode()).items()}
        else:
            said = json.loads(content)
        names = [said["department"]] if said.get("department") else [*self.simulators.departments]
        for name in names:
            self.simulators.behaviour.scenarios[name] = Scenario(said["scenario"])
        if form:
            self.send_response(303)
            self.send_header("Location", "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._json({"ok": True})

    def _department(self, content: bytes) -> None:
        name, _, rest = self.path.removeprefix("/").partition("/")
        department = self.simulators.departments.get(name)
        if department is None:
            self._send(404, "text/plain", b"")
            return
        behaviour = self.simulators.behaviour
        behaviour.asked[name] = behaviour.asked.get(name, 0) + 1
        scenario = behaviour.of(name)
        self.simulators.wait(behaviour.latency)
        if self._misbehaves(scenario):
            return
        honest = scenario in (Scenario.MATCH, Scenario.NO_MATCH, Scenario.UNKNOWN)
        asked = Asked(
            path=f"/{rest}",
            body=json.loads(content),
            key=self.headers.get("Idempotency-Key", ""),
            scenario=scenario if honest else Scenario.ANSWER,
        )
        answer = department.answer(asked)
        if answer is None:
            self._send(404, "text/plain", b"")
            return
        self._json(about_another(answer) if scenario is Scenario.OTHER else answer)

    def _misbehaves(self, scenario: Scenario) -> bool:
        """Whether the scenario is no answer at all, and it has been given."""
        match scenario:
            case Scenario.DOWN:
                self._send(503, JSON, b'{"error": "maintenance"}')
            case Scenario.DEAD:
                self.close_connection = True
            case Scenario.SLOW | Scenario.HANG:
                seconds = SLOW if scenario is Scenario.SLOW else HANG
                return not self.simulators.wait(seconds)
            case Scenario.DRIP:
                self._drip()
            case Scenario.WRONG:
                self._json({"code": 0, "msg": "success", "data": [{"XM": "张三"}]})
            case Scenario.GARBAGE:
                self._send(200, JSON, bytes(range(256)))
            case Scenario.HTML:
                self._send(200, "text/html", "<html><body>请登录</body></html>".encode())
            case Scenario.HUGE:
                self._send(200, JSON, b'{"filler": "' + b"x" * 5_000_000 + b'"}')
            case Scenario.EMPTY:
                self._send(200, JSON, b"")
            case _:
                return False
        return True

    def _drip(self) -> None:
        """Headers at once, then a byte at a time: every read succeeds, and nothing is ever said."""
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(int(HANG / DRIP)))
        self.end_headers()
        for _ in range(int(HANG / DRIP)):
            self.wfile.write(b" ")
            if not self.simulators.wait(DRIP):
                return

    def _json(self, value: Mapping[str, Any]) -> None:
        self._send(200, JSON, json.dumps(value, ensure_ascii=False).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def about_another(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The same answer about somebody else: every word of ``about`` is another."""
    about = {k: v[::-1] if isinstance(v, str) else v for k, v in answer.get("about", {}).items()}
    return {**answer, "about": about}
