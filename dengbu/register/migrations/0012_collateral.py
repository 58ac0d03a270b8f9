from importlib import import_module

import dengbu.database.ids
import django.db.models.deletion
from django.db import migrations, models

from dengbu.register import triggers


IMMEDIATE = import_module("dengbu.register.migrations.0003_immediate_keys").IMMEDIATE


class Migration(migrations.Migration):
    """The list of collateral: several units secure one debt."""

    dependencies = [
        ('register', '0011_holdings_by_index'),
    ]

    operations = [
        migrations.RunSQL(triggers.ALONE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Collateral',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('debt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.mortgage')),
                ('mortgage', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.mortgage')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('office', 'id'), name='register_collateral_office_id')],
            },
        ),
        migrations.RunSQL(IMMEDIATE, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.COLLATERAL, migrations.RunSQL.noop),
    ]
