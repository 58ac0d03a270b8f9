"""Jobs of the house itself, by the clock."""

from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

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
