"""What the assigning authority does to a whole case: suspend, resume, cancel, each with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.instances import lifecycle
from workflows.instances.models import ProcessInstance
from workflows.instances.turn import Turn
from workflows.organisation.standing import Standing, standing_of
from workflows.work.access import visible_cases
from workflows.work.authority import has_authority
from workflows.work.escalation import settle_ended
from workflows.work.rules import may_direct


def find_case(session: Session, public_id: str, *, standing: Standing) -> ProcessInstance:
    """The case with this address, if this person may see it; raises ``NotFound`` otherwise."""
    case = session.scalars(
        select(ProcessInstance).where(ProcessInstance.public_id == public_id, visible_cases(standing))
    ).first()
    if case is None:
        raise NotFound
    return case


def suspend(session: Session, case: ProcessInstance, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let the case stand still; what was left of every deadline is kept."""
    turn = _directed(session, case, reason, actor, at)
    lifecycle.suspend(turn, reason.strip())
    turn.finish()


def resume(session: Session, case: ProcessInstance, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let it go on."""
    turn = _directed(session, case, reason, actor, at)
    lifecycle.resume(turn, reason.strip())
    turn.finish()


def cancel(session: Session, case: ProcessInstance, *, reason: str, actor: Actor, at: datetime) -> None:
    """End it without a result; what was raised about it is settled with it."""
    turn = _directed(session, case, reason, actor, at)
    lifecycle.cancel(turn, reason.strip())
    settle_ended(turn)
    turn.finish()


def _directed(session: Session, case: ProcessInstance, reason: str, actor: Actor, at: datetime) -> Turn:
    """The case locked, after its rules: a reason, and the authority that assigned it or one above."""
    if not reason.strip():
        sentence = N_("Expected a reason, but it is empty.")
        raise Invalid(sentence, {"reason": Refusal(sentence)})
    turn = lifecycle.locked(session, case.id, actor=actor, at=at)
    standing = standing_of(session, actor, at)
    if refusal := may_direct(turn.ended_at is not None, authority=has_authority(session, turn.id, standing)):
        raise refusal
    return turn
