"""By the clock: looks at people's data are kept as long as the office's terms say."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.kernel.fault import Faults

log = logging.getLogger("dengbu.inquiry")


@app.periodic(cron="23 2 * * *")
@app.task(name="inquiry.erase_looks", queueing_lock="inquiry.erase_looks")
def erase_looks(timestamp: int) -> None:
    """Erase what has been kept long enough; the leaves of the log remain."""
    erase_old(now=timezone.now())


def erase_old(*, now: datetime) -> int:
    """Of every office, by its own terms; how many rows went."""
    total = 0
    for office in accounts.offices():
        try:
            kept = casework.inquiry_terms(office=office.code, now=now).looks_kept
        except Faults:  # an office without terms keeps everything
            continue
        if kept is not None:
            total += accounts.erase_looks(office.code, before=now - timedelta(days=kept), now=now)
    if total:
        log.info("looks erased: %s", total)
    return total
