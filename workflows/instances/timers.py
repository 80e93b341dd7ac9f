"""Timers drawn in a process: fired by the clock, one case at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.db import table_of
from workflows.facts import fact
from workflows.instances.incidents import handling
from workflows.instances.models import ProcessInstance, ProcessTimer
from workflows.instances.taking import take_turn
from workflows.instances.things import Thing, wakes

JOB = "timers"


def fire_next(session: Session, at: datetime) -> bool:
    """Fire the earliest timer that is due and whose case nobody else works on; ``False`` when there is none.

    The case is locked first, then the timer is read again: it may have been cleared meanwhile. Raises ``Stuck``.
    """
    due = (
        select(ProcessTimer.id, ProcessTimer.instance_id)
        .join(ProcessInstance, ProcessInstance.id == ProcessTimer.instance_id)
        .where(ProcessTimer.wake_at <= at, ProcessInstance.ended_at.is_(None))
        .order_by(ProcessTimer.wake_at)
        .limit(1)
    )
    found = session.execute(due.with_for_update(of=ProcessInstance, skip_locked=True)).first()
    if found is None:
        return False
    with handling(session, Thing(JOB, f"timer:{found.id}", found.instance_id)):
        _fire(session, found.instance_id, found.id, at)
    return True


def _fire(session: Session, instance_id: int, timer_id: int, at: datetime) -> None:
    turn = take_turn(session, instance_id, actor=CLOCK, at=at, job=JOB)
    assert turn is not None
    timer = session.execute(select(ProcessTimer.ref, ProcessTimer.element).where(ProcessTimer.id == timer_id)).first()
    if timer is not None:
        turn.note(fact("timer.fired", element=timer.element))
        turn.fire(timer.ref)
        turn.finish()


@wakes(JOB)
def wake_timer(session: Session, thing: Thing, until: datetime | None) -> bool:
    """Try a timer again at that moment; one that fired or was cleared is gone."""
    table = table_of(ProcessTimer)
    woken = session.execute(update(table).where(table.c.id == thing.number).values(wake_at=until).returning(table.c.id))
    return woken.first() is not None
