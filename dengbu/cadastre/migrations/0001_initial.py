import dengbu.cadastre.fields
import dengbu.database.ids
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('database', '0001_ground'),
    ]

    operations = [
        migrations.CreateModel(
            name='SpatialSource',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('name', models.CharField(max_length=100)),
                ('file_name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('mapping', models.TextField()),
                ('actor_name', models.CharField(max_length=50)),
                ('taken_in_at', models.DateTimeField()),
                ('counts', models.JSONField()),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['office', 'name'], name='cadastre_source_name')],
                'constraints': [models.UniqueConstraint(fields=('office', 'id'), name='cadastre_spatialsource_office_id')],
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('status', models.SmallIntegerField(default=1)),
                ('source_ref', models.CharField(default='', max_length=120)),
                ('code', models.CharField(max_length=19)),
                ('feature', models.CharField(max_length=2)),
                ('address', models.CharField(max_length=200)),
                ('area', models.DecimalField(decimal_places=2, max_digits=15)),
                ('land_use', models.CharField(max_length=4)),
                ('right_type', models.CharField(max_length=2)),
                ('right_nature', models.CharField(max_length=4)),
                ('land_from', models.DateField(null=True)),
                ('land_to', models.DateField(null=True)),
                ('bound_east', models.CharField(default='', max_length=200)),
                ('bound_south', models.CharField(default='', max_length=200)),
                ('bound_west', models.CharField(default='', max_length=200)),
                ('bound_north', models.CharField(default='', max_length=200)),
                ('zone', models.CharField(default='', max_length=20)),
                ('geometry', models.BinaryField()),
                ('crs', models.IntegerField()),
                ('bb', dengbu.cadastre.fields.BoxField()),
                ('source', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cadastre.spatialsource')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Building',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('status', models.SmallIntegerField(default=1)),
                ('source_ref', models.CharField(default='', max_length=120)),
                ('code', models.CharField(max_length=24)),
                ('name', models.CharField(default='', max_length=100)),
                ('floors_above', models.SmallIntegerField(null=True)),
                ('floors_below', models.SmallIntegerField(null=True)),
                ('structure', models.CharField(default='', max_length=2)),
                ('planned_use', models.CharField(default='', max_length=4)),
                ('completed_on', models.DateField(null=True)),
                ('floor_area', models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ('footprint', models.BinaryField(null=True)),
                ('crs', models.IntegerField(null=True)),
                ('bb', dengbu.cadastre.fields.BoxField(null=True)),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='buildings', to='cadastre.parcel')),
                ('source', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cadastre.spatialsource')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('status', models.SmallIntegerField(default=1)),
                ('source_ref', models.CharField(default='', max_length=120)),
                ('code', models.CharField(max_length=28)),
                ('address', models.CharField(max_length=200)),
                ('search', models.TextField()),
                ('room_no', models.CharField(default='', max_length=20)),
                ('floor_no', models.SmallIntegerField(null=True)),
                ('total_floors', models.SmallIntegerField(null=True)),
                ('planned_use', models.CharField(default='', max_length=4)),
                ('house_nature', models.CharField(default='', max_length=2)),
                ('house_type', models.CharField(default='', max_length=2)),
                ('structure', models.CharField(default='', max_length=2)),
                ('floor_area', models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ('inner_area', models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ('shared_area', models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ('shared_land_area', models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ('plan', models.JSONField(null=True)),
                ('zone', models.CharField(default='', max_length=20)),
                ('building', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='cadastre.building')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='cadastre.parcel')),
                ('source', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cadastre.spatialsource')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=django.contrib.postgres.indexes.GistIndex(fields=['bb'], name='cadastre_parcel_bb'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='cadastre_parcel_office_id'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(condition=models.Q(('source_ref', ''), _negated=True), fields=('source_ref', 'office'), name='cadastre_parcel_source_ref'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', [0, 1])), name='cadastre_parcel_status'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(fields=('code',), name='cadastre_parcel_code', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^\\d{12}[GJZ][ABSXCDEFLNHGWY]\\d{5}$'), ('feature', django.db.models.functions.text.Substr('code', 13, 2))), name='cadastre_parcel_code_form'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('area__gt', 0)), name='cadastre_parcel_area'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('land_to__gt', models.F('land_from'))), name='cadastre_parcel_term'),
        ),
        migrations.AddIndex(
            model_name='building',
            index=django.contrib.postgres.indexes.GistIndex(fields=['bb'], name='cadastre_building_bb'),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='cadastre_building_office_id'),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.UniqueConstraint(condition=models.Q(('source_ref', ''), _negated=True), fields=('source_ref', 'office'), name='cadastre_building_source_ref'),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', [0, 1])), name='cadastre_building_status'),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.UniqueConstraint(fields=('code',), name='cadastre_building_code', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^\\d{12}[GJZ][ABSXCDEFLNHGWY]\\d{5}F\\d{4}$')), name='cadastre_building_code_form'),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.CheckConstraint(condition=models.Q(('floors_above__gte', 0), ('floors_below__gte', 0)), name='cadastre_building_floors'),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.CheckConstraint(condition=models.Q(('floor_area__gt', 0)), name='cadastre_building_area'),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bb', None), ('crs', None), ('footprint', None)), models.Q(('bb__isnull', False), ('crs__isnull', False), ('footprint__isnull', False)), _connector='OR'), name='cadastre_building_shape'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='cadastre_unit_search', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='cadastre_unit_office_id'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(condition=models.Q(('source_ref', ''), _negated=True), fields=('source_ref', 'office'), name='cadastre_unit_source_ref'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', [0, 1])), name='cadastre_unit_status'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(fields=('code',), name='cadastre_unit_code', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^\\d{12}[GJZ][ABSXCDEFLNHGWY]\\d{5}(W00000000|[FLQ]\\d{8})$')), name='cadastre_unit_code_form'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('floor_area__gt', 0), ('inner_area__gt', 0), ('shared_area__gte', 0), ('shared_land_area__gte', 0)), name='cadastre_unit_areas'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('floor_no', 0), _negated=True), ('floor_no__lte', models.F('total_floors'))), name='cadastre_unit_floor'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('building__isnull', False), ('code__regex', '^.{19}F(?!9999)')), models.Q(models.Q(('code__regex', '^.{19}F(?!9999)'), _negated=True), ('building', None)), _connector='OR'), name='cadastre_unit_building'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 1), models.Q(('room_no', ''), _negated=True)), fields=('building', 'floor_no', 'room_no'), name='cadastre_unit_room'),
        ),
    ]
