"""A whole log of 1,000,000 leaves verified from its files, on one core.

Against bare hashing of the very same bytes: every entry and every node of the tree, ready in
memory, hashed once. ``rate`` is leaves a second of processor time.
"""

import hashlib
import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.ground import report, say
from benchmarks.log_files import SIGNER, Files
from dengbu.evidence.tlog.verifying import Key, Log

SIZE, ROUNDS = int(os.environ.get("DENGBU_BENCH_LEAVES", "1000000")), 5


def main() -> None:
    """Write the log, verify it in turns with the floor."""
    with tempfile.TemporaryDirectory() as folder:
        say(f"writing a log of {SIZE} leaves")
        files = Files(Path(folder), SIZE)
        messages = _messages(files)
        ours, bare = [], []
        for turn in range(ROUNDS + 1):
            seconds, floor = _verified(files), _hashed(messages)
            if turn:  # the first round reads the files from the disk
                ours.append(seconds)
                bare.append(floor)
    report(
        "log_verify",
        rate=round(SIZE / statistics.median(ours)),
        ratio=round(statistics.median(bare) / statistics.median(ours), 3),
        seconds=round(statistics.median(ours), 3),
        floor=round(SIZE / statistics.median(bare)),
        leaves=SIZE,
        rounds=len(ours),
    )


def _verified(files: Files) -> float:
    begun = time.process_time()
    key = Key(verifier=SIGNER.verifier, since=0, until=None)
    log = Log(fetch=files.fetch, keys=[key])
    broken = list(log.breaks())
    if broken or log.size != SIZE:
        raise RuntimeError(f"{log.size} leaves, {broken[:1]}")
    return time.process_time() - begun


def _messages(files: Files) -> list[bytes]:
    """What is hashed of a tree: entries, then pairs of each level."""
    found = [b"\0" + entry for entry in files.entries]
    row = files.leaves
    while len(row) > 1:
        pairs = [b"\1" + row[i] + row[i + 1] for i in range(0, len(row) - 1, 2)]
        found += pairs
        odd = row[len(pairs) * 2 :]
        row = [hashlib.sha256(pair).digest() for pair in pairs] + odd
    return found


def _hashed(messages: list[bytes]) -> float:
    begun = time.process_time()
    sha256 = hashlib.sha256
    for message in messages:
        sha256(message).digest()
    return time.process_time() - begun
