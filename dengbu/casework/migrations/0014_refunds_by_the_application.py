from django.db import migrations

from dengbu.casework import triggers


class Migration(migrations.Migration):
    """A refund locks an order, which the application may, and no payment, which it may not."""

    dependencies = [("casework", "0013_versions_in_succession")]

    operations = [migrations.RunSQL(triggers.REFUND_FITS, migrations.RunSQL.noop)]
