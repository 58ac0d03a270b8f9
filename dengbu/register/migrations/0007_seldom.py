from django.db import migrations, models

from dengbu.register import triggers


class Migration(migrations.Migration):
    """Each page says what it ever had beside titles and mortgages."""

    dependencies = [("register", "0006_no_overlap")]
    operations = [
        migrations.AddField(
            model_name="page",
            name="seldom",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(triggers.MARKS, migrations.RunSQL.noop),
    ]
