"""Papers leave leaves, also before they carry a proof; revocations and holders are rows only added.

The columns in which revocations stood stay in the table for one release, unread, so that a process
of the release before goes on.
"""

import django.db.models.deletion
from django.db import migrations, models

import dengbu.database.ids

KEEP = """
INSERT INTO evidence_sealrevocation (id, office, seal_id, since, at, by, reason)
  SELECT id, office, id, revoked_from, revoked_at, '以前的记录', reason FROM evidence_sealused
  WHERE revoked_at IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE evidence_sealused ALTER COLUMN reason SET DEFAULT '';
"""
LEAVE = "ALTER TABLE evidence_sealused ALTER COLUMN reason DROP DEFAULT"
NEVER = """
CREATE FUNCTION evidence_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER evidence_sealrevocation_added BEFORE UPDATE OR DELETE ON evidence_sealrevocation
  FOR EACH ROW EXECUTE FUNCTION evidence_only_added();
CREATE TRIGGER evidence_sealholding_added BEFORE UPDATE OR DELETE ON evidence_sealholding
  FOR EACH ROW EXECUTE FUNCTION evidence_only_added();
"""
AGAIN = """
DROP TRIGGER evidence_sealrevocation_added ON evidence_sealrevocation;
DROP TRIGGER evidence_sealholding_added ON evidence_sealholding;
DROP FUNCTION evidence_only_added();
"""
ID = {"editable": False, "primary_key": True, "serialize": False}


def _row() -> list[tuple[str, models.Field]]:
    return [
        ("id", models.BigIntegerField(default=dengbu.database.ids.next_id, **ID)),
        ("office", models.CharField(max_length=6)),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ("evidence", "0005_papers_in_two_forms"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealRevocation",
            fields=[
                *_row(),
                ("since", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=100)),
                ("reason", models.CharField(max_length=200)),
                ("seal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="revocations", to="evidence.sealused")),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("office", "id"), name="evidence_sealrevocation_office_id"),
                    models.UniqueConstraint(fields=("seal", "since"), name="evidence_sealrevocation_once"),
                    models.CheckConstraint(condition=models.Q(models.Q(("reason", ""), _negated=True), models.Q(("by", ""), _negated=True)), name="evidence_sealrevocation_said"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealHolding",
            fields=[
                *_row(),
                ("fingerprint", models.CharField(max_length=64)),
                ("holder", models.CharField(max_length=100)),
                ("since", models.DateTimeField()),
                ("before", models.CharField(max_length=200)),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("office", "id"), name="evidence_sealholding_office_id"),
                    models.UniqueConstraint(fields=("fingerprint", "since"), name="evidence_sealholding_once"),
                ],
            },
        ),
        migrations.RunSQL(KEEP, LEAVE),
        migrations.RunSQL(NEVER, AGAIN),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="sealused", name="evidence_sealused_revoked"),
                migrations.RemoveField(model_name="sealused", name="revoked_at"),
                migrations.RemoveField(model_name="sealused", name="revoked_from"),
                migrations.RemoveField(model_name="sealused", name="reason"),
            ],
        ),
        migrations.AddField(
            model_name="sealedpaper",
            name="proved",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.RemoveConstraint(model_name="sealedpaper", name="evidence_sealedpaper_once"),
        migrations.AddConstraint(
            model_name="sealedpaper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("proved", True)),
                fields=("subject", "form", "seal"),
                name="evidence_sealedpaper_given",
            ),
        ),
    ]
