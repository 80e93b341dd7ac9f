"""One clock process as the others see it; part of the clock's door."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from webapp.clock_jobs import JOB_NAMES
from webapp.operations import heartbeats
from webapp.operations.attempts import Attempt, take_left_behind
from workflows.db import Database
from workflows.instances.incidents import close_recovered, record_crash
from workflows.instances.things import Thing

LOG = logging.getLogger("nq57.clock")


class Watch:
    """One clock process as the others see it: its heartbeat, and the note of what it is about to do.

    On every beat it also looks for what dead processes left behind. ``now`` is the wall clock, for tests another one.
    ``one_by_one``: from now on nothing is done together.
    """

    def __init__(self, database: Database, folder: Path, now: Callable[[], datetime]) -> None:
        self._database, self._folder, self._now = database, folder, now
        self.steps = 0
        self.failed: set[str] = set()
        self.one_by_one = False
        self._attempt = Attempt(folder)
        with database.writing() as session:
            self._number = heartbeats.begin(session, at=now())
            session.commit()
        self._beat_at = now()
        self._bury()

    def about_to(self, thing: Thing) -> None:
        """Note the thing before it is touched."""
        self._attempt.note(thing)

    def stepped(self, job: str, done: int | Exception) -> None:
        """So many steps are over, or one failed; from time to time that is a heartbeat too."""
        self._attempt.note(None)
        self.steps += 1 if isinstance(done, Exception) else done
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
        if (
            not thing.key
        ):  # it was writing down many things together: of which one it died shows when each is tried alone
            self.one_by_one = True
            return
        with self._database.writing() as session:
            record_crash(session, thing, at=self._now())
            session.commit()
