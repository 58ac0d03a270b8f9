import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

# Nothing of the table is read: the next migration looks at its rows, without holding it.
COLUMN = """
ALTER TABLE register_certificate ADD COLUMN operation_id bigint,
  ADD CONSTRAINT register_certificate_operation_key FOREIGN KEY (operation_id)
    REFERENCES register_operation (id) NOT VALID;
"""


class Migration(migrations.Migration):
    """A certificate of title may be one of a land operation right."""

    dependencies = [("register", "0039_mortgage_of_operation")]
    operations = [
        migrations.RunSQL(
            COLUMN,
            "ALTER TABLE register_certificate DROP COLUMN operation_id",
            state_operations=[
                migrations.AddField(
                    model_name="certificate",
                    name="operation",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.operation",
                    ),
                )
            ],
        ),
        migrations.RemoveConstraint("certificate", "register_certificate_right"),
        AddConstraintNotValid(
            "certificate",
            models.CheckConstraint(condition=models.Q(models.Q(('kind', 'T'), ('mortgage', None), ('operation', None), ('ownership__isnull', False)), models.Q(('kind', 'T'), ('mortgage', None), ('operation__isnull', False), ('ownership', None)), models.Q(('kind', 'P'), ('operation', None), ('ownership', None)), _connector='OR'), name='register_certificate_right'),
        ),
    ]
