"""What a case waits for besides tax, supplement and notice: what other verbs on the case ask."""

from dengbu.casework.models import Case, Interruption
from dengbu.casework.pausing import Wait
from dengbu.casework.rules.interruptions import (
    InterruptionKind,
    Waiting,
    hindrance,
    standing_words,
)
from dengbu.casework.rules.lists import Pause
from dengbu.kernel.fault import Fault

LONGEST = 200  # characters of the column that says why a clock stands


def waiting_of(case: Case) -> tuple[Waiting, ...]:
    """What is open, the first first."""
    rows = Interruption.objects.filter(case=case, ended_at=None).order_by("began_at", "id")
    return tuple(_waiting(row) for row in rows)


def _waiting(row: Interruption) -> Waiting:
    return Waiting(kind=InterruptionKind(row.kind), reason=row.reason, ground=row.ground)


def wait_of(case: Case) -> Wait | None:
    """Why the clock stands because of them; None where nothing is waited for."""
    found = waiting_of(case)
    if not found:
        return None
    said = "；".join(standing_words(w) for w in found)
    reason = said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
    return Wait(kind=Pause(found[0].kind.value), reason=reason)


def hindrances_of(case: Case) -> list[Fault]:
    """Why a case cannot be approved yet, each."""
    return [hindrance(w) for w in waiting_of(case)]
