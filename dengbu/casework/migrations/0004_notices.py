import dengbu.database.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from dengbu.casework import triggers


class Migration(migrations.Migration):
    """Public notices, the objections to them, and their numbers."""

    dependencies = [
        ('casework', '0003_standing_clocks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('number', models.CharField(max_length=16)),
                ('kind', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=100)),
                ('text', models.TextField()),
                ('address', models.CharField(max_length=200)),
                ('days', models.SmallIntegerField()),
                ('published_at', models.DateTimeField()),
                ('published_end', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('published_by_name', models.CharField(max_length=50)),
                ('kept_days', models.IntegerField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(default='', max_length=10)),
                ('ended_by_name', models.CharField(default='', max_length=50)),
                ('end_reason', models.CharField(default='', max_length=200)),
                ('shown_until', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='casework.case')),
                ('published_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NoticeCounter',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('year', models.SmallIntegerField()),
                ('last', models.IntegerField(default=0)),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('office', 'id'), name='casework_noticecounter_office_id'), models.UniqueConstraint(fields=('office', 'year'), name='casework_noticecounter_year'), models.CheckConstraint(condition=models.Q(('last__gte', 0), ('last__lte', 999999)), name='casework_noticecounter_last')],
            },
        ),
        migrations.CreateModel(
            name='NoticeObjection',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('seq', models.IntegerField()),
                ('name', models.CharField(max_length=100)),
                ('id_type', models.CharField(max_length=2)),
                ('id_no', models.CharField(max_length=40)),
                ('phone', models.CharField(max_length=20)),
                ('what', models.CharField(max_length=1000)),
                ('matter', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
                ('decision', models.CharField(default='', max_length=10)),
                ('decided_by_name', models.CharField(default='', max_length=50)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(default='', max_length=500)),
                ('decided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='casework.notice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['ends_at'], name='casework_notice_ends'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['case'], name='casework_notice_case'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['published_at', 'id'], name='casework_notice_published'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='casework_notice_office_id'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('number',), name='casework_notice_number'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='casework_notice_running'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['FIRST', 'INHERITANCE', 'LOST', 'CORRECTION', 'CANCELLATION'])), name='casework_notice_kind'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('days__gt', 0), ('ends_at__gte', models.F('published_end')), ('kept_days__gte', 0), ('published_end__gt', models.F('published_at'))), name='casework_notice_period'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('outcome', ''), ('shown_until', None)), models.Q(('ended_at__gte', models.F('published_at')), ('outcome__in', ['RAN', 'TAKEN_BACK', 'WITHDRAWN', 'REFUSED']), ('shown_until__gte', models.F('ended_at'))), _connector='OR'), name='casework_notice_ended'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'RAN'), _negated=True), ('ended_at', models.F('ends_at')), _connector='OR'), name='casework_notice_ran'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'TAKEN_BACK'), _negated=True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='casework_notice_taken_back'),
        ),
        migrations.AddConstraint(
            model_name='noticeobjection',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='casework_noticeobjection_office_id'),
        ),
        migrations.AddConstraint(
            model_name='noticeobjection',
            constraint=models.UniqueConstraint(fields=('notice', 'seq'), name='casework_objection_seq'),
        ),
        migrations.AddConstraint(
            model_name='noticeobjection',
            constraint=models.UniqueConstraint(fields=('notice', 'id_type', 'id_no', 'matter'), name='casework_objection_once'),
        ),
        migrations.AddConstraint(
            model_name='noticeobjection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decision', ''), ('reason', '')), models.Q(('decided_at__gte', models.F('received_at')), ('decided_by__isnull', False), ('decision__in', ['FOUNDED', 'UNFOUNDED']), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='casework_objection_decided'),
        ),
        migrations.RunSQL(triggers.NOTICES, migrations.RunSQL.noop),
    ]
