"""How far an import is: rows done of rows counted, at the rate that was measured."""

import threading
import time
from collections.abc import Callable

EVERY = 1.0  # s between two lines
Show = Callable[[str, int, int, float, float], None]
"""Stage, done, of how many, rows a second, seconds left."""


class Progress:
    """Counts within one stage; what is shown is what was done."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._lock = threading.Lock()
        self._stage, self._total, self._done = "", 0, 0
        self._begun = self._shown = time.monotonic()

    def stage(self, name: str, total: int) -> None:
        """Begin one."""
        with self._lock:
            self._stage, self._total, self._done = name, total, 0
            self._begun, self._shown = time.monotonic(), 0.0
            self._tell()

    def did(self, more: int) -> None:
        """So much more is done."""
        with self._lock:
            self._done += more
            if self._done >= self._total or time.monotonic() - self._shown >= EVERY:
                self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        rate = self._done / max(now - self._begun, 1e-9) if self._done else 0.0
        left = (self._total - self._done) / rate if rate else 0.0
        self._shown = now
        self._show(self._stage, self._done, self._total, rate, left)
