"""A paper is sealed once in each of its forms; a file that is shown is found by its content."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0004_cosigned_last'),
    ]

    operations = [
        migrations.AddField(
            model_name='sealedpaper',
            name='form',
            field=models.CharField(db_default='PDF', default='PDF', max_length=3),
        ),
        migrations.AlterField(
            model_name='sealedpaper',
            name='subject',
            field=models.CharField(max_length=80),
        ),
        migrations.AddConstraint(
            model_name='sealedpaper',
            constraint=models.UniqueConstraint(
                fields=['subject', 'form'], name='evidence_sealedpaper_once'
            ),
        ),
        migrations.AddIndex(
            model_name='sealedpaper',
            index=models.Index(fields=['sha256'], name='evidence_sealedpaper_content'),
        ),
    ]
