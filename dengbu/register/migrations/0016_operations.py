from importlib import import_module

import dengbu.database.ids
import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from dengbu.register import triggers


IMMEDIATE = import_module("dengbu.register.migrations.0003_immediate_keys").IMMEDIATE


class Migration(migrations.Migration):
    """The land operation right on contracted land, its certificate, and mortgages of it."""

    dependencies = [
        ('register', '0015_common_parts'),
    ]

    operations = [
        migrations.RunSQL(triggers.ALONE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Operation',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('mode', models.CharField(max_length=1)),
                ('area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('term_from', models.DateField()),
                ('term_to', models.DateField()),
                ('contract_no', models.CharField(max_length=60)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OperationParty',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('role', models.CharField(max_length=1)),
                ('seq', models.SmallIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='certificate',
            name='register_certificate_right',
        ),
        migrations.AddField(
            model_name='mortgage',
            name='of_operation',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='operation',
            name='closed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry'),
        ),
        migrations.AddField(
            model_name='operation',
            name='opened_by',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry'),
        ),
        migrations.AddField(
            model_name='operation',
            name='page',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page'),
        ),
        migrations.AddField(
            model_name='operation',
            name='previous',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='register.operation'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='operation',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.operation'),
        ),
        AddConstraintNotValid(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'T'), ('mortgage', None), ('operation', None), ('ownership__isnull', False)), models.Q(('kind', 'T'), ('mortgage', None), ('operation__isnull', False), ('ownership', None)), models.Q(('kind', 'P'), ('operation', None), ('ownership', None)), _connector='OR'), name='register_certificate_right'),
        ),
        migrations.AddField(
            model_name='operationparty',
            name='operation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='register.operation'),
        ),
        migrations.AddField(
            model_name='operationparty',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.party'),
        ),
        migrations.AddIndex(
            model_name='operation',
            index=models.Index(fields=['page'], name='register_operation_page'),
        ),
        migrations.AddConstraint(
            model_name='operation',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_operation_office_id'),
        ),
        migrations.AddConstraint(
            model_name='operation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_operation_closing'),
        ),
        migrations.AddConstraint(
            model_name='operation',
            constraint=models.UniqueConstraint(condition=models.Q(('recorded_to', None)), fields=('page',), name='register_operation_current'),
        ),
        migrations.AddConstraint(
            model_name='operation',
            constraint=models.CheckConstraint(condition=models.Q(('term_to__gte', models.F('term_from'))), name='register_operation_term'),
        ),
        migrations.AddConstraint(
            model_name='operation',
            constraint=models.CheckConstraint(condition=models.Q(('area__gt', 0)), name='register_operation_area'),
        ),
        migrations.AddConstraint(
            model_name='operationparty',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_operationparty_office_id'),
        ),
        migrations.AddConstraint(
            model_name='operationparty',
            constraint=models.UniqueConstraint(fields=('operation', 'role', 'party'), name='register_operation_party_once'),
        ),
        migrations.AddConstraint(
            model_name='operationparty',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['H', 'G'])), name='register_operation_party_role'),
        ),
        migrations.RunSQL(IMMEDIATE, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.OPERATIONS, migrations.RunSQL.noop),
    ]
