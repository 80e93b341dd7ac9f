"""What an administrator does about an incident: take it, give it to another, have it tried again, close it with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, insert, or_, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor, person
from workflows.db import table_of
from workflows.errors import N_, Conflict, Forbidden, Invalid, NotFound, Refusal
from workflows.facts import Fact, fact
from workflows.instances.incidents import MOST_CRASHES, locked_stream, thing_of
from workflows.instances.models import CaseUnit, Incident, IncidentOwner
from workflows.instances.things import is_tried_by_clock, wake
from workflows.ledger.record import record
from workflows.organisation.models import OrgUnit, UnitAncestor
from workflows.organisation.standing import Standing, standing_of

ROLE = "administrator"
REASON = N_("Expected a reason, but it is empty.")


def visible_incidents(standing: Standing) -> ColumnElement[bool]:
    """A condition on ``incidents``: those that this person may attend to.

    An administrator of the top of the tree attends to all of them; one of a unit to those of the cases in which that unit, or
    one below it, has a part.
    """
    granted = standing.roles.get(ROLE, frozenset())
    if not granted:
        return false()
    top = exists().where(OrgUnit.id.in_(granted), OrgUnit.parent_id.is_(None))
    cases = (
        select(CaseUnit.instance_id)
        .join(UnitAncestor, UnitAncestor.unit_id == CaseUnit.unit_id)
        .where(UnitAncestor.ancestor_id.in_(granted))
    )
    return or_(top, Incident.instance_id.in_(cases))


def find_incident(session: Session, public_id: str, *, standing: Standing) -> Incident:
    """The incident with this address, if this person may attend to it; raises ``NotFound`` otherwise."""
    query = select(Incident).where(Incident.public_id == public_id, visible_incidents(standing))
    incident = session.scalars(query).first()
    if incident is None:
        raise NotFound
    return incident


def owner_of(session: Session, incident: Incident) -> int | None:
    """Who takes care of it now."""
    query = select(IncidentOwner.person_id).where(
        IncidentOwner.incident_id == incident.id, IncidentOwner.until.is_(None)
    )
    owner: int | None = session.scalar(query)
    return owner


def may_attend(incident: Incident) -> Refusal | None:
    """Something can be done about an incident that is open."""
    if incident.closed_at is not None:
        return Conflict(N_("Expected an open incident, but it is over."))
    return None


def may_take(incident: Incident, owner_id: int | None, standing: Standing) -> Refusal | None:
    """Whoever may attend to an incident may take it, from somebody else too; not twice."""
    if refusal := may_attend(incident):
        return refusal
    if owner_id is not None and owner_id == standing.person_id:
        return Conflict(N_("Expected an incident that somebody else cares for or nobody, but it is yours already."))
    return None


def may_retry(incident: Incident) -> Refusal | None:
    """The clock tries what it comes back to by itself; what a person's form ran into, the person sends again.

    A task whose incident was closed without a further try may be tried again later on.
    """
    given_up = incident.closed_by_id is not None and incident.instance_id is None
    if incident.closed_at is not None and not given_up:
        return may_attend(incident)
    if not (incident.thing and is_tried_by_clock(incident.job)):
        return Conflict(N_("Expected something that the clock tries again, but this is not the clock's to try."))
    return None


def may_dismiss(incident: Incident) -> Refusal | None:
    """What holds up no case, and what only a person can try again, is closed with a reason; the rest ends by going on."""
    if refusal := may_attend(incident):
        return refusal
    if incident.instance_id is not None and is_tried_by_clock(incident.job):
        return Conflict(
            N_("Expected an incident that holds up no case; this one is over when its case goes on or is cancelled.")
        )
    return None


@dataclass(frozen=True, slots=True)
class Held:
    """An incident under its lock, the stream of its facts, and the actor's standing read fresh."""

    session: Session
    incident: Incident
    stream: str
    standing: Standing

    def tell(self, *facts: Fact, actor: Actor, at: datetime) -> None:
        """Record what was done."""
        record(self.session, self.stream, facts, actor=actor, at=at)


def hold(session: Session, incident: Incident, *, actor: Actor, at: datetime) -> Held:
    """Lock the case, then the incident, and read it again; raises ``Forbidden`` for whoever may not attend to it (any more)."""
    stream = locked_stream(session, thing_of(incident)) or f"incident:{incident.public_id}"
    standing = standing_of(session, actor, at)
    query = select(Incident).where(Incident.id == incident.id, visible_incidents(standing)).with_for_update(of=Incident)
    fresh = session.scalars(query.execution_options(populate_existing=True)).first()
    if fresh is None:
        raise Forbidden(N_("Expected an administrator of the units concerned, but that is not you."))
    return Held(session, fresh, stream, standing)


def take(session: Session, incident: Incident, *, actor: Actor, at: datetime) -> None:
    """Take care of it from now on."""
    held = hold(session, incident, actor=actor, at=at)
    if refusal := may_take(held.incident, owner_of(session, held.incident), held.standing):
        raise refusal
    assert actor.person_id is not None
    _own(held, actor.person_id, actor.person_id, at)
    held.tell(fact("incident.taken", incident=held.incident.public_id), actor=actor, at=at)


def give(session: Session, incident: Incident, person_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Ask another administrator of the same units to take care of it. Raises ``Invalid`` for anybody else."""
    held = hold(session, incident, actor=actor, at=at)
    if refusal := may_attend(held.incident):
        raise refusal
    _demand(reason)
    theirs = visible_incidents(standing_of(session, person(person_id), at))
    if session.scalar(select(Incident.id).where(Incident.id == incident.id, theirs)) is None:
        sentence = N_("Expected an administrator of the units concerned, but that is somebody else.")
        raise Invalid(sentence, {"person": Refusal(sentence)})
    assert actor.person_id is not None
    _own(held, person_id, actor.person_id, at)
    given = fact("incident.given", reason.strip(), incident=held.incident.public_id, person=person_id)
    held.tell(given, actor=actor, at=at)


def retry(session: Session, incident: Incident, *, actor: Actor, at: datetime) -> None:
    """Have the clock try it now: the thing is set awake, the step itself is the clock's.

    What was parked gets one more try: if its process dies again, it is parked again at once. When there is nothing left to
    try, the incident is over.
    """
    locked_stream(session, thing_of(incident))
    still_there = wake(session, thing_of(incident), at)  # its row is locked before the incident's, as the clock does it
    held = hold(session, incident, actor=actor, at=at)
    if refusal := may_retry(held.incident):
        raise refusal
    set_awake(held.incident, at)
    facts = [fact("incident.retried", incident=held.incident.public_id)]
    if not still_there and held.incident.closed_at is None:
        held.incident.closed_at = at
        facts.append(fact("incident.closed", incident=held.incident.public_id))
    session.flush()
    held.tell(*facts, actor=actor, at=at)


def set_awake(incident: Incident, at: datetime) -> None:
    """It may be tried from this moment on."""
    incident.try_again_at = at
    if incident.parked_at is not None:
        incident.parked_at, incident.crashes = None, MOST_CRASHES - 1


def dismiss(session: Session, incident: Incident, *, reason: str, actor: Actor, at: datetime) -> None:
    """Close it without a further try, with a reason; what it was about is not tried by the clock any more."""
    locked_stream(session, thing_of(incident))
    wake(session, thing_of(incident), None)
    held = hold(session, incident, actor=actor, at=at)
    if refusal := may_dismiss(held.incident):
        raise refusal
    _demand(reason)
    held.incident.closed_at, held.incident.closed_by_id = at, actor.person_id
    session.flush()
    held.tell(fact("incident.dismissed", reason.strip(), incident=held.incident.public_id), actor=actor, at=at)


def _own(held: Held, person_id: int, given_by_id: int, at: datetime) -> None:
    table = table_of(IncidentOwner)
    held.session.execute(
        update(table).where(table.c.incident_id == held.incident.id, table.c.until.is_(None)).values(until=at)
    )
    owner = {"incident_id": held.incident.id, "person_id": person_id, "given_by_id": given_by_id, "since": at}
    held.session.execute(insert(table).values(owner))


def _demand(reason: str) -> None:
    if not reason.strip():
        raise Invalid(REASON, {"reason": Refusal(REASON)})
