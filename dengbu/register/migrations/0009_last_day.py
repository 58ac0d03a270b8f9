from django.db import migrations, models


class Migration(migrations.Migration):
    """The last day to bring suit after an objection, where a holiday puts it off."""

    dependencies = [
        ('register', '0008_particulars'),
    ]

    operations = [
        migrations.AddField(
            model_name='objection',
            name='last_day',
            field=models.DateField(null=True),
        ),
    ]
