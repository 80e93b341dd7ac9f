"""The cases of a task, one after the other: the first, and each that goes on where the one before had been signed off and reopened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from workflows.instances.models import ProcessInstance
from workflows.organisation.standing import Standing
from workflows.resolutions import progress
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.reopening_models import CaseReopening
from workflows.work.access import visible_cases


@dataclass(frozen=True, slots=True)
class TaskCase:
    """A case of a task, the class in which it stands or ended, and how it came to go on (``None`` for the first)."""

    row: ProcessInstance
    class_name: str
    reopening: CaseReopening | None


def carried_out_by(instance_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """A condition on ``resolution_tasks``: the task that this case carries out, or carried out before it was reopened."""
    own = aliased(ResolutionTask)
    former = select(CaseReopening.task_id).where(CaseReopening.former_id == instance_id).scalar_subquery()
    newest = select(own.id).where(own.instance_id == instance_id).scalar_subquery()
    return ResolutionTask.id == func.coalesce(former, newest)


def find_cases(session: Session, task_id: int, standing: Standing, at: datetime) -> Sequence[TaskCase]:
    """The cases of a task that may be seen, oldest first."""
    own = select(ResolutionTask.instance_id).where(ResolutionTask.id == task_id)
    former = select(CaseReopening.former_id).where(CaseReopening.task_id == task_id)
    numbers = [one for one in session.scalars(own.union_all(former)) if one]
    query = (
        select(ProcessInstance, progress.class_of(at), CaseReopening)
        .select_from(ResolutionTask)
        .join(ProcessInstance, ProcessInstance.id.in_(numbers))
        .outerjoin(CaseReopening, CaseReopening.instance_id == ProcessInstance.id)
        .where(ResolutionTask.id == task_id, visible_cases(standing))
        .order_by(ProcessInstance.id)
    )
    return [TaskCase(*row) for row in session.execute(query)]


def find_reopening(session: Session, instance_id: int) -> CaseReopening | None:
    """How this case came to go on with its task; ``None`` for a task's first case."""
    return session.get(CaseReopening, instance_id)
