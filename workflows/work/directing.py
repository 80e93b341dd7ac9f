"""What the assigning authority does to a whole case: suspend, resume, cancel, each with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Invalid, NotFound
from workflows.instances import lifecycle
from workflows.instances.models import ProcessInstance
from workflows.organisation.standing import Standing, standing_of
from workflows.work.access import visible_cases
from workflows.work.authority import has_authority
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
    _check(session, case, reason, actor, at)
    lifecycle.suspend(session, case.id, reason=reason.strip(), actor=actor, at=at)


def resume(session: Session, case: ProcessInstance, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let it go on."""
    _check(session, case, reason, actor, at)
    lifecycle.resume(session, case.id, reason=reason.strip(), actor=actor, at=at)


def cancel(session: Session, case: ProcessInstance, *, reason: str, actor: Actor, at: datetime) -> None:
    """End it without a result."""
    _check(session, case, reason, actor, at)
    lifecycle.cancel(session, case.id, reason=reason.strip(), actor=actor, at=at)


def _check(session: Session, case: ProcessInstance, reason: str, actor: Actor, at: datetime) -> None:
    if not reason.strip():
        raise Invalid(N_("Expected a reason, but it is empty."))
    standing = standing_of(session, actor, at)
    if refusal := may_direct(case.ended_at is not None, authority=has_authority(session, case.id, standing)):
        raise refusal
