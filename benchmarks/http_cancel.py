"""G44 by the agent API to the entered state: web and worker running, 8 clients, one case a request.

First as fast as it goes (``rate``: cases from the first request to the last entry), then at half
that rate, where ``p99_s`` is the time from sending a request to its entry being visible.
"""

import base64
import hashlib
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from benchmarks import agreed
from benchmarks.ground import BANK, OFFICE, Supply, build_city, report, say
from dengbu.accounts import api as accounts
from dengbu.casework.catalogue import load_catalogue
from dengbu.register import api as register

CLIENTS, CASES, PACED_SECONDS = 8, 2_400, 12
ROOT = Path(__file__).resolve().parents[1]
PATH = "/agent/v1/batches"
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
COVERED = '"@method" "@path" "content-digest" "idempotency-key"'


class Link:
    """A kept connection that costs the machine little: the load must not be what is measured."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self._socket.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        found = LENGTH.search(head)
        size = int(found[1]) if found else 0
        while len(body) < size:
            body += self._more()
        return int(head[9:12]), body

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _more(self) -> bytes:
        got = self._socket.recv(65_536)
        if not got:
            raise ConnectionError("the server hung up")
        return got


def main() -> None:
    """Start web and worker on the city, drive them, stop them."""
    codes = build_city()
    load_catalogue(ROOT / "catalogue", office=OFFICE, now=datetime.now(UTC))
    agreed.put_in_force(codes[0])
    key_id, private = _bank()
    supply = Supply(codes, random.Random(20241215))
    port = _free_port()
    environment = {**os.environ, "DENGBU_DEMO": "1"}
    parts = [
        subprocess.Popen([sys.executable, "-m", "dengbu", *arguments], env=environment)
        for arguments in (["web", "--port", str(port)], ["worker"])
    ]
    try:
        _wait_ready(port)
        _drive(port, _requests(supply.mortgaged(200), key_id, private), {})  # caches and plans
        rate = _full(port, _requests(supply.mortgaged(CASES), key_id, private))
        paced = int(rate / 2 * PACED_SECONDS)
        waits = _paced(port, _requests(supply.mortgaged(paced), key_id, private), rate / 2)
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            with suppress(subprocess.TimeoutExpired):
                part.wait(15)
            part.kill()
    report(
        "http_cancel",
        rate=round(rate),
        p99_s=round(statistics.quantiles(waits, n=100)[-1], 3),
        p50_s=round(statistics.median(waits), 3),
        clients=CLIENTS,
        cases=CASES,
        paced_cases=len(waits),
        units=len(codes),
    )


def _bank() -> tuple[str, Ed25519PrivateKey]:
    """The bank of the city with an officer and a fresh key."""
    now = datetime.now(UTC)
    known = accounts.organisation(BANK.id_no)
    organisation_id = (
        known.id
        if known
        else accounts.create_organisation(
            kind=accounts.OrganisationKind.BANK, name=BANK.name, credit_code=BANK.id_no, now=now
        )
    )
    name = f"bench-{time.time_ns()}"
    account = accounts.create_account(
        accounts.NewAccount(
            username=name,
            name="经办人",
            kind=accounts.AccountKind.AGENT,
            password=f"{name}-password",
            organisation_id=organisation_id,
        ),
        now=now,
    )
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    accounts.register_key(account=account, key_id=name, public_key=public, now=now, valid_to=None)
    return name, private


def _requests(codes: Sequence[str], key_id: str, private: Ed25519PrivateKey) -> list[bytes]:
    states = register.unit_states(codes, now=datetime.now(UTC))
    return [_request(states[code], key_id, private) for code in codes]


def _request(state: register.UnitState, key_id: str, private: Ed25519PrivateKey) -> bytes:
    mortgage = state.mortgages[0]
    item = {
        "unit_code": state.unit_code,
        "proof_no": mortgage.proof_no,
        "amount": str(mortgage.amount),
        "mortgagor": "、".join(p.name for p in mortgage.mortgagors),
    }
    return signed("G44", item, f"{mortgage.id}-{time.time_ns()}", key_id, private)


def signed(
    service: str,
    item: Mapping[str, object],
    idempotency: str,
    key_id: str,
    private: Ed25519PrivateKey,
) -> bytes:
    """One request with one line, whole as it goes over the wire."""
    body = json.dumps({"service": service, "items": [item]}, ensure_ascii=False).encode()
    return whole(PATH, body, idempotency, key_id, private)


def whole(
    path: str, body: bytes, idempotency: str, key_id: str, private: Ed25519PrivateKey
) -> bytes:
    """A signed request with this body, whole as it goes over the wire."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    params = f'({COVERED});created={int(time.time())};keyid="{key_id}";alg="ed25519"'
    base = "\n".join(
        [
            '"@method": POST',
            f'"@path": {path}',
            f'"content-digest": sha-256=:{digest}:',
            f'"idempotency-key": {idempotency}',
            f'"@signature-params": {params}',
        ]
    )
    signature = base64.b64encode(private.sign(base.encode())).decode()
    headers = {
        "Host": "localhost",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Content-Digest": f"sha-256=:{digest}:",
        "Idempotency-Key": idempotency,
        "Signature-Input": f"sig1={params}",
        "Signature": f"sig1=:{signature}:",
    }
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _send(link: Link, request: bytes) -> str:
    """Send one; the case number."""
    status, body = link.ask(request)
    content = json.loads(body)
    if status != 201 or not content["lines"][0]["case_no"]:
        raise RuntimeError(f"{status}: {content}")
    return str(content["lines"][0]["case_no"])


def _drive(port: int, requests: Sequence[bytes], sent: dict[str, float], gap: float = 0.0) -> None:
    """Send all by ``CLIENTS`` threads, each ``gap`` seconds apart; ``sent``: when, by case."""
    failures: list[BaseException] = []
    begun = time.perf_counter()

    def client(number: int) -> None:
        link = Link(port)
        try:
            for turn, request in enumerate(requests[number::CLIENTS]):
                due = begun + (turn + number / CLIENTS) * gap
                time.sleep(max(0.0, due - time.perf_counter()))
                at = time.perf_counter()
                sent[_send(link, request)] = at
        except BaseException as error:  # noqa: BLE001 - a failed client fails the run
            failures.append(error)

    threads = [threading.Thread(target=client, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _full(port: int, requests: Sequence[bytes]) -> float:
    begun = time.perf_counter()
    sent: dict[str, float] = {}
    _drive(port, requests, sent)
    waiting = list(sent)
    while waiting:
        done = _entered(waiting)
        waiting = [case for case in waiting if case not in done]
        time.sleep(0.02)
        if time.perf_counter() - begun > 120:
            raise RuntimeError(f"{len(waiting)} of {len(requests)} were not entered")
    return len(requests) / (time.perf_counter() - begun)


def _entered(cases: Sequence[str]) -> set[str]:
    """Those of the cases whose entry others can see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_no FROM casework_case WHERE case_no = ANY(%s) AND status = 'ENTERED'",
            [list(cases)],
        )
        return {case for (case,) in cursor.fetchall()}


def _paced(port: int, requests: Sequence[bytes], rate: float) -> list[float]:
    """Seconds from sending to the entry being visible to others, for each case."""
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            for case in _entered([case for case in list(sent) if case not in seen]):
                seen[case] = time.perf_counter()
            time.sleep(0.015)
        connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    _drive(port, requests, sent, gap=CLIENTS / rate)
    give_up = time.perf_counter() + 30
    while not sent.keys() <= seen.keys() and time.perf_counter() < give_up:
        time.sleep(0.02)
    over.set()
    watcher.join()
    if missing := sent.keys() - seen.keys():
        raise RuntimeError(f"{len(missing)} cases were not entered")
    return [seen[case] - at for case, at in sent.items()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_ready(port: int) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with suppress(OSError):
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            link.request("GET", "/healthz")
            if link.getresponse().status == 200:
                say("web and worker are ready")
                return
        time.sleep(0.2)
    raise RuntimeError("web and worker did not become ready")
