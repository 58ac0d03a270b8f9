from django.db import migrations

# Django declares foreign keys as deferred: all of a batch would then be checked after the last
# statement, while nothing else is left to do. Checked at once, PostgreSQL works through them while
# the next table is being prepared, and a broken reference names the statement that made it.
IMMEDIATE = """
DO $$
DECLARE key record;
BEGIN
  FOR key IN SELECT conrelid::regclass AS table_name, conname FROM pg_constraint
              WHERE contype = 'f' AND condeferrable AND conrelid::regclass::text LIKE 'register\\_%'
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I NOT DEFERRABLE',
                   key.table_name, key.conname);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """Foreign keys of the register are checked by the statement that writes them."""

    dependencies = [("register", "0002_triggers")]
    operations = [migrations.RunSQL(IMMEDIATE, migrations.RunSQL.noop)]
