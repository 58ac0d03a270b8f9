"""What an error of the database means: somebody holds a lock too long, or it is gone."""

from django.db import InterfaceError, OperationalError

LOCK_NOT_AVAILABLE = "55P03"  # SQLSTATE, when ``lock_timeout`` has run


def is_lock_wait(error: OperationalError) -> bool:
    """Whether it is this and not a fault of the database: it passes by itself."""
    return getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE


DEADLOCK = "40P01"  # SQLSTATE of the one that PostgreSQL has chosen


def is_passing(error: OperationalError) -> bool:
    """Whether the same may be tried again: a wait for a lock, or two who waited for each other."""
    return is_lock_wait(error) or getattr(error.__cause__, "sqlstate", "") == DEADLOCK


def is_gone(error: Exception) -> bool:
    """Whether the database itself may be gone: nothing more can be done on this connection."""
    if isinstance(error, OperationalError):
        return not is_passing(error)
    return isinstance(error, InterfaceError)
