"""A bank's batch as its program would have sent it this morning: done, for an examiner, refused."""

import base64
import hashlib
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.register import api as register
from dengbu.site.demonstration.cast import AGENTS
from dengbu.site.demonstration.history import Chronicle
from dengbu.site.demonstration.people import BANKS

RIGHT, WRONG_AMOUNT, WRONG_NAME = 9, 2, 1  # lines that are entered, that go to an examiner
LOOKED_AT = 300  # mortgaged homes among which those of the bank are found
KEY = "demonstration-1"


def file_batch(chronicle: Chronicle, keys: Path, now: datetime, *, spared: Collection[str]) -> None:
    """File and consider the batch of the first bank, signed with its key.

    ``spared``: units whose mortgages are part of a story.
    """
    key_id = f"{AGENTS[0][0]}-1"
    private = load_pem_private_key((keys / f"{key_id}.pem").read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError(f"{key_id} is no Ed25519 key")
    items = _items(chronicle, now, spared)
    body = json.dumps(
        {"service": "G44", "items": [_plain(item) for item in items]}, ensure_ascii=False
    ).encode()
    text = _signature_base(body, key_id, now)
    casework.file_batch(
        items,
        actor=accounts.organisation_key(key_id).actor,
        idempotency_key=KEY,
        body=body,
        signed=casework.SignedText(key_id=key_id, text=text, signature=private.sign(text.encode())),
        now=now,
    )
    casework.autopilot_step()


def _items(
    chronicle: Chronicle, now: datetime, spared: Collection[str]
) -> list[casework.FiledLine]:
    """Mortgages of the bank as registered, then the same with what people get wrong."""
    codes = sorted(set(chronicle.ledger.mortgaged) - set(spared))[:LOOKED_AT]
    wanted = RIGHT + WRONG_AMOUNT + WRONG_NAME + 1
    own = [
        (state.unit_code, mortgage)
        for state in register.unit_states(codes, now=now).values()
        for mortgage in state.mortgages
        if len(state.mortgages) == 1
        and not state.seizures
        and [p.key for p in mortgage.mortgagees] == [BANKS[0].party.key]
    ][:wanted]
    items = [_item(code, mortgage) for code, mortgage in own]
    for n in range(RIGHT, RIGHT + WRONG_AMOUNT):
        items[n] = replace(items[n], amount=Decimal(10_000) + (items[n].amount or 0))
    named = RIGHT + WRONG_AMOUNT
    items[named] = replace(items[named], mortgagor="刘建平")
    items[-1] = replace(items[-1], unit_code=items[-1].unit_code[:-4] + "9999")
    return items


def _item(code: str, mortgage: register.MortgageState) -> casework.FiledLine:
    return casework.FiledLine(
        unit_code=code,
        proof_no=mortgage.proof_no,
        amount=mortgage.amount,
        mortgagor="、".join(p.name for p in mortgage.mortgagors),
    )


def _plain(item: casework.FiledLine) -> dict[str, str]:
    return {
        "unit_code": item.unit_code,
        "proof_no": item.proof_no,
        "amount": str(item.amount),
        "mortgagor": item.mortgagor,
    }


def _signature_base(body: bytes, key_id: str, now: datetime) -> str:
    """What a program signs over its request (RFC 9421, as `docs/howto/bank-api.md` says)."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    covered = '("@method" "@path" "content-digest" "idempotency-key")'
    return "\n".join(
        [
            '"@method": POST',
            '"@path": /agent/v1/batches',
            f'"content-digest": sha-256=:{digest}:',
            f'"idempotency-key": {KEY}',
            f'"@signature-params": {covered};created={int(now.timestamp())};keyid="{key_id}"',
        ]
    )
