from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

OPEN = models.Q(("closed_at", None))
LISTED = ["examiner", "acceptor", "service", "channel", "marks", "due_at"]
PLACE = (models.F("office"), models.F("status"), models.F("paused_for"))
INDEXES = (
    models.Index(
        *PLACE,
        models.F("accepted_at"),
        models.F("id"),
        include=LISTED,
        condition=OPEN,
        name="casework_case_by_received",
    ),
    models.Index(
        *PLACE,
        models.F("case_no"),
        models.F("id"),
        include=[*LISTED, "accepted_at"],
        condition=OPEN,
        name="casework_case_by_number",
    ),
    models.Index(
        *PLACE,
        models.Func(models.F("search"), template="split_part(%(expressions)s, E'\\n', 2)"),
        models.F("id"),
        condition=OPEN,
        name="casework_case_by_applicant",
    ),
)


def _built(index: models.Index) -> list[Any]:
    dropped = f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}"
    return [
        migrations.RunSQL(dropped, migrations.RunSQL.noop),
        AddIndexConcurrently("case", index),
    ]


class Migration(migrations.Migration):
    """Open cases by another column; beside the traffic, anew after a kill."""

    atomic = False
    dependencies = [("casework", "0025_declined")]

    operations = [step for index in INDEXES for step in _built(index)]
