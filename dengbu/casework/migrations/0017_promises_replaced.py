from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

STATES = ["OPEN", "KEPT", "BROKEN", "WITHDRAWN", "REPLACED"]


class Migration(migrations.Migration):
    """A promise is over once its paper came after all."""

    dependencies = [("casework", "0016_families_frozen")]

    operations = [
        migrations.RemoveConstraint(model_name="promise", name="casework_promise_state"),
        AddConstraintNotValid(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=Q(state__in=STATES), name="casework_promise_state"
            ),
        ),
    ]
