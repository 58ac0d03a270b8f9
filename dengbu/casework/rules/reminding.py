"""提醒: of what officers are reminded, and when; nothing is said of a clock that stands."""

from datetime import datetime, timedelta
from enum import StrEnum

AHEAD = timedelta(minutes=90)
"""So long before its end an officer is told that the time of a case is nearly over."""


class Kind(StrEnum):
    """What is told."""

    SOON = "SOON"  # 快到期
    OVERDUE = "OVERDUE"  # 超期: the promise is over
    BREACHED = "BREACHED"  # 法定超期: the statutory time is over too

    @property
    def label(self) -> str:
        """Name on screens."""
        return {"SOON": "快到期", "OVERDUE": "超期", "BREACHED": "法定时限也超了"}[self.value]


def kind_of(due_at: datetime, statutory_due_at: datetime, now: datetime) -> Kind | None:
    """What is to be told of a running clock; None as long as there is time."""
    if statutory_due_at < now:
        return Kind.BREACHED
    if due_at < now:
        return Kind.OVERDUE
    return Kind.SOON if due_at - now <= AHEAD else None
