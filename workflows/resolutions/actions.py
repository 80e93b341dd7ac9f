"""What drawings may ask of the plan: write an assignment down, expand a task into children. Importing registers them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Invalid, Refusal
from workflows.facts import fact
from workflows.instances import actions
from workflows.instances.models import CaseUnit
from workflows.instances.turn import Turn
from workflows.organisation import hierarchy
from workflows.organisation.calendars import calendar_for
from workflows.organisation.models import OrgUnit
from workflows.resolutions import parents
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.resolutions.variables import task_variables

SIX_CLEARS = ("clear_person", "clear_work", "clear_responsibility", "clear_authority", "clear_time", "clear_result")


@actions.register("record_assignment")
def record_assignment(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Keep what was assigned: lead, product, evidence, day and clears on the task; the lead among the case's units.

    With several leads none is set: their children get one each. Parameters left out or empty leave the task as it is.
    Raises ``Invalid`` when no unit is named or a clear is said to be missing.
    """
    session, resolution_task = turn.session, task_of(turn)
    leads = _leads(session, parameters)
    missing = [name for name in SIX_CLEARS if name in parameters and not parameters[name]]
    if missing:
        sentence = N_("Expected the six clears before work starts, but one of them is missing.")
        raise Invalid(sentence, {name: Refusal(sentence) for name in missing})
    resolution_task.deliverable = parameters.get("product") or resolution_task.deliverable
    resolution_task.evidence_required = parameters.get("evidence_required") or resolution_task.evidence_required
    resolution_task.clears = json.dumps(
        {
            **{name: bool(parameters[name]) for name in SIX_CLEARS if name in parameters},
            "checked_by": actor.person_id,
            "checked_at": at.isoformat(),
        }
    )
    if parameters.get("due_on"):
        _set_day(turn, resolution_task, date.fromisoformat(str(parameters["due_on"])))
    resolution_task.lead_unit_id = leads[0].id if len(leads) == 1 else None
    session.flush()
    session.execute(delete(CaseUnit).where(CaseUnit.instance_id == turn.id, CaseUnit.role == "lead"))
    if resolution_task.lead_unit_id is not None:
        session.execute(
            insert(CaseUnit), {"instance_id": turn.id, "unit_id": resolution_task.lead_unit_id, "role": "lead"}
        )
    refresh(turn, resolution_task)


@actions.register("expand_children")
def expand_children(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Make one child task per lead unit; the start job starts them as already assigned."""
    resolution_task = task_of(turn)
    made = parents.expand(turn.session, resolution_task, _leads(turn.session, parameters), at=at)
    turn.note(fact("resolution_task.expanded", code=resolution_task.code, children=made))


def task_of(turn: Turn) -> ResolutionTask:
    """The task whose case this is; raises ``Refusal`` when the case carries out none."""
    resolution_task = turn.session.scalars(select(ResolutionTask).where(ResolutionTask.instance_id == turn.id)).first()
    if resolution_task is None:
        raise Refusal(N_("Expected the case of a task of the plan, but “%(key)s” is none."), key=turn.business_key)
    return resolution_task


def _leads(session: Session, parameters: dict[str, Any]) -> list[OrgUnit]:
    codes = list(dict.fromkeys(str(code) for code in parameters.get("lead_units") or ()))
    if not codes:
        raise Invalid(N_("Expected at least one lead unit, but none was named."))
    return [hierarchy.find_unit(session, code) for code in codes]


def _set_day(turn: Turn, resolution_task: ResolutionTask, due_on: date) -> None:
    """A new day for the task and its case; the first day ever is kept beside it."""
    if due_on == resolution_task.due_on:
        return
    resolution_task.original_due_on = resolution_task.original_due_on or resolution_task.due_on or due_on
    resolution_task.due_on = due_on
    resolution_task.due_at = turn.due_at = calendar_for(turn.session, None).end_of_day(due_on)


def refresh(turn: Turn, resolution_task: ResolutionTask) -> None:
    """Give the drawing the task as it is now; the date is the case's, which extensions may have moved."""
    resolution = turn.session.get_one(Resolution, resolution_task.resolution_id)
    turn.variables["task"] = {
        **task_variables(turn.session, resolution_task, resolution),
        "assigned": True,
        "due_at": turn.due_at.isoformat() if turn.due_at else None,
    }
