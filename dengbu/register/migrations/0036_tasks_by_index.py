from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What somebody has to find out is read from what stands; built beside the traffic."""

    atomic = False
    dependencies = [("register", "0035_restores_valid")]
    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS register_notice_standing", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "notice",
            models.Index(
                fields=["office"],
                condition=models.Q(recorded_to=None),
                name="register_notice_standing",
            ),
        ),
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS register_mortgage_unfixed", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "mortgage",
            models.Index(
                fields=["office"],
                condition=models.Q(mode="2", recorded_to=None, fixed_amount=None),
                name="register_mortgage_unfixed",
            ),
        ),
    ]
