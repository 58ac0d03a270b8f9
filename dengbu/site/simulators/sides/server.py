"""The sides as a service: a thread each that takes its turns, and a page that tells how they do.

``GET /`` is the page; ``POST /control`` with ``{"side": "ESCROW", "conduct": "DOWN"}`` tells one
how to behave (without a side: all of them); ``GET /control`` says how they do. It listens on this
machine only.
"""

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from dengbu.site.simulators.sides.programs import Program
from dengbu.site.simulators.sides.scenarios import Conduct

PAUSE = 1.0  # seconds between turns
MOST = 64 * 1024  # bytes of a request
HEAD = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>模拟银行和监管账户</title></head>'
    "<body><h1>模拟银行和监管账户</h1>"
    "<p>演示用：让一方报错金额、不出声、退出或者停机，再到窗口和手机上看会怎样。</p>"
)


@dataclass(kw_only=True)
class Sides:
    """The running service."""

    programs: Mapping[str, Program]
    port: int = 0  # 0: any free one
    pause: float = PAUSE
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> "Sides":
        """Serve and take turns, in threads; `url` is valid after it."""
        handler = type("Handler", (_Handler,), {"sides": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self._threads = [threading.Thread(target=self._server.serve_forever, daemon=True)]
        self._threads += [
            threading.Thread(target=self._live, args=(program,), daemon=True)
            for program in self.programs.values()
        ]
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """End; a turn that is under way is finished."""
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join(timeout=15)

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def _live(self, program: Program) -> None:
        while not self._ended.wait(self.pause):
            try:
                program.turn()
            except Exception as error:  # a program that falls over is started again
                program.said.append(f"程序出错：{type(error).__name__}")

    def control(self, side: str, conduct: str) -> None:
        """How one side, or all of them, behave from now on."""
        names = [side] if side else [*self.programs]
        for name in names:
            self.programs[name].conduct = Conduct(conduct)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    sides: Sides
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""

    def do_GET(self) -> None:  # noqa: N802 - its name there
        """The page, or how they do."""
        if self.path == "/control":
            found = {
                name: {"conduct": p.conduct, "said": p.said}
                for name, p in self.sides.programs.items()
            }
            self._send(200, "application/json", json.dumps(found, ensure_ascii=False).encode())
        else:
            rows = "".join(_row(name, p) for name, p in self.sides.programs.items())
            self._send(200, "text/html; charset=utf-8", f"{HEAD}{rows}</body></html>".encode())

    def do_POST(self) -> None:  # noqa: N802 - its name there
        """Set a conduct; a form of the page goes back to it."""
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(min(length, MOST))
        form = self.headers.get("Content-Type", "").startswith("application/x-www-form")
        try:
            said = (
                {k: v[0] for k, v in parse_qs(content.decode()).items()}
                if form
                else json.loads(content)
            )
            self.sides.control(said.get("side", ""), said["conduct"])
        except (ValueError, KeyError, AttributeError):
            self._send(400, "text/plain", b"")
            return
        if form:
            self.send_response(303)
            self.send_header("Location", "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._send(200, "application/json", b'{"ok": true}')

    def _send(self, status: int, kind: str, content: bytes) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)


def _row(name: str, program: Program) -> str:
    options = "".join(
        f'<option value="{c}"{" selected" if c is program.conduct else ""}>{escape(c.label)}'
        "</option>"
        for c in Conduct
    )
    said = "".join(f"<li>{escape(line)}</li>" for line in reversed(program.said[-8:]))
    return (
        f'<form method="post" action="/control"><input type="hidden" name="side"'
        f' value="{escape(name)}"><label>{escape(program.name)} <select name="conduct">{options}'
        f"</select></label> <button>设置</button><ul>{said}</ul></form>"
    )
