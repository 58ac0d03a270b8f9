from importlib import import_module

import dengbu.database.ids
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from dengbu.register import triggers


IMMEDIATE = import_module("dengbu.register.migrations.0003_immediate_keys").IMMEDIATE


class Migration(migrations.Migration):
    """What rights other than homes are about: land, houses of a project, structures, forest, farmland,
    sea."""

    dependencies = [
        ('register', '0007_seldom'),
    ]

    operations = [
        migrations.CreateModel(
            name='FarmlandHeld',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('address', models.CharField(max_length=200)),
                ('issuer_code', models.CharField(max_length=100)),
                ('issuer_name', models.CharField(max_length=100)),
                ('contract_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('land_owner', models.CharField(max_length=2)),
                ('water_type', models.CharField(max_length=2, null=True)),
                ('aquaculture_mode', models.CharField(max_length=2, null=True)),
                ('grass_quality', models.CharField(max_length=200, null=True)),
                ('carrying_capacity', models.IntegerField(null=True)),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FarmlandMember',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('seq', models.SmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('id_type', models.CharField(max_length=2)),
                ('id_no', models.CharField(max_length=50)),
                ('relation', models.CharField(max_length=20)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='register.farmlandheld')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ForestHeld',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('use_right_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('land_owner', models.CharField(max_length=2)),
                ('tree_owner', models.CharField(max_length=100)),
                ('tree_user', models.CharField(max_length=100)),
                ('main_species', models.CharField(max_length=200)),
                ('category', models.CharField(max_length=4)),
                ('origin', models.CharField(max_length=2)),
                ('compartment', models.CharField(max_length=50)),
                ('sub_compartment', models.CharField(max_length=50)),
                ('place_name', models.CharField(max_length=200)),
                ('issuer_name', models.CharField(max_length=100, null=True)),
                ('tree_count', models.IntegerField(null=True)),
                ('planting_year', models.IntegerField(null=True)),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ForestMember',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('seq', models.SmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('id_type', models.CharField(max_length=2)),
                ('id_no', models.CharField(max_length=50)),
                ('relation', models.CharField(max_length=20)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='register.forestheld')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HousesOfProject',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('property_address', models.CharField(max_length=200)),
                ('land_right_holder', models.CharField(max_length=200)),
                ('exclusive_land_area', models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ('shared_land_area', models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LandOwned',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('area_unit', models.CharField(max_length=2)),
                ('agricultural_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('arable_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('forest_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('grass_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('other_agricultural_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('construction_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('unused_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LandUsed',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('use_right_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProjectHouse',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('seq', models.SmallIntegerField()),
                ('project_name', models.CharField(max_length=200)),
                ('building_no', models.CharField(max_length=200)),
                ('total_floors', models.IntegerField()),
                ('planned_use', models.CharField(max_length=4)),
                ('structure', models.CharField(max_length=2)),
                ('floor_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('completed_on', models.DateField()),
                ('unit_count', models.IntegerField()),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='houses', to='register.housesofproject')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SeaUsed',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('use_right_area', models.DecimalField(decimal_places=4, max_digits=15)),
                ('fee_total', models.DecimalField(decimal_places=4, max_digits=15)),
                ('fee_basis', models.CharField(max_length=200)),
                ('fee_paid', models.CharField(max_length=200)),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StructureHeld',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('effective_from', models.DateTimeField()),
                ('effective_to', models.DateTimeField(null=True)),
                ('recorded_from', models.DateTimeField()),
                ('recorded_to', models.DateTimeField(null=True)),
                ('address', models.CharField(max_length=200)),
                ('base_right_holder', models.CharField(max_length=100)),
                ('base_use_area', models.DecimalField(decimal_places=4, max_digits=15)),
                ('structure_kind', models.CharField(max_length=3)),
                ('planned_use', models.CharField(max_length=200)),
                ('structure_area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('completed_on', models.DateField()),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.page')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='farmlandheld',
            index=models.Index(fields=['page'], name='register_farmlandheld_page'),
        ),
        migrations.AddConstraint(
            model_name='farmlandheld',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_farmlandheld_office_id'),
        ),
        migrations.AddConstraint(
            model_name='farmlandheld',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_farmlandheld_closing'),
        ),
        migrations.AddConstraint(
            model_name='farmlandheld',
            constraint=models.UniqueConstraint(condition=models.Q(('recorded_to', None)), fields=('page',), name='register_farmlandheld_current'),
        ),
        migrations.AddConstraint(
            model_name='farmlandmember',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_farmlandmember_office_id'),
        ),
        migrations.AddConstraint(
            model_name='farmlandmember',
            constraint=models.UniqueConstraint(fields=('owner', 'seq'), name='register_farmlandmember_place'),
        ),
        migrations.AddIndex(
            model_name='forestheld',
            index=models.Index(fields=['page'], name='register_forestheld_page'),
        ),
        migrations.AddConstraint(
            model_name='forestheld',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_forestheld_office_id'),
        ),
        migrations.AddConstraint(
            model_name='forestheld',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_forestheld_closing'),
        ),
        migrations.AddConstraint(
            model_name='forestheld',
            constraint=models.UniqueConstraint(condition=models.Q(('recorded_to', None)), fields=('page',), name='register_forestheld_current'),
        ),
        migrations.AddConstraint(
            model_name='forestmember',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_forestmember_office_id'),
        ),
        migrations.AddConstraint(
            model_name='forestmember',
            constraint=models.UniqueConstraint(fields=('owner', 'seq'), name='register_forestmember_place'),
        ),
        migrations.AddIndex(
            model_name='housesofproject',
            index=models.Index(fields=['page'], name='register_housesofproject_page'),
        ),
        migrations.AddConstraint(
            model_name='housesofproject',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_housesofproject_office_id'),
        ),
        migrations.AddConstraint(
            model_name='housesofproject',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_housesofproject_closing'),
        ),
        migrations.AddConstraint(
            model_name='housesofproject',
            constraint=models.UniqueConstraint(condition=models.Q(('recorded_to', None)), fields=('page',), name='register_housesofproject_current'),
        ),
        migrations.AddIndex(
            model_name='landowned',
            index=models.Index(fields=['page'], name='register_landowned_page'),
        ),
        migrations.AddConstraint(
            model_name='landowned',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_landowned_office_id'),
        ),
        migrations.AddConstraint(
            model_name='landowned',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_landowned_closing'),
        ),
        migrations.AddConstraint(
            model_name='landowned',
            constraint=models.UniqueConstraint(condition=models.Q(('recorded_to', None)), fields=('page',), name='register_landowned_current'),
        ),
        migrations.AddConstraint(
            model_name='landowned',
            constraint=models.CheckConstraint(condition=models.Q(('agricultural_area', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('arable_area'), '+', models.F('forest_area')), '+', models.F('grass_area')), '+', models.F('other_agricultural_area')))), name='register_landowned_sum'),
        ),
        migrations.AddIndex(
            model_name='landused',
            index=models.Index(fields=['page'], name='register_landused_page'),
        ),
        migrations.AddConstraint(
            model_name='landused',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_landused_office_id'),
        ),
        migrations.AddConstraint(
            model_name='landused',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_landused_closing'),
        ),
        migrations.AddConstraint(
            model_name='landused',
            constraint=models.UniqueConstraint(condition=models.Q(('recorded_to', None)), fields=('page',), name='register_landused_current'),
        ),
        migrations.AddConstraint(
            model_name='projecthouse',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_projecthouse_office_id'),
        ),
        migrations.AddConstraint(
            model_name='projecthouse',
            constraint=models.UniqueConstraint(fields=('owner', 'seq'), name='register_projecthouse_place'),
        ),
        migrations.AddIndex(
            model_name='seaused',
            index=models.Index(fields=['page'], name='register_seaused_page'),
        ),
        migrations.AddConstraint(
            model_name='seaused',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_seaused_office_id'),
        ),
        migrations.AddConstraint(
            model_name='seaused',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_seaused_closing'),
        ),
        migrations.AddConstraint(
            model_name='seaused',
            constraint=models.UniqueConstraint(condition=models.Q(('recorded_to', None)), fields=('page',), name='register_seaused_current'),
        ),
        migrations.AddIndex(
            model_name='structureheld',
            index=models.Index(fields=['page'], name='register_structureheld_page'),
        ),
        migrations.AddConstraint(
            model_name='structureheld',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_structureheld_office_id'),
        ),
        migrations.AddConstraint(
            model_name='structureheld',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('effective_to__isnull', True), ('recorded_to__isnull', True)), models.Q(('closed_by__isnull', False), ('effective_to__gte', models.F('effective_from')), ('recorded_to__gte', models.F('recorded_from'))), _connector='OR'), name='register_structureheld_closing'),
        ),
        migrations.AddConstraint(
            model_name='structureheld',
            constraint=models.UniqueConstraint(condition=models.Q(('recorded_to', None)), fields=('page',), name='register_structureheld_current'),
        ),
        migrations.RunSQL(IMMEDIATE, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.FROZEN_PARTICULARS, migrations.RunSQL.noop),
    ]
