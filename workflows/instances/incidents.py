"""What cannot go on by itself becomes a row with a sentence, instead of a silent stop."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, false, or_, select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK, Actor
from workflows.db import new_public_id, table_of
from workflows.engine.errors import EngineFault
from workflows.errors import N_, Refusal
from workflows.facts import Fact, fact
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.instances.things import Thing, announce, is_tried_by_clock, wake
from workflows.ledger.record import record
from workflows.trips import go, once

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=2))
MOST_CRASHES = 3
MOST_WORDS = 500
RAISE = once(table_of(Incident))
TECHNICAL = N_("Expected the step to succeed, but the programme failed in it; its own words say where.")
CRASHED_ONCE = N_("Expected the step to end, but the process died in the middle of it; it is tried again.")
CRASHED = N_("Expected the step to end, but %(crashes)s times the process died in the middle of it; it is tried again.")
PARKED = N_(
    "Expected the step to end, but %(crashes)s times the process died in the middle of it; it is not tried again until "
    "somebody says so."
)


@dataclass(frozen=True, slots=True)
class Said:
    """What happened: a catalogue sentence with its values, and the programme's own words where a fault of ours came up."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)
    words: str | None = None

    def __str__(self) -> str:
        sentence = self.text % self.params if self.params else self.text
        return f"{sentence} {self.words}" if self.words else sentence


class Stuck(Exception):
    """A case (or another thing) cannot go on by itself; the cause says why. The door rolls back and calls ``record_failure``.

    ``thing`` is what the clock lays aside until a later moment, so that it does not hold up the others.
    """

    def __init__(self, *, instance_id: int | None = None, thing: Thing | None = None) -> None:
        super().__init__("Expected the case to go on, but it cannot; see the cause.")
        self.thing = thing
        self.instance_id = thing.instance_id if thing else instance_id

    def thing_for(self, job: str) -> Thing:
        """What it is about: the thing named, the case, or the job as a whole."""
        if self.thing is not None:
            return self.thing
        return Thing(job, f"case:{self.instance_id}" if self.instance_id else "", self.instance_id)


@contextmanager
def handling(session: Session, thing: Thing) -> Iterator[None]:
    """Around a step of the clock: who watches is told before the thing is touched, and whatever fails becomes ``Stuck``."""
    announce(session, thing)
    try:
        yield
    except Exception as fault:
        raise Stuck(thing=thing) from fault


def raise_incident(
    session: Session,
    *,
    job: str,
    sentence: str | Said,
    at: datetime,
    instance_id: int | None = None,
    work_item_id: int | None = None,
    thing: str | None = None,
) -> Incident:
    """Write an incident down, or count one more attempt at the one that is open for the same job and thing.

    The caller holds the case's row, if there is one. Two who come at once count at one row: the database lets one be open.
    """
    said = sentence if isinstance(sentence, Said) else Said(sentence)
    if thing is None:
        thing = f"item:{work_item_id}" if work_item_id else f"case:{instance_id}" if instance_id else ""
    new = {
        "public_id": new_public_id(),
        "job": job,
        "thing": thing,
        "instance_id": instance_id,
        "work_item_id": work_item_id,
        "sentence": str(said),
        "params": "{}",
        "raised_at": at,
        "tried_at": at,
        "attempts": 0,
        "crashes": 0,
    }
    go(session, [RAISE(**new)])
    incident: Incident = session.scalars(_open(job, thing).with_for_update()).one()
    incident.attempts += 1
    incident.tried_at = at
    say(incident, said)
    incident.try_again_at = None if incident.parked_at else at + BACK_OFF[min(incident.attempts, len(BACK_OFF)) - 1]
    session.flush()
    return incident


def say(incident: Incident, said: Said) -> None:
    """Let the incident say this from now on."""
    incident.sentence, incident.template, incident.words = str(said), said.text, said.words
    incident.params = json.dumps(dict(said.params), ensure_ascii=False, default=str)


def close_incidents(
    session: Session, instance_id: int, *, job: str | None, work_item_id: int | None, at: datetime
) -> list[Fact]:
    """What held up this job for the case (or one item of it) is over; so is what held up items that are closed by now.
    Without a job, everything that held up the case. A parked timer stays parked when another one of the case fires.

    Returns the facts to be recorded.
    """
    table, items = table_of(Incident), table_of(WorkItem).c
    query = update(table).where(table.c.instance_id == instance_id, table.c.closed_at.is_(None))
    if job is not None:
        about = table.c.work_item_id.is_(None) if work_item_id is None else table.c.work_item_id == work_item_id
        closed_items = select(items.id).where(items.instance_id == instance_id, items.closed_at.is_not(None))
        untouched = table.c.parked_at.is_not(None) if work_item_id is None else false()
        went_on = and_(table.c.job == job, about, ~untouched)
        query = query.where(or_(went_on, table.c.work_item_id.in_(closed_items)))
    closed = session.execute(query.values(closed_at=at).returning(table.c.public_id))
    return [fact("incident.closed", incident=public_id) for public_id in closed.scalars()]


def close_for(session: Session, thing: Thing, *, at: datetime) -> list[Fact]:
    """What held up this very thing is over; returns the facts to be recorded."""
    table = table_of(Incident)
    of_thing = (table.c.job == thing.job, table.c.thing == thing.key, table.c.closed_at.is_(None))
    closed = session.execute(update(table).where(*of_thing).values(closed_at=at).returning(table.c.public_id))
    return [fact("incident.closed", incident=public_id) for public_id in closed.scalars()]


def record_failure(session: Session, *, job: str, cause: BaseException, stuck: Stuck | None, at: datetime) -> bool:
    """What a door does after a rollback, in a transaction of its own: the incident, its fact, and a later try for the thing.

    Answers whether the thing was laid aside, so that the job may go on with the others.
    """
    thing = stuck.thing_for(job) if stuck else Thing(job)
    stream = locked_stream(session, thing)
    still_there = wake(session, thing, at)  # locks its row before the incident's, as the step does
    if thing.key and is_tried_by_clock(job) and not still_there:
        return False  # another clock has done it meanwhile
    incident = _raise_about(session, thing, said_of(cause), at)
    if incident.attempts == 1:
        _tell(session, stream, incident, "incident.raised", CLOCK, at)
    return wake(session, thing, incident.try_again_at)


def record_crash(session: Session, thing: Thing, *, at: datetime) -> Incident | None:
    """A process died while it did this step: write it down, and park the thing when that happened three times.

    Nothing is written when the thing has ended or gone: the step was done, and something else ended the process.
    """
    stream = locked_stream(session, thing)
    if not wake(session, thing, at):
        return None
    incident = _raise_about(session, thing, Said(CRASHED_ONCE), at)
    incident.crashes += 1
    if incident.attempts == 1:
        _tell(session, stream, incident, "incident.raised", CLOCK, at)
    parked = incident.crashes >= MOST_CRASHES
    if incident.crashes > 1:
        say(incident, Said(PARKED if parked else CRASHED, {"crashes": incident.crashes}))
    if parked:
        incident.parked_at, incident.try_again_at = at, None
        _tell(session, stream, incident, "incident.parked", CLOCK, at)
    wake(session, thing, incident.try_again_at)
    session.flush()
    return incident


def record_damage(session: Session, instance_id: int, *, cause: BaseException, at: datetime) -> None:
    """A page could not read part of a case: an incident, unless the case has one already."""
    thing = Thing("reading", f"case:{instance_id}", instance_id)
    stream = locked_stream(session, thing)
    known = select(Incident.id).where(Incident.instance_id == instance_id, Incident.closed_at.is_(None))
    if session.scalar(known.limit(1)) is None:
        incident = _raise_about(session, thing, said_of(cause), at)
        _tell(session, stream, incident, "incident.raised", CLOCK, at)


def close_recovered(session: Session, jobs: frozenset[str], *, at: datetime) -> None:
    """These jobs have run to their end: what held one up as a whole, more than a minute ago, is over."""
    table = table_of(Incident)
    session.execute(
        update(table)
        .where(table.c.thing == "", table.c.job.in_(jobs), table.c.closed_at.is_(None))
        .where(table.c.tried_at < at - timedelta(minutes=1))
        .values(closed_at=at)
    )


def said_of(cause: BaseException) -> Said:
    """What to tell the operator: the innermost fault's own sentence, or that ours is the fault, with the programme's words."""
    while isinstance(cause, Stuck) and cause.__cause__ is not None:
        cause = cause.__cause__
    if isinstance(cause, Refusal | EngineFault):
        return Said(cause.text, {name: _plain(value) for name, value in cause.params.items()})
    first_line = str(cause).strip().partition("\n")[0][:MOST_WORDS]
    return Said(TECHNICAL, {}, f"{type(cause).__name__}: {first_line}")


def thing_of(incident: Incident) -> Thing:
    """What the incident is about."""
    return Thing(incident.job, incident.thing, incident.instance_id, incident.work_item_id)


def locked_stream(session: Session, thing: Thing) -> str | None:
    """The ledger's stream of the thing's case, its row locked before anything that hangs on it; ``None`` without a case."""
    if thing.instance_id is None:
        return None
    public_id = session.scalar(
        select(ProcessInstance.public_id).where(ProcessInstance.id == thing.instance_id).with_for_update()
    )
    return f"case:{public_id}"


def _open(job: str, thing: str) -> Any:
    return select(Incident).where(Incident.job == job, Incident.thing == thing, Incident.closed_at.is_(None))


def _raise_about(session: Session, thing: Thing, said: Said, at: datetime) -> Incident:
    return raise_incident(
        session,
        job=thing.job,
        sentence=said,
        at=at,
        instance_id=thing.instance_id,
        work_item_id=thing.work_item_id,
        thing=thing.key,
    )


def _tell(session: Session, stream: str | None, incident: Incident, kind: str, actor: Actor, at: datetime) -> None:
    told = fact(kind, incident.sentence, incident=incident.public_id)
    record(session, stream or f"incident:{incident.public_id}", [told], actor=actor, at=at)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str) else str(value)
