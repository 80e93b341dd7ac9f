"""Lists and counts of tasks, from one set of conditions: every number opens exactly the list behind it.

Over the country a parent counts once and its children do not. Under a unit the tasks that it or a unit below it leads
count: children there, parents nowhere (they have no lead). So the units' numbers need not add up to the country's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from workflows.instances.models import ProcessInstance
from workflows.limits import PLAN_PAGE
from workflows.organisation.models import OrgUnit, UnitAncestor
from workflows.organisation.searching import words_begin_in
from workflows.organisation.standing import Standing
from workflows.resolutions import progress
from workflows.resolutions.models import ResolutionTask, TaskFigure
from workflows.resolutions.seeing import may_see_task, ways_to_see
from workflows.resolutions.wanted import Moment, TaskFilter, conditions, is_one, joined, stand_together

EVERYTHING = TaskFilter()
COUNTED = 1000  # lists say “more than” beyond
_SHOWN = (
    ResolutionTask.id,
    ResolutionTask.public_id,
    ResolutionTask.code,
    ResolutionTask.title_vi,
    ResolutionTask.title_en,
    ResolutionTask.group_vi,
    ResolutionTask.group_en,
    ResolutionTask.lead_text,
)
_SHOWN_AFTER = (ResolutionTask.original_due_on, ResolutionTask.due_text, ResolutionTask.kind, ResolutionTask.origin)

_ORDER = (ResolutionTask.code, ResolutionTask.id)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a list shows it."""

    id: int
    public_id: str
    code: str
    title_vi: str
    title_en: str
    group_vi: str
    group_en: str
    lead_text: str
    lead_name_vi: str | None
    lead_name_en: str | None
    class_name: str
    deadline: str
    due_at: datetime | None
    original_due_on: date | None
    due_text: str
    kind: str
    origin: str
    case: str | None


def find_tasks(
    session: Session,
    wanted: TaskFilter,
    standing: Standing,
    moment: Moment,
    *,
    after: tuple[str, int] | None = None,
    limit: int = PLAN_PAGE,
) -> Sequence[TaskRow]:
    """The tasks wanted that may be seen, by code; ``after`` is the (code, id) of the last row of the page before."""
    further = [] if after is None else [tuple_(*_ORDER) > tuple_(literal(after[0]), literal(after[1]))]
    pages = _each_way(select(*_ORDER).order_by(*_ORDER), wanted, standing, moment, *further, limit=limit)
    page = select(pages.c.id).order_by(pages.c.code, pages.c.id).limit(limit).subquery()
    return [TaskRow(*row) for row in session.execute(_rows_of(page, moment))]


def find_and_count(
    session: Session, wanted: TaskFilter, standing: Standing, moment: Moment, *, limit: int = PLAN_PAGE
) -> tuple[Sequence[TaskRow], int]:
    """The first tasks wanted that may be seen, and how many there are in all, counting no further than one more than ``COUNTED``.

    One question for both: to find the first by code, all of them are looked at anyway.
    """
    most = COUNTED + 1
    pages = _each_way(select(*_ORDER).order_by(*_ORDER), wanted, standing, moment, limit=most)
    total = func.count().over().label("total")
    page = select(pages.c.id, total).order_by(pages.c.code, pages.c.id).limit(limit).subquery()
    found = session.execute(_rows_of(page, moment).add_columns(page.c.total)).all()
    return [TaskRow(*row[:-1]) for row in found], min(found[0].total, most) if found else 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a search shows: the few tasks that come ``first``, the others by code, and how many there are in all."""

    first: Sequence[TaskRow]
    rows: Sequence[TaskRow]
    total: int


def search(
    session: Session, wanted: TaskFilter, standing: Standing, moment: Moment, *, few: int, limit: int = PLAN_PAGE
) -> Found:
    """The same for several words: tasks in which they stand together come first, if those are ``few`` at the most.

    Most likely they are what is looked for. One question again: whatever holds the words is found once and kept for its length.
    """
    together = stand_together(wanted.text or "").label("together")
    every = _each_way(select(*_ORDER, together), wanted, standing, moment)
    these = select(every).cte().prefix_with("MATERIALIZED").c
    said = select(these.id).where(these.together).order_by(these.code, these.id).limit(few + 1).subquery()
    counted = select(func.count().over().label("total"), these.id).order_by(these.code, these.id)
    listed = counted.limit(limit + few).subquery()
    page = union_all(
        select(said.c.id, literal(1).label("first"), literal(0).label("total")),
        select(listed.c.id, literal(0), listed.c.total),
    ).subquery()
    found = session.execute(_rows_of(page, moment).add_columns(page.c.first, page.c.total)).all()
    first = [TaskRow(*row[:-2]) for row in found if row.first]
    shown = {row.id for row in first} if len(first) <= few else set()
    rows = [TaskRow(*row[:-2]) for row in found if not row.first and row.id not in shown]
    total = min(max((row.total for row in found), default=0), COUNTED + 1)
    return Found(first if shown else (), rows[:limit], total)


def _rows_of(page: Subquery, moment: Moment) -> Select[*tuple[Any, ...]]:
    """What stands in the rows of a page: it is found first, and this is read for it only."""
    derived = (
        progress.class_of(moment.at).label("class_name"),
        progress.deadline_of(moment.at, moment.soon_before).label("deadline"),
        progress.due_at().label("due_at"),
    )
    query = joined(
        select(*_SHOWN, OrgUnit.name_vi, OrgUnit.name_en, *derived, *_SHOWN_AFTER, ProcessInstance.public_id)
    )
    query = query.outerjoin(OrgUnit, OrgUnit.id == ResolutionTask.lead_unit_id)
    return query.join(page, page.c.id == ResolutionTask.id).order_by(*_ORDER)


def count_up_to(session: Session, wanted: TaskFilter, standing: Standing, moment: Moment, most: int = COUNTED) -> int:
    """How many tasks are wanted, but counting no further than one more than ``most``."""
    some = _each_way(select(ResolutionTask.id), wanted, standing, moment, limit=most + 1)
    return min(session.scalar(select(func.count()).select_from(some)) or 0, most + 1)


def _each_way(
    query: Select[*tuple[Any, ...]],
    wanted: TaskFilter,
    standing: Standing,
    moment: Moment,
    *more: ColumnElement[bool],
    limit: int | None = None,
) -> Subquery:
    """The first tasks of each way in which somebody may see some; no task is seen in two."""
    asked = conditions(wanted, standing, moment, seen=true(), searched=standing.sees_all)
    text = "" if standing.sees_all else wanted.text or ""
    ways = [may_see_task(standing)] if is_one(wanted) else ways_to_see(standing)
    found = [joined(query).where(*_saying(text, [way, *asked]), *more).limit(limit).subquery() for way in ways]
    return union_all(*(select(one) for one in found)).subquery("found")


def _saying(text: str, asked: list[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """What is ``asked``, found first and whole (MATERIALIZED), then those that hold the words: an index of words finds everybody's."""
    these = joined(select(ResolutionTask.id, ResolutionTask.folded)).where(*asked).cte().prefix_with("MATERIALIZED").c
    words = words_begin_in(these.folded, text)
    return [ResolutionTask.id.in_(select(these.id).where(*words))] if words else asked


def _classed(wanted: TaskFilter, moment: Moment, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Tasks, each with its class: derived now, or as the clock last counted it."""
    if wanted.counted:
        rows = joined(select(*columns, TaskFigure.class_name.label("class_name")))
        return rows.join(TaskFigure, TaskFigure.task_id == ResolutionTask.id)
    return joined(select(*columns, progress.class_of(moment.at).label("class_name")))


def count_by_resolution(
    session: Session, standing: Standing, moment: Moment, wanted: TaskFilter = EVERYTHING
) -> dict[int, dict[str, int]]:
    """How many tasks of each resolution are in each class, in one query; resolutions without a task are left out."""
    rows = _classed(wanted, moment, ResolutionTask.resolution_id)
    inner = rows.where(*conditions(wanted, standing, moment)).subquery()
    query = select(inner.c.resolution_id, inner.c.class_name, func.count()).group_by(
        inner.c.resolution_id, inner.c.class_name
    )
    counted: dict[int, dict[str, int]] = {}
    for resolution_id, class_name, number in session.execute(query):
        counted.setdefault(resolution_id, dict.fromkeys(progress.CLASSES, 0))[class_name] = number
    return counted


def count_by_class(session: Session, wanted: TaskFilter, standing: Standing, moment: Moment) -> dict[str, int]:
    """How many of the tasks wanted are in each class; every class is there, with 0 where there is none."""
    classes = _classed(wanted, moment).where(*conditions(wanted, standing, moment)).subquery()
    counted = session.execute(select(classes.c.class_name, func.count()).group_by(classes.c.class_name))
    return dict.fromkeys(progress.CLASSES, 0) | {row[0]: row[1] for row in counted}


def count_by_group(
    session: Session, wanted: TaskFilter, standing: Standing, moment: Moment
) -> dict[tuple[str, str], dict[str, int]]:
    """The same per group of tasks, by its (Vietnamese, English) name."""
    rows = _classed(wanted, moment, ResolutionTask.group_vi, ResolutionTask.group_en)
    inner = rows.where(*conditions(wanted, standing, moment)).subquery()
    query = (
        select(inner.c.group_vi, inner.c.group_en, inner.c.class_name, func.count())
        .group_by(inner.c.group_vi, inner.c.group_en, inner.c.class_name)
        .order_by(inner.c.group_vi)
    )
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for group_vi, group_en, class_name, number in session.execute(query):
        counted.setdefault((group_vi, group_en), dict.fromkeys(progress.CLASSES, 0))[class_name] = number
    return counted


def count_by_unit(
    session: Session, under_id: int, wanted: TaskFilter, standing: Standing, moment: Moment
) -> dict[int, dict[str, int]]:
    """The same for ``under_id`` itself (what it leads) and each unit directly below it (with its subtree), in one query."""
    own_or_below = or_(
        and_(UnitAncestor.ancestor_id == under_id, UnitAncestor.distance == 0), OrgUnit.parent_id == under_id
    )
    rows = (
        _classed(wanted, moment, OrgUnit.id.label("unit_id"))
        .join(UnitAncestor, UnitAncestor.unit_id == ResolutionTask.lead_unit_id)
        .join(OrgUnit, OrgUnit.id == UnitAncestor.ancestor_id)
        .where(own_or_below, *conditions(wanted, standing, moment, every=True))
    )
    inner = rows.subquery()
    query = select(inner.c.unit_id, inner.c.class_name, func.count()).group_by(inner.c.unit_id, inner.c.class_name)
    counted: dict[int, dict[str, int]] = {}
    for unit_id, class_name, number in session.execute(query):
        counted.setdefault(unit_id, dict.fromkeys(progress.CLASSES, 0))[class_name] = number
    return counted
