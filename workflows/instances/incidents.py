"""What cannot go on by itself becomes a row with a sentence, instead of a silent stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.db import table_of
from workflows.facts import Fact, fact
from workflows.instances.models import Incident, ProcessInstance
from workflows.ledger.record import record

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=2))


def raise_incident(
    session: Session,
    *,
    job: str,
    sentence: str,
    at: datetime,
    instance_id: int | None = None,
    work_item_id: int | None = None,
) -> Incident:
    """Write an incident down, or count one more attempt at the one that is open for the same job and thing."""
    query = select(Incident).where(Incident.job == job, Incident.closed_at.is_(None))
    query = query.where(
        Incident.instance_id == instance_id if instance_id is not None else Incident.instance_id.is_(None)
    )
    query = query.where(
        Incident.work_item_id == work_item_id if work_item_id is not None else Incident.work_item_id.is_(None)
    )
    incident = session.scalars(query.limit(1)).first()
    if incident is None:
        incident = Incident(
            job=job, instance_id=instance_id, work_item_id=work_item_id, sentence=sentence, raised_at=at, attempts=0
        )
        session.add(incident)
    incident.attempts += 1
    incident.sentence = sentence
    incident.try_again_at = at + BACK_OFF[min(incident.attempts, len(BACK_OFF)) - 1]
    session.flush()
    return incident


def close_incidents(
    session: Session, instance_id: int, *, job: str | None, work_item_id: int | None, at: datetime
) -> list[Fact]:
    """What held up this job for the case (or one item of it) is over; without a job, everything that held up the case.

    Returns the facts to be recorded.
    """
    table = table_of(Incident)
    query = update(table).where(table.c.instance_id == instance_id, table.c.closed_at.is_(None))
    if job is not None:
        about = table.c.work_item_id.is_(None) if work_item_id is None else table.c.work_item_id == work_item_id
        query = query.where(table.c.job == job, about)
    closed = session.execute(query.values(closed_at=at).returning(table.c.public_id))
    return [fact("incident.closed", incident=public_id) for public_id in closed.scalars()]


class Stuck(Exception):
    """A case (or another thing) cannot go on by itself; the cause says why. The door rolls back and calls ``record_failure``.

    ``postpone`` lays the thing aside until a moment, so that it does not hold up the clock.
    """

    def __init__(
        self,
        *,
        instance_id: int | None = None,
        work_item_id: int | None = None,
        postpone: Callable[[Session, datetime], None] | None = None,
    ) -> None:
        super().__init__("Expected the case to go on, but it cannot; see the cause.")
        self.instance_id, self.work_item_id, self.postpone = instance_id, work_item_id, postpone


def record_failure(session: Session, *, job: str, cause: BaseException, stuck: Stuck | None, at: datetime) -> None:
    """What a door does after a rollback, in a transaction of its own: the incident, its fact, and a later try for the thing."""
    instance_id = stuck.instance_id if stuck else None
    incident = raise_incident(
        session,
        job=job,
        sentence=sentence_of(cause),
        at=at,
        instance_id=instance_id,
        work_item_id=stuck.work_item_id if stuck else None,
    )
    assert incident.try_again_at is not None
    if stuck and stuck.postpone:
        stuck.postpone(session, incident.try_again_at)
    if instance_id is not None and incident.attempts == 1:
        public_id = session.scalar(
            select(ProcessInstance.public_id).where(ProcessInstance.id == instance_id).with_for_update()
        )
        record(
            session,
            f"case:{public_id}",
            [fact("incident.raised", incident.sentence, incident=incident.public_id)],
            actor=CLOCK,
            at=at,
        )


def sentence_of(cause: BaseException) -> str:
    """What to tell the operator: the innermost fault's own sentence, or what broke and with which words."""
    while isinstance(cause, Stuck) and cause.__cause__ is not None:
        cause = cause.__cause__
    said = str(cause).strip().splitlines()[0][:500] if str(cause).strip() else ""
    return (
        said
        if said.startswith("Expected")
        else f"Expected the step to succeed, but {type(cause).__name__} came up: {said}"
    )
