"""A bank that signs its requests, and sends one again when it got no answer."""

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_ID = "crash-1"
PATIENCE = 60.0  # seconds in which every request must be answered
BATCHES = "/agent/v1/batches"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bank:
    """One key, at one house."""

    address: str  # http://127.0.0.1:8000
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public_key(self) -> str:
        """In hexadecimal."""
        return self.key.public_key().public_bytes_raw().hex()

    def cancel(self, unit_code: str, proof_no: str, mortgagor: str) -> dict[str, Any]:
        """File one G44, with the proof as idempotency key, until it is answered; the answer."""
        line = {"unit_code": unit_code, "proof_no": proof_no, "mortgagor": mortgagor}
        line["amount"] = "680000.00"
        body = json.dumps({"service": "G44", "items": [line]}).encode()
        again = hashlib.sha256(proof_no.encode()).hexdigest()
        end = time.monotonic() + PATIENCE
        while True:
            heard = self._send(body, again)
            if heard is not None and heard.status_code == 201:
                answer: dict[str, Any] = heard.json()
                return answer
            # The house may be down or ill, but it never calls a sound request wrong.
            assert heard is None or heard.status_code >= 500, heard.text
            assert time.monotonic() < end, heard
            time.sleep(0.1)

    def _send(self, body: bytes, again: str) -> httpx.Response | None:
        headers = self.signed(body, again)
        try:
            return httpx.post(self.address + BATCHES, content=body, headers=headers, timeout=20)
        except httpx.HTTPError:
            return None

    def signed(self, body: bytes, again: str) -> dict[str, str]:
        """Headers of RFC 9421 over method, path, digest and idempotency key."""
        digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        covered = '("@method" "@path" "content-digest" "idempotency-key")'
        parameters = f'{covered};created={int(time.time())};keyid="{KEY_ID}"'
        base = "\n".join(
            (
                '"@method": POST',
                f'"@path": {BATCHES}',
                f'"content-digest": {digest}',
                f'"idempotency-key": {again}',
                f'"@signature-params": {parameters}',
            )
        )
        signature = base64.b64encode(self.key.sign(base.encode())).decode()
        return {
            "Content-Type": "application/json",
            "Content-Digest": digest,
            "Idempotency-Key": again,
            "Signature-Input": f"sig1={parameters}",
            "Signature": f"sig1=:{signature}:",
        }
