import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    """A version may be planned for a day to come: no two of a service are in force at once.

    A table of some hundred rows, read at every acceptance: the lock lasts for an instant.
    """

    dependencies = [("casework", "0012_interruptions_tried")]

    operations = [
        migrations.RemoveConstraint("serviceversion", "casework_service_in_force"),
        migrations.AddConstraint(
            "serviceversion",
            django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("office", "="),
                    ("code", "="),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.Value("[)"),
                            function="TSTZRANGE",
                        ),
                        "&&",
                    ),
                ],
                name="casework_service_in_force",
            ),
        ),
    ]
