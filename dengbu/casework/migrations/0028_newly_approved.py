import django.db.models.deletion
from django.db import migrations, models

import dengbu.database.ids

SAID = models.CheckConstraint(
    condition=models.Q(("finding", "RIGHT"), models.Q(("finding", "WRONG"), models.Q(("note", ""), _negated=True)), _connector="OR"),
    name="casework_shadowfinding_said",
)
KEPT = """
INSERT INTO casework_shadowfinding (id, office, line_id, finding, note, at, by_id, by_name)
  SELECT nextval('dengbu_id_block') * 1000, office, id, finding,
    CASE WHEN finding = 'WRONG' AND note = '' THEN '没有写' ELSE note END,
    coalesce(checked_at, now()), coalesce(checked_by_id, 0), checked_by_name
  FROM casework_shadowline WHERE finding <> '';
UPDATE casework_shadowrun r SET drawn = l.lots FROM (SELECT run_id, max(lot) AS lots
  FROM casework_shadowline WHERE lot IS NOT NULL GROUP BY run_id) l WHERE l.run_id = r.id;
"""


class Migration(migrations.Migration):
    """Findings are rows of their own; the newly approved have a sample and a bound of their own."""

    dependencies = [("casework", "0027_salted_marks")]

    operations = [
        migrations.AddField("shadowrun", "commitment", models.CharField(db_default="", default="", max_length=64)),
        migrations.AddField("shadowrun", "digest", models.CharField(db_default="", default="", max_length=64)),
        migrations.AddField("shadowrun", "newly_population", models.IntegerField(null=True)),
        migrations.AddField("shadowrun", "drawn", models.IntegerField(null=True)),
        migrations.AddField("shadowrun", "newly_bound", models.FloatField(null=True)),
        migrations.AddField("shadowline", "newly_lot", models.IntegerField(null=True)),
        migrations.AlterField("shadowline", "finding", models.CharField(db_default="", default="", max_length=5)),
        migrations.AlterField("shadowline", "note", models.CharField(db_default="", default="", max_length=200)),
        migrations.AlterField("shadowline", "checked_by_name", models.CharField(db_default="", default="", max_length=50)),
        migrations.CreateModel(
            name="ShadowFinding",
            fields=[
                ("id", models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ("office", models.CharField(max_length=6)),
                ("finding", models.CharField(max_length=5)),
                ("note", models.CharField(default="", max_length=200)),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=50)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="casework.shadowline")),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("office", "id"), name="casework_shadowfinding_office_id"),
                    SAID,
                ],
            },
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
