from django.db import migrations

from dengbu.casework import triggers


class Migration(migrations.Migration):
    """A family on which a case rests is refused every change."""

    dependencies = [("casework", "0015_successions")]
    operations = [migrations.RunSQL(triggers.FAMILIES, migrations.RunSQL.noop)]
