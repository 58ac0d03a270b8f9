"""A long-lived process made ready: no search of what stays, no long turns between threads.

The collector's full passes walk every object; with the framework loaded one takes tens of
milliseconds, which is where the slow pages of an otherwise quiet office come from. And a thread
that comes back from the database should not wait five milliseconds, the usual turn, for another
that computes: it may hold the counter for which all others wait.
"""

import gc
import sys

from django.urls import get_resolver

YOUNG, MIDDLE, OLD = 20_000, 20, 50  # thresholds of the collector's three generations
TURN = 0.0005  # seconds


def settle() -> None:
    """Load the addresses of all faces, then leave what is loaded out of every later collection."""
    _ = get_resolver().url_patterns
    sys.setswitchinterval(TURN)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
