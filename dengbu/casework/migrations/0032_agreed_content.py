from django.db import migrations, models

from dengbu.casework import triggers_mortgaged


class Migration(migrations.Migration):
    """All that is agreed on in a sale under mortgage, and which of it each has confirmed."""

    dependencies = [("casework", "0031_money_in_doubt_tried")]

    operations = [
        migrations.AddField(
            "mortgagedtransfer", "agreed", models.JSONField(db_default={}, default=dict)
        ),
        migrations.AddField(
            "mortgagedtransfer",
            "agreed_digest",
            models.CharField(db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            "mortgagedparty",
            "agreed",
            models.CharField(db_default="", default="", max_length=64),
        ),
        migrations.RunSQL(triggers_mortgaged.AGREED, migrations.RunSQL.noop),
    ]
