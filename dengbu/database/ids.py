"""Globally unique 64-bit ids, given out in blocks.

A booking needs the ids of its rows before it writes them, so that one statement a table suffices.
Every process draws blocks of ``BLOCK`` from one database sequence; ids that a process never uses
are harmless gaps (only certificate and case numbers must be gapless). Databases of different
clusters start their sequence in different ranges (``SHARD`` in ``database/migrations/0001``), so an
id names one row in the whole province.
"""

import threading

from django.db import connection

BLOCK = 1000


class _Allocator:
    """The part of the current block that this process has not used yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = 0
        self._end = 0

    def take(self, n: int) -> list[int]:
        with self._lock:
            taken: list[int] = []
            while len(taken) < n:
                if self._next == self._end:
                    self._draw()
                step = min(n - len(taken), self._end - self._next)
                taken.extend(range(self._next, self._next + step))
                self._next += step
            return taken

    def _draw(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('dengbu_id_block')")
            (block,) = cursor.fetchone()
        self._next = block * BLOCK
        self._end = self._next + BLOCK

    def forget(self) -> None:
        """Drop the block: after a fork, or when tests change the database."""
        with self._lock:
            self._next = self._end = 0


_allocator = _Allocator()
forget_block = _allocator.forget


def next_ids(n: int) -> list[int]:
    """``n`` fresh ids, ascending."""
    return _allocator.take(n)


def next_id() -> int:
    """One fresh id: the default of every primary key."""
    return _allocator.take(1)[0]
