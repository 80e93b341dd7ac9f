"""One task with all that its document says of it: who leads and takes part, what was made clear, parent and children."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, union
from sqlalchemy.orm import Session

from workflows.errors import NotFound
from workflows.instances.models import ProcessInstance
from workflows.limits import CHANGES_PAGE
from workflows.organisation.models import OrgUnit, Person
from workflows.organisation.standing import Standing
from workflows.resolutions import figures
from workflows.resolutions.actions import SIX_CLEARS
from workflows.resolutions.cooperating import Cooperating, find_cooperating
from workflows.resolutions.models import (
    AssigningDocument,
    FigureTally,
    PlanImport,
    Resolution,
    ResolutionTask,
    TaskChange,
)
from workflows.resolutions.register import TaskRow, find_tasks
from workflows.resolutions.seeing import may_see_task, ways_to_see
from workflows.resolutions.wanted import Moment, TaskFilter


@dataclass(frozen=True, slots=True)
class Clears:
    """The six clears as they were checked: each with whether it is clear, and who checked when; empty before."""

    each: tuple[tuple[str, bool], ...] = ()
    checked_by: str = ""
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaskDetails:
    """Everything that a task's page shows. ``row`` is the task as lists show it, its class and deadline derived;
    ``parent`` is there only for whoever may see it; ``children`` holds one of those that may be seen, and says that there are some
    (``children.find_children`` lists them)."""

    row: TaskRow
    task_row: ResolutionTask
    resolution: Resolution
    document: AssigningDocument | None
    lead: OrgUnit | None
    assigning: OrgUnit
    cooperating: tuple[Cooperating, ...]
    clears: Clears
    parent: ResolutionTask | None
    children: tuple[TaskRow, ...]


def find_resolution_task(session: Session, public_id: str, standing: Standing, moment: Moment) -> TaskDetails:
    """The task at this address. Raises ``NotFound`` when there is none or this person may not see it."""
    found = _visible(session, ResolutionTask.public_id == public_id, standing)
    if found is None:
        raise NotFound
    (row,) = find_tasks(session, TaskFilter(id=found.id), standing, moment)
    children = find_tasks(session, TaskFilter(parent_id=found.id), standing, moment, limit=1)
    return TaskDetails(
        row=row,
        task_row=found,
        resolution=session.get_one(Resolution, found.resolution_id),
        document=session.get(AssigningDocument, found.document_id) if found.document_id else None,
        lead=session.get(OrgUnit, found.lead_unit_id) if found.lead_unit_id else None,
        assigning=session.get_one(OrgUnit, found.assigning_unit_id),
        cooperating=find_cooperating(session, found.id),
        clears=_clears(session, found.clears),
        parent=_visible(session, ResolutionTask.id == found.parent_id, standing) if found.parent_id else None,
        children=tuple(children),
    )


def find_changes(session: Session, task_id: int) -> Sequence[TaskChange]:
    """What the register said of a task before, the newest first."""
    query = select(TaskChange).where(TaskChange.task_id == task_id).order_by(TaskChange.id.desc())
    return session.scalars(query.limit(CHANGES_PAGE)).all()


def find_imports(session: Session, ids: Iterable[int | None]) -> dict[int, PlanImport]:
    """The plan files with these numbers."""
    query = select(PlanImport).where(PlanImport.id.in_({one for one in ids if one}))
    return {file.id: file for file in session.scalars(query)}


def find_resolutions(session: Session) -> Sequence[Resolution]:
    """Every resolution, in the order in which they were entered; that they exist is no secret."""
    return session.scalars(select(Resolution).order_by(Resolution.id)).all()


def find_codes(session: Session) -> Sequence[tuple[str, str]]:
    """The same as (address, code), which is all that a choice of resolutions shows."""
    rows = session.execute(select(Resolution.public_id, Resolution.code).order_by(Resolution.id))
    return [(public_id, code) for public_id, code in rows]


def find_resolution(session: Session, public_id: str) -> Resolution:
    """The resolution at this address. Raises ``NotFound``."""
    found = session.scalars(select(Resolution).where(Resolution.public_id == public_id)).first()
    if found is None:
        raise NotFound
    return found


def find_groups(session: Session, standing: Standing, at: datetime) -> Sequence[tuple[str, str]]:
    """The groups of the tasks that may be seen, as (Vietnamese, English) names, each once; for who sees all of a country,
    those of the last count."""
    rows: Any = ResolutionTask
    ways = ways_to_see(standing)
    if standing.sees_all and figures.counted_at(session, at):
        rows, ways = FigureTally, [FigureTally.scope == figures.COUNTRY]
    names = select(rows.group_vi, rows.group_en).where(rows.group_vi != "").distinct()
    groups = union(*(names.where(way) for way in ways)).subquery("groups")
    query = select(groups).order_by(groups.c.group_vi)
    return list({row.group_vi: (row.group_vi, row.group_en) for row in session.execute(query)}.values())


def _visible(session: Session, which: ColumnElement[bool], standing: Standing) -> ResolutionTask | None:
    query = select(ResolutionTask).outerjoin(ProcessInstance, ProcessInstance.id == ResolutionTask.instance_id)
    return session.scalars(query.where(which, may_see_task(standing))).first()


def _clears(session: Session, kept: str) -> Clears:
    said = json.loads(kept)
    if not any(name in said for name in SIX_CLEARS):
        return Clears()
    checked_by = (
        session.scalar(select(Person.full_name).where(Person.id == said["checked_by"]))
        if said.get("checked_by")
        else None
    )
    checked_at = datetime.fromisoformat(said["checked_at"]) if said.get("checked_at") else None
    return Clears(tuple((name, bool(said.get(name))) for name in SIX_CLEARS), checked_by or "", checked_at)
