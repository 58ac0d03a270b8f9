"""HTTP to partners: one event loop in a thread of its own, so that a deadline is a deadline.

Time-outs of sockets start anew with every piece that comes; only a loop can end a call as a whole,
and ask several partners at the same time. What comes is measured while it comes, never after.
"""

import asyncio
import os
import random
import ssl
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from enum import StrEnum, unique
from functools import lru_cache
from typing import Any, TypeVar

import httpx
from django.conf import settings

from dengbu.exchange.partners import Address, Patience

LARGEST = 256 * 1024  # bytes of an answer
PAUSE = 0.05  # seconds before a second attempt, doubling, times a random part
AGAIN = frozenset({502, 503, 504})  # a gateway says: not now
T = TypeVar("T")


@unique
class Trouble(StrEnum):
    """Why there is no answer: a closed list, kept with the breaker and in the log."""

    NOT_CONNECTED = "NOT_CONNECTED"  # no address is set
    RESTING = "RESTING"  # the breaker is open: it was not even called
    CONNECT = "CONNECT"  # nobody there
    BROKEN = "BROKEN"  # the connection ended in the middle
    TIMEOUT = "TIMEOUT"
    STATUS = "STATUS"  # 5xx, or a redirection
    REFUSED = "REFUSED"  # 4xx: it understood, and will not
    TOO_LARGE = "TOO_LARGE"
    NOT_JSON = "NOT_JSON"  # HTML, say
    SHAPE = "SHAPE"  # JSON, but not what was agreed


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """One request as it goes out; the same bytes at every attempt."""

    address: Address
    path: str  # under the address, with a slash
    content: bytes  # JSON
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Got:
    """What came back."""

    trouble: Trouble | None  # None: a body of JSON, not yet read
    status: int = 0  # HTTP, 0 where nothing came
    body: bytes = b""
    attempts: int = 0
    took: float = 0.0  # seconds


class _Loop:
    """An event loop in a daemon thread, made when it is first needed, anew after a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: httpx.AsyncClient | None = None
        self._pid = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for the work; it has its own deadline."""
        with self._lock:
            if self._loop is None or self._pid != os.getpid():
                self._loop = asyncio.new_event_loop()
                self._client = None
                self._pid = os.getpid()
                threading.Thread(
                    target=self._loop.run_forever, name="partners", daemon=True
                ).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def client(self) -> httpx.AsyncClient:
        """The client of this loop; called inside it."""
        if self._client is None:
            self._client = httpx.AsyncClient(
                verify=_trust(),
                trust_env=False,  # no proxy that somebody left in the environment
                follow_redirects=False,  # personal data go where they were meant to
                limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
            )
        return self._client


_loop = _Loop()


@lru_cache
def _trust() -> ssl.SSLContext:
    """Whom we believe: the authority of the government network where one is set, else the usual."""
    if settings.DEPARTMENT_CA:
        return ssl.create_default_context(cafile=settings.DEPARTMENT_CA)
    return httpx.create_ssl_context()


def send(requests: list[Sent]) -> list[Got]:
    """Send all at the same time; the answers in the same order. Never raises for a partner."""
    return _loop.run(_all(requests))


async def _all(requests: list[Sent]) -> list[Got]:
    return list(await asyncio.gather(*(_within(request) for request in requests)))


async def _within(request: Sent) -> Got:
    """All attempts of one call within its deadline."""
    patience = request.address.patience
    clock = asyncio.get_running_loop().time
    began = clock()
    made = 0
    got = Got(trouble=Trouble.TIMEOUT)
    try:
        async with asyncio.timeout(patience.deadline):
            while True:
                made += 1
                got = await _once(request, patience)
                if made >= patience.attempts or not _worth_another(got):
                    break
                await asyncio.sleep(PAUSE * 2 ** (made - 1) * (0.5 + random.random()))  # noqa: S311
    except TimeoutError:
        got = Got(trouble=Trouble.TIMEOUT)
    return Got(
        trouble=got.trouble,
        status=got.status,
        body=got.body,
        attempts=made,
        took=clock() - began,
    )


def _worth_another(got: Got) -> bool:
    if got.trouble is Trouble.STATUS:
        return got.status in AGAIN
    return got.trouble in (Trouble.CONNECT, Trouble.BROKEN)


async def _once(request: Sent, patience: Patience) -> Got:
    """One attempt. A time-out is not tried again: whoever is slow is not helped by more work."""
    timeout = httpx.Timeout(patience.read, connect=patience.connect)
    try:
        async with _loop.client().stream(
            "POST",
            request.address.url + request.path,
            content=request.content,
            headers=list(request.headers),
            timeout=timeout,
        ) as response:
            return await _read(response)
    except httpx.TimeoutException:
        return Got(trouble=Trouble.TIMEOUT)
    except httpx.ConnectError:
        return Got(trouble=Trouble.CONNECT)
    except httpx.TransportError:
        return Got(trouble=Trouble.BROKEN)


async def _read(response: httpx.Response) -> Got:
    status = response.status_code
    if 400 <= status < 500:
        return Got(trouble=Trouble.REFUSED, status=status)
    if status != 200:
        return Got(trouble=Trouble.STATUS, status=status)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    packed = response.headers.get("content-encoding", "identity") != "identity"
    if kind != "application/json" or packed:
        return Got(trouble=Trouble.NOT_JSON, status=status)
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_raw():
        size += len(piece)
        if size > LARGEST:
            return Got(trouble=Trouble.TOO_LARGE, status=status)
        pieces.append(piece)
    return Got(trouble=None, status=status, body=b"".join(pieces))
