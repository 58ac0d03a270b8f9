from importlib import import_module

import dengbu.database.ids
import django.db.models.deletion
from django.db import migrations, models

from dengbu.register import triggers

IMMEDIATE = import_module("dengbu.register.migrations.0003_immediate_keys").IMMEDIATE


class Migration(migrations.Migration):
    """Entries that were undone by an effective judgment or decision."""

    dependencies = [("register", "0033_habitation_restores")]

    operations = [
        migrations.RunSQL(triggers.ALONE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Annulment',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('recorded_from', models.DateTimeField()),
                ('annulled', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('office', 'id'), name='register_annulment_office_id'), models.CheckConstraint(condition=models.Q(('annulled', models.F('opened_by')), _negated=True), name='register_annulment_of_another')],
            },
        ),
        migrations.RunSQL(IMMEDIATE, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.ANNULMENT, migrations.RunSQL.noop),
    ]
