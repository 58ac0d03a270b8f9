import django.db.models.deletion
from django.db import migrations, models

# Nothing of the table is read: a later migration looks at its rows, without holding it.
COLUMN = """
ALTER TABLE register_operation ADD COLUMN restores_id bigint,
  ADD CONSTRAINT register_operation_restores FOREIGN KEY (restores_id)
    REFERENCES register_operation (id) NOT VALID;
"""


class Migration(migrations.Migration):
    """Whose place a right takes again. One table a migration, so that no booking is crossed."""

    dependencies = [("register", "0041_easement_restores")]
    operations = [
        migrations.RunSQL(
            COLUMN,
            "ALTER TABLE register_operation DROP COLUMN restores_id",
            state_operations=[
                migrations.AddField(
                    model_name="operation",
                    name="restores",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.operation",
                    ),
                )
            ],
        )
    ]
