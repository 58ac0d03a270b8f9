from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cadastre', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='spatialsource',
            name='numbering',
            field=models.JSONField(default=dict),
        ),
    ]
