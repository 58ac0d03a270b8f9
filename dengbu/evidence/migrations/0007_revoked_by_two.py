"""Two officers revoke a seal on the screen: the web may add what they said, and nothing else."""

import django.db.models.deletion
from django.db import migrations, models

import dengbu.database.ids

# The clock is the database's: what the web says may be some minutes old, and never of the future.
TWO = """
CREATE FUNCTION evidence_revocation_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.answered IS NOT NULL OR NEW.asked_at < clock_timestamp() - interval '10 minutes'
        OR NEW.asked_at > clock_timestamp() + interval '10 minutes' THEN
      RAISE EXCEPTION 'a revocation is asked for now, and answered later'
        USING ERRCODE = 'restrict_violation';
    END IF;
  ELSIF OLD.answered IS NOT NULL THEN
    RAISE EXCEPTION 'it was answered' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evidence_revocation_asked BEFORE INSERT OR UPDATE ON evidence_revocationasked
  FOR EACH ROW EXECUTE FUNCTION evidence_revocation_asked();
CREATE FUNCTION evidence_revoked_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (SELECT FROM evidence_revocationasked a WHERE a.seal_id = NEW.seal_id
      AND a.answered AND a.asked_at = NEW.since) THEN
    RAISE EXCEPTION 'two officers revoke a seal, from the moment at which the first of them said so'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evidence_revoked_by_two BEFORE INSERT ON evidence_sealrevocation
  FOR EACH ROW EXECUTE FUNCTION evidence_revoked_by_two();
"""
AGAIN = """
DROP TRIGGER evidence_revoked_by_two ON evidence_sealrevocation;
DROP FUNCTION evidence_revoked_by_two();
DROP TRIGGER evidence_revocation_asked ON evidence_revocationasked;
DROP FUNCTION evidence_revocation_asked();
"""


class Migration(migrations.Migration):

    dependencies = [("evidence", "0006_receipts_and_revocations")]

    operations = [
        migrations.CreateModel(
            name="RevocationAsked",
            fields=[
                ("id", models.BigIntegerField(default=dengbu.database.ids.next_id, editable=False, primary_key=True, serialize=False)),
                ("office", models.CharField(max_length=6)),
                ("reason", models.CharField(max_length=200)),
                ("asked_by", models.BigIntegerField()),
                ("asked_name", models.CharField(max_length=50)),
                ("asked_at", models.DateTimeField()),
                ("answered", models.BooleanField(null=True)),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_name", models.CharField(default="", max_length=50)),
                ("answered_at", models.DateTimeField(null=True)),
                ("seal", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.sealused")),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("office", "id"), name="evidence_revocationasked_office_id"),
                    models.UniqueConstraint(condition=models.Q(("answered", None)), fields=("seal",), name="evidence_revocationasked_once"),
                    models.CheckConstraint(condition=models.Q(models.Q(("reason", ""), _negated=True), models.Q(("asked_name", ""), _negated=True)), name="evidence_revocationasked_said"),
                    models.CheckConstraint(condition=models.Q(models.Q(("answered", None), ("answered_at", None), ("answered_by", None), ("answered_name", "")), models.Q(("answered__isnull", False), ("answered_at__isnull", False), ("answered_by__isnull", False), models.Q(("answered_by", models.F("asked_by")), _negated=True)), _connector="OR"), name="evidence_revocationasked_two"),
                ],
            },
        ),
        migrations.RunSQL(TWO, AGAIN),
    ]
