from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a mortgage is of, and buildings under construction. No row is read: see 0014."""

    dependencies = [("register", "0012_collateral")]
    operations = [
        migrations.AddField("mortgage", "mortgaged_kind", models.CharField(max_length=2, null=True)),
        migrations.AddField(
            "mortgage", "construction_address", models.CharField(max_length=200, null=True)
        ),
        migrations.AddField(
            "mortgage", "construction_scope", models.CharField(max_length=400, null=True)
        ),
        AddConstraintNotValid(
            "mortgage",
            models.CheckConstraint(
                name="register_mortgage_construction",
                condition=models.Q(
                    mortgaged_kind="4",
                    construction_address__isnull=False,
                    construction_scope__isnull=False,
                )
                | models.Q(
                    models.Q(mortgaged_kind=None)
                    | models.Q(mortgaged_kind__in=["1", "2", "3", "5", "6", "7"]),
                    construction_address=None,
                    construction_scope=None,
                ),
            ),
        ),
    ]
