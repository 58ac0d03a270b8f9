from importlib import import_module

import dengbu.database.ids
import django.db.models.deletion
from django.db import migrations, models

from dengbu.register import triggers


IMMEDIATE = import_module("dengbu.register.migrations.0003_immediate_keys").IMMEDIATE


class Migration(migrations.Migration):
    """Units that come of others by division or merger."""

    dependencies = [
        ('register', '0009_last_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('recorded_from', models.DateTimeField()),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('office', 'id'), name='register_succession_office_id'), models.UniqueConstraint(fields=('page', 'source'), name='register_succession_once'), models.CheckConstraint(condition=models.Q(('page', models.F('source')), _negated=True), name='register_succession_two_units')],
            },
        ),
        migrations.RunSQL(IMMEDIATE, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.SUCCESSION, migrations.RunSQL.noop),
    ]
