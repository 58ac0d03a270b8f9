import dengbu.database.ids
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from dengbu.register import triggers


IMMEDIATE = import_module("dengbu.register.migrations.0003_immediate_keys").IMMEDIATE


class Migration(migrations.Migration):
    """Every act on what the register holds: changes, renewals, suits, replaced certificates."""

    dependencies = [
        ('register', '0003_immediate_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='SeizureRenewal',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('recorded_from', models.DateTimeField()),
                ('document_no', models.CharField(max_length=100)),
                ('delivered_at', models.DateTimeField()),
                ('term_days', models.IntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Suit',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('recorded_from', models.DateTimeField()),
                ('sued_on', models.DateField()),
                ('court', models.CharField(max_length=200)),
                ('suit_no', models.CharField(max_length=100)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='mortgage',
            name='register_mortgage_rank',
        ),
        migrations.RemoveConstraint(
            model_name='ownership',
            name='register_ownership_first',
        ),
        migrations.AddField(
            model_name='certificate',
            name='replaces',
            field=models.CharField(max_length=60, null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='document_no',
            field=models.CharField(max_length=100, null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='note',
            field=models.CharField(max_length=400, null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='organ',
            field=models.CharField(max_length=200, null=True),
        ),
        migrations.AddField(
            model_name='mortgage',
            name='fixed_amount',
            field=models.DecimalField(decimal_places=2, max_digits=17, null=True),
        ),
        migrations.AddField(
            model_name='mortgage',
            name='fixing_fact',
            field=models.CharField(max_length=400, null=True),
        ),
        migrations.AddField(
            model_name='mortgage',
            name='previous',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.mortgage'),
        ),
        migrations.AddField(
            model_name='mortgage',
            name='revision',
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='mortgage',
            name='stands_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='rank_key',
            field=models.IntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='mortgage',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.mortgage'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='notice',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.notice'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='objection',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.objection'),
        ),
        migrations.AlterField(
            model_name='mortgage',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', False)), fields=('replaces',), name='register_certificate_replaced'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('mortgage__isnull', False)), fields=('mortgage', 'replaces'), name='register_certificate_mortgage', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('notice__isnull', False)), fields=('notice', 'replaces'), name='register_certificate_notice', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('objection__isnull', False)), fields=('objection', 'replaces'), name='register_certificate_objection', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='mortgage',
            constraint=models.UniqueConstraint(fields=('page', 'rank_key', 'revision'), name='register_mortgage_rank'),
        ),
        migrations.AddConstraint(
            model_name='mortgage',
            constraint=models.UniqueConstraint(condition=models.Q(('previous__isnull', False)), fields=('previous',), name='register_mortgage_successor'),
        ),
        migrations.AddConstraint(
            model_name='mortgage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('previous', None), ('revision', 0)), models.Q(('previous__isnull', False), ('revision__gt', 0)), _connector='OR'), name='register_mortgage_revision'),
        ),
        migrations.AddConstraint(
            model_name='mortgage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fixed_amount', None), ('fixing_fact', None)), models.Q(('fixed_amount__gte', 0), ('fixing_fact__isnull', False)), _connector='OR'), name='register_mortgage_fixed'),
        ),
        migrations.AddField(
            model_name='seizurerenewal',
            name='opened_by',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry'),
        ),
        migrations.AddField(
            model_name='seizurerenewal',
            name='seizure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='register.seizure'),
        ),
        migrations.AddField(
            model_name='suit',
            name='objection',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='suit', to='register.objection'),
        ),
        migrations.AddField(
            model_name='suit',
            name='opened_by',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry'),
        ),
        migrations.AddConstraint(
            model_name='seizurerenewal',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_seizurerenewal_office_id'),
        ),
        migrations.AddConstraint(
            model_name='seizurerenewal',
            constraint=models.CheckConstraint(condition=models.Q(('term_days__gt', 0)), name='register_renewal_term'),
        ),
        migrations.AddConstraint(
            model_name='suit',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='register_suit_office_id'),
        ),
        migrations.RunSQL(triggers.REVISIONS, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.FROZEN_FACTS, migrations.RunSQL.noop),
        migrations.RunSQL(IMMEDIATE, migrations.RunSQL.noop),
    ]
