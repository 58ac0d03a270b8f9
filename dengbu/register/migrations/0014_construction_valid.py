from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """The rows entered before are looked at beside the traffic."""

    atomic = False
    dependencies = [("register", "0013_construction")]
    operations = [ValidateConstraint("mortgage", "register_mortgage_construction")]
