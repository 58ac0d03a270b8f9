from importlib import import_module

import dengbu.database.ids
import django.db.models.deletion
from django.db import migrations, models

from dengbu.register import triggers


IMMEDIATE = import_module("dengbu.register.migrations.0003_immediate_keys").IMMEDIATE


class Migration(migrations.Migration):
    """What all owners of a project hold together."""

    dependencies = [
        ('register', '0014_construction_valid'),
    ]

    operations = [
        migrations.RunSQL(triggers.ALONE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='CommonPart',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('number', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=100)),
                ('count', models.IntegerField()),
                ('area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('shared_land_area', models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['page'], name='register_commonpart_page')],
                'constraints': [models.UniqueConstraint(fields=('office', 'id'), name='register_commonpart_office_id'), models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_commonpart_closing'), models.UniqueConstraint(condition=models.Q(('recorded_to', None)), fields=('page', 'number'), name='register_commonpart_current'), models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='register_commonpart_count')],
            },
        ),
        migrations.RunSQL(IMMEDIATE, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.COMMON_PARTS, migrations.RunSQL.noop),
    ]
