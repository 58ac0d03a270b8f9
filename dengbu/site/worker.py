"""The worker: procrastinate's jobs in one thread, the engines of `wiring` in three others, of which
two wait for other departments.

All outlive a restart of PostgreSQL: they wait a little longer after each failure. The heartbeat,
which `/healthz` reads, stops when any thread has ended.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

import procrastinate
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django import connector_params
from procrastinate.exceptions import ConnectorException

from dengbu.database.waits import is_gone
from dengbu.site.health import WORKER, beat
from dengbu.site.wiring import ASKING, ENGINES, OUTWARD, Step

log = logging.getLogger(__name__)
GATHER = 0.1  # seconds between turns: one costs the same for a case as for fifty
REST, REST_AFTER = (
    0.3,
    20,
)  # seconds between turns after so many without work: nights and small offices
FULL = 200  # rows; a turn that did so many is followed by the next at once
BEAT = 2.0  # seconds
DEAD_AFTER = 10.0  # seconds without a beat after which a job worker counts as killed
REVIVE = 3.0  # seconds between looks for jobs of killed workers
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds after a failure, doubling


class Pause:
    """Waiting that doubles with every failure in a row."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._seconds = FIRST_PAUSE

    def wait(self) -> None:
        """Wait for the current pause, or until told to stop."""
        self._stop.wait(self._seconds)
        self._seconds = min(self._seconds * 2, LONGEST_PAUSE)

    def reset(self) -> None:
        """Things work again."""
        self._seconds = FIRST_PAUSE


def turn(engines: Iterable[Step]) -> int:
    """Run each engine once; how many rows they did. One that fails does not stop the others."""
    done = 0
    failure: Exception | None = None
    for engine in engines:
        try:
            done += engine()
        except Exception as error:
            if is_gone(error):
                raise  # the caller waits and begins again
            log.exception("engine %s failed", engine.__name__)
            failure = error
    if failure is not None and not done:
        raise failure
    return done


def keep_turning(stop: threading.Event, engines: Iterable[Step]) -> None:
    """Turn the engines until told to stop."""
    pause, idle = Pause(stop), 0
    while not stop.is_set():
        try:
            done = turn(engines)
            idle = 0 if done else idle + 1
            if done < FULL:
                stop.wait(REST if idle > REST_AFTER else GATHER)
            pause.reset()
        except Exception as error:
            log.warning("engines wait: %s", str(error).strip().split("\n")[0])
            connection.close()
            pause.wait()
    connection.close()


def keep_working(stop: threading.Event) -> None:
    """Run procrastinate's worker until told to stop; begin again when its database went away."""
    pause = Pause(stop)
    while not stop.is_set():
        try:
            asyncio.run(_work(stop))
            pause.reset()
        except Exception as error:
            log.warning("jobs wait: %s", str(error).strip().split("\n")[0])
            pause.wait()


async def _work(stop: threading.Event) -> None:
    """One life of the job worker, which also takes up the jobs of workers that died."""
    connector = PsycopgConnector(kwargs=connector_params())
    app = jobs.with_connector(connector)
    async with app.open_async():
        work = app.run_worker_async(
            install_signal_handlers=False,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=DEAD_AFTER,
        )
        tasks = [asyncio.create_task(task) for task in (work, keep_reviving(app), _until(stop))]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()  # procrastinate finishes the job in hand, then ends
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                raise result


async def keep_reviving(app: procrastinate.App) -> None:
    """Look every few seconds, since a worker that was killed is known dead only after a while."""
    while True:
        await revive(app)
        await asyncio.sleep(REVIVE)


async def revive(app: procrastinate.App) -> int:
    """Queue jobs again whose worker was killed, how many: their effects are written to bear it."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER))
    for job in stalled:
        with suppress(ConnectorException):  # another worker was quicker
            await app.job_manager.retry_job(job)
    return len(stalled)


async def _until(stop: threading.Event) -> None:
    while not stop.is_set():
        await asyncio.sleep(0.2)


def keep_beating(stop: threading.Event, threads: Iterable[threading.Thread]) -> None:
    """Write the heartbeat while all threads live."""
    while not stop.is_set():
        try:
            if all(thread.is_alive() for thread in threads):
                close_old_connections()
                beat(WORKER)
        except (DatabaseError, InterfaceError, ConnectorException):
            connection.close()
        stop.wait(BEAT)
    connection.close()


def run() -> int:
    """Work until SIGTERM or SIGINT; 0."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [
        _thread("engines", keep_turning, stop, ENGINES),
        _thread("asking", keep_turning, stop, ASKING),
        _thread("outward", keep_turning, stop, OUTWARD),
        _thread("jobs", keep_working, stop),
    ]
    for thread in threads:
        thread.start()
    keep_beating(stop, threads)
    for thread in threads:
        thread.join(timeout=15)
    return 0


def _thread(name: str, target: Callable[..., None], *arguments: object) -> threading.Thread:
    return threading.Thread(name=name, target=target, args=arguments, daemon=True)
