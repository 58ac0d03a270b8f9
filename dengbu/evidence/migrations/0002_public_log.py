"""Leaves become entries that can be published; tiles, keys, checkpoints, witnesses.

An entry cannot be worked out from the hash of an older leaf, and a tree cannot change its leaves:
a database with leaves of before is built anew (decision 33).
"""

import django.db.models.deletion
import dengbu.database.ids
from django.db import migrations, models

OLDER = (
    "DO $$ BEGIN IF EXISTS (SELECT 1 FROM evidence_leaf) THEN RAISE EXCEPTION"
    " '存证日志换了公开格式，这个库里还有旧格式的存证：演示库和测速库请删掉重建（见 docs/decisions/0033）';"
    " END IF; END $$"
)


def _own(name, fields, constraints=(), indexes=()):
    """A table of an office."""
    return migrations.CreateModel(
        name=name,
        fields=[
            ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
            ('office', models.CharField(max_length=6)),
            *fields,
        ],
        options={
            'abstract': False,
            'constraints': [
                models.UniqueConstraint(fields=('office', 'id'), name=f'evidence_{name.lower()}_office_id'),
                *constraints,
            ],
            'indexes': list(indexes),
        },
    )


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(OLDER, migrations.RunSQL.noop),
        migrations.RemoveField(model_name='leaf', name='hash'),
        migrations.AddField(model_name='leaf', name='entry', field=models.BinaryField(max_length=66), preserve_default=False),
        _own('LogTile', [
            ('level', models.SmallIntegerField()),
            ('number', models.BigIntegerField()),
            ('hashes', models.BinaryField(max_length=8192)),
            ('root', models.BinaryField(max_length=32)),
        ], [models.UniqueConstraint(fields=('office', 'level', 'number'), name='evidence_tile_place')]),
        _own('LogKey', [
            ('verifier', models.CharField(max_length=300)),
            ('since', models.DateTimeField()),
            ('since_size', models.BigIntegerField()),
            ('until', models.DateTimeField(null=True)),
            ('until_size', models.BigIntegerField(null=True)),
            ('reason', models.CharField(default='', max_length=100)),
        ], [models.UniqueConstraint(fields=('office', 'verifier'), name='evidence_key_once')]),
        _own('LogCheckpoint', [
            ('size', models.BigIntegerField()),
            ('root', models.BinaryField(max_length=32)),
            ('note', models.TextField()),
            ('made_at', models.DateTimeField()),
        ], [], [models.Index(fields=['office', '-size', '-id'], name='evidence_checkpoint_size')]),
        _own('Witness', [
            ('verifier', models.CharField(max_length=300)),
            ('address', models.CharField(max_length=300)),
            ('since', models.DateTimeField()),
            ('until', models.DateTimeField(null=True)),
        ], [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('office', 'verifier'), name='evidence_witness_once')]),
        _own('Cosignature', [
            ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='evidence.logcheckpoint')),
            ('witness', models.CharField(max_length=300)),
            ('line', models.CharField(max_length=500)),
            ('at', models.DateTimeField()),
        ], [models.UniqueConstraint(fields=('checkpoint', 'witness'), name='evidence_cosignature_once')]),
        _own('Fork', [
            ('source', models.CharField(max_length=300)),
            ('note', models.TextField()),
            ('why', models.CharField(max_length=300)),
            ('seen_at', models.DateTimeField()),
            ('digest', models.CharField(max_length=64)),
        ], [models.UniqueConstraint(fields=('office', 'digest'), name='evidence_fork_once')]),
    ]
