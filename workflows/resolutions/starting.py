"""The start job: one case per unit of work for tasks that want one. Stopped anywhere, it goes on where it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.instances import lifecycle
from workflows.instances.incidents import Stuck
from workflows.organisation import groups
from workflows.resolutions import actions  # noqa: F401 - what the started drawings call is registered with it
from workflows.resolutions.models import Resolution, ResolutionTask, TaskUnit
from workflows.resolutions.variables import code_of, task_variables

PROCESS = "resolution_task"


def start_next(session: Session, at: datetime) -> bool:
    """Start the case of one task that wants one; ``False`` when none is left.

    Raises ``Stuck``, with the task laid aside, when its case cannot be started.
    """
    task = session.scalars(
        select(ResolutionTask).where(ResolutionTask.start_wanted_at <= at, ResolutionTask.instance_id.is_(None))
        .order_by(ResolutionTask.start_wanted_at, ResolutionTask.id).limit(1).with_for_update(skip_locked=True)).first()
    if task is None:
        return False
    task_id = task.id
    try:
        start_case(session, task, at=at)
    except Exception as fault:
        raise Stuck(postpone=lambda later, until: put_off(later, task_id, until)) from fault
    return True


def put_off(session: Session, task_id: int, until: datetime) -> None:
    """Try the task again later, so that one that cannot start holds up nobody."""
    session.execute(update(ResolutionTask).where(ResolutionTask.id == task_id).values(start_wanted_at=until))


def start_case(session: Session, task: ResolutionTask, *, at: datetime) -> None:
    """Start the task's case; the caller holds the task's row. A child's lead is named already, so it starts as assigned."""
    resolution = session.get_one(Resolution, task.resolution_id)
    verifiers = groups.group_by_code(session, resolution.verifying_group)
    cooperating = session.scalars(select(TaskUnit.unit_id).where(TaskUnit.task_id == task.id).order_by(TaskUnit.unit_id))
    units = [(task.assigning_unit_id, "assigning"), (verifiers.unit_id, "verifying"), *((unit, "cooperating") for unit in cooperating)]
    if task.lead_unit_id is not None:
        units.insert(0, (task.lead_unit_id, "lead"))
    variables = {"task": task_variables(session, task, resolution), "lead_unit": code_of(session, task.lead_unit_id),
                 "officer": None, "rounds": 0}
    task.instance_id = lifecycle.start(session, key=PROCESS, business_key=task.code, titles=(task.title_vi, task.title_en),
                                       due_at=task.due_at, variables=variables, units=units, actor=CLOCK, at=at)
    session.flush()
