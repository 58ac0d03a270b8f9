"""The key that was built beside the traffic takes the place of the old one; a moment's lock."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0039_certificate_of_units")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE register_certificate DROP CONSTRAINT register_certificate_number,"
            " ADD CONSTRAINT register_certificate_unit UNIQUE USING INDEX"
            " register_certificate_unit",
            migrations.RunSQL.noop,
            state_operations=[
                migrations.RemoveConstraint("certificate", "register_certificate_number"),
                migrations.AddConstraint(
                    "certificate",
                    models.UniqueConstraint(
                        fields=["number", "page"], name="register_certificate_unit"
                    ),
                ),
            ],
        ),
    ]
