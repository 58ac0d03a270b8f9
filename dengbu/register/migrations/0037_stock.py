"""Certificates of stock have no serial of ours: the column loses its NOT NULL, which is quick."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0036_tasks_by_index")]

    operations = [
        migrations.AlterField("certificate", "serial", models.IntegerField(null=True)),
    ]
