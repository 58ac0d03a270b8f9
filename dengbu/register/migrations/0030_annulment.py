from importlib import import_module

import dengbu.database.ids
import django.db.models.deletion
from django.db import migrations, models

from dengbu.register import triggers

IMMEDIATE = import_module("dengbu.register.migrations.0003_immediate_keys").IMMEDIATE
RESTORED = ("ownership", "mortgage", "notice", "habitation")


def _column(name: str) -> str:
    """Nothing of the table is read: the next migration looks at its rows, without holding it."""
    return f"""
ALTER TABLE register_{name} ADD COLUMN restores_id bigint,
  ADD CONSTRAINT register_{name}_restores FOREIGN KEY (restores_id)
    REFERENCES register_{name} (id) NOT VALID;
"""


def _state(name: str) -> migrations.AddField:
    return migrations.AddField(
        model_name=name,
        name="restores",
        field=models.ForeignKey(
            db_index=False,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to=f"register.{name}",
        ),
    )


class Migration(migrations.Migration):
    """Entries that were undone by an effective judgment or decision, and what stands again."""

    dependencies = [("register", "0011_holdings_by_index")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "".join(_column(name) for name in RESTORED),
                    "".join(
                        f"ALTER TABLE register_{name} DROP COLUMN restores_id;" for name in RESTORED
                    ),
                )
            ],
            state_operations=[_state(name) for name in RESTORED],
        ),
        migrations.CreateModel(
            name='Annulment',
            fields=[
                ('id', models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ('office', models.CharField(max_length=6)),
                ('recorded_from', models.DateTimeField()),
                ('annulled', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.entry')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('office', 'id'), name='register_annulment_office_id'), models.CheckConstraint(condition=models.Q(('annulled__lt', models.F('opened_by'))), name='register_annulment_earlier')],
            },
        ),
        migrations.RunSQL(IMMEDIATE, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.ANNULMENT, migrations.RunSQL.noop),
    ]
