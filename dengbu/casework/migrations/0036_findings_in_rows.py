from django.db import migrations


class Migration(migrations.Migration):
    """What was found of a lot is in rows of its own since 0028: its old columns go.

    Bookings, approvals and entries do not touch the table. What the release before counts in shadow
    fails until it is replaced, and goes on where it was.
    """

    dependencies = [("casework", "0035_first_lists")]

    operations = [
        migrations.RemoveConstraint("shadowline", "casework_shadowline_finding"),
        migrations.RemoveField("shadowline", "finding"),
        migrations.RemoveField("shadowline", "note"),
        migrations.RemoveField("shadowline", "checked_at"),
        migrations.RemoveField("shadowline", "checked_by_id"),
        migrations.RemoveField("shadowline", "checked_by_name"),
    ]
