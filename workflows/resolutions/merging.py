"""Two tasks that are one: the duplicate's case is cancelled with the reason, and each says what it is to the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.instances import lifecycle
from workflows.instances.models import ProcessInstance
from workflows.ledger.record import record
from workflows.organisation.models import OrgUnit
from workflows.resolutions.editing import gripped
from workflows.resolutions.keeping import may_keep_plan
from workflows.resolutions.linking import link
from workflows.resolutions.models import ResolutionTask, TaskLink
from workflows.resolutions.moving_parts import take_along
from workflows.resolutions.splitting import may_rearrange
from workflows.work.escalation import settle_ended

NO_CASE = N_("Expected a task whose case has started, but this one starts within a minute. Try again then.")


@dataclass(frozen=True, slots=True)
class Merged:
    """Which task went into which, and the units whose parts went along."""

    code: str
    into: str
    into_title_vi: str
    into_title_en: str
    parts: tuple[str, ...] = ()


def merge_task(session: Session, public_id: str, *, into: str, reason: str, actor: Actor, at: datetime) -> Merged:
    """Say that this task is the same as the one with the code ``into`` of its resolution, which stays; this one ends as cancelled.

    It counts no longer as a task to be done, but is not lost: its page and the other's name each other, and what its co-operating units
    have not delivered yet is asked of them by the other, where that wants nothing of them itself. Raises ``NotFound``,
    ``Forbidden``, ``Conflict`` when a case is too far, ``Invalid`` at ``into`` or ``reason``.
    """
    _hold_both(session, public_id, into)
    turn, resolution, row = gripped(session, public_id, actor, at)
    keeps = may_keep_plan(session, actor, row.assigning_unit_id, at) is None
    ended = turn is not None and turn.ended_at is not None
    if refusal := may_rearrange(session, row, ended=ended, keeps=keeps):
        raise refusal
    if turn is None:
        raise Conflict(NO_CASE)
    other = _other(session, row, into)
    if not reason.strip():
        sentence = N_("Expected a reason, but it is empty.")
        raise Invalid(sentence, {"reason": Refusal(sentence)})
    link(session, row, "merged_into", other, reason=reason.strip(), actor=actor, at=at)
    running = None if other.instance_id is None else lifecycle.locked(session, other.instance_id, actor=actor, at=at)
    going_on = running if running is not None and running.ended_at is None else None
    taken = () if running and not going_on else take_along(session, row, other, going_on, reason=reason.strip())
    told = fact("resolution_task.merged", reason.strip(), code=row.code, other=other.code)
    turn.note(told)
    lifecycle.cancel(turn, reason.strip())
    settle_ended(turn)
    turn.finish()
    record(session, f"plan:{resolution.code}", [told], actor=actor, at=at)
    names = session.scalars(select(OrgUnit.name_vi).where(OrgUnit.id.in_(taken)).order_by(OrgUnit.id)) if taken else ()
    return Merged(row.code, other.code, other.title_vi, other.title_en, tuple(names))


def _hold_both(session: Session, public_id: str, into: str) -> None:
    """Lock both cases in the order of their numbers, before anything else: two mergers the other way round do not wait for each other."""
    row = session.scalars(select(ResolutionTask).where(ResolutionTask.public_id == public_id)).first()
    if row is None:
        raise NotFound
    both = (ResolutionTask.id == row.id) | (
        (ResolutionTask.resolution_id == row.resolution_id) & (ResolutionTask.code == into.strip())
    )
    cases = select(ResolutionTask.instance_id).where(both, ResolutionTask.instance_id.is_not(None))
    held = select(ProcessInstance.id).where(ProcessInstance.id.in_(cases)).order_by(ProcessInstance.id)
    session.scalars(held.with_for_update()).all()


def _other(session: Session, row: ResolutionTask, code: str) -> ResolutionTask:
    """The task that stays; raises ``Invalid`` at ``into`` when it is none, or none into which something can go."""
    query = select(ResolutionTask).where(
        ResolutionTask.resolution_id == row.resolution_id,
        ResolutionTask.code == code.strip(),
        ResolutionTask.parent_id.is_(None),
    )
    found = session.scalars(query).first()
    sentence = None
    if found is None or found.id == row.id:
        sentence = N_("Expected the code of another whole task of this resolution, but it is none.")
    elif session.scalar(select(exists().where(TaskLink.task_id == found.id, TaskLink.kind == "merged_into"))):
        sentence = N_("Expected a task that stays, but that one was merged into another itself.")
    elif (
        session.scalar(select(ProcessInstance.outcome).where(ProcessInstance.id == found.instance_id))
        == "task_cancelled"
    ):
        sentence = N_("Expected a task that is carried out, but that one is cancelled.")
    if sentence:
        raise Invalid(sentence, {"into": Refusal(sentence)})
    if found is None:
        raise NotFound
    return found
