"""What follows an entry: one job a batch, deferred in the transaction that booked it; and by the
clock, the end of public notices, seeds of draws, and the checks of lists, draws and money.

A job may run again after a crash, so every effect bears it: messages are unique, and each hook
must leave alone what it finds done.
"""

import logging
from collections.abc import Callable, Sequence

import procrastinate
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from dengbu.casework import messages
from dengbu.casework.dispatch import dispatch_waiting
from dengbu.casework.dispatching import check_all, prepare
from dengbu.casework.list_check import misplaced
from dengbu.casework.mortgaged.ending import end_expired, note_late
from dengbu.casework.mortgaged.idle import idle_money
from dengbu.casework.notices import end_notices
from dengbu.casework.payments.reconciling import reconcile_yesterday
from dengbu.casework.reminding import remind

log = logging.getLogger("dengbu.casework")
FollowUp = Callable[[list[int]], None]
FOLLOW_UPS: list[FollowUp] = []
"""What else follows an entry, such as rendering certificates; the site adds to it on start."""

TRIES = 8
FIRST_WAIT = 2  # seconds, growing with every try


@app.task(
    name="casework.follow_up",
    queue="follow_up",
    retry=procrastinate.RetryStrategy(max_attempts=TRIES, exponential_wait=FIRST_WAIT),
)
def follow_up(case_ids: list[int]) -> None:
    """Tell the parties of entered cases, then run every hook; an error lets it all run again."""
    run_follow_ups(case_ids, FOLLOW_UPS)


def run_follow_ups(case_ids: list[int], hooks: Sequence[FollowUp]) -> None:
    """The work of the job. A hook that fails does not keep the others from their work."""
    with transaction.atomic():
        messages.tell_entered(case_ids, at=timezone.now())
    errors = []
    for hook in hooks:
        try:
            hook(case_ids)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("follow-ups failed", errors)


@app.periodic(cron="*/5 * * * *")
@app.task(name="casework.end_notices", queueing_lock="casework.end_notices")
def close_notices(timestamp: int) -> None:
    """Close the public notices that have run: soon after closing time, whenever that is.

    However late it runs, the clock of a case runs on from the end of its notice.
    """
    end_notices(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="casework.dispatch_waiting", queueing_lock="casework.dispatch_waiting")
def draw_for_waiting(timestamp: int) -> None:
    """Give cases that nobody could examine to whoever can by now."""
    dispatch_waiting(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="casework.end_transfers", queueing_lock="casework.end_transfers")
def end_transfers(timestamp: int) -> None:
    """End sales under mortgage whose time is over, and tell who is late after an entry."""
    now = timezone.now()
    end_expired(now=now)
    note_late(now=now)


@app.periodic(cron="*/15 * * * *")
@app.task(name="casework.remind", queueing_lock="casework.remind")
def remind_holders(timestamp: int) -> None:
    """While an office is open: tell who holds a case that its time is nearly over, or over."""
    remind(now=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="casework.prepare_seeds", queueing_lock="casework.prepare_seeds")
def prepare_seeds(timestamp: int) -> None:
    """Commit to the seeds of tomorrow's draws, so that they are in the log long before."""
    prepare(now=timezone.now())


@app.periodic(cron="41 4 * * *")
@app.task(name="casework.verify_draws", queueing_lock="casework.verify_draws")
def verify_draws(timestamp: int) -> None:
    """Every night: tell the seeds of yesterday, and verify all draws as anybody would.

    A violation makes the job fail, so that it stays where failed jobs are looked at.
    """
    found = check_all(now=timezone.now())
    if found:
        raise RuntimeError(f"{found} draws of examiners are not as they must be")


@app.periodic(cron="23 3 * * *")
@app.task(name="casework.check_lists", queueing_lock="casework.check_lists")
def check_lists(timestamp: int) -> None:
    """Every night: an open case that is in no work list, or in two, is named in the log.

    The job then fails, so that it stays where failed jobs are looked at.
    """
    found = misplaced(now=timezone.now())
    for case in found:
        log.error("case %s (%s) is in lists %s", case.case_no, case.status, list(case.lists))
    if found:
        raise RuntimeError(f"{len(found)} open cases are not in exactly one work list")


@app.periodic(cron="31 4 * * *")
@app.task(name="casework.check_money", queueing_lock="casework.check_money")
def check_money(timestamp: int) -> None:
    """Every night: money of a sale under mortgage that is held with no clock running is named.

    The job then fails, so that it stays where failed jobs are looked at.
    """
    found = idle_money(now=timezone.now())
    for one in found:
        log.error("case %s: transfer %s", one.case_no, one)
    if found:
        raise RuntimeError(f"{len(found)} sales under mortgage hold money with no clock running")


@app.periodic(cron="12 6 * * *")
@app.task(name="casework.reconcile", queueing_lock="casework.reconcile")
def reconcile_days(timestamp: int) -> None:
    """Every morning: the money of yesterday against the treasury's statement, office by office.

    Differences wait for the cashier on the page of accounts; an office whose statement could not
    be had makes the job fail, so that it stays where failed jobs are looked at.
    """
    missed = reconcile_yesterday(now=timezone.now())
    if missed:
        raise RuntimeError(f"no statement for {', '.join(missed)}")
