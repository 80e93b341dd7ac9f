"""Which tasks are wanted: a filter, and the one place where it becomes SQL, for lists and counts alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select

from workflows.instances.models import ProcessInstance
from workflows.organisation.folding import fold
from workflows.organisation.models import UnitAncestor
from workflows.organisation.searching import words_begin
from workflows.organisation.standing import Standing
from workflows.resolutions import progress
from workflows.resolutions.models import ResolutionTask, TaskFigure
from workflows.resolutions.seeing import may_see_task, visible_tasks


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks: ``unit_id`` means its subtree, with ``itself`` only what that unit leads; ``text`` finds children too
    (``apart``: only where its words do not stand together), ``parent_id`` lists them, ``ids`` are some tasks by number.
    ``counted``: class and deadline are those of the clock's last count (``figures``)."""

    class_name: str | None = None
    deadline: str | None = None
    unit_id: int | None = None
    group_vi: str | None = None
    text: str | None = None
    apart: bool = False
    code: str | None = None
    resolution_id: int | None = None
    parent_id: int | None = None
    without_lead: bool = False
    itself: bool = False
    id: int | None = None
    counted: bool = False
    ids: frozenset[int] = frozenset()
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When the lists are asked: now, and the moment before which a due date is *soon*."""

    at: datetime
    soon_before: datetime


def conditions(
    wanted: TaskFilter,
    standing: Standing,
    moment: Moment,
    *,
    every: bool = False,
    seen: ColumnElement[bool] | None = None,
    searched: bool = True,
) -> list[ColumnElement[bool]]:
    """The one place where a filter becomes SQL; ``every`` leaves out that children do not count over the country, ``seen`` says who
    may see what in another way, and what is not ``searched`` by an index of words is searched elsewhere.
    """
    if seen is None:
        seen = may_see_task(standing) if is_one(wanted) else visible_tasks(standing)
    found = [seen, *_named(wanted, every=every)]
    if wanted.without_lead:
        found += [ResolutionTask.lead_unit_id.is_(None), ~progress.HAS_CHILDREN]
    found += _standing_as(wanted, moment)
    if wanted.group_vi is not None:
        found.append(ResolutionTask.group_vi == wanted.group_vi)
    if wanted.text and searched:
        found += words_begin(ResolutionTask.folded, wanted.text)
    if wanted.text and wanted.apart:
        found.append(~stand_together(wanted.text))
    if wanted.code:
        found.append(ResolutionTask.code == wanted.code)
    if wanted.resolution_id is not None:
        found.append(ResolutionTask.resolution_id == wanted.resolution_id)
    if wanted.document_id is not None:
        found.append(ResolutionTask.document_id == wanted.document_id)
    return found


def _named(wanted: TaskFilter, *, every: bool) -> list[ColumnElement[bool]]:
    """Whose tasks, or which by address; over the country, without their parts."""
    if wanted.unit_id is not None:
        below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == wanted.unit_id)
        lead = ResolutionTask.lead_unit_id
        return [lead == wanted.unit_id if wanted.itself else lead.in_(below)]
    if wanted.id is not None:
        return [ResolutionTask.id == wanted.id]
    if wanted.ids:
        return [ResolutionTask.id.in_(wanted.ids)]
    if wanted.parent_id is not None:
        return [ResolutionTask.parent_id == wanted.parent_id]
    return [] if every or wanted.text or wanted.code else [ResolutionTask.parent_id.is_(None)]


def _standing_as(wanted: TaskFilter, moment: Moment) -> list[ColumnElement[bool]]:
    """Class and deadline: derived now, or as the clock last counted."""
    now: list[ColumnElement[bool]] = []
    counted = select(TaskFigure.task_id)
    if wanted.class_name:
        meant = progress.meant(wanted.class_name)
        now.append(progress.class_of(moment.at).in_(meant))
        counted = counted.where(TaskFigure.class_name.in_(meant))
    if wanted.deadline:
        now.append(progress.deadline_of(moment.at, moment.soon_before) == wanted.deadline)
        counted = counted.where(TaskFigure.deadline == wanted.deadline)
    return [ResolutionTask.id.in_(counted)] if now and wanted.counted else now


def stand_together(text: str) -> ColumnElement[bool]:
    """Whether the words of ``text`` stand in a task one after the other, as they were typed."""
    return literal(" ").concat(ResolutionTask.folded).contains(f" {fold(text)}", autoescape=True)


def is_one(wanted: TaskFilter) -> bool:
    """Whether it is asked for a task, the parts of one, or a few, by address."""
    return wanted.id is not None or wanted.parent_id is not None or bool(wanted.ids)


def joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query over tasks, each with its case if it has one: what classes are derived from."""
    return query.select_from(ResolutionTask).outerjoin(
        ProcessInstance, ProcessInstance.id == ResolutionTask.instance_id
    )
