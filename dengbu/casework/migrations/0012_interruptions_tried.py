from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """What a clock stands for, tried on the rows that are there, without a lock on them."""

    dependencies = [("casework", "0011_interruptions")]

    operations = [ValidateConstraint("case", "casework_case_paused_for")]
