from django.db import migrations, models


class Migration(migrations.Migration):
    """Mortgages of the land operation right. One table a migration."""

    dependencies = [("register", "0038_operations")]
    operations = [
        migrations.AddField("mortgage", "of_operation", models.BooleanField(null=True)),
    ]
