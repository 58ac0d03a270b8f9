from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

INDEX = models.Index(
    fields=["office", "accepted_at", "id"],
    include=("marks", "service", "channel", "examiner", "acceptor"),
    condition=models.Q(("closed_at__isnull", False), models.Q(("marks", ""), _negated=True)),
    name="casework_case_marked",
)


class Migration(migrations.Migration):
    """Marked cases of the archive are few; beside the traffic, anew after a kill."""

    atomic = False
    dependencies = [("casework", "0008_marks")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX.name}", migrations.RunSQL.noop
        ),
        AddIndexConcurrently("case", INDEX),
    ]
