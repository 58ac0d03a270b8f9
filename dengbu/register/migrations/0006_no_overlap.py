from django.db import migrations

from dengbu.register import triggers


class Migration(migrations.Migration):
    """A right that follows none begins after every other of its page has ended."""

    dependencies = [("register", "0005_habitation_and_easement")]
    operations = [migrations.RunSQL(triggers.FIRST_AGAIN, migrations.RunSQL.noop)]
