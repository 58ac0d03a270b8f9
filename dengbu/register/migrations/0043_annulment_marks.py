from django.db import migrations

from dengbu.register import triggers


class Migration(migrations.Migration):
    """A page tells that one of its entries was annulled."""

    dependencies = [("register", "0042_operation_restores")]
    operations = [
        migrations.RunSQL(triggers.ALONE, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.ANNULLED, migrations.RunSQL.noop),
    ]
