"""The sides of the demonstration, with the keys that it was loaded with."""

import json
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from dengbu.site.simulators.sides.office import Office, Send
from dengbu.site.simulators.sides.programs import PROMPT, Account, Bank, Program

ESCROW = "ESCROW"
NAMES = "names.json"  # beside the keys: key id -> name of the organisation


def programs(keys: Path, send: Send, *, prompt: float = PROMPT) -> Mapping[str, Program]:
    """A program for each key of the folder; the account is the one whose key is called escrow-1."""
    names = json.loads((keys / NAMES).read_text(encoding="utf-8"))
    account = Account(
        name=names["escrow-1"],
        office=Office(send=send, key=_key(keys, "escrow-1"), key_id="escrow-1"),
        prompt=prompt,
    )
    banks = {
        key_id.removesuffix("-1").upper(): Bank(
            name=name,
            office=Office(send=send, key=_key(keys, key_id), key_id=key_id),
            account=account,
        )
        for key_id, name in names.items()
        if key_id != "escrow-1"
    }
    return {**banks, ESCROW: account}


def _key(keys: Path, key_id: str) -> Ed25519PrivateKey:
    found = load_pem_private_key((keys / f"{key_id}.pem").read_bytes(), password=None)
    if not isinstance(found, Ed25519PrivateKey):
        raise TypeError(f"{key_id} is no Ed25519 key")
    return found
