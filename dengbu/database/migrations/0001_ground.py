from django.db import migrations


class Migration(migrations.Migration):
    """The id sequence and the extensions that the contexts rest on."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE dengbu_id_block START 1",
            "DROP SEQUENCE dengbu_id_block",
        ),
        migrations.RunSQL(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS btree_gist",
            migrations.RunSQL.noop,
        ),
    ]
