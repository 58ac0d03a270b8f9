"""Certificates of stock have no serial of ours; a counter knows from which number on it counts.

Both are quick: a column without its NOT NULL, and one with a default that is not written into rows.
"""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("register", "0036_tasks_by_index")]

    operations = [
        migrations.AlterField("certificate", "serial", models.IntegerField(null=True)),
        migrations.AddField(
            "counter", "start", models.IntegerField(default=0, db_default=0)
        ),
        migrations.AddConstraint(
            "counter",
            models.CheckConstraint(
                condition=Q(start__gte=0, start__lte=F("last")), name="register_counter_start"
            ),
        ),
    ]
