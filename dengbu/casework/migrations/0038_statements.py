from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

from dengbu.casework import triggers


class Migration(migrations.Migration):
    """A statement of loss that nothing waits for, and what a notice was about."""

    dependencies = [("casework", "0037_homes_asked")]

    operations = [
        migrations.AddField(
            "notice", "content", models.CharField(db_default="", default="", max_length=64)
        ),
        migrations.RunSQL(triggers.NOTICE_CONTENT, migrations.RunSQL.noop),
        migrations.RemoveConstraint("notice", "casework_notice_period"),
        AddConstraintNotValid(
            "notice",
            models.CheckConstraint(
                condition=Q(kept_days__gte=0, ends_at__gte=F("published_end"))
                & (
                    Q(days__gt=0, published_end__gt=F("published_at"))
                    | Q(
                        days=0, kind="LOST", published_end=F("published_at"), outcome="RAN"
                    )
                ),
                name="casework_notice_stands",
            ),
        ),
    ]
