"""A running case learns that its task says something else now: its titles, its co-operating units, what its drawing reads."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from workflows.db import table_of
from workflows.instances.models import CaseUnit, ProcessInstance
from workflows.instances.turn import Turn
from workflows.organisation.folding import fold
from workflows.resolutions.actions import refresh
from workflows.resolutions.cooperating import arrange_parts
from workflows.resolutions.models import ResolutionTask, TaskUnit


def renew(turn: Turn, resolution_task: ResolutionTask, *, reason: str = "") -> None:
    """Carry the task's words over to its case; the caller has changed and flushed the task, and finishes the turn."""
    session = turn.session
    resolution_task.folded = fold(f"{resolution_task.code} {resolution_task.title_vi} {resolution_task.title_en}")
    session.execute(
        update(ProcessInstance)
        .where(ProcessInstance.id == turn.id)
        .values(title_vi=resolution_task.title_vi, title_en=resolution_task.title_en, folded=resolution_task.folded)
    )
    named = set(session.scalars(select(TaskUnit.unit_id).where(TaskUnit.task_id == resolution_task.id)))
    of_case = (CaseUnit.instance_id == turn.id, CaseUnit.role == "cooperating")
    present = set(session.scalars(select(CaseUnit.unit_id).where(*of_case)))
    if gone := present - named:
        session.execute(delete(CaseUnit).where(*of_case, CaseUnit.unit_id.in_(gone)))
    if come := sorted(named - present):
        rows = [{"instance_id": turn.id, "unit_id": one, "role": "cooperating"} for one in come]
        session.execute(insert(table_of(CaseUnit)), rows)
    session.flush()
    refresh(turn, resolution_task)
    arrange_parts(turn, resolution_task.id, reason=reason)
