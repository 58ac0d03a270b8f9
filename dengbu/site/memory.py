"""Processes made ready: no search of what stays, no long turns between threads.

The collector's full passes walk every object; with the framework loaded one takes tens of
milliseconds, which is where the slow pages of an otherwise quiet office come from, and a quarter
of the time in which a city is loaded. And a thread that comes back from the database should not
wait five milliseconds, the usual turn, for another that computes: it may hold the counter for which
all others wait.
"""

import gc
import sys

from django.urls import get_resolver

YOUNG, MIDDLE, OLD = 50_000, 20, 50  # thresholds of the collector's three generations
TURN = 0.0005  # seconds


def spare() -> None:
    """Leave what is loaded out of every later collection, and collect seldom: for any command."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def settle() -> None:
    """Load the addresses of all faces and make the process ready to answer people."""
    _ = get_resolver().url_patterns
    sys.setswitchinterval(TURN)
    gc.collect()
    spare()
