"""The server of a witness: ``POST /add-checkpoint``, ``GET /<log>/checkpoint``, ``GET /``."""

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from dengbu.evidence.tlog import witness
from dengbu.evidence.tlog.notes import BadNote
from dengbu.evidence.tlog.witness import Answer
from dengbu.site.witness.state import BadState, State, file_name

PATIENCE = 10.0  # seconds for a request to come in


class Witness:
    """What the server does, apart from HTTP."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._alone = threading.Lock()  # look, judge and remember are one act

    def add_checkpoint(self, data: bytes) -> Answer:
        """Judge what a log asks, and remember it before it is answered."""
        with self._alone:
            try:
                origin = witness.origin_of(data)
            except BadNote as error:
                return Answer(status=400, body=f"{error}\n")
            answer = witness.judge(
                data,
                logs=self._state.logs(),
                known=self._state.seen(origin),
                signer=self._state.signer,
                at=int(time.time()),
            )
            if answer.record is not None:
                self._state.keep(origin, answer.record)
            return answer

    def shown(self, path: str) -> Answer:
        """What was co-signed of a log, or who this is."""
        if path == "/":
            return Answer(status=200, body=f"{self._state.signer.verifier}\n")
        for origin in self._state.logs():
            if path == f"/{file_name(origin)}/checkpoint":
                note = self._state.seen(origin).note
                return Answer(status=200 if note else 404, body=note)
        return Answer(status=404, body="not found\n")


class Server(ThreadingHTTPServer):
    """One witness on one port."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], state: State) -> None:
        """Listens at once; ``serve_forever`` answers."""
        self.witness = Witness(state)
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "dengbu-witness"
    sys_version = ""
    timeout: ClassVar[float] = PATIENCE
    server: Server

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            self._say(Answer(status=411, body="the length is missing\n"), last=True)
        elif int(length) > witness.MOST_BYTES:
            self._say(Answer(status=413, body="too large\n"), last=True)
        else:
            data = self.rfile.read(int(length))
            if self.path.rstrip("/").endswith("/add-checkpoint"):
                self._guarded(lambda: self.server.witness.add_checkpoint(data))
            else:
                self._say(Answer(status=404, body="not found\n"))

    def do_GET(self) -> None:
        self._guarded(lambda: self.server.witness.shown(self.path))

    def _guarded(self, act: Callable[[], Answer]) -> None:
        try:
            answer = act()
        except (BadState, BadNote, OSError) as error:
            self.log_error("%s", error)
            answer = Answer(status=500, body="the witness cannot use its memory\n")
        self._say(answer)

    def _say(self, answer: Answer, *, last: bool = False) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        if last:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: what was co-signed is in the folder."""
