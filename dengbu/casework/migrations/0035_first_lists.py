from django.db import migrations, models

STANDING = """
INSERT INTO casework_shadowrun (id, office, service, rules, against, seed, state, begun_at,
    begun_by_id, begun_by_name, counted_to, counts, proposed_by_name, reason, forced_by_name)
  SELECT nextval('dengbu_id_block') * 1000, f.office, f.code, f.rules, '[]', '', 'IN_FORCE',
    f.valid_from, 0, '', 0, '{}', '', '', ''
  FROM (SELECT DISTINCT ON (office, code) office, code, content->'autopilot' AS rules, valid_from
    FROM casework_serviceversion WHERE content->'autopilot' <> '[]'
    ORDER BY office, code, version) f
  WHERE NOT EXISTS (SELECT FROM casework_shadowrun r
    WHERE r.office = f.office AND r.service = f.code AND r.state = 'IN_FORCE');
"""
AGAIN = "DELETE FROM casework_shadowrun WHERE begun_by_id = 0 AND forced_by_id IS NULL;"


class Migration(migrations.Migration):
    """A first list of rules is a candidate from now on; what is in force today stays in force."""

    dependencies = [("casework", "0034_witnesses_tried")]

    operations = [
        migrations.RunSQL(STANDING, AGAIN),
        migrations.AddConstraint(
            model_name="shadowrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "IN_FORCE"), _negated=True) | models.Q(("forced_by_id__isnull", False)) | models.Q(("begun_by_id", 0)),
                name="casework_shadow_forced",
            ),
        ),
    ]
