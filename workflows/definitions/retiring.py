"""A process that takes no new cases, until a next version of it is deployed. Running cases go on to their end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.definitions import deploy
from workflows.definitions.models import DefinitionRetirement, DefinitionVersion
from workflows.errors import N_, Conflict, Forbidden, Invalid, Refusal
from workflows.facts import fact
from workflows.ledger.record import record

NO_REASON = N_("Expected a reason why the process takes no new cases, but there is none.")


def retirement_of(session: Session, version: DefinitionVersion) -> DefinitionRetirement | None:
    """Why and since when a version takes no new cases; None while it does."""
    return session.get(DefinitionRetirement, version.id)


def retire(session: Session, version: DefinitionVersion, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let no new case begin on the process of this version, its newest. Raises Invalid without a reason, Conflict when late."""
    if actor.kind != "person" or actor.person_id is None:
        raise Forbidden(N_("Expected a person to take a process out of service."))
    if not reason.strip():
        raise Invalid(NO_REASON, {"reason": Refusal(NO_REASON)})
    deploy.hold_definitions(session)
    if deploy.latest(session, version.key).id != version.id:
        raise Conflict(N_("Expected the newest version, but another was deployed meanwhile. Look again."))
    if retirement_of(session, version) is not None:
        raise Conflict(N_("Expected a process that takes new cases, but it takes none already."))
    session.add(
        DefinitionRetirement(version_id=version.id, reason=reason, retired_by_id=actor.person_id, retired_at=at)
    )
    session.flush()
    retired = fact("definition.retired", reason, key=version.key, number=version.number)
    record(session, deploy.stream(version.key), [retired], actor=actor, at=at)
