from django.db import migrations, models

import dengbu.database.ids
from dengbu.inquiry.triggers import SHOWINGS_ERASED, SHOWINGS_NEVER_ERASED


class Migration(migrations.Migration):

    dependencies = [("inquiry", "0002_showing")]

    operations = [
        migrations.CreateModel(
            name="ShowingErased",
            fields=[
                ("id", models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ("office", models.CharField(max_length=6)),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("office", "id"), name="inquiry_showingerased_office_id"),
                ],
            },
        ),
        migrations.RunSQL(SHOWINGS_ERASED, SHOWINGS_NEVER_ERASED),
    ]
