"""APScheduler: starts the timetable, and nothing else.

What is due is a column in our tables, so the scheduler keeps no memory of its own: an interval
ticks, the job looks at what is due, and a missed tick is made good by the next one. One process
holds the timetable by a lease in the database; a second one waits and takes over when the first
is gone.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from campaigns.jobs import actions, queries
from campaigns.jobs.timetable import Job, timetable
from config import Config

LEASE_S = 10.0
NOTE_EVERY = 30  # good runs are noted this seldom; a failure is noted at once

log = structlog.get_logger()


class Scheduler:
    """The timetable's process: holds the lease, ticks, ends cleanly on SIGTERM or Ctrl-C."""

    def __init__(self, app: Flask, config: Config) -> None:
        self._app = app
        self._config = config
        self._holder = f"{socket.gethostname()}:{os.getpid()}"
        self._stop = threading.Event()
        self._clock = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(8)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        """Wait for the lease, then tick until told to stop."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self._stop.set())
        while not self._stop.is_set() and not self._take():
            self._stop.wait(1)
        if not self._stop.is_set():
            self._tick_until_stopped()

    def _tick_until_stopped(self) -> None:
        jobs = timetable(self._config.tick_s, self._config.senders)
        for job in jobs:
            self._clock.add_job(
                self._runner(job), IntervalTrigger(seconds=job.every_s, timezone="UTC"), id=job.name
            )
            if job.at_start is not None:
                with self._app.app_context():
                    job.at_start()
        self._clock.start()
        log.info("scheduler ready", jobs=[job.name for job in jobs])
        while not self._stop.wait(LEASE_S / 3):
            if not self._take():
                log.error("lost the timetable to another scheduler; stopping")
                break
        self._clock.shutdown(wait=True)
        with self._app.app_context():
            actions.give_lease_back(self._holder)

    def _take(self) -> bool:
        with self._app.app_context():
            held_by = queries.lease_holder()
            if held_by is not None and _is_dead(held_by):
                actions.give_lease_back(held_by)
            return actions.take_lease(self._holder, LEASE_S)

    def _runner(self, job: Job) -> Callable[[], None]:
        runs = 0

        def run() -> None:
            nonlocal runs
            with self._app.app_context():
                failure = _do(job)
                if failure is not None or runs % NOTE_EVERY == 0:
                    actions.note_run(job.name, failure)
                runs += 1

        return run


def _is_dead(holder: str) -> bool:
    """Say whether a holder was a process of this machine that is no more; its lease is free."""
    host, _, pid = holder.rpartition(":")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _do(job: Job) -> str | None:
    """Run a job once; whatever goes wrong is logged and shown, and the next tick tries again."""
    try:
        job.run()
    except Exception as error:
        log.exception("job failed", job=job.name)
        return f"{type(error).__name__}: {error}"
    return None
