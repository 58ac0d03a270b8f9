"""Signed requests: a small profile of RFC 9421 (HTTP Message Signatures).

One signature named ``sig1``, algorithm Ed25519, over ``"@method" "@path"`` and, where there is a
body, ``"content-digest"`` (RFC 9530, sha-256) and ``"idempotency-key"``, in this order; parameters
``created`` (not older than five minutes) and ``keyid``. The signature is the authentication: no
session, no cookie.
"""

import base64
import binascii
import hashlib
import re
import time
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from dengbu.accounts import api as accounts
from dengbu.kernel.fault import Fault, FaultCode, Faults

MAX_AGE = 300  # seconds either way
KEY_MEMORY = 5.0  # seconds a key is remembered in this process
_INPUT = re.compile(
    r"sig1=(?P<params>\((?P<components>[^)]*)\);created=(?P<created>\d{1,12});"
    r'keyid="(?P<key_id>[\w.:-]{1,80})"(?:;alg="ed25519")?)'
)
_SIGNATURE = re.compile(r"sig1=:(?P<value>[A-Za-z0-9+/=]{1,200}):")
_DIGEST = re.compile(r"sha-256=:(?P<value>[A-Za-z0-9+/=]{1,100}):")
WITH_BODY = '"@method" "@path" "content-digest" "idempotency-key"'
WITHOUT_BODY = '"@method" "@path"'

_keys: dict[str, tuple[float, accounts.KeyView]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """A request whose signature holds."""

    key: accounts.KeyView
    base: str  # what was signed: replayable with the key
    signature: bytes  # 64
    digest: str  # Content-Digest value without its name; "" without a body
    idempotency_key: str

    @property
    def actor(self) -> accounts.Actor:
        """In whose name it acts."""
        return self.key.actor


def verify(request: HttpRequest) -> Signed:
    """The signer of a request.

    Raises Faults SIGNATURE_INVALID (form, age, digest or signature), KEY_UNKNOWN, REQUIRED (no
    idempotency key with a body).
    """
    found = _INPUT.fullmatch(request.headers.get("Signature-Input", ""))
    given = _SIGNATURE.fullmatch(request.headers.get("Signature", ""))
    if found is None or given is None:
        raise _invalid("请求没有签名，或者签名头的格式不对。写法见接口说明。", "Signature-Input")
    body = request.method == "POST"
    idempotency_key = request.headers.get("Idempotency-Key", "") if body else ""
    digest = _digest(request) if body else ""
    if found["components"] != (WITH_BODY if body else WITHOUT_BODY):
        raise _invalid("签名没有覆盖规定的内容，或者顺序不对。", "Signature-Input")
    now = timezone.now()
    if abs(now.timestamp() - int(found["created"])) > MAX_AGE:
        raise _invalid("签名时间和现在差了五分钟以上，请核对时钟后重新签名。", "created")
    key = _key(found["key_id"], now)
    base = _base(request, digest, idempotency_key, found["params"])
    signature = _decoded(given["value"])
    if not accounts.signature_holds(key.public_key, signature, base.encode()):
        raise _invalid("签名对不上，请求可能被改过，或者用错了私钥。", "Signature")
    return Signed(
        key=key, base=base, signature=signature, digest=digest, idempotency_key=idempotency_key
    )


def _base(request: HttpRequest, digest: str, idempotency_key: str, params: str) -> str:
    """The signature base of RFC 9421, part 2.5."""
    lines = [f'"@method": {request.method}', f'"@path": {request.path}']
    if digest:
        lines.append(f'"content-digest": sha-256=:{digest}:')
        lines.append(f'"idempotency-key": {idempotency_key}')
    return "\n".join([*lines, f'"@signature-params": {params}'])


def _digest(request: HttpRequest) -> str:
    found = _DIGEST.fullmatch(request.headers.get("Content-Digest", ""))
    if found is None:
        raise _invalid("请求缺少 Content-Digest，写法见接口说明。", "Content-Digest")
    actual = base64.b64encode(hashlib.sha256(request.body).digest()).decode()
    if actual != found["value"]:
        raise _invalid("Content-Digest 和请求内容对不上，内容可能在路上被改过。", "Content-Digest")
    return actual


def _key(key_id: str, now: datetime) -> accounts.KeyView:
    """The filed key; remembered for a few seconds, so a withdrawn key stops working then."""
    moment = time.monotonic()
    kept = _keys.get(key_id)
    if kept is None or moment - kept[0] > KEY_MEMORY:
        kept = _keys[key_id] = (moment, accounts.organisation_key(key_id))
    if not kept[1].valid_at(now):
        raise _invalid("这把公钥不在有效期内，请换一把备案过的。", "keyid")
    return kept[1]


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _invalid(message: str, field: str) -> Faults:
    return Faults(Fault(code=FaultCode.SIGNATURE_INVALID, message=message, field=field))
