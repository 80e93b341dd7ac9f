"""The children of a parent task rolled up: how many stand how, and each with its last report, the late ones first.

Derived when it is asked for, with the conditions of every other list; who may not see a child does not count it either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from workflows.limits import CHILDREN_PAGE
from workflows.organisation.standing import Standing
from workflows.resolutions import progress
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.register import TaskRow, find_tasks
from workflows.resolutions.seeing import may_see_task
from workflows.resolutions.wanted import Moment, TaskFilter, joined
from workflows.work.models import ProgressReport

Key = tuple[int, str, int]
RANKS = {progress.LATE: 0, progress.SOON: 1, progress.ON_TIME: 2, progress.OPEN_ENDED: 3}
LAST = 4
"""Late, soon, in time, without a date, done."""


@dataclass(frozen=True, slots=True)
class Child:
    """A child as its parent's page shows it: its row, its place in that order, and the percent of its last report, if there is one."""

    row: TaskRow
    rank: int
    percent: int | None
    reported_at: datetime | None

    @property
    def key(self) -> Key:
        """Where the next page goes on after it."""
        return self.rank, self.row.code, self.row.id


def find_children(
    session: Session,
    parent_id: int,
    standing: Standing,
    moment: Moment,
    *,
    after: Key | None = None,
    limit: int = CHILDREN_PAGE,
) -> Sequence[Child]:
    """Those that may be seen, the late ones first; three queries whatever their number."""
    deadline = progress.deadline_of(moment.at, moment.soon_before)
    rank = case(RANKS, value=deadline, else_=LAST).label("rank")
    rows = joined(select(ResolutionTask.id, ResolutionTask.code, rank))
    every = rows.where(ResolutionTask.parent_id == parent_id, may_see_task(standing)).subquery()
    order = (every.c.rank, every.c.code, every.c.id)
    query = select(every.c.id, every.c.rank).order_by(*order).limit(limit)
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(*(literal(part) for part in after)))
    ranks = {row.id: row.rank for row in session.execute(query)}
    if not ranks:
        return []
    found = find_tasks(session, TaskFilter(ids=frozenset(ranks)), standing, moment, limit=limit)
    reports = _last_reports(session, ranks)
    by_id = {row.id: row for row in found}
    return [_child(by_id[one], rank, reports.get(one)) for one, rank in ranks.items() if one in by_id]


def _child(row: TaskRow, rank: int, report: tuple[int, datetime] | None) -> Child:
    percent, reported_at = report or (None, None)
    return Child(row, rank, percent, reported_at)


def tally(
    session: Session, parent_ids: Iterable[int], standing: Standing, moment: Moment
) -> Mapping[int, Mapping[str, int]]:
    """How many children of these tasks are in each class, by parent, in one query; a task without children is left out."""
    wanted = set(parent_ids)
    if not wanted:
        return {}
    rows = joined(select(ResolutionTask.parent_id, progress.class_of(moment.at).label("class_name")))
    every = rows.where(ResolutionTask.parent_id.in_(wanted), may_see_task(standing)).subquery()
    counted: dict[int, dict[str, int]] = {}
    query = select(every.c.parent_id, every.c.class_name, func.count()).group_by(every.c.parent_id, every.c.class_name)
    for parent_id, class_name, number in session.execute(query):
        counted.setdefault(parent_id, dict.fromkeys(progress.CLASSES, 0))[class_name] = number
    return counted


def _last_reports(session: Session, task_ids: Iterable[int]) -> dict[int, tuple[int, datetime]]:
    """Percent and moment of the last report on each of these tasks."""
    newer = aliased(ProgressReport)
    last = select(func.max(newer.id)).where(newer.instance_id == ResolutionTask.instance_id).correlate(ResolutionTask)
    query = (
        select(ResolutionTask.id, ProgressReport.percent, ProgressReport.reported_at)
        .join(ProgressReport, ProgressReport.id == last.scalar_subquery())
        .where(ResolutionTask.id.in_(set(task_ids)))
    )
    return {row.id: (row.percent, row.reported_at) for row in session.execute(query)}
