"""Waiting for a lock that somebody holds too long."""

from django.db import OperationalError

LOCK_NOT_AVAILABLE = "55P03"  # SQLSTATE, when ``lock_timeout`` has run


def is_lock_wait(error: OperationalError) -> bool:
    """Whether it is this and not a fault of the database: it passes by itself."""
    return getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE


DEADLOCK = "40P01"  # SQLSTATE of the one that PostgreSQL has chosen


def is_passing(error: OperationalError) -> bool:
    """Whether the same may be tried again: a wait for a lock, or two who waited for each other."""
    return is_lock_wait(error) or getattr(error.__cause__, "sqlstate", "") == DEADLOCK
