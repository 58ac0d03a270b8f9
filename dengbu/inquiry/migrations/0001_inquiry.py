import dengbu.database.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from dengbu.inquiry import triggers


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('number', models.CharField(max_length=22, unique=True)),
                ('kind', models.CharField(max_length=8)),
                ('capacity', models.CharField(max_length=20)),
                ('terms_version', models.IntegerField()),
                ('channel', models.CharField(max_length=1)),
                ('asker_name', models.CharField(max_length=200)),
                ('asker_id_type', models.CharField(max_length=2)),
                ('asker_id_no', models.CharField(max_length=50)),
                ('agent_name', models.CharField(blank=True, default='', max_length=200)),
                ('agent_id_type', models.CharField(blank=True, default='', max_length=2)),
                ('agent_id_no', models.CharField(blank=True, default='', max_length=50)),
                ('organ', models.CharField(blank=True, default='', max_length=100)),
                ('document_no', models.CharField(blank=True, default='', max_length=100)),
                ('purpose', models.CharField(max_length=200)),
                ('unit_code', models.CharField(blank=True, default='', max_length=28)),
                ('content', models.JSONField()),
                ('answered', models.BooleanField()),
                ('asked_at', models.DateTimeField()),
                ('officer', models.CharField(blank=True, default='', max_length=50)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Concerned',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('id_type', models.CharField(max_length=2)),
                ('id_no', models.CharField(max_length=50)),
                ('at', models.DateTimeField()),
                ('inquiry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='concerned', to='inquiry.inquiry')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='InquiryCounter',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('day', models.DateField()),
                ('last', models.IntegerField(default=0)),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('office', 'id'), name='inquiry_inquirycounter_office_id'), models.UniqueConstraint(fields=('office', 'day'), name='inquiry_counter_day'), models.CheckConstraint(condition=models.Q(('last__gte', 0), ('last__lte', 999999)), name='inquiry_counter_last')],
            },
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(fields=['office', '-number'], name='inquiry_office_number'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(fields=['asker_id_no', '-asked_at'], name='inquiry_asker'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='inquiry_inquiry_office_id'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='inquiry_purpose'),
        ),
        migrations.AddIndex(
            model_name='concerned',
            index=models.Index(fields=['id_no', '-at'], name='inquiry_concerned_person'),
        ),
        migrations.AddConstraint(
            model_name='concerned',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='inquiry_concerned_office_id'),
        ),
        migrations.AddConstraint(
            model_name='concerned',
            constraint=models.UniqueConstraint(fields=('inquiry', 'id_type', 'id_no'), name='inquiry_concerned_once'),
        ),
        migrations.RunSQL(triggers.KEPT, migrations.RunSQL.noop),
    ]
