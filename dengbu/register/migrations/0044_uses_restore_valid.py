from django.db import migrations

RESTORED = ("easement", "operation")


class Migration(migrations.Migration):
    """The new keys hold for all rows; they are read while bookings go on."""

    atomic = False
    dependencies = [("register", "0043_annulment_marks")]
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE register_{name} VALIDATE CONSTRAINT register_{name}_restores",
            migrations.RunSQL.noop,
        )
        for name in RESTORED
    ]
