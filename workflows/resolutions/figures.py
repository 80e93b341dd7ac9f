"""Counted figures for a whole country: what ``register`` would count, counted by the clock every few minutes and summed up here.

Where there are few tasks nothing is kept and every page counts for itself. Where there are many, the clock derives each task's
class once, by the same conditions (``progress``), and keeps the classes and their sums with the moment at which that was so;
pages say *as of* it. Everything here follows from the plan and its cases and can be thrown away and counted anew. A count that is
older than ``GOOD_FOR`` is not used: then pages count for themselves again, slowly but truly.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    delete,
    false,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from workflows.db import table_of
from workflows.organisation.models import OrgUnit, UnitAncestor
from workflows.organisation.standing import Standing
from workflows.resolutions import progress, register
from workflows.resolutions.models import FigureSheet, FigureTally, ResolutionTask, TaskFigure
from workflows.resolutions.wanted import Moment, TaskFilter, joined
from workflows.trips import go, once

MANY = 2_000
SHEET = once(table_of(FigureSheet))
EVERY, GOOD_FOR = timedelta(minutes=5), timedelta(minutes=15)
COUNTRY, UNLED = 0, -1
_KIND = (
    ResolutionTask.resolution_id,
    ResolutionTask.group_vi,
    ResolutionTask.group_en,
    TaskFigure.class_name,
    TaskFigure.deadline,
)


def counted_at(session: Session, at: datetime) -> datetime | None:
    """When the figures that may be shown at ``at`` were counted; ``None``: count for yourself."""
    return session.scalar(
        select(FigureSheet.counted_at).where(FigureSheet.counted_at > at - GOOD_FOR, FigureSheet.counted_at <= at)
    )


def count_anew(session: Session, moment: Moment) -> None:
    """Derive every task's class, and sum up, for ``moment``; whoever reads meanwhile sees the count before."""
    for model in (FigureTally, TaskFigure):
        session.execute(delete(model))
    derived = joined(
        select(
            ResolutionTask.id,
            ResolutionTask.code,
            progress.class_of(moment.at),
            progress.deadline_of(moment.at, moment.soon_before),
        )
    )
    session.execute(insert(TaskFigure).from_select(["task_id", "code", "class_name", "deadline"], derived))
    apart = ResolutionTask.parent_id.is_(None)  # a part of a task does not count over the country
    unled = (apart, ResolutionTask.lead_unit_id.is_(None), ~progress.HAS_CHILDREN)
    _sum_up(session, literal(COUNTRY), false(), apart)
    _sum_up(session, literal(UNLED), false(), *unled)
    _sum_up(session, UnitAncestor.ancestor_id, UnitAncestor.distance == literal_column("0"), by_unit=True)
    go(session, [SHEET(id=1)])
    session.execute(update(FigureSheet).values(counted_at=moment.at))


def _sum_up(
    session: Session, scope: Any, own: ColumnElement[bool], *which: ColumnElement[bool], by_unit: bool = False
) -> None:
    query = select(scope, own, *_KIND, func.count()).join_from(
        ResolutionTask, TaskFigure, TaskFigure.task_id == ResolutionTask.id
    )
    keys: tuple[Any, ...] = _KIND
    if by_unit:
        query = query.join(UnitAncestor, UnitAncestor.unit_id == ResolutionTask.lead_unit_id)
        keys = (scope, own, *_KIND)
    names = ["scope", "own", "resolution_id", "group_vi", "group_en", "class_name", "deadline", "number"]
    session.execute(insert(FigureTally).from_select(names, query.where(*which).group_by(*keys)))


def count_next(session: Session, at: datetime, soon_before: datetime) -> bool:
    """The clock's step: count anew when the last count is some minutes old; ``False`` when it is not, or there are few tasks."""
    if session.scalar(select(FigureSheet.id).where(FigureSheet.counted_at > at - EVERY)) is not None:
        return False
    few = session.scalar(select(func.count()).select_from(select(ResolutionTask.id).limit(MANY + 1).subquery()))
    if (few or 0) <= MANY:
        return False
    go(session, [SHEET(id=1)])
    old = or_(FigureSheet.counted_at.is_(None), FigureSheet.counted_at <= at - EVERY)
    if session.scalar(select(FigureSheet.id).where(old).with_for_update(skip_locked=True)) is None:
        return False
    count_anew(session, Moment(at, soon_before))
    return True


def may_answer(wanted: TaskFilter, standing: Standing) -> bool:
    """Whether the kept sums hold what is asked: a unit (pages open those of the person's own scope only), or the country for
    whoever sees all of it; no search."""
    asked = (
        wanted.text,
        wanted.code,
        wanted.id,
        wanted.parent_id,
        wanted.group_vi,
        wanted.class_name,
        wanted.document_id,
    )
    return all(one is None for one in asked) and (wanted.unit_id is not None or standing.sees_all)


def count_by_class(session: Session, wanted: TaskFilter, standing: Standing, moment: Moment) -> dict[str, int]:
    """As ``register.count_by_class``."""
    summed = _of(wanted, select(FigureTally.class_name, func.sum(FigureTally.number))).group_by(FigureTally.class_name)
    return dict.fromkeys(progress.CLASSES, 0) | {name: int(number) for name, number in session.execute(summed)}


def count_by_group(
    session: Session, wanted: TaskFilter, standing: Standing, moment: Moment
) -> dict[tuple[str, str], dict[str, int]]:
    """As ``register.count_by_group``."""
    kind = (FigureTally.group_vi, FigureTally.group_en, FigureTally.class_name)
    summed = _of(wanted, select(*kind, func.sum(FigureTally.number))).group_by(*kind).order_by(FigureTally.group_vi)
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for group_vi, group_en, class_name, number in session.execute(summed):
        counted.setdefault((group_vi, group_en), dict.fromkeys(progress.CLASSES, 0))[class_name] = int(number)
    return counted


def count_by_unit(
    session: Session, under_id: int, wanted: TaskFilter, standing: Standing, moment: Moment
) -> dict[int, dict[str, int]]:
    """As ``register.count_by_unit``."""
    below = select(OrgUnit.id).where(OrgUnit.parent_id == under_id)
    query = select(FigureTally.scope, FigureTally.class_name, func.sum(FigureTally.number)).where(
        or_((FigureTally.scope == under_id) & FigureTally.own, FigureTally.scope.in_(below))
    )
    if wanted.resolution_id is not None:
        query = query.where(FigureTally.resolution_id == wanted.resolution_id)
    counted: dict[int, dict[str, int]] = {}
    for scope, class_name, number in session.execute(query.group_by(FigureTally.scope, FigureTally.class_name)):
        counted.setdefault(scope, dict.fromkeys(progress.CLASSES, 0))[class_name] = int(number)
    return counted


def count_by_resolution(session: Session, standing: Standing, moment: Moment) -> dict[int, dict[str, int]]:
    """As ``register.count_by_resolution``, of the last count where there is one: its sums for whoever sees all of the country."""
    if counted_at(session, moment.at) is None:
        return register.count_by_resolution(session, standing, moment)
    if not standing.sees_all:
        return register.count_by_resolution(session, standing, moment, TaskFilter(counted=True))
    kind = (FigureTally.resolution_id, FigureTally.class_name)
    summed = select(*kind, func.sum(FigureTally.number)).where(FigureTally.scope == COUNTRY).group_by(*kind)
    counted: dict[int, dict[str, int]] = {}
    for resolution_id, class_name, number in session.execute(summed):
        counted.setdefault(resolution_id, dict.fromkeys(progress.CLASSES, 0))[class_name] = int(number)
    return counted


def _of(wanted: TaskFilter, query: Any) -> Any:
    scope = wanted.unit_id if wanted.unit_id is not None else UNLED if wanted.without_lead else COUNTRY
    query = query.where(FigureTally.scope == scope, FigureTally.own if wanted.itself else true())
    if wanted.resolution_id is not None:
        query = query.where(FigureTally.resolution_id == wanted.resolution_id)
    return query.where(FigureTally.deadline == wanted.deadline) if wanted.deadline is not None else query
