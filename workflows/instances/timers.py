"""Timers drawn in a process: fired by the clock, one case at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.instances.models import ProcessInstance, ProcessTimer
from workflows.instances.turn import take_turn


def fire_next(session: Session, at: datetime) -> bool:
    """Fire the earliest timer that is due and whose case nobody else works on; ``False`` when there is none.

    The case is locked first, then the timer is read again: it may have been cleared meanwhile.
    """
    due = (select(ProcessTimer.id, ProcessTimer.instance_id).join(ProcessInstance, ProcessInstance.id == ProcessTimer.instance_id)
           .where(ProcessTimer.due_at <= at, ProcessInstance.ended_at.is_(None)).order_by(ProcessTimer.due_at).limit(1))
    found = session.execute(due.with_for_update(of=ProcessInstance, skip_locked=True)).first()
    if found is None:
        return False
    turn = take_turn(session, found.instance_id, actor=CLOCK, at=at, skip_locked=True)
    ref = session.scalar(select(ProcessTimer.ref).where(ProcessTimer.id == found.id))
    if turn is None or ref is None:
        return False
    turn.fire(ref)
    turn.finish()
    return True
