from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

from dengbu.casework import triggers_mortgaged

MOVING = ["ENTERED", "ENDING"]


class Migration(migrations.Migration):
    """Sums that differ are kept as such; who has to move money has a clock."""

    dependencies = [("casework", "0029_reminders")]

    operations = [
        migrations.AddField(
            model_name="mortgagedsum",
            name="other_held",
            field=models.DecimalField(decimal_places=2, max_digits=15, null=True),
        ),
        migrations.AddField(
            model_name="mortgagedsum",
            name="other_returned",
            field=models.DecimalField(decimal_places=2, max_digits=15, null=True),
        ),
        migrations.AddField(
            model_name="mortgagedtransfer",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(triggers_mortgaged.CLOCK, migrations.RunSQL.noop),
        migrations.RunSQL(triggers_mortgaged.ENTRY, migrations.RunSQL.noop),
        AddConstraintNotValid(
            model_name="mortgagedsum",
            constraint=models.CheckConstraint(
                condition=(Q(held_at=None) | Q(other_held=None))
                & (Q(returned_at=None) | Q(other_returned=None))
                & (Q(paid_at=None) | Q(other_held=None, other_returned=None)),
                name="casework_mortgagedsum_one_sum",
            ),
        ),
        AddConstraintNotValid(
            model_name="mortgagedtransfer",
            constraint=models.CheckConstraint(
                condition=Q(phase__in=MOVING, due_at__isnull=False)
                | ~Q(phase__in=MOVING) & Q(due_at=None),
                name="casework_mortgaged_clock",
            ),
        ),
    ]
