from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models


class Migration(migrations.Migration):
    """Clocks and sums tried on the rows that are there, without a lock on them."""

    atomic = False
    dependencies = [("casework", "0030_money_in_doubt")]

    operations = [
        ValidateConstraint("mortgagedsum", "casework_mortgagedsum_one_sum"),
        ValidateConstraint("mortgagedtransfer", "casework_mortgaged_clock"),
        AddIndexConcurrently(
            "mortgagedtransfer",
            models.Index(
                fields=["due_at"],
                condition=models.Q(phase__in=["ENTERED", "ENDING"], late_at=None),
                name="casework_mortgaged_due",
            ),
        ),
        RemoveIndexConcurrently("mortgagedtransfer", "casework_mortgaged_late"),
    ]
