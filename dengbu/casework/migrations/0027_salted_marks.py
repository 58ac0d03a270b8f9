from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models


class Migration(migrations.Migration):
    """Every case from now on has a salt; those of before keep the marks that the log has of them.
    A verification keeps what it noted.

    Two steps, so that no row is written: first a column without a default, then the default.
    """

    dependencies = [("casework", "0026_sorted_lists")]

    operations = [
        migrations.AddField("case", "mark_salt", models.UUIDField(null=True)),
        migrations.AlterField(
            "case", "mark_salt", models.UUIDField(db_default=RandomUUID(), null=True)
        ),
        migrations.AddField(
            "dispatchcheck", "notes", models.JSONField(db_default=[], default=list)
        ),
        migrations.AddField("dispatchcheck", "alone", models.IntegerField(db_default=0, default=0)),
    ]
