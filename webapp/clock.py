"""The clock's door: everything that runs by itself, on one page.

APScheduler is only the metronome. Each beat drains the jobs below, one unit of work per thing, until nothing is due. Any
number of clock processes may run on PostgreSQL: rows are claimed in the database, so that each step happens once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from webapp import command_keys
from webapp.accounts import sessions
from webapp.config import Settings
from workflows.db import Database
from workflows.deadlines import calendar_changes, enforce
from workflows.instances import timers
from workflows.instances.incidents import Stuck, record_failure
from workflows.resolutions import parents, starting
from workflows.work.attachments import stored_names
from workflows.work.evidence import EvidenceStore

LOG = logging.getLogger("nq57.clock")
BEAT = timedelta(seconds=2)
MOST_STEPS = 10_000
KEYS_KEPT = timedelta(days=7)  # a form older than its session cannot be sent again


@dataclass(frozen=True, slots=True)
class Job:
    """Something the clock does: ``step`` handles one thing and answers whether there was one, ``most`` of them in one beat."""

    name: str
    step: Callable[[Session, datetime], bool]
    most: int = MOST_STEPS


JOBS = (
    Job(
        "calendars", calendar_changes.recompute_next, most=300
    ),  # thousands may hang below a unit: nothing else waits for them
    Job("deadlines", enforce.act_next),
    Job("timers", timers.fire_next),
    Job("starting", starting.start_next),
    Job("parents", parents.complete_next),
)


def tick(database: Database, at: datetime, jobs: tuple[Job, ...] = JOBS) -> int:
    """Do everything that is due at ``at`` and return how many steps that took. One bad row never stops the clock."""
    return sum(drain(database, job, at) for job in jobs)


def drain(database: Database, job: Job, at: datetime) -> int:
    """Call the job's step, one unit of work each, until nothing is due.

    A step that fails is rolled back and becomes an incident in a transaction of its own, its thing laid aside with a
    growing delay; a failure that belongs to no thing ends the job until the next beat.
    """
    for steps in range(job.most):
        with database.writing() as session:
            try:
                if not job.step(session, at):
                    session.rollback()
                    return steps
                session.commit()
                continue
            except Exception as fault:
                session.rollback()
                stuck, cause = fault if isinstance(fault, Stuck) else None, fault
                LOG.exception("The job %s failed for one thing.", job.name)
        with database.writing() as session:
            record_failure(session, job=job.name, cause=cause, stuck=stuck, at=at)
            session.commit()
        if stuck is None or stuck.postpone is None:
            return steps
    return job.most


def sweep(database: Database, settings: Settings, at: datetime) -> int:
    """Remove what nobody needs any more: sessions and form keys whose time is over, and evidence files that no row names
    (bytes are written before the row, so a failed command leaves some).
    """
    with database.writing() as session:
        sessions.sweep(session, at=at)
        command_keys.sweep(session, before=(at - KEYS_KEPT).date())
        session.commit()
    with database.reading() as session:
        known = stored_names(session)
    return EvidenceStore(settings.evidence_dir).sweep(known, at)


def metronome(database: Database, settings: Settings) -> BackgroundScheduler:
    """A scheduler that beats every two seconds and sweeps once an hour; it keeps no job of its own anywhere."""
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(
        lambda: tick(database, datetime.now(UTC)),
        "interval",
        seconds=BEAT.total_seconds(),
        next_run_time=datetime.now(UTC),
    )
    scheduler.add_job(lambda: sweep(database, settings, datetime.now(UTC)), "interval", hours=1)
    return scheduler


def run(settings: Settings, stop: Event) -> None:
    """Beat until ``stop`` is set; what is being done then is finished first."""
    database = Database(settings.database_url)
    scheduler = metronome(database, settings)
    scheduler.start()
    try:
        stop.wait()
    finally:
        scheduler.shutdown(wait=True)
        database.close()
