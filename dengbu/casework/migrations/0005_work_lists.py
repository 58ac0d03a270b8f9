from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from dengbu.casework import triggers

CLOSED = ("ENTERED", "REFUSED", "WITHDRAWN")


class Migration(migrations.Migration):
    """What tells the list of a case, by what it is found, and who comes first: columns and rules.

    Rows are looked at by the next migration. Requests from a phone (M) had been left out of the
    channels that the table knows.
    """

    dependencies = [("casework", "0004_notices")]

    operations = [
        migrations.RunSQL(triggers.PAIRS, "DROP FUNCTION casework_pairs"),
        migrations.AddField("case", "marks", models.CharField(db_default="", default="", max_length=8)),
        migrations.AddField("case", "paused_for", models.CharField(db_default="", default="", max_length=10)),
        migrations.AddField("case", "precedence", models.SmallIntegerField(db_default=1, default=1)),
        migrations.AddField("case", "search", models.TextField(db_default="", default="")),
        migrations.RunSQL(triggers.PAUSES, "DROP FUNCTION casework_name_pause CASCADE"),
        migrations.RemoveConstraint("case", "casework_case_channel"),
        AddConstraintNotValid(
            "case",
            models.CheckConstraint(
                condition=models.Q(("channel__in", ["W", "O", "A", "M"])), name="casework_case_channel"
            ),
        ),
        AddConstraintNotValid(
            "case",
            models.CheckConstraint(
                condition=models.Q(("paused_for", ""), ("paused_since__isnull", True))
                | models.Q(
                    ("paused_for__in", ["TAX", "NOTICE", "SUPPLEMENT", "OTHER"]),
                    ("paused_since__isnull", False),
                ),
                name="casework_case_paused_for",
            ),
        ),
        AddConstraintNotValid(
            "case",
            models.CheckConstraint(
                condition=models.Q(("status", "EXAMINING"), _negated=True)
                | models.Q(("examiner__isnull", False)),
                name="casework_case_examined_by",
            ),
        ),
        AddConstraintNotValid(
            "case",
            models.CheckConstraint(
                condition=models.Q(("closed_at__isnull", False), ("status__in", CLOSED))
                | models.Q(
                    models.Q(("status__in", CLOSED), _negated=True), ("closed_at__isnull", True)
                ),
                name="casework_case_closed",
            ),
        ),
    ]
