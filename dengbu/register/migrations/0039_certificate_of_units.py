"""One paper of stock may be of several units; keys are built beside the traffic, exchanged by the next."""

from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("register", "0038_counter_start")]
    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS register_certificate_void", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY register_certificate_void"
            " ON register_certificate (replaces, page_id) WHERE replaces IS NOT NULL",
            migrations.RunSQL.noop,
            state_operations=[
                migrations.RemoveConstraint("certificate", "register_certificate_replaced"),
                migrations.AddConstraint(
                    "certificate",
                    models.UniqueConstraint(
                        fields=["replaces", "page"],
                        condition=models.Q(replaces__isnull=False),
                        name="register_certificate_void",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS register_certificate_replaced",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS register_certificate_unit", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY register_certificate_unit"
            " ON register_certificate (number, page_id)",
            migrations.RunSQL.noop,
        ),
    ]
