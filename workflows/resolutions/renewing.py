"""A running case learns that its task says something else now: its titles, its co-operating units, what its drawing reads."""

from __future__ import annotations

from sqlalchemy import update

from workflows.instances.models import ProcessInstance
from workflows.instances.turn import Turn
from workflows.organisation.folding import fold
from workflows.resolutions.actions import refresh
from workflows.resolutions.cooperating import arrange_parts, let_cooperate
from workflows.resolutions.models import ResolutionTask


def renew(turn: Turn, resolution_task: ResolutionTask, *, reason: str = "") -> None:
    """Carry the task's words over to its case; the caller has changed and flushed the task, and finishes the turn."""
    session = turn.session
    resolution_task.folded = fold(f"{resolution_task.code} {resolution_task.title_vi} {resolution_task.title_en}")
    session.execute(
        update(ProcessInstance)
        .where(ProcessInstance.id == turn.id)
        .values(title_vi=resolution_task.title_vi, title_en=resolution_task.title_en, folded=resolution_task.folded)
    )
    let_cooperate(turn, resolution_task.id)
    refresh(turn, resolution_task)
    arrange_parts(turn, resolution_task.id, reason=reason)
