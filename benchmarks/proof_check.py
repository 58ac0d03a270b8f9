"""Inclusion proofs of a log of 1,000,000 leaves checked from their files, on one core.

``rate``: proofs under one checkpoint, whose signature is judged once. ``alone``: each proof under a
checkpoint of its own, so that every one pays for an Ed25519 signature.
"""

import base64
import os
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.ground import report, say
from benchmarks.log_files import ORIGIN, SIGNER, Files
from dengbu.evidence.tlog import proofs, tiles
from dengbu.evidence.tlog.tiles import Tile

SIZE, PROOFS, ROUNDS = int(os.environ.get("DENGBU_BENCH_LEAVES", "1000000")), 5_000, 5


def main() -> None:
    """Make the proofs, check them."""
    with tempfile.TemporaryDirectory() as folder:
        say(f"writing a log of {SIZE} leaves")
        files = Files(Path(folder), SIZE)
    shared = _proofs(files, files.checkpoint)
    apart = [
        data.replace(files.checkpoint.encode(), _signed_by_others(files, n).encode())
        for n, data in enumerate(shared)
    ]
    _checked(shared[:200])
    rates = [PROOFS / _checked(shared) for _ in range(ROUNDS)]
    alone = [PROOFS / _checked(apart) for _ in range(ROUNDS)]
    report(
        "proof_check",
        rate=round(statistics.median(rates)),
        alone=round(statistics.median(alone)),
        proofs=PROOFS,
        leaves=SIZE,
        rounds=ROUNDS,
    )


def _proofs(files: Files, checkpoint: str) -> list[bytes]:
    def read(tile: Tile) -> bytes:
        return files.tile(tile)

    dice = random.Random(1)
    found = []
    for _ in range(PROOFS):
        index = dice.randrange(SIZE)
        path = tuple(tiles.inclusion_path(read, index, SIZE))
        told = proofs.Attested(entry=files.entries[index]).to_bytes()
        proof = proofs.Proof(index=index, path=path, checkpoint=checkpoint, extra=told)
        found.append(str(proof).encode())
    return found


def _signed_by_others(files: Files, number: int) -> str:
    """The checkpoint with a line of a key that nobody knows: another note each time."""
    told = base64.b64encode(number.to_bytes(68, "big")).decode()
    return f"{files.checkpoint}— other.example {told}\n"


def _checked(data: Sequence[bytes]) -> float:
    keys = (SIGNER.verifier,)
    begun = time.process_time()
    for one in data:
        proofs.check(one, origin=ORIGIN, keys=keys)
    return time.process_time() - begun
