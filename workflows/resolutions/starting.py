"""The start job: one case per unit of work for tasks that want one. Stopped anywhere, it goes on where it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.instances import lifecycle
from workflows.organisation import groups
from workflows.organisation.models import OrgUnit
from workflows.resolutions.models import Resolution, ResolutionTask, TaskUnit

PROCESS = "resolution_task"


def start_next(session: Session, at: datetime) -> bool:
    """Start the case of one task that wants one; ``False`` when none is left (or others are starting those that are)."""
    task = session.scalars(
        select(ResolutionTask).where(ResolutionTask.start_wanted_at <= at, ResolutionTask.instance_id.is_(None))
        .order_by(ResolutionTask.start_wanted_at, ResolutionTask.id).limit(1).with_for_update(skip_locked=True)).first()
    if task is None:
        return False
    start_case(session, task, at=at)
    return True


def start_case(session: Session, task: ResolutionTask, *, at: datetime) -> None:
    """Start the task's case; the caller holds the task's row. A child's lead is named already, so it starts as assigned."""
    resolution = session.get_one(Resolution, task.resolution_id)
    verifiers = groups.group_by_code(session, resolution.verifying_group)
    cooperating = session.scalars(select(TaskUnit.unit_id).where(TaskUnit.task_id == task.id).order_by(TaskUnit.unit_id))
    units = [(task.assigning_unit_id, "assigning"), (verifiers.unit_id, "verifying"), *((unit, "cooperating") for unit in cooperating)]
    if task.lead_unit_id is not None:
        units.insert(0, (task.lead_unit_id, "lead"))
    variables = {"task": task_variables(session, task, resolution), "lead_unit": _code(session, task.lead_unit_id),
                 "officer": None, "rounds": 0}
    task.instance_id = lifecycle.start(session, key=PROCESS, business_key=task.code, titles=(task.title_vi, task.title_en),
                                       due_at=task.due_at, variables=variables, units=units, actor=CLOCK, at=at)
    session.flush()


def task_variables(session: Session, task: ResolutionTask, resolution: Resolution) -> dict[str, Any]:
    """What drawings may read of the task (they never write it)."""
    return {"code": task.code, "title_vi": task.title_vi, "title_en": task.title_en,
            "lead_unit": _code(session, task.lead_unit_id), "assigning_unit": _code(session, task.assigning_unit_id),
            "assigning_group": resolution.assigning_group, "verifying_group": resolution.verifying_group,
            "due_at": task.due_at.isoformat() if task.due_at else None, "priority": task.priority,
            "assigned": task.parent_id is not None}


def _code(session: Session, unit_id: int | None) -> str | None:
    return session.get_one(OrgUnit, unit_id).code if unit_id is not None else None
