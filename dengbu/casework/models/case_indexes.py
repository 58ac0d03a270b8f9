"""The indexes of cases: what queues, work lists, the archive and searches read."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Reverse

from dengbu.kernel.chinese import SHANGHAI

_DUE_DAY = Func(F("due_at"), template=f"((%(expressions)s AT TIME ZONE '{SHANGHAI.key}')::date)")
_ORDER = (_DUE_DAY, F("precedence"), F("due_at"), F("id"))
"""In a list: by the day on which a case is due, urgent ones first, then by the minute."""
_APPLICANT = Func(F("search"), template="split_part(%(expressions)s, E'\\n', 2)")
_LISTED = ["examiner", "acceptor", "service", "channel", "marks", "due_at"]
_PLACE = (F("office"), F("status"), F("paused_for"))
CASE_INDEXES = [
    models.Index(
        fields=["examiner", "due_at", "id"],
        condition=Q(status="EXAMINING"),
        name="casework_case_queue",
    ),
    models.Index(
        F("examiner"),
        *_ORDER,
        condition=Q(status="EXAMINING", paused_since=None),
        name="casework_case_running",
    ),
    models.Index(
        F("examiner"),
        *_ORDER,
        condition=Q(status="EXAMINING", paused_since__isnull=False),
        name="casework_case_standing",
    ),
    models.Index(
        fields=["office", "id"],
        condition=Q(status="APPROVED"),
        name="casework_case_approved",
    ),
    models.Index(
        fields=["office", "id"],
        condition=Q(status="AUTOPILOT"),
        name="casework_case_autopilot",
    ),
    models.Index(
        fields=["examiner", "id"],
        condition=Q(status="SUPPLEMENT"),
        name="casework_case_returned",
    ),
    models.Index(
        fields=["office", "due_at"],
        condition=Q(provisional=True, closed_at=None),
        name="casework_case_provisional",
    ),
    models.Index(fields=["acceptor", "accepted_at"], name="casework_case_acceptor"),
    # The work lists of an office: counts and pages of open cases are read here alone.
    models.Index(
        F("office"),
        F("status"),
        F("paused_for"),
        *_ORDER,
        include=["examiner", "acceptor", "service", "channel", "accepted_at", "marks"],
        condition=Q(closed_at=None),
        name="casework_case_lists",
    ),
    # The archive of closed cases by acceptance: whole, with marks, by service, by examiner.
    # The same lists by another column; see list_orders.py.
    models.Index(
        *_PLACE,
        F("accepted_at"),
        F("id"),
        include=_LISTED,
        condition=Q(closed_at=None),
        name="casework_case_by_received",
    ),
    models.Index(
        *_PLACE,
        F("case_no"),
        F("id"),
        include=[*_LISTED, "accepted_at"],
        condition=Q(closed_at=None),
        name="casework_case_by_number",
    ),
    models.Index(
        *_PLACE,
        _APPLICANT,
        F("id"),
        condition=Q(closed_at=None),
        name="casework_case_by_applicant",
    ),
    models.Index(
        fields=["office", "accepted_at", "id"],
        include=["service", "channel", "examiner", "acceptor", "marks"],
        condition=Q(closed_at__isnull=False),
        name="casework_case_archive",
    ),
    models.Index(
        fields=["office", "accepted_at", "id"],
        include=["marks", "service", "channel", "examiner", "acceptor"],
        condition=Q(closed_at__isnull=False) & ~Q(marks=""),
        name="casework_case_marked",
    ),
    models.Index(
        fields=["service", "accepted_at", "id"],
        condition=Q(closed_at__isnull=False),
        name="casework_case_of_service",
    ),
    models.Index(
        fields=["examiner", "accepted_at", "id"],
        condition=Q(closed_at__isnull=False),
        name="casework_case_of_examiner",
    ),
    models.Index(Reverse("case_no"), name="casework_case_no_end"),
    *(
        GinIndex(
            Func(F("search"), function="casework_pairs"),
            condition=Q(closed_at__isnull=still_open),
            name=name,
        )
        for still_open, name in (
            (True, "casework_case_open_text"),
            (False, "casework_case_closed_text"),
        )
    ),
]
