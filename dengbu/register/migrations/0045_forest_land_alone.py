"""Forest land alone says nothing of trees: five columns lose their NOT NULL, which is quick."""

from django.db import migrations, models

TREES = {"tree_owner": 100, "tree_user": 100, "main_species": 200, "category": 4, "origin": 2}


class Migration(migrations.Migration):
    dependencies = [("register", "0044_uses_restore_valid")]

    operations = [
        migrations.AlterField("forestheld", name, models.CharField(max_length=most, null=True))
        for name, most in TREES.items()
    ]
