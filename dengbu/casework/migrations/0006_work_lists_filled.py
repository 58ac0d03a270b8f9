from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models.functions import Reverse

from dengbu.casework.rules.searching import searchable

SLICE = 2_000  # cases a statement
PAUSED = """
UPDATE casework_case SET paused_for = CASE
  WHEN paused_reason LIKE '等缴税%' THEN 'TAX' WHEN paused_reason LIKE '公告到%' THEN 'NOTICE'
  WHEN paused_reason LIKE '等申请人补正%' THEN 'SUPPLEMENT' ELSE 'OTHER' END
 WHERE paused_since IS NOT NULL AND paused_for IN ('', 'OTHER')
"""
NEXT = """
SELECT c.id, c.address, (SELECT array_agg(p.name ORDER BY p.seq) FROM casework_caseparty p
  WHERE p.case_id = c.id) FROM casework_case c WHERE c.id > %s ORDER BY c.id LIMIT %s
"""
FILL = """
UPDATE casework_case c SET search = u.search FROM unnest(%s::bigint[], %s::text[]) AS u(id, search)
 WHERE c.id = u.id AND c.search = ''
"""


def fill(apps: Any, editor: Any) -> None:
    """Why the clock of a case stands, and by what it is found, for the cases that are there."""
    with editor.connection.cursor() as cursor:
        cursor.execute(PAUSED)
        for found in _slices(cursor):
            ids = [id for id, _, _ in found]
            texts = [searchable(address, names or ()) for _, address, names in found]
            cursor.execute(FILL, [ids, texts])


def _slices(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:
    last = -(2**63)
    while True:
        cursor.execute(NEXT, [last, SLICE])
        found = cursor.fetchall()
        if not found:
            return
        yield found
        last = found[-1][0]


def _due_day() -> models.Func:
    return models.Func(
        models.F("due_at"), template="((%(expressions)s AT TIME ZONE 'Asia/Shanghai')::date)"
    )


ORDER = (_due_day(), models.F("precedence"), models.F("due_at"), models.F("id"))
OPEN = models.Q(("closed_at", None))
CLOSED = models.Q(("closed_at__isnull", False))
PAIRS = models.Func(models.F("search"), function="casework_pairs")
CASE_INDEXES = (
    models.Index(
        models.F("examiner"),
        *ORDER,
        condition=models.Q(("paused_since", None), ("status", "EXAMINING")),
        name="casework_case_running",
    ),
    models.Index(
        models.F("examiner"),
        *ORDER,
        condition=models.Q(("paused_since__isnull", False), ("status", "EXAMINING")),
        name="casework_case_standing",
    ),
    models.Index(
        models.F("office"),
        models.F("status"),
        models.F("paused_for"),
        *ORDER,
        condition=OPEN,
        include=("examiner", "acceptor", "service", "channel", "accepted_at", "marks"),
        name="casework_case_lists",
    ),
    models.Index(
        condition=CLOSED,
        fields=["office", "accepted_at", "id"],
        include=("service", "channel", "examiner", "acceptor", "marks"),
        name="casework_case_archive",
    ),
    models.Index(
        condition=CLOSED, fields=["service", "accepted_at", "id"], name="casework_case_of_service"
    ),
    models.Index(
        condition=CLOSED, fields=["examiner", "accepted_at", "id"], name="casework_case_of_examiner"
    ),
    models.Index(Reverse("case_no"), name="casework_case_no_end"),
    GinIndex(
        PAIRS, condition=models.Q(("closed_at__isnull", True)), name="casework_case_open_text"
    ),
    GinIndex(
        PAIRS, condition=models.Q(("closed_at__isnull", False)), name="casework_case_closed_text"
    ),
)


def _built(model: str, index: models.Index) -> list[Any]:
    """Beside the traffic; what a kill left half-built is taken away first."""
    dropped = f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}"
    return [
        migrations.RunSQL(dropped, migrations.RunSQL.noop),
        AddIndexConcurrently(model, index),
    ]


class Migration(migrations.Migration):
    """The work lists of the cases that are there: filled, indexed, and their rules tried on them."""

    atomic = False
    dependencies = [("casework", "0005_work_lists")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex("case", "casework_case_running"),
                migrations.RemoveIndex("case", "casework_case_standing"),
            ]
        ),
        *(step for index in CASE_INDEXES for step in _built("case", index)),
        *_built("caseunit", models.Index(Reverse("unit_code"), name="casework_unit_code_end")),
        ValidateConstraint("case", "casework_case_channel"),
        ValidateConstraint("case", "casework_case_paused_for"),
        ValidateConstraint("case", "casework_case_examined_by"),
        ValidateConstraint("case", "casework_case_closed"),
    ]
