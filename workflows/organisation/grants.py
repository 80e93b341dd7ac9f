"""Commands on grants: a role on a unit and everything below it, for a time and a reason."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import A_DAY
from workflows.errors import N_, Conflict, Forbidden, Invalid
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation.models import ROLES, Grant, OrgUnit, Person, in_force
from workflows.organisation.rights import (
    STREAM,
    demand_administrator,
    demand_days_in_order,
    demand_existing,
    lock_organisation,
)
from workflows.organisation.seen import demand_as_seen

EVERYWHERE = ("designer",)  # what this role does cannot be kept to a part of the tree


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

    Raises ``Invalid`` for an unknown role, no reason, days in the wrong order, or a designer below the top (drawings hold for
    everybody); ``Forbidden`` for oneself and for whoever does not administer the unit; ``Conflict`` for what is granted already.
    """
    if role not in ROLES:
        raise Invalid(N_("Expected a known role, but got “%(role)s”."), role=role)
    if not reason.strip():
        raise Invalid(N_("Expected a reason for the grant, but got none."))
    if role in EVERYWHERE and unit.parent_id is not None:
        raise Invalid(N_("Expected the unit at the top of the tree, because drawings hold for everybody."))
    demand_days_in_order(from_on, until_on)
    if actor.person_id == person.id:
        raise Forbidden(N_("Expected another person, but nobody grants a role to themselves."))
    lock_organisation(session)
    demand_administrator(session, actor, unit.id, at)
    session.refresh(unit)
    demand_existing(unit)
    same = (Grant.person_id == person.id, Grant.role == role, Grant.unit_id == unit.id)
    if session.scalars(select(Grant.id).where(*same, in_force(Grant, from_on)).limit(1)).first() is not None:
        raise Conflict(
            N_("Expected a role that is not granted yet, but “%(name)s” has it there."), name=person.full_name
        )
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


def end_grant(
    session: Session, grant: Grant, until_on: date, *, seen: str | None = None, actor: Actor, at: datetime
) -> None:
    """Give a grant its last day; the day before its first takes it back at once, also on its very day.

    Raises ``Invalid`` for a day before that, ``Conflict`` when it ends by then already: ending makes nothing longer.
    """
    lock_organisation(session)
    demand_administrator(session, actor, grant.unit_id, at)
    demand_as_seen(session, grant, seen)
    demand_days_in_order(grant.from_on - A_DAY, until_on)
    if grant.until_on is not None and grant.until_on <= until_on:
        raise Conflict(N_("Expected a role that still holds, but it ends on %(day)s."), day=grant.until_on)
    grant.until_on = until_on
    session.flush()
    record(
        session,
        STREAM,
        [fact("grant.ended", person=grant.person_id, role=grant.role, unit=grant.unit_id)],
        actor=actor,
        at=at,
    )
