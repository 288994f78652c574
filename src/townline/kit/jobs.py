"""Work done later by the worker. A job row is written in the caller's transaction: no lost and no phantom work.

Procrastinate runs the jobs. Nothing but this file names it, so that it can be replaced.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import connection
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ProcrastinateException

from townline.kit.text import JsonValue

if TYPE_CHECKING:
    from procrastinate.contrib.django.django_connector import DjangoConnector

Function = TypeVar("Function", bound=Callable[..., Any])

log = logging.getLogger(__name__)
ATTEMPTS = 8
FIRST_WAIT_SECONDS = 5
STALLED_AFTER_SECONDS = 60


def task(name: str, *, attempts: int = ATTEMPTS) -> Callable[[Function], Function]:
    """Register the function as job ``name`` ("area.verb"); a failure is tried again with growing waits."""
    retry = RetryStrategy(max_attempts=attempts, exponential_wait=FIRST_WAIT_SECONDS)

    def register(function: Function) -> Function:
        app.task(name=name, retry=retry)(function)
        return function

    return register


def periodic(cron: str, name: str) -> Callable[[Function], Function]:
    """Run the function by the cron line (UTC), once for all workers together; it takes no arguments."""

    def register(function: Function) -> Function:
        def run(timestamp: int) -> None:
            del timestamp
            function()

        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(run))
        return function

    return register


def later(name: str, *, lock: str | None = None, **arguments: JsonValue) -> None:
    """Write a job row for task ``name`` now, in this transaction; jobs with the same ``lock`` run one at a time."""
    app.configure_task(name, lock=lock, allow_unknown=False).defer(**arguments)


def work(*, concurrency: int = 4) -> None:
    """Run jobs until told to stop (SIGINT or SIGTERM lets running jobs end); also takes over dead workers' jobs.

    The worker has database connections of its own, because it listens for new jobs and a pooled one cannot.
    """
    connector = cast("DjangoConnector", app.connector).get_worker_connector()
    with app.replace_connector(connector) as running:
        asyncio.run(_work(running, concurrency))


async def _work(running: App, concurrency: int) -> None:
    async with running.open_async():
        healer = asyncio.create_task(_heal(running))
        try:
            await running.run_worker_async(concurrency=concurrency, delete_jobs="successful")
        finally:
            healer.cancel()


async def _heal(running: App) -> None:
    """Give jobs of workers that died back to the queue; procrastinate does not do so by itself."""
    while True:
        try:
            for job in await running.job_manager.get_stalled_jobs(
                seconds_since_heartbeat=STALLED_AFTER_SECONDS
            ):
                await running.job_manager.retry_job(job)
        except ProcrastinateException:
            log.exception("Jobs of workers that died could not be looked for; trying again.")
        await asyncio.sleep(STALLED_AFTER_SECONDS / 2)


_OLDEST = """
SELECT extract(epoch FROM now() - min(greatest(e.at, j.scheduled_at)))
FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
"""


def oldest_waiting_seconds() -> float:
    """How long the oldest job that could run has been waiting; 0 when none waits."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        return float(cursor.fetchone()[0] or 0)
