import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dengbu.database.ids


class Migration(migrations.Migration):
    """Officers' own identity numbers, apart from their accounts."""

    dependencies = [("accounts", "0005_escrow")]

    operations = [
        migrations.CreateModel(
            name="OfficerIdentity",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=dengbu.database.ids.next_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("office", models.CharField(max_length=6)),
                ("id_no", models.CharField(max_length=18)),
                ("noted_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["office", "id_no"], name="accounts_identity_office")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id_no", ""), _negated=True),
                        name="accounts_identity_number",
                    )
                ],
            },
        ),
    ]
