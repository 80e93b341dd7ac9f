"""The clock's door: everything that runs by itself, on one page.

APScheduler is only the metronome. Each beat drains the jobs below, one unit of work per thing, until nothing is due. Any
number of clock processes may run on PostgreSQL: rows are claimed in the database, so that each step happens once.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Event
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from webapp import command_keys, rates
from webapp.accounts import sessions, throttle
from webapp.config import Settings
from webapp.keeping.pause import paused_since
from webapp.operations import heartbeats
from webapp.operations.attempts import Attempt, take_left_behind
from webapp.times import SOON_DAYS, THE_COUNTRY
from webapp.work import own_drafts
from workflows.db import Database
from workflows.deadlines import calendar_changes, enforce
from workflows.instances import timers
from workflows.instances.incidents import Stuck, close_recovered, record_crash, record_failure
from workflows.instances.things import ANNOUNCE, Thing
from workflows.resolutions import figures, parents, starting
from workflows.work.attachments import stored_names
from workflows.work.evidence import EvidenceStore

LOG = logging.getLogger("nq57.clock")
BEAT = timedelta(seconds=2)
MOST_STEPS = 10_000
TOGETHER = 200  # found with one query, handled one by one
FOLDER = "clock"  # in the data folder: what each process is about to do
KEYS_KEPT = timedelta(days=7)  # a form older than its session cannot be sent again


@dataclass(frozen=True, slots=True)
class Job:
    """Something the clock does: ``step`` handles one thing and answers whether there was one, ``most`` of them in one beat.

    Where many things are due at once, ``due`` finds some of them with one query and ``take`` handles one of those (``False``:
    nothing was to be done any more); each is still locked, read again and committed by itself.
    """

    name: str
    step: Callable[[Session, datetime], bool]
    most: int = MOST_STEPS
    due: Callable[[Session, datetime, int], Sequence[Any]] | None = None
    take: Callable[[Session, Any, datetime], bool] | None = None


def _count_figures(session: Session, at: datetime) -> bool:
    """Pages and clock mean the same by *soon*."""
    return figures.count_next(session, at, THE_COUNTRY.add_working_days(at, SOON_DAYS))


JOBS = (
    Job(
        "calendars", calendar_changes.recompute_next, most=300
    ),  # thousands may hang below a unit: nothing else waits for them
    Job("deadlines", enforce.act_next, due=enforce.due_items, take=enforce.act_on_due),
    Job("timers", timers.fire_next),
    Job("starting", starting.start_next),
    Job("parents", parents.complete_next),
    Job("figures", _count_figures),
)
JOB_NAMES = frozenset(job.name for job in JOBS)


class Watch:
    """One clock process as the others see it: its heartbeat, and the note of what it is about to do.

    On every beat it also looks for what dead processes left behind. ``now`` is the wall clock, for tests another one.
    """

    def __init__(self, database: Database, folder: Path, now: Callable[[], datetime]) -> None:
        self._database, self._folder, self._now = database, folder, now
        self.steps = 0
        self.failed: set[str] = set()
        self._attempt = Attempt(folder)
        with database.writing() as session:
            self._number = heartbeats.begin(session, at=now())
            session.commit()
        self._beat_at = now()
        self._bury()

    def about_to(self, thing: Thing) -> None:
        """Note the thing before it is touched."""
        self._attempt.note(thing)

    def stepped(self, job: str, done: bool | Exception) -> None:
        """The step is over, whether it succeeded or failed; from time to time that is a heartbeat too."""
        self._attempt.note(None)
        self.steps += done is not False
        if isinstance(done, Exception):
            self.failed.add(job)
        else:
            self.failed.discard(job)
        self.beat_when_due()

    def beat_when_due(self) -> None:
        """Be heard of every ten seconds, and say which jobs run to their end again."""
        at = self._now()
        if at - self._beat_at < heartbeats.EVERY:
            return
        self._beat_at = at
        with self._database.writing() as session:
            heartbeats.beat(session, self._number, self.steps, at=at)
            close_recovered(session, JOB_NAMES - self.failed, at=at)
            session.commit()
        self._bury()

    def end(self) -> None:
        """The process ends in good order."""
        with self._database.writing() as session:
            heartbeats.beat(session, self._number, self.steps, at=self._now(), ended=True)
            session.commit()
        self._attempt.end()

    def _bury(self) -> None:
        take_left_behind(self._folder, self._count_crash)

    def _count_crash(self, thing: Thing) -> None:
        LOG.error("A clock process died in the middle of %s %s.", thing.job, thing.key)
        with self._database.writing() as session:
            record_crash(session, thing, at=self._now())
            session.commit()


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
        if not _went_away(fault):
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
        for step in _steps(database, job, at):
            done = _step(database, job, step, watch)
            if watch:
                watch.stepped(job.name, done)
            if isinstance(done, Exception) and (_went_away(done) or not _lay_aside(database, job, done, at)):
                return steps
            steps += done is not False
        if steps == before:
            return steps
    return steps


def _steps(database: Database, job: Job, at: datetime) -> list[Callable[[Session], bool]]:
    """The next steps of the job: one, or one for each thing that was found due. Clocks begin at different things, so that
    they seldom meet.
    """
    if job.due is None or job.take is None:
        return [lambda session: job.step(session, at)]
    take = job.take
    with database.reading() as session:
        found = job.due(session, at, TOGETHER)
    begin = secrets.randbelow(len(found)) if found else 0
    in_turn = (*found[begin:], *found[:begin])
    return [lambda session, thing=thing: take(session, thing, at) for thing in in_turn]  # type: ignore[misc]


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


def _went_away(fault: object) -> bool:
    """Whether the line to the database broke, could not be had, or gave no answer: PostgreSQL has a code for all that it says,
    and SQLite is *locked* while somebody else writes for longer than anybody waits.
    """
    while isinstance(fault, BaseException):
        if isinstance(fault, OperationalError):
            silent = getattr(fault.orig, "sqlstate", "") is None or "database is locked" in str(fault.orig)
            return fault.connection_invalidated or silent
        fault = fault.__cause__
    return False


def sweep(database: Database, settings: Settings, at: datetime) -> int:
    """Remove what nobody needs any more: sessions, form keys and counts whose time is over, and evidence files that no row names
    (bytes are written before the row, so a failed command leaves some).
    """
    if rests(database):
        return 0
    with database.writing() as session:
        sessions.sweep(session, at=at)
        command_keys.sweep(session, before=(at - KEYS_KEPT).date())
        heartbeats.sweep(session, at=at)
        throttle.sweep(session, at=at)
        rates.sweep(session, at=at)
        own_drafts.sweep(session, at=at)
        session.commit()
    with database.reading() as session:
        known = stored_names(session)
    return EvidenceStore(settings.evidence_dir).sweep(known, at)


@contextmanager
def beating(database: Database, settings: Settings) -> Iterator[None]:
    """Beat every two seconds and sweep once an hour, until the block ends; what is being done then is finished first."""
    watch = Watch(database, settings.data_dir / FOLDER, _now)
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(
        lambda: tick(database, _now(), watch=watch), "interval", seconds=BEAT.total_seconds(), next_run_time=_now()
    )
    scheduler.add_job(lambda: sweep(database, settings, _now()), "interval", hours=1)
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
