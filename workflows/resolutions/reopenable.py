"""Who may reopen which task: a superior of the post that signed it off, while that sign-off is the last word on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from workflows.calendar import local_date
from workflows.errors import N_, Conflict, Forbidden, Refusal
from workflows.instances.models import ProcessInstance
from workflows.organisation import hierarchy
from workflows.organisation.models import Appointment, OrgUnit, Position, is_over
from workflows.organisation.standing import Standing
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.parents import COMPLETED
from workflows.resolutions.reopening_models import CaseReopening
from workflows.work import sides
from workflows.work.authority import leads_unit
from workflows.work.claim import delegation_of
from workflows.work.models import Review

ALREADY = N_("Expected a sign-off that stands, but it was reopened already; the task goes on in a newer case.")
NO_TASK = N_("Expected the case of a task of the plan, but this one carries out none.")
NOT_SIGNED = N_("Expected a task that was signed off, but this one was not.")
IN_PARTS = N_("Expected a task with a result of its own, but it is done in parts. Reopen the part.")
PARENT_CANCELLED = N_("Expected a task that is still wanted, but the larger task of which it is a part was cancelled.")
UNIT_CLOSED = N_(
    "Expected a lead unit that still exists, but “%(unit)s” was closed. Register what is left to do as a new task."
)
SIGNED_IT = N_("Expected somebody above the one who signed off, but you signed it off yourself.")
LET_SIGN = N_(
    "Expected somebody above the one who signed off, but you answer for that sign-off: you let another do it."
)
NOT_ABOVE = N_("Expected a superior of the post that signed off, but that is not you.")
HAD_A_HAND = N_("Expected somebody who contributed nothing to this result, but you had a hand in it.")


def may_reopen(session: Session, instance_id: int, standing: Standing, at: datetime) -> Refusal | None:
    """A superior of the post that signed off, who is neither the signatory (nor let another sign) nor a contributor; only the
    task's newest case, and only one that ended by a sign-off.
    """
    found = _found(session, instance_id)
    if found.task_id is None:
        former = select(exists().where(CaseReopening.former_id == instance_id))
        return Conflict(ALREADY if session.scalar(former) else NO_TASK)
    if found.outcome != COMPLETED:
        return Conflict(NOT_SIGNED)
    signed = _signature(session, instance_id)
    if signed is None:
        return Conflict(IN_PARTS)
    if signed.decided_by_id == standing.person_id:
        return Forbidden(SIGNED_IT)
    delegation = delegation_of(session, signed.work_item_id)
    if delegation is not None and delegation.by_id == standing.person_id:
        return Forbidden(LET_SIGN)
    if not _stands_above(session, signed, found.assigning_unit_id, standing, at):
        return Forbidden(NOT_ABOVE)
    if sides.side_of(session, signed.submission_id, standing.person_id) == "contributor":
        return Forbidden(HAD_A_HAND)
    if found.above == "task_cancelled":
        return Conflict(PARENT_CANCELLED)
    if is_over(found.valid_until, local_date(at)):
        return Conflict(UNIT_CLOSED, unit=found.name_vi)
    return None


def _found(session: Session, instance_id: int) -> Any:
    """The case as it is now, with its task (if it is that one's newest), the lead unit and what became of the parent."""
    parent, above = aliased(ResolutionTask), aliased(ProcessInstance)
    return session.execute(
        select(
            ProcessInstance.outcome,
            ResolutionTask.id.label("task_id"),
            ResolutionTask.assigning_unit_id,
            OrgUnit.name_vi,
            OrgUnit.valid_until,
            above.outcome.label("above"),
        )
        .outerjoin(ResolutionTask, ResolutionTask.instance_id == ProcessInstance.id)
        .outerjoin(OrgUnit, OrgUnit.id == ResolutionTask.lead_unit_id)
        .outerjoin(parent, parent.id == ResolutionTask.parent_id)
        .outerjoin(above, above.id == parent.instance_id)
        .where(ProcessInstance.id == instance_id)
    ).one()


def _signature(session: Session, instance_id: int) -> Any:
    """Who signed the case's result off, and in which post; ``None`` for a case without a signature of its own."""
    current = sides.current_submission(session, instance_id)
    return session.execute(
        select(
            Review.submission_id, Review.work_item_id, Review.decided_by_id, Appointment.position_id, Position.unit_id
        )
        .outerjoin(Appointment, Appointment.id == Review.appointment_id)
        .outerjoin(Position, Position.id == Appointment.position_id)
        .where(
            Review.submission_id == (current.id if current else None),
            Review.stage == "sign_off",
            Review.decision == "sign_off",
        )
        .order_by(Review.id.desc())
        .limit(1)
    ).first()


def _stands_above(session: Session, signed: Any, assigning_unit_id: int, standing: Standing, at: datetime) -> bool:
    """Whether this person holds a post above the one that signed, or deputises in a unit above; where the sign-off names no
    post, whether they lead the unit that assigned the task, or one above it.
    """
    if signed.position_id is None:
        return leads_unit(session, assigning_unit_id, standing)
    posts = [post for post, _held in hierarchy.walk_up(session, signed.position_id, local_date(at))]
    return any(
        post.id in standing.position_ids or (post.unit_id != signed.unit_id and post.unit_id in standing.led_unit_ids)
        for post in posts
    )
