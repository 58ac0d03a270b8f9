"""Trying the signatures of batches again, from what was kept: the bank's word, not the web's.

The signed text (RFC 9421) holds the digest of the body (RFC 9530), so one signature covers every
application of the batch; an auditor repeats the same check years later with the filed key.
"""

import base64
import hashlib
from collections.abc import Collection, Mapping

from dengbu.accounts import api as accounts
from dengbu.casework import rows

KEPT = (
    "SELECT id, key_id, body, signed_text, signature FROM casework_batch"
    " WHERE id = ANY(%s) AND key_id <> ''"
)


def valid_batches(
    ids: Collection[int], keys: Mapping[str, accounts.KeyView | None]
) -> frozenset[int]:
    """Those of the batches whose signature holds over their body with the key they name."""
    return frozenset(
        id
        for id, key_id, body, text, signature in rows.fetch(KEPT, [list(ids)])
        if holds(keys.get(key_id), body=bytes(body), text=text, signature=bytes(signature))
    )


def holds(key: accounts.KeyView | None, *, body: bytes, text: str, signature: bytes) -> bool:
    """Whether ``signature`` is by ``key`` over ``text``, and ``text`` names this body."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    named = f'"content-digest": sha-256=:{digest}:' in text.split("\n")
    return (
        key is not None
        and named
        and accounts.signature_holds(key.public_key, signature, text.encode())
    )
