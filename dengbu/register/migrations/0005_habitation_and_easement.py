import dengbu.database.ids
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from dengbu.register import triggers


IMMEDIATE = import_module("dengbu.register.migrations.0003_immediate_keys").IMMEDIATE


class Migration(migrations.Migration):
    """Rights to use what another owns: habitation and easement."""

    dependencies = [
        ('register', '0004_every_act'),
    ]

    operations = [
        migrations.CreateModel(
            name='HabitationParty',
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
        migrations.CreateModel(
            name='Easement',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('content', models.CharField(max_length=400)),
                ('term_from', models.DateField()),
                ('term_to', models.DateField()),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('dominant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='certificate',
            name='easement',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.easement'),
        ),
        migrations.CreateModel(
            name='EasementParty',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('role', models.CharField(max_length=1)),
                ('seq', models.SmallIntegerField()),
                ('easement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='register.easement')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.party')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Habitation',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('source', models.CharField(max_length=1)),
                ('scope', models.CharField(max_length=400)),
                ('may_let', models.BooleanField()),
                ('term_to', models.DateField(null=True)),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='certificate',
            name='habitation',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.habitation'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('habitation__isnull', False)), fields=('habitation', 'replaces'), name='register_certificate_habitation', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('easement__isnull', False)), fields=('easement', 'replaces'), name='register_certificate_easement', nulls_distinct=False),
        ),
        migrations.AddField(
            model_name='habitationparty',
            name='habitation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='register.habitation'),
        ),
        migrations.AddField(
            model_name='habitationparty',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.party'),
        ),
        migrations.AddIndex(
            model_name='easement',
            index=models.Index(fields=['page'], name='register_easement_page'),
        ),
        migrations.AddConstraint(
            model_name='easement',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_easement_office_id'),
        ),
        migrations.AddConstraint(
            model_name='easement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_easement_closing'),
        ),
        migrations.AddConstraint(
            model_name='easement',
            constraint=models.CheckConstraint(condition=models.Q(('term_to__gte', models.F('term_from'))), name='register_easement_term'),
        ),
        migrations.AddConstraint(
            model_name='easement',
            constraint=models.CheckConstraint(condition=models.Q(('dominant', models.F('page')), _negated=True), name='register_easement_two_units'),
        ),
        migrations.AddConstraint(
            model_name='easementparty',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_easementparty_office_id'),
        ),
        migrations.AddConstraint(
            model_name='easementparty',
            constraint=models.UniqueConstraint(fields=('easement', 'role', 'party'), name='register_easement_party_once'),
        ),
        migrations.AddConstraint(
            model_name='easementparty',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['S', 'D'])), name='register_easement_party_role'),
        ),
        migrations.AddIndex(
            model_name='habitation',
            index=models.Index(fields=['page'], name='register_habitation_page'),
        ),
        migrations.AddConstraint(
            model_name='habitation',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_habitation_office_id'),
        ),
        migrations.AddConstraint(
            model_name='habitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_habitation_closing'),
        ),
        migrations.AddConstraint(
            model_name='habitationparty',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_habitationparty_office_id'),
        ),
        migrations.AddConstraint(
            model_name='habitationparty',
            constraint=models.UniqueConstraint(fields=('habitation', 'role', 'party'), name='register_habitation_party_once'),
        ),
        migrations.AddConstraint(
            model_name='habitationparty',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['H', 'G'])), name='register_habitation_party_role'),
        ),
        migrations.RunSQL(triggers.FROZEN_USES, migrations.RunSQL.noop),
        migrations.RunSQL(IMMEDIATE, migrations.RunSQL.noop),
    ]
