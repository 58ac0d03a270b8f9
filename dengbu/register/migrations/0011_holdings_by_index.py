from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a person holds is found by indexes; they are built beside the traffic."""

    atomic = False
    dependencies = [("register", "0010_succession")]
    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS register_holder_party", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "ownershipholder",
            models.Index(
                fields=["party"], include=["ownership", "numerator"], name="register_holder_party"
            ),
        ),
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS register_page_code", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "page",
            models.Index(fields=["id"], include=["unit_code"], name="register_page_code"),
        ),
        migrations.AlterField(
            "ownershipholder",
            "party",
            models.ForeignKey(
                db_index=False,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="register.party",
            ),
        ),
    ]
