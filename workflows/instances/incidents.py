"""What cannot go on by itself becomes a row with a sentence, instead of a silent stop."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.facts import fact
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.ledger.record import record

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=2))


def raise_incident(session: Session, *, job: str, sentence: str, at: datetime, instance_id: int | None = None,
                   work_item_id: int | None = None) -> Incident:
    """Write an incident down, or count one more attempt at the one that is open for the same job and thing."""
    query = select(Incident).where(Incident.job == job, Incident.closed_at.is_(None))
    query = query.where(Incident.instance_id == instance_id if instance_id is not None else Incident.instance_id.is_(None))
    query = query.where(Incident.work_item_id == work_item_id if work_item_id is not None else Incident.work_item_id.is_(None))
    incident = session.scalars(query.limit(1)).first()
    if incident is None:
        incident = Incident(job=job, instance_id=instance_id, work_item_id=work_item_id, sentence=sentence, raised_at=at, attempts=0)
        session.add(incident)
    incident.attempts += 1
    incident.sentence = sentence
    incident.try_again_at = at + BACK_OFF[min(incident.attempts, len(BACK_OFF)) - 1]
    session.flush()
    return incident


def record_failure(session: Session, *, job: str, sentence: str, at: datetime, instance_id: int | None = None,
                   work_item_id: int | None = None) -> None:
    """What a door does after a rollback, in a transaction of its own: the incident, its fact, and a later try for the item."""
    incident = raise_incident(session, job=job, sentence=sentence, at=at, instance_id=instance_id, work_item_id=work_item_id)
    if work_item_id is not None:
        table = WorkItem.__table__
        session.execute(update(table).where(table.c.id == work_item_id, table.c.wake_at.is_not(None))
                        .values(wake_at=incident.try_again_at))
    if instance_id is not None and incident.attempts == 1:
        public_id = session.scalar(select(ProcessInstance.public_id).where(ProcessInstance.id == instance_id).with_for_update())
        record(session, f"case:{public_id}", [fact("incident.raised", sentence, incident=incident.public_id)], actor=CLOCK, at=at)
