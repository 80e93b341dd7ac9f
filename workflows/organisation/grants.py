"""Commands on grants: a role on a unit and everything below it, for a time and a reason."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Forbidden, Invalid
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation.models import ROLES, Grant, OrgUnit, Person
from workflows.organisation.rights import STREAM, demand_administrator, demand_days_in_order, lock_organisation


def give_grant(
    session: Session,
    person: Person,
    role: str,
    unit: OrgUnit,
    *,
    from_on: date,
    until_on: date | None = None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Grant:
    """Grant a role to somebody else.

    Raises ``Invalid`` for an unknown role, no reason or days in the wrong order; ``Forbidden`` for oneself and for whoever does
    not administer the unit.
    """
    if role not in ROLES:
        raise Invalid(N_("Expected a known role, but got “%(role)s”."), role=role)
    if not reason.strip():
        raise Invalid(N_("Expected a reason for the grant, but got none."))
    demand_days_in_order(from_on, until_on)
    if actor.person_id == person.id:
        raise Forbidden(N_("Expected another person, but nobody grants a role to themselves."))
    lock_organisation(session)
    demand_administrator(session, actor, unit.id, at)
    grant = Grant(
        person_id=person.id,
        role=role,
        unit_id=unit.id,
        from_on=from_on,
        until_on=until_on,
        given_by_id=actor.person_id,
        reason=reason.strip(),
    )
    session.add(grant)
    session.flush()
    record(
        session, STREAM, [fact("grant.given", reason, person=person.id, role=role, unit=unit.id)], actor=actor, at=at
    )
    return grant


def end_grant(session: Session, grant: Grant, until_on: date, *, actor: Actor, at: datetime) -> None:
    """Give a grant its last day. Raises ``Invalid`` for a day before its first."""
    lock_organisation(session)
    demand_administrator(session, actor, grant.unit_id, at)
    demand_days_in_order(grant.from_on, until_on)
    grant.until_on = until_on
    session.flush()
    record(
        session,
        STREAM,
        [fact("grant.ended", person=grant.person_id, role=grant.role, unit=grant.unit_id)],
        actor=actor,
        at=at,
    )
