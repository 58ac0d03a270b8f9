"""Jobs of the house itself, by the clock."""

from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

from dengbu.site.draws import pack_draws

KEPT = 72  # hours that finished jobs are kept for a look; failed ones stay


@app.periodic(cron="17 * * * *")
@app.task(name="site.clear_sessions", queueing_lock="site.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Remove the sessions that have expired."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@app.periodic(cron="47 3 * * *")
@app.task(name="site.clear_jobs", queueing_lock="site.clear_jobs", pass_context=True)
async def clear_jobs(context: JobContext, timestamp: int) -> None:
    """Remove jobs that were done days ago."""
    await builtin_tasks.remove_old_jobs(context, max_hours=KEPT)


@app.periodic(cron="51 4 * * *")
@app.task(name="site.pack_draws", queueing_lock="site.pack_draws")
def pack_each_night(timestamp: int) -> None:
    """Every night, after the office's own verification: what anybody verifies the draws with."""
    pack_draws()


@app.periodic(cron="*/10 * * * *")
@app.task(name="site.pack_first_draws", queueing_lock="site.pack_first_draws")
def pack_the_first(timestamp: int) -> None:
    """Of an office of which there is nothing to fetch yet: soon, and not only the next night."""
    pack_draws(first_only=True)
