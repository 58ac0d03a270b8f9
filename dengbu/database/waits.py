"""Waiting for a lock that somebody holds too long."""

from django.db import OperationalError

LOCK_NOT_AVAILABLE = "55P03"  # SQLSTATE, when ``lock_timeout`` has run


def is_lock_wait(error: OperationalError) -> bool:
    """Whether it is this and not a fault of the database: it passes by itself."""
    return getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE
