import dengbu.casework.rules.payments
import dengbu.database.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from dengbu.casework import triggers


class Migration(migrations.Migration):
    """Payment orders, the money of each, the treasury's messages, and reconciliations."""

    dependencies = [
        ('accounts', '0002_disclosures'),
        ('casework', '0006_work_lists_filled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('transaction_no', models.CharField(max_length=40)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=15)),
                ('receipt_no', models.CharField(default='', max_length=40)),
                ('paid_at', models.DateTimeField()),
                ('heard_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PaymentOrder',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('seq', models.SmallIntegerField()),
                ('number', models.CharField(max_length=24)),
                ('payer', models.CharField(max_length=100)),
                ('payer_role', models.CharField(max_length=16)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=15)),
                ('before_entry', models.BooleanField()),
                ('state', models.CharField(default=dengbu.casework.rules.payments.OrderState['ISSUED'], max_length=10)),
                ('issued_at', models.DateTimeField()),
                ('code', models.CharField(default='', max_length=40)),
                ('told_at', models.DateTimeField(null=True)),
                ('ask_at', models.DateTimeField(null=True)),
                ('asks', models.IntegerField(default=0)),
                ('paid_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('day', models.DateField()),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=50)),
                ('ours', models.IntegerField()),
                ('ours_sum', models.DecimalField(decimal_places=2, max_digits=15)),
                ('theirs', models.IntegerField()),
                ('theirs_sum', models.DecimalField(decimal_places=2, max_digits=15)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReconciliationDifference',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('seq', models.IntegerField()),
                ('kind', models.CharField(max_length=14)),
                ('order_no', models.CharField(max_length=40)),
                ('reference', models.CharField(max_length=40)),
                ('ours', models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ('theirs', models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ('said', models.CharField(max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('seq', models.SmallIntegerField()),
                ('number', models.CharField(max_length=30)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=15)),
                ('reason', models.CharField(max_length=100)),
                ('due_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
                ('ask_at', models.DateTimeField(null=True)),
                ('asks', models.IntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
                ('reference', models.CharField(default='', max_length=40)),
                ('failure', models.CharField(default='', max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TreasuryMessage',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('key', models.CharField(max_length=120)),
                ('way', models.CharField(max_length=9)),
                ('kind', models.CharField(max_length=13)),
                ('digest', models.CharField(max_length=64)),
                ('content', models.JSONField()),
                ('outcome', models.CharField(max_length=7)),
                ('said', models.CharField(max_length=200)),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='paymentorder',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='casework.case'),
        ),
        migrations.AddField(
            model_name='payment',
            name='order',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='casework.paymentorder'),
        ),
        migrations.AddIndex(
            model_name='reconciliation',
            index=models.Index(fields=['office', '-day', '-at'], name='casework_reconciliation_day'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='casework_reconciliation_office_id'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=models.CheckConstraint(condition=models.Q(('ours__gte', 0), ('theirs__gte', 0)), name='casework_reconciliation_counts'),
        ),
        migrations.AddField(
            model_name='reconciliationdifference',
            name='reconciliation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='casework.reconciliation'),
        ),
        migrations.AddField(
            model_name='refund',
            name='order',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='casework.paymentorder'),
        ),
        migrations.AddField(
            model_name='refund',
            name='payment',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='casework.payment'),
        ),
        migrations.AddField(
            model_name='treasurymessage',
            name='order',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='casework.paymentorder'),
        ),
        migrations.AddIndex(
            model_name='paymentorder',
            index=models.Index(condition=models.Q(('ask_at__isnull', False)), fields=['ask_at', 'id'], name='casework_order_asks'),
        ),
        migrations.AddIndex(
            model_name='paymentorder',
            index=models.Index(fields=['office', 'issued_at'], name='casework_order_issued'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='casework_paymentorder_office_id'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.UniqueConstraint(fields=('number',), name='casework_order_number'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.UniqueConstraint(fields=('case', 'seq'), name='casework_order_seq'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='casework_order_amount'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ISSUED', 'PAID', 'FAILED', 'CANCELLED', 'REFUND_DUE', 'REFUNDED'])), name='casework_order_state'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'PAID'), _negated=True), models.Q(('closed_at', None), ('paid_at__isnull', False)), _connector='OR'), name='casework_order_paid'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state__in', ['ISSUED', 'PAID', 'FAILED'])), models.Q(('closed_at__isnull', False), ('state__in', ['CANCELLED', 'REFUND_DUE', 'REFUNDED'])), _connector='OR'), name='casework_order_closed'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['order'], name='casework_payment_order'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['office', 'paid_at'], name='casework_payment_day'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='casework_payment_office_id'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('transaction_no',), name='casework_payment_transaction'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='casework_payment_amount'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationdifference',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='casework_reconciliationdifference_office_id'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationdifference',
            constraint=models.UniqueConstraint(fields=('reconciliation', 'seq'), name='casework_difference_seq'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationdifference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ours', None), _negated=True), models.Q(('theirs', None), _negated=True), _connector='OR'), name='casework_difference_real'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('ask_at__isnull', False)), fields=['ask_at', 'id'], name='casework_refund_asks'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['payment'], name='casework_refund_payment'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('done_at__isnull', False)), fields=['office', 'done_at'], name='casework_refund_day'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='casework_refund_office_id'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('number',), name='casework_refund_number'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('order', 'seq'), name='casework_refund_seq'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='casework_refund_amount'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('done_at', None), ('told_at__isnull', False), _connector='OR'), name='casework_refund_done'),
        ),
        migrations.AddIndex(
            model_name='treasurymessage',
            index=models.Index(fields=['order', 'id'], name='casework_treasurymessage_order'),
        ),
        migrations.AddIndex(
            model_name='treasurymessage',
            index=models.Index(condition=models.Q(('outcome', 'FINDING')), fields=['office', '-received_at'], name='casework_treasurymessage_found'),
        ),
        migrations.AddConstraint(
            model_name='treasurymessage',
            constraint=models.UniqueConstraint(fields=('office', 'id'), name='casework_treasurymessage_office_id'),
        ),
        migrations.AddConstraint(
            model_name='treasurymessage',
            constraint=models.UniqueConstraint(fields=('key',), name='casework_treasurymessage_key'),
        ),
        migrations.AddConstraint(
            model_name='treasurymessage',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['APPLIED', 'KNOWN', 'FINDING']), ('way__in', ['NOTICE', 'ASKED', 'DESK'])), name='casework_treasurymessage_outcome'),
        ),
        migrations.RunSQL(triggers.PAYMENTS, migrations.RunSQL.noop),
    ]
