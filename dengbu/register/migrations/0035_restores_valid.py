from django.db import migrations

RESTORED = ("ownership", "mortgage", "notice", "habitation")


class Migration(migrations.Migration):
    """The new keys hold for all rows; they are read while bookings go on."""

    atomic = False
    dependencies = [("register", "0034_annulment")]
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE register_{name} VALIDATE CONSTRAINT register_{name}_restores",
            migrations.RunSQL.noop,
        )
        for name in RESTORED
    ]
