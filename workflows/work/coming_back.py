"""Work that was handed over until a day comes back by itself: on the next working day at eight, by the clock.

Whoever can no longer have it (left the unit, stands on another side of the result) does not get it: it stays where it is, and both
are told. What was closed, put back or given on by then comes back to nobody.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.calendar import local_date
from workflows.db import table_of
from workflows.errors import N_, Invalid, Refusal
from workflows.facts import fact
from workflows.instances.incidents import handling
from workflows.instances.models import Incident, WorkItem
from workflows.instances.taking import take_turn
from workflows.instances.things import Thing, wakes
from workflows.instances.turn import Turn
from workflows.limits import LATEST_YEAR
from workflows.organisation import roster
from workflows.organisation.models import Person
from workflows.work import panel
from workflows.work.claim import Back, hold
from workflows.work.escalation import settle
from workflows.work.item import Item, item_by_id
from workflows.work.models import Claim
from workflows.work.rules import may_receive
from workflows.work.sides import sides_of

JOB = "coming_back"
AT_ONCE = 10
NO_DAY = N_("Expected the last day of the absence, today or later, or nothing, but found “%(value)s”.")


def last_day(said: str, at: datetime) -> date | None:
    """The last day on which somebody else has the work, as typed; nothing for good. Raises ``Invalid`` at ``until``."""
    if not said.strip():
        return None
    try:
        day = date.fromisoformat(said.strip())
    except ValueError:
        day = None
    if day is None or day < local_date(at) or day.year > LATEST_YEAR:
        raise Invalid(NO_DAY, {"until": Refusal(NO_DAY, value=said[:40])}, value=said[:40])
    return day


def due(at: datetime) -> Any:
    """The question for the steps that go back by now: (claim, step, case), those that have waited longest first."""
    laid_aside = exists().where(
        Incident.work_item_id == Claim.work_item_id,
        Incident.job == JOB,
        Incident.closed_at.is_(None),
        or_(Incident.try_again_at > at, Incident.parked_at.is_not(None)),
    )
    return (
        select(Claim.id, Claim.work_item_id, WorkItem.instance_id)
        .join(WorkItem, WorkItem.id == Claim.work_item_id)
        .where(Claim.released_at.is_(None), Claim.back_at <= at, WorkItem.closed_at.is_(None), ~laid_aside)
        .order_by(Claim.back_at, Claim.id)
    )


def come_back_next(session: Session, at: datetime) -> bool:
    """Give one step back; ``False`` when none is due. Raises ``Stuck``."""
    for row in session.execute(due(at).limit(AT_ONCE)).all():
        with handling(session, Thing(JOB, f"item:{row.work_item_id}", row.instance_id, row.work_item_id)):
            turn = take_turn(
                session, row.instance_id, actor=CLOCK, at=at, skip_locked=True, job=JOB, job_item=row.work_item_id
            )
            if turn is None or session.execute(due(at).where(Claim.id == row.id)).first() is None:
                continue
            _back(turn, session.get_one(Claim, row.id, populate_existing=True), item_by_id(session, row.work_item_id))
            turn.finish()
        return True
    return False


@wakes(JOB)
def wake_claim(session: Session, thing: Thing, _until: datetime | None) -> bool:
    """The incident says when it is tried again (see ``due``); what is closed or in other hands comes back no more."""
    waits = select(Claim.id).join(WorkItem, WorkItem.id == Claim.work_item_id)
    still = (Claim.work_item_id == thing.number, Claim.released_at.is_(None), Claim.back_at.is_not(None))
    return session.scalar(waits.where(*still, WorkItem.closed_at.is_(None))) is not None


def _back(turn: Turn, claim: Claim, item: Item) -> None:
    """Into the hands of whoever had it, if they may have it; what they had been given until a day themselves goes on to its owner."""
    session, owner, other = turn.session, claim.back_to_id, claim.person_id
    assert owner is not None
    if _refused(turn, item, owner):
        session.execute(update(table_of(Claim)).where(table_of(Claim).c.id == claim.id).values(back_at=None))
        turn.note(fact("work_item.stayed", item=item.public_id, person=owner, officer=other))
        return
    hold(turn, item, owner, how="came_back", reason=claim.reason, back=_further(session, item.id, owner))
    turn.note(fact("work_item.came_back", item=item.public_id, person=owner, officer=other))
    settle(turn, item, "new_person")


def _refused(turn: Turn, item: Item, owner: int) -> bool:
    session = turn.session
    address = session.scalar(select(Person.public_id).where(Person.id == owner))
    people = roster.people_of_unit(session, item.unit_id, local_date(turn.at)) if item.unit_id else []
    if address not in {person.public_id for person in people}:
        return True
    side = sides_of(session, [item.instance_id], [owner]).get((item.instance_id, owner))
    return bool(may_receive(item, owner, side) or panel.may_be_seated(session, item, owner))


def _further(session: Session, item_id: int, owner: int) -> Back | None:
    """Whose it was when this person got it until a day."""
    query = select(Claim.back_at, Claim.back_to_id).where(Claim.work_item_id == item_id, Claim.person_id == owner)
    row = session.execute(query.order_by(Claim.id.desc()).limit(1)).first()
    return Back(row.back_at, row.back_to_id) if row and row.back_at and row.back_to_id else None
