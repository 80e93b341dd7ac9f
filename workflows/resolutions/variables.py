"""What drawings may read of a task; they never write it. The room keeps it fresh in the case's variables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflows.db import table_of
from workflows.organisation.models import OrgUnit
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.trips import Fixed, go

_T, _R = table_of(ResolutionTask).c, table_of(Resolution).c
_LEAD, _ASSIGNING = table_of(OrgUnit).alias("lead"), table_of(OrgUnit).alias("assigning")
READABLE = (
    select(
        _T.code,
        _T.title_vi,
        _T.title_en,
        _LEAD.c.code.label("lead_unit"),
        _ASSIGNING.c.code.label("assigning_unit"),
        _R.assigning_group,
        _R.verifying_group,
        _T.due_at,
        _T.priority,
        _T.parent_id,
        _T.verifiers,
        _T.approvals_needed,
    )
    .join_from(table_of(ResolutionTask), table_of(Resolution), _R.id == _T.resolution_id)
    .join(_ASSIGNING, _ASSIGNING.c.id == _T.assigning_unit_id)
    .outerjoin(_LEAD, _LEAD.c.id == _T.lead_unit_id)
)
BY_ID = Fixed(READABLE.where(_T.id == bindparam("task_id")))


def task_variables(session: Session, task_id: int) -> dict[str, Any]:
    """The variable ``task`` of a task as it is now."""
    ((found,),) = go(session, [BY_ID(task_id=task_id)])
    return variables_from(found)


def first_variables(session: Session, task_id: int) -> dict[str, Any]:
    """What a task's case begins with."""
    readable = task_variables(session, task_id)
    return {"task": readable, "lead_unit": readable["lead_unit"], "officer": None, "rounds": 0}


def variables_from(found: Any) -> dict[str, Any]:
    """What a row of ``READABLE`` tells a drawing. A child's lead is known from the start: ``assigned`` skips the assignment."""
    return {
        "code": found.code,
        "title_vi": found.title_vi,
        "title_en": found.title_en,
        "lead_unit": found.lead_unit,
        "assigning_unit": found.assigning_unit,
        "assigning_group": found.assigning_group,
        "verifying_group": found.verifying_group,
        "due_at": found.due_at.isoformat() if found.due_at else None,
        "priority": found.priority,
        "verifiers": found.verifiers,
        "approvals_needed": found.approvals_needed,
        "assigned": found.parent_id is not None,
    }
