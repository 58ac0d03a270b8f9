from django.db import migrations

from dengbu.casework import triggers_dispatch


class Migration(migrations.Migration):
    """Desks are noted from now on, beginning with what lies on them."""

    dependencies = [("casework", "0021_dispatch_ledger")]
    operations = [migrations.RunSQL(triggers_dispatch.DESKS, migrations.RunSQL.noop)]
