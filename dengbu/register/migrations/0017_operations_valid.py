from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """Certificates entered before are looked at, and indexed, beside the traffic."""

    atomic = False
    dependencies = [("register", "0016_operations")]
    operations = [
        ValidateConstraint("certificate", "register_certificate_right"),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY register_certificate_operation"
            " ON register_certificate (operation_id, replaces) NULLS NOT DISTINCT"
            " WHERE operation_id IS NOT NULL",
            "DROP INDEX CONCURRENTLY register_certificate_operation",
            state_operations=[
                migrations.AddConstraint(
                    "certificate",
                    models.UniqueConstraint(
                        fields=["operation", "replaces"],
                        condition=models.Q(operation__isnull=False),
                        nulls_distinct=False,
                        name="register_certificate_operation",
                    ),
                )
            ],
        ),
    ]
