"""Showings and their checks are erased when their time has come; their leaves remain."""

from datetime import datetime

from django.db import transaction

from dengbu.inquiry.models import Showing, ShowingCheck, ShowingErased

AT_ONCE = 1_000  # showings, with at most two hundred checks each


def erase_showings(office: str, *, before: datetime, now: datetime) -> int:
    """Erase showings that ended before a moment, each with all its checks; how many rows went.

    What is gone is kept by its number alone, so that an audit still finds what is gone without
    that.
    """
    total = 0
    while True:
        with transaction.atomic():
            old = Showing.objects.filter(office=office, until__lt=before)
            going = list(old.order_by("until", "id").values_list("id", flat=True)[:AT_ONCE])
            if not going:
                return total
            checks = ShowingCheck.objects.filter(showing__in=going)
            names = [*going, *checks.values_list("id", flat=True)]
            ShowingErased.objects.bulk_create(
                (ShowingErased(id=id, office=office, at=now) for id in sorted(names)),
                ignore_conflicts=True,
            )
            total += checks.delete()[0] + Showing.objects.filter(id__in=going).delete()[0]
