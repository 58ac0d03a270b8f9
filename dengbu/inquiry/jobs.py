"""By the clock: looks at people's data, and what they showed, as long as the office's terms say."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from dengbu.accounts import api as accounts
from dengbu.casework import api as casework
from dengbu.inquiry import showing
from dengbu.kernel.fault import Faults

log = logging.getLogger("dengbu.inquiry")


@app.periodic(cron="23 2 * * *")
@app.task(name="inquiry.erase_looks", queueing_lock="inquiry.erase_looks")
def erase_looks(timestamp: int) -> None:
    """Erase what has been kept long enough; the leaves of the log remain."""
    erase_old(now=timezone.now())


def erase_old(*, now: datetime) -> int:
    """Of every office, by its own terms: looks, and showings with their checks; how many rows."""
    total = 0
    for office in accounts.offices():
        try:
            terms = casework.inquiry_terms(office=office.code, now=now)
        except Faults:  # an office without terms keeps everything
            continue
        if terms.looks_kept is not None:
            before = now - timedelta(days=terms.looks_kept)
            total += accounts.erase_looks(office.code, before=before, now=now)
        if terms.showing.kept is not None:
            before = now - timedelta(days=terms.showing.kept)
            total += showing.erase_showings(office.code, before=before, now=now)
    if total:
        log.info("looks and showings erased: %s", total)
    return total
