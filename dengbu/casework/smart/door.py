"""What other contexts may use of automatic approval: `casework.api.smart`."""

from dengbu.casework.rules.bounds import needed
from dengbu.casework.rules.whitelist_notices import RULES
from dengbu.casework.smart.asking import ask_waiting
from dengbu.casework.smart.attesting import ATTESTED, audit_leaves, content_of
from dengbu.casework.smart.explaining import Answer, Why, why
from dengbu.casework.smart.releasing import drop, propose, put_in_force
from dengbu.casework.smart.replaying import Difference, Replayed, replay
from dengbu.casework.smart.sampling import (
    RIGHT,
    WRONG,
    Bound,
    Finding,
    draw_sample,
    note_findings,
)
from dengbu.casework.smart.shadow_views import (
    LineView,
    RunView,
    checked_lines,
    drawn_lines,
    lines_of,
    run_view,
    runs,
)
from dengbu.casework.smart.shadows import Candidate, begin_shadow, candidates, count_shadows
from dengbu.casework.smart.switches import SwitchView, choices, history, switch_off, switch_on

__all__ = [
    "ATTESTED",
    "Answer",
    "Bound",
    "Candidate",
    "Difference",
    "Finding",
    "LineView",
    "RIGHT",
    "RULES",
    "Replayed",
    "RunView",
    "SwitchView",
    "WRONG",
    "Why",
    "ask_waiting",
    "audit_leaves",
    "begin_shadow",
    "candidates",
    "checked_lines",
    "choices",
    "content_of",
    "count_shadows",
    "draw_sample",
    "drawn_lines",
    "drop",
    "history",
    "lines_of",
    "needed",
    "note_findings",
    "propose",
    "put_in_force",
    "replay",
    "run_view",
    "runs",
    "switch_off",
    "switch_on",
    "why",
]
