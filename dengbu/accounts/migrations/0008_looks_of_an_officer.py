"""Reads of one officer are found by an index, page by page."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # it holds nobody up

    dependencies = [("accounts", "0007_looks")]

    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS accounts_disclosure_officer",
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            model_name="disclosure",
            index=models.Index(
                fields=["office", "account", "-at"], name="accounts_disclosure_officer"
            ),
        ),
    ]
