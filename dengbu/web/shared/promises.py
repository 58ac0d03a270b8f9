"""What a promised moment still depends on."""

from dengbu.casework import api as casework
from dengbu.kernel.chinese import SHANGHAI


def may_move(case: casework.CaseView) -> bool:
    """Whether holidays that are still to be announced may move the promised day itself.

    The clock's own flag speaks of the statutory limit too. What is promised for the day of
    acceptance does not move.
    """
    clock = case.clock
    due, accepted = (at.astimezone(SHANGHAI).date() for at in (clock.due_at, clock.accepted_at))
    if not clock.provisional or due == accepted:
        return False
    return casework.work_calendar(case.office, since=clock.accepted_at).is_provisional(due)
