"""A counter knows from which number on it counts; the default is not written into its few rows."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("register", "0037_stock")]

    operations = [
        migrations.AddField("counter", "start", models.IntegerField(default=0, db_default=0)),
        migrations.AddConstraint(
            "counter",
            models.CheckConstraint(
                condition=Q(start__gte=0, start__lte=F("last")), name="register_counter_start"
            ),
        ),
    ]
