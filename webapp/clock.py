"""The clock's door: everything that runs by itself, on one page.

APScheduler is only the metronome. Each beat drains the jobs below, one unit of work per thing, until nothing is due. Any
number of clock processes may run on PostgreSQL: rows are claimed in the database, so that each step happens once.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from threading import Event
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from webapp import command_keys, post, rates
from webapp.accounts import sessions, throttle
from webapp.clock_jobs import JOBS, Job, jobs_of
from webapp.clock_watch import Watch
from webapp.config import Settings
from webapp.keeping.pause import paused_since
from webapp.operations import heartbeats
from webapp.operations.away import went_away
from webapp.paper import printing
from webapp.work import own_drafts
from workflows.db import Database
from workflows.instances.incidents import Stuck, record_failure
from workflows.instances.things import ANNOUNCE
from workflows.trials import keeping as trial_cases
from workflows.work.attachments import stored_names
from workflows.work.evidence import EvidenceStore

LOG = logging.getLogger("nq57.clock")
BEAT = timedelta(seconds=2)
TOGETHER = 200  # found with one query
FOLDER = "clock"  # in the data folder: what each process is about to do
KEYS_KEPT = timedelta(days=7)  # a form older than its session cannot be sent again


def tick(database: Database, at: datetime, jobs: tuple[Job, ...] = JOBS, watch: Watch | None = None) -> int:
    """Do everything that is due at ``at`` and return how many steps that took. One bad row never stops the clock.

    A restored copy does nothing until an operator confirms it. When the database went away, the next beat goes on.
    """
    try:
        steps = 0 if rests(database) else sum(drain(database, job, at, watch) for job in jobs)
        if watch:
            watch.beat_when_due()
        return steps
    except OperationalError as fault:
        if not went_away(fault):
            raise
        LOG.warning("The database went away; the next beat goes on.")
        return 0


def rests(database: Database) -> bool:
    """Whether this is a restored copy that waits; says so once in the log."""
    with database.reading() as session:
        since = paused_since(session)
    if since is not None:
        _say_that_it_rests(since)
    return since is not None


@lru_cache(maxsize=4)
def _say_that_it_rests(since: datetime) -> None:
    LOG.warning("The clock stands still: this copy was restored at %s and waits for “nq57 confirm-restore”.", since)


def drain(database: Database, job: Job, at: datetime, watch: Watch | None = None) -> int:
    """Call the job's step, one unit of work each, until nothing is due.

    A step that fails is rolled back and becomes an incident in a transaction of its own, its thing laid aside with a
    growing delay; a failure that belongs to no thing ends the job until the next beat. So does a database that went away:
    nothing is at fault, and whether the step was kept is seen when the next beat looks again.
    """
    steps = 0
    while steps < job.most:
        before = steps
        found = _found(database, job, at)
        for way, most in () if watch and watch.one_by_one else job.together:
            for some in [found[first : first + most] for first in range(0, len(found), most)]:
                handled, fault = _together(database, job, partial(way, found=some, at=at), watch)
                steps += len(handled)
                if fault is not None and went_away(fault):
                    return steps
                found = [thing for thing in found if thing not in handled]
        for step in _steps(job, found, at):
            done = _step(database, job, step, watch)
            if watch:
                watch.stepped(job.name, done)
            if isinstance(done, Exception) and (went_away(done) or not _lay_aside(database, job, done, at)):
                return steps
            steps += done is not False
        if steps == before:
            return steps
    return steps


def _found(database: Database, job: Job, at: datetime) -> list[Any]:
    """What the job's query finds due, some of it. Clocks begin at different things, so that they seldom meet."""
    if job.due is None:
        return []
    with database.reading() as session:
        found = job.due(session, at, TOGETHER)
    begin = secrets.randbelow(len(found)) if found else 0
    return [*found[begin:], *found[:begin]]


def _together(
    database: Database, job: Job, act: Callable[[Session], Sequence[Any]], watch: Watch | None
) -> tuple[Sequence[Any], Exception | None]:
    """Many things in one unit of work: those that are done, and what failed. What fails for one is done for none of them here."""
    handled: list[Any] = []

    def step(session: Session) -> bool:
        handled.extend(act(session))
        return bool(handled)

    done = _step(database, job, step, watch)
    fault = done if isinstance(done, Exception) else None
    kept = [] if fault else handled
    if watch:
        watch.stepped(job.name, len(kept))  # a fault is each thing's own, when its turn comes
    return kept, fault


def _steps(job: Job, found: Sequence[Any], at: datetime) -> list[Callable[[Session], bool]]:
    """The next steps of the job: one, or one for each thing that was found due."""
    if job.due is None or job.take is None:
        return [lambda session: job.step(session, at)]
    take = job.take
    return [lambda session, thing=thing: take(session, thing, at) for thing in found]


def _lay_aside(database: Database, job: Job, fault: Exception, at: datetime) -> bool:
    """Write down that the step failed; answers whether its thing was laid aside, so that the job may go on with the others."""
    with database.writing() as session:
        stuck = fault if isinstance(fault, Stuck) else None
        laid_aside = record_failure(session, job=job.name, cause=fault, stuck=stuck, at=at)
        session.commit()
    return laid_aside


def _step(database: Database, job: Job, step: Callable[[Session], bool], watch: Watch | None) -> bool | Exception:
    """One step in one unit of work; answers whether there was one, or what failed in it."""
    with database.writing() as session:
        if watch:
            session.info[ANNOUNCE] = watch.about_to
        try:
            if not step(session):
                session.rollback()
                return False
            session.commit()
            return True
        except Exception as fault:
            session.rollback()
            LOG.exception("The job %s failed for one thing.", job.name)
            return fault


def sweep(database: Database, settings: Settings, at: datetime) -> int:
    """Remove what nobody needs any more: sessions, form keys and counts whose time is over, documents of a week ago, and files
    that no row names (bytes are written before the row, so a failed command leaves some).
    """
    if rests(database):
        return 0
    with database.writing() as session:
        sessions.sweep(session, at=at)
        command_keys.sweep(session, before=(at - KEYS_KEPT).date())
        heartbeats.sweep(session, at=at)
        throttle.sweep(session, at=at)
        rates.sweep(session, at=at)
        printing.sweep(session, at=at)
        own_drafts.sweep(session, at=at)
        trial_cases.sweep(session, at=at)
        session.commit()
    with database.reading() as session:
        known, printed = stored_names(session), printing.stored_papers(session)
    return EvidenceStore(settings.evidence_dir).sweep(known, at) + EvidenceStore(settings.paper_dir).sweep(printed, at)


@contextmanager
def beating(database: Database, settings: Settings) -> Iterator[None]:
    """Beat every two seconds, carry the post and sweep now and then, until the block ends; what is being done then is finished first."""
    watch, jobs = Watch(database, settings.data_dir / FOLDER, _now), jobs_of(database, settings)
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(
        lambda: tick(database, _now(), jobs, watch=watch),
        "interval",
        seconds=BEAT.total_seconds(),
        next_run_time=_now(),
    )
    scheduler.add_job(lambda: post.deliver(database, settings, _now), "interval", seconds=post.EVERY.total_seconds())
    scheduler.add_job(lambda: sweep(database, settings, _now()), "interval", hours=1)
    # While a beat has much to do the next ones are left out: nothing that anybody has to be told.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)
        watch.end()


def run(settings: Settings, stop: Event) -> None:
    """Beat until ``stop`` is set."""
    database = Database(settings.database_url)
    try:
        with beating(database, settings):
            stop.wait()
    finally:
        database.close()


def _now() -> datetime:
    return datetime.now(UTC)
