"""A bank's program with a key of its own, for the tests of the interface."""

import base64
import hashlib
import json
import time
import uuid
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.http import HttpResponse
from django.test import Client

from dengbu.accounts import api as accounts
from tests.casework.desk import ENTERED

BATCHES = "/agent/v1/batches"
REHEARSALS = "/agent/v1/rehearsals"


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def filed_key(actor: accounts.Actor) -> tuple[Ed25519PrivateKey, str]:
    """A fresh key, filed for the actor's bank; its name is new, since keys are remembered."""
    key, key_id = Ed25519PrivateKey.generate(), f"test-{uuid.uuid4().hex}"
    accounts.register_key(
        account=accounts.Account.objects.get(id=actor.id),
        key_id=key_id,
        public_key=key.public_key().public_bytes_raw(),
        now=ENTERED,
        valid_to=None,
    )
    return key, key_id


@dataclass
class Program:
    """Signs and sends; every part of the signature can be spoilt."""

    key: Ed25519PrivateKey
    key_id: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def headers(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        once: str = "k1",
        age: int = 0,
        digest_of: bytes | None = None,
    ) -> dict[str, str]:
        """What goes along with a request."""
        covered = '"@method" "@path"'
        lines = [f'"@method": {method}', f'"@path": {path}']
        more: dict[str, str] = {}
        if method == "POST":
            summed = body if digest_of is None else digest_of
            digest = f"sha-256=:{b64(hashlib.sha256(summed).digest())}:"
            covered += ' "content-digest" "idempotency-key"'
            lines += [f'"content-digest": {digest}', f'"idempotency-key": {once}']
            more = {"Content-Digest": digest, "Idempotency-Key": once}
        params = f'({covered});created={int(time.time()) - age};keyid="{self.key_id}"'
        base = "\n".join([*lines, f'"@signature-params": {params}'])
        signature = f"sig1=:{b64(self.key.sign(base.encode()))}:"
        return {**more, "Signature-Input": f"sig1={params}", "Signature": signature}

    def post(self, content: object, path: str = BATCHES, **more: object) -> HttpResponse:
        """Send a batch or what else goes to ``path``, or any bytes in its place."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = self.headers("POST", path, body, **more)  # type: ignore[arg-type]  # keywords of one test
        return self.client.post(path, body, content_type="application/json", headers=headers)

    def get(self, path: str, **more: object) -> HttpResponse:
        """Read."""
        headers = self.headers("GET", path, **more)  # type: ignore[arg-type]  # keywords of one test
        return self.client.get(path, headers=headers)
