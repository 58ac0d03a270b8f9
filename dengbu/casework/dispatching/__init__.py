"""Dispatch that can be verified (可核验的随机派件): ledger, days, interests, publication.

``days`` are the seeds and public values, ``ledger`` what each draw read and gave, ``interests`` who
keeps away, ``publishing`` what anybody verifies, ``checking`` the office's own verification.
"""

from dengbu.casework.dispatching.checking import check, check_all
from dengbu.casework.dispatching.days import (
    LONGEST_VALUE,
    enter_outside,
    offices_drawing,
    prepare,
    tell,
)
from dengbu.casework.dispatching.fairness import ExaminerLine, Fairness, fairness
from dengbu.casework.dispatching.interests import NOTE, InterestView, declare, declared, end
from dengbu.casework.dispatching.publishing import publish
from dengbu.casework.models import Relation

__all__ = [
    "ExaminerLine",
    "Fairness",
    "InterestView",
    "LONGEST_VALUE",
    "NOTE",
    "Relation",
    "check",
    "check_all",
    "declare",
    "declared",
    "end",
    "enter_outside",
    "fairness",
    "offices_drawing",
    "prepare",
    "publish",
    "tell",
]
