"""What drawings may read of a task; they never write it. The room keeps it fresh in the case's variables."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from workflows.organisation.models import OrgUnit
from workflows.resolutions.models import Resolution, ResolutionTask


def task_variables(session: Session, task: ResolutionTask, resolution: Resolution) -> dict[str, Any]:
    """The variable ``task``. A child's lead is known from the start: ``assigned`` lets the drawing skip the assignment."""
    return {"code": task.code, "title_vi": task.title_vi, "title_en": task.title_en,
            "lead_unit": code_of(session, task.lead_unit_id), "assigning_unit": code_of(session, task.assigning_unit_id),
            "assigning_group": resolution.assigning_group, "verifying_group": resolution.verifying_group,
            "due_at": task.due_at.isoformat() if task.due_at else None, "priority": task.priority,
            "assigned": task.parent_id is not None}


def code_of(session: Session, unit_id: int | None) -> str | None:
    """A unit's code; of no unit, none."""
    return session.get_one(OrgUnit, unit_id).code if unit_id is not None else None
