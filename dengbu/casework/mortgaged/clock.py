"""The clock of a case stands while the sides of its sale have not all confirmed and paid in.

Nothing that the office does could end it sooner, so no promise runs out over it; it runs from the
moment when the case can be entered, or when the confirmation on line has ended without entry.
"""

from dengbu.casework.models import Case, MortgagedTransfer
from dengbu.casework.pausing import Wait
from dengbu.casework.rules.lists import Pause
from dengbu.casework.rules.mortgaged import Phase

REASON = "带押过户，等各方确认、资金到账"


def wait_of(case: Case) -> Wait | None:
    """Why the clock stands because of the sides; None where it does not."""
    waits = MortgagedTransfer.objects.filter(case_id=case.id, phase=Phase.OPEN)
    return Wait(kind=Pause.OTHER, reason=REASON) if waits.exists() else None
