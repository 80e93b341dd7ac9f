"""What the clock does, in this order, each beat: one line a job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from notifications import dispatch
from webapp.config import Settings
from webapp.paper import printing
from webapp.paper.press import Press
from webapp.times import SOON_DAYS, THE_COUNTRY
from workflows.db import Database
from workflows.deadlines import calendar_changes, enforce, together
from workflows.instances import timers
from workflows.migration import batches
from workflows.reorganising import following
from workflows.resolutions import figures, parents, starting
from workflows.work import coming_back

MOST_STEPS = 10_000
Together = Callable[[Session, Sequence[Any], datetime], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Job:
    """Something the clock does: ``step`` handles one thing and answers whether there was one, ``most`` of them in one beat.

    Where many things are due at once, ``due`` finds some of them with one query and ``take`` handles one of those (``False``:
    nothing was to be done any more); each is still locked, read again and committed by itself. Before that the ways of ``together``
    are tried in turn on so many of them in one unit of work, and answer which they handled; whatever fails is left to ``take``.
    """

    name: str
    step: Callable[[Session, datetime], bool]
    most: int = MOST_STEPS
    due: Callable[[Session, datetime, int], Sequence[Any]] | None = None
    take: Callable[[Session, Any, datetime], bool] | None = None
    together: tuple[tuple[Together, int], ...] = ()


def _count_figures(session: Session, at: datetime) -> bool:
    """Pages and clock mean the same by *soon*."""
    return figures.count_next(session, at, THE_COUNTRY.add_working_days(at, SOON_DAYS))


DEADLINES = (
    (together.act_on_some, 50),
    (enforce.act_on_each, 50),
)  # so long somebody may have to wait for one of their cases
JOBS = (
    Job("calendars", calendar_changes.recompute_next, most=300),  # thousands may hang below a unit: nothing else waits
    Job(following.JOB, following.follow_next, most=300),
    Job("deadlines", enforce.act_next, due=enforce.due_items, take=enforce.act_on_due, together=DEADLINES),
    Job("timers", timers.fire_next),
    Job(coming_back.JOB, coming_back.come_back_next, most=300),
    Job("starting", starting.start_next),
    Job("parents", parents.complete_next),
    Job("migrations", batches.act_next, batches.MOST, batches.due_cases, batches.act_on),
    Job("figures", _count_figures),
    Job(dispatch.JOB, dispatch.tell_next, due=dispatch.waiting_streams, take=dispatch.tell_of),
)
JOB_NAMES = frozenset({*(job.name for job in JOBS), printing.JOB})


def jobs_of(database: Database, settings: Settings) -> tuple[Job, ...]:
    """All that this installation's clock does: the jobs above, and printing, which needs folders and words besides."""
    step, take = (partial(do, printer=Press(settings, database)) for do in (printing.print_next, printing.print_due))
    return (*JOBS, Job(printing.JOB, step, printing.MOST, printing.due_papers, take))
