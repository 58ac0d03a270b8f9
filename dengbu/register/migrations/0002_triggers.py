from django.db import migrations

from dengbu.register import triggers


class Migration(migrations.Migration):
    """Invariants that constraints cannot say."""

    dependencies = [("register", "0001_initial")]
    operations = [
        migrations.RunSQL(triggers.HOLDERS, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.CHAIN, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.FROZEN, migrations.RunSQL.noop),
    ]
