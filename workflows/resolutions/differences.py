"""Deciding what a later plan file says otherwise about a running task: take theirs, or keep ours. Never by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Forbidden, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.instances.lifecycle import locked
from workflows.instances.models import WorkItem
from workflows.instances.turn import Turn
from workflows.limits import DIFFERENCES_PAGE
from workflows.organisation.calendars import calendar_for
from workflows.organisation.standing import standing_of
from workflows.resolutions import leads, registering
from workflows.resolutions.contributions import COLUMN, agreed, name_contributions, written_of
from workflows.resolutions.examining import Difference, current_values
from workflows.resolutions.models import PlanDifference, ResolutionTask
from workflows.resolutions.renewing import renew
from workflows.work import parts
from workflows.work.authority import has_authority
from workflows.work.due import change_due
from workflows.work.item import from_row, item_query


def may_decide(difference: PlanDifference, *, authority: bool) -> Refusal | None:
    """Whoever has the authority that assigned the task decides, once."""
    if not authority:
        return Forbidden(N_("Expected the authority that assigned the task, or one above it, but that is not you."))
    if difference.decided_at is not None:
        return Conflict(N_("Expected a difference that waits for a decision, but it was decided in the meantime."))
    return None


def waiting(session: Session, resolution_id: int) -> Sequence[tuple[PlanDifference, ResolutionTask]]:
    """The differences of a resolution's tasks that wait for a decision, by code."""
    query = (
        select(PlanDifference, ResolutionTask)
        .join(ResolutionTask, ResolutionTask.id == PlanDifference.task_id)
        .where(ResolutionTask.resolution_id == resolution_id, PlanDifference.decided_at.is_(None))
        .order_by(ResolutionTask.code, PlanDifference.field)
        .limit(DIFFERENCES_PAGE)
    )
    return [(difference, resolution_task) for difference, resolution_task in session.execute(query)]


def decide_difference(
    session: Session, public_id: str, *, decision: str, reason: str, actor: Actor, at: datetime
) -> None:
    """Take the file's value or keep ours, with a reason.

    A due date taken moves the case's deadline as any change of it does; words are changed on task and case; a lead only
    while the task waits to be assigned. Either way the same words in a later file are not asked about again.
    Raises ``NotFound``, ``Invalid`` without a reason, ``Conflict`` when decided or no longer possible, ``Forbidden``.
    """
    if decision not in ("take", "keep"):
        raise Invalid(N_("Expected to take theirs or to keep ours, but got something else."))
    if not reason.strip():
        raise Invalid(N_("Expected a reason for the decision, but there is none."))
    instance_id = session.scalar(
        select(ResolutionTask.instance_id)
        .join(PlanDifference, PlanDifference.task_id == ResolutionTask.id)
        .where(PlanDifference.public_id == public_id)
    )
    if instance_id is None:
        raise NotFound
    turn = locked(session, instance_id, actor=actor, at=at)
    difference = session.scalars(
        select(PlanDifference).where(PlanDifference.public_id == public_id).execution_options(populate_existing=True)
    ).one()
    authority = has_authority(session, instance_id, standing_of(session, actor, at))
    if refusal := may_decide(difference, authority=authority):
        raise refusal
    resolution_task = session.scalars(
        select(ResolutionTask).where(ResolutionTask.id == difference.task_id).with_for_update()
    ).one()
    if decision == "take":
        _take_and_remember(turn, resolution_task, difference, reason)
    theirs = int(difference.theirs) if difference.field == "priority" else difference.theirs or _empty(difference.field)
    resolution_task.planned = json.dumps(
        {**json.loads(resolution_task.planned), difference.field: theirs}, ensure_ascii=False
    )
    difference.decision, difference.reason = decision, reason
    difference.decided_by_id, difference.decided_at = actor.person_id, at
    session.flush()
    turn.note(
        fact(
            "resolution_task.difference_decided",
            reason,
            code=resolution_task.code,
            field=difference.field,
            decision=decision,
        )
    )
    turn.finish()


def _take_and_remember(turn: Turn, resolution_task: ResolutionTask, difference: PlanDifference, reason: str) -> None:
    before = current_values(resolution_task, written_of(turn.session, resolution_task))[difference.field]
    _take(turn, resolution_task, difference.field, difference.theirs, reason)
    registering.remember(
        turn.session,
        resolution_task.id,
        [Difference(resolution_task.code, difference.field, before, difference.theirs)],
        reason=reason,
        import_id=difference.import_id,
        actor=turn.actor,
        at=turn.at,
    )


def _empty(field: str) -> str | None:
    return None if field == "due_on" else ""


def _take(turn: Turn, resolution_task: ResolutionTask, field: str, theirs: str, reason: str) -> None:
    if turn.ended_at is not None:
        raise Conflict(N_("Expected a running case, but it has ended already."))
    if field == "due_on":
        _take_day(turn, resolution_task, theirs, reason)
    elif field == "lead_text":
        _take_lead(turn, resolution_task, theirs)
    elif field == COLUMN:
        _take_contributions(turn, resolution_task, theirs)
    else:
        setattr(resolution_task, field, int(theirs) if field == "priority" else theirs)
        if field == "coordinating_text":
            said = leads.proposed_leads(turn.session, theirs, resolution_task.province)
            named, meant = ({unit.id for unit in units} for units in (said.units, said.proposed))
            registering.name_units(turn.session, resolution_task.id, named, meant=meant)
    turn.session.flush()
    renew(turn, resolution_task)


def _take_contributions(turn: Turn, resolution_task: ResolutionTask, theirs: str) -> None:
    """What is new is asked for, what has another day is moved, what is left out is closed: ``renew`` tells the case."""
    try:
        said = agreed(turn.session, resolution_task.id, resolution_task.province, theirs)
    except Refusal:
        raise Conflict(
            N_("Expected units that co-operate in the task, but not all of these do; decide about the units first.")
        ) from None
    name_contributions(turn.session, resolution_task.id, said)


def _take_day(turn: Turn, resolution_task: ResolutionTask, theirs: str, reason: str) -> None:
    if not theirs:
        raise Conflict(
            N_("Expected a day to take, but the new plan has none; keep the present one or suspend the case.")
        )
    resolution_task.original_due_on = resolution_task.original_due_on or resolution_task.due_on
    resolution_task.due_on = date.fromisoformat(theirs)
    resolution_task.due_at = turn.due_at = calendar_for(turn.session, None).end_of_day(resolution_task.due_on)
    row = turn.session.execute(
        item_query().where(WorkItem.instance_id == turn.id, WorkItem.closed_at.is_(None), WorkItem.step == "submission")
    ).first()
    if row is not None:
        change_due(turn, from_row(row), resolution_task.due_at, reason)
    parts.follow(turn)


def _take_lead(turn: Turn, resolution_task: ResolutionTask, theirs: str) -> None:
    """The words are taken, and the one unit they name is proposed; the unit that has taken the work keeps it."""
    open_steps = set(
        turn.session.scalars(select(WorkItem.step).where(WorkItem.instance_id == turn.id, WorkItem.closed_at.is_(None)))
    )
    if "assign" not in open_steps:
        raise Conflict(
            N_("Expected a task that waits to be assigned, but a unit has it already; cancel it there first.")
        )
    one = leads.read_leads(theirs, leads.load_names(turn.session), resolution_task.province).one
    resolution_task.lead_text, resolution_task.lead_unit_id = theirs, one.id if one else None
