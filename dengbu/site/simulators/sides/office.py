"""The office as a side's program sees it: signed requests (RFC 9421), read and said."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PLACE = "/agent/v1/mortgaged-transfers"
PATIENCE = 10.0  # seconds
Send = Callable[[str, str, bytes, Mapping[str, str]], Any]
"""Method, path, body, headers -> the JSON of the answer; None where there was none or it was no."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """Where the office is, and with whose key one speaks to it."""

    send: Send
    key: Ed25519PrivateKey
    key_id: str

    def transfers(self) -> list[dict[str, Any]]:
        """All in which this side has a say; none where the office does not answer."""
        found = self.send("GET", PLACE, b"", self._headers("GET", PLACE, b"", ""))
        return found if isinstance(found, list) else []

    def say(self, number: str, word: Mapping[str, str], once: str) -> str:
        """Say a word; what became of it: APPLIED, KNOWN, FINDING, or "" where it was not heard."""
        path = f"{PLACE}/{number}/words"
        body = json.dumps(word, ensure_ascii=False).encode()
        found = self.send("POST", path, body, self._headers("POST", path, body, once))
        return str(found.get("outcome", "")) if isinstance(found, dict) else ""

    def _headers(self, method: str, path: str, body: bytes, once: str) -> dict[str, str]:
        covered, lines = '"@method" "@path"', [f'"@method": {method}', f'"@path": {path}']
        headers: dict[str, str] = {}
        if method == "POST":
            digest = f"sha-256=:{_b64(hashlib.sha256(body).digest())}:"
            covered += ' "content-digest" "idempotency-key"'
            lines += [f'"content-digest": {digest}', f'"idempotency-key": {once}']
            headers = {
                "Content-Type": "application/json",
                "Content-Digest": digest,
                "Idempotency-Key": once,
            }
        params = f'({covered});created={int(time.time())};keyid="{self.key_id}"'
        base = "\n".join([*lines, f'"@signature-params": {params}'])
        return {
            **headers,
            "Signature-Input": f"sig1={params}",
            "Signature": f"sig1=:{_b64(self.key.sign(base.encode()))}:",
        }


def over_http(site: str) -> Send:
    """Speaking to an office at an address of this machine."""

    def send(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Any:
        request = Request(site + path, body or None, dict(headers), method=method)  # noqa: S310 - our own
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
                return json.load(answer)
        except HTTPError as refused:
            refused.read()
            return None
        except (URLError, OSError, ValueError):
            return None

    return send


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
