from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """How long notices stand, tried on the rows that are there, without a lock on them."""

    dependencies = [("casework", "0038_statements")]

    operations = [ValidateConstraint("notice", "casework_notice_stands")]
