from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """The states of promises, tried on the rows that are there, without a lock on them."""

    dependencies = [("casework", "0017_promises_replaced")]

    operations = [ValidateConstraint("promise", "casework_promise_state")]
