"""How far a witness has signed is asked ten times a second: by an index, and not by all it signed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0003_seals'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='cosignature',
            index=models.Index(fields=['office', 'witness', '-id'], name='evidence_cosigned_last'),
        ),
    ]
