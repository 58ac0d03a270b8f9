from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Witnesses of words, tried on the rows that are there, without a lock on them."""

    dependencies = [("casework", "0033_witnesses")]

    operations = [ValidateConstraint("mortgagedparty", "casework_mortgagedparty_witnessed")]
