"""Asking the witnesses of our logs to co-sign: after each batch, without anybody waiting for it.

A witness that refuses because it has seen another tree is a contradiction and is kept as one.
"""

import logging
import time

import httpx
from django.utils import timezone

from dengbu.evidence import api as evidence

log = logging.getLogger(__name__)
PATIENCE = 5.0  # seconds for an answer
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds after a failure, doubling
MOST = 64 * 1024  # bytes of an answer
_CONFLICT, _REFUSED = 409, 422


class Unheard(Exception):
    """No answer that can be used; the text says which."""


class Asker:
    """Asks what is wanted, in turn; a witness that is away is asked less and less often."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        """``transport``: of the requests; None for the network."""
        self._transport = transport
        self._pauses: dict[int, tuple[float, float]] = {}  # witness: seconds, until when

    def step(self) -> int:
        """Ask each witness for what it has not signed; how many signed."""
        done = 0
        for wanted in evidence.cosignatures_wanted():
            pause, until = self._pauses.get(wanted.witness.id, (0.0, 0.0))
            if time.monotonic() < until:
                continue
            try:
                done += self._ask(wanted)
                self._pauses.pop(wanted.witness.id, None)
            except (Unheard, evidence.BadNote, evidence.BadTile) as error:
                pause = min(max(pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
                self._pauses[wanted.witness.id] = (pause, time.monotonic() + pause)
                log.warning("witness %s: %s", wanted.witness.verifier.name, error)
        return done

    def _ask(self, wanted: evidence.Wanted) -> int:
        old = wanted.witness.size
        status, body = self._post(wanted, old)
        told = body.strip()
        if status == _CONFLICT and told.isascii() and told.isdigit() and len(told) < 19:
            if int(told) > wanted.size:
                raise self._forked(wanted, body, f"它见过 {told} 条，这里只有 {wanted.size} 条")
            status, body = self._post(wanted, int(told))
        if status in (_CONFLICT, _REFUSED):
            raise self._forked(wanted, body, "它见过的和这里的不是同一本日志")
        if status != 200:
            raise Unheard(f"answered {status}")
        evidence.keep_cosignature(wanted, body, now=timezone.now())
        return 1

    def _forked(self, wanted: evidence.Wanted, body: str, why: str) -> Unheard:
        """Keep the contradiction, with what the witness has seen where it says so."""
        evidence.record_fork(
            wanted.office,
            source=f"见证方 {wanted.witness.verifier.name}",
            note=body if evidence.reads_as_checkpoint(body) else wanted.note,
            why=why,
            now=timezone.now(),
        )
        return Unheard(f"contradiction: {why}")

    def _post(self, wanted: evidence.Wanted, old: int) -> tuple[int, str]:
        data = evidence.asking(wanted, old)
        address = f"{wanted.witness.address}/add-checkpoint"
        try:
            with (
                httpx.Client(transport=self._transport, timeout=PATIENCE) as client,
                client.stream("POST", address, content=data) as answer,
            ):
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > MOST:
                        raise Unheard("an answer without end")
                return answer.status_code, body.decode()
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeDecodeError) as error:
            raise Unheard(f"{type(error).__name__}: {error}") from error


ask_witnesses = Asker().step
"""A step of the worker."""
