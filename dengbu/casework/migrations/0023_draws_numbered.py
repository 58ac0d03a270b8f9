from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

DAY = models.Index(fields=["office", "day"], name="casework_assignment_day")
UNIQUE = models.UniqueConstraint(
    condition=models.Q(("serial__isnull", False)),
    fields=("office", "serial"),
    name="casework_assignment_serial",
)


class Migration(migrations.Migration):
    """No two draws have one place in the ledger; beside the traffic, anew after a kill."""

    atomic = False
    dependencies = [("casework", "0022_desks_noted")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX CONCURRENTLY IF EXISTS {UNIQUE.name}", migrations.RunSQL.noop
        ),
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    f"CREATE UNIQUE INDEX CONCURRENTLY {UNIQUE.name}"
                    " ON casework_assignment (office, serial) WHERE serial IS NOT NULL",
                    migrations.RunSQL.noop,
                )
            ],
            [migrations.AddConstraint("assignment", UNIQUE)],
        ),
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {DAY.name}", migrations.RunSQL.noop),
        AddIndexConcurrently("assignment", DAY),
    ]
