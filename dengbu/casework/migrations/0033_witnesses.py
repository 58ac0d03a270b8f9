from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

from dengbu.casework import triggers_mortgaged


class Migration(migrations.Migration):
    """Who of the office took a word at the window, and the paper of it."""

    dependencies = [("casework", "0032_agreed_content")]

    operations = [
        migrations.AddField("mortgagedparty", "recorder_id", models.BigIntegerField(null=True)),
        migrations.AddField(
            "mortgagedparty",
            "recorder_name",
            models.CharField(db_default="", default="", max_length=50),
        ),
        migrations.AddField(
            "mortgagedparty",
            "paper",
            models.CharField(db_default="", default="", max_length=64),
        ),
        migrations.RunSQL(triggers_mortgaged.WITNESSES, migrations.RunSQL.noop),
        # Of no row yet: nothing is looked through under the lock.
        migrations.AddConstraint(
            "mortgagedparty",
            ExclusionConstraint(
                name="casework_mortgagedparty_one_side",
                expressions=[
                    ("transfer", RangeOperators.EQUAL),
                    ("recorder_id", RangeOperators.EQUAL),
                    ("side", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(recorder_id__isnull=False),
            ),
        ),
        AddConstraintNotValid(
            "mortgagedparty",
            models.CheckConstraint(
                condition=~Q(way="WINDOW")
                | Q(agreed="")
                | Q(recorder_id__isnull=False) & ~Q(recorder_name="") & ~Q(paper=""),
                name="casework_mortgagedparty_witnessed",
            ),
        ),
    ]
