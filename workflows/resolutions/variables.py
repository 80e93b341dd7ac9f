"""What drawings may read of a task; they never write it. The room keeps it fresh in the case's variables."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from workflows.organisation.models import OrgUnit
from workflows.resolutions.models import Resolution, ResolutionTask


def task_variables(session: Session, resolution_task: ResolutionTask, resolution: Resolution) -> dict[str, Any]:
    """The variable ``task``. A child's lead is known from the start: ``assigned`` lets the drawing skip the assignment."""
    return {
        "code": resolution_task.code,
        "title_vi": resolution_task.title_vi,
        "title_en": resolution_task.title_en,
        "lead_unit": code_of(session, resolution_task.lead_unit_id),
        "assigning_unit": code_of(session, resolution_task.assigning_unit_id),
        "assigning_group": resolution.assigning_group,
        "verifying_group": resolution.verifying_group,
        "due_at": resolution_task.due_at.isoformat() if resolution_task.due_at else None,
        "priority": resolution_task.priority,
        "assigned": resolution_task.parent_id is not None,
    }


def code_of(session: Session, unit_id: int | None) -> str | None:
    """A unit's code; of no unit, none."""
    return session.get_one(OrgUnit, unit_id).code if unit_id is not None else None
