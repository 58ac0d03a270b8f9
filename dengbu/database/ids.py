"""Globally unique 64-bit ids, given out in blocks.

A booking needs the ids of its rows before it writes them, so that one statement a table suffices.
Every process draws blocks of ``BLOCK`` from one database sequence; ids that a process never uses
are harmless gaps (only certificate and case numbers must be gapless). A block is forgotten with
every new connection: a server that was killed before the draw reached its disk gives the same block
again, and to another process. Whatever was committed since is safe, since a commit writes the draw
before it. So ids are taken inside the transaction that uses them, which connects first. Databases
of different clusters start their sequence in different ranges (``SHARD`` in
``database/migrations/0001``), so an id names one row in the whole province.
"""

import threading
from collections import deque

from django.db import connection

BLOCK = 1000


class _Allocator:
    """The ids drawn that this process has not used yet."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # drawing may connect, and connecting forgets
        self._left: deque[int] = deque()

    def take(self, n: int) -> list[int]:
        with self._lock:
            while len(self._left) < n:
                self._draw(-(-(n - len(self._left)) // BLOCK))
            return [self._left.popleft() for _ in range(n)]

    def _draw(self, blocks: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval('dengbu_id_block') FROM generate_series(1, %s)", [blocks]
            )
            for (block,) in cursor.fetchall():
                self._left.extend(range(block * BLOCK, (block + 1) * BLOCK))

    def forget(self) -> None:
        """Drop the block: on a new connection, after a fork, or when tests change the database."""
        with self._lock:
            self._left.clear()


_allocator = _Allocator()
forget_block = _allocator.forget


def next_ids(n: int) -> list[int]:
    """``n`` fresh ids, ascending."""
    return _allocator.take(n)


def next_id() -> int:
    """One fresh id: the default of every primary key."""
    return _allocator.take(1)[0]
